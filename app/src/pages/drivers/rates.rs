//! Exchange rates: what each currency was worth in the month, and how rates come in.

use domain::access::{Action, Viewer};
use domain::format;
use domain::ports::{CurrencyRow, DriverView, ImportReport};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::rates::{ImportRates, SetRate};
use crate::components::fields::{Notes, refusal};
use crate::pages::sources::import::outcome;

const PAGE: &str = "/drivers";

/// The table and both forms, or who may.
pub fn section(view: &DriverView, viewer: &Viewer, notes: &Notes, report: Option<ImportReport>) -> AnyView {
    let currency = view.currency.to_string();
    let rows = view.rates.iter().map(|row| self::row(view, row)).collect_view();
    let table = if view.rates.is_empty() {
        let text = format!("Everything is stated in {currency}. A driver or cost in another currency needs a rate for each month.");
        view! { <div class="absent"><h3>"No other currency yet"</h3><p>{text}</p></div> }.into_any()
    } else {
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label="Exchange rates">
                <table class="mid">
                    <caption class="vh">{format!("Exchange rates to {currency}, average of {}", view.month.title())}</caption>
                    <thead><tr><th scope="col">"Currency"</th><th scope="col" class="num">{format!("One in {currency}")}</th>
                        <th scope="col">"From"</th><th scope="col">"Source"</th><th scope="col">"Recorded by"</th><th scope="col">"Newest"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="cell flush" aria-labelledby="rates">
            <div class="head"><h2 id="rates">"Exchange rates"</h2><p class="sub">{format!("average of {}", view.month.title())}</p></div>
            {table}
        </section>
        {forms(view, viewer, notes, report)}
    }
    .into_any()
}

fn row(view: &DriverView, row: &CurrencyRow) -> impl IntoView + use<> {
    let newest = row
        .newest
        .as_ref()
        .map_or_else(|| "none".to_owned(), |newest| format!("{} for {}", format::decimal(newest.value.0), newest.when()));
    let lacks = row.factor.is_none() && row.in_use;
    let name = view! { <th scope="row" class="pin">{row.currency.to_string()}
    {(!row.in_use).then(|| view! { <span class="sub">"nothing is stated in it"</span> })}</th> };
    match &row.factor {
        Some(factor) => {
            let days = match factor.days {
                None => "average as stated".to_owned(),
                Some(1) => "1 day quoted".to_owned(),
                Some(days) => format!("mean of {days} days quoted"),
            };
            view! {
                <tr>{name}<td class="num">{format::decimal(factor.value.0)}</td><td class="two">{days}</td>
                    <td class="two">{factor.source.clone()}</td><td class="two">{super::person(view, &factor.by)}</td><td class="two nw">{newest}</td></tr>
            }
            .into_any()
        }
        None => {
            let mark = if lacks {
                view! { <span class="st late">"No rate in this month"</span> }.into_any()
            } else {
                "no rate in this month".into_any()
            };
            view! {
                <tr>{name}<td class="num">"–"</td><td class="two">{mark}</td>
                    <td class="two">"–"</td><td class="two">{if lacks { "its lines are not claimed" } else { "–" }}</td><td class="two nw">{newest}</td></tr>
            }
            .into_any()
        }
    }
}

fn forms(view: &DriverView, viewer: &Viewer, notes: &Notes, report: Option<ImportReport>) -> AnyView {
    if let Err(error) = viewer.authorize(Action::EditDrivers) {
        return view! { <div class="cell">{refusal(&error)}</div> }.into_any();
    }
    let (fields, file) = (notes.form("rate"), notes.form("rates-import"));
    let upload = file.file(
        "CSV in UTF-8, the first sheet of an XLSX, or Parquet: date,currency,rate, or month,currency,rate; source where it is known.",
    );
    let first = view.rates.iter().find(|row| row.factor.is_none()).or(view.rates.first()).map(|row| row.currency.to_string());
    view! {
        <details class="cell drawer" id="rate" open=fields.failed()>
            <summary><b>"Record an exchange rate"</b><span class="mute">"Of a day, or the average of a month that has ended. What is recorded stays."</span></summary>
            <form class="stack drawer-body" method="post" action=SetRate::url()>
                {fields.back(PAGE)}
                <div class="row2">
                    {fields.text("currency", "Currency", &first.unwrap_or_default(), "ISO 4217 code: IDR, VND, SGD.")}
                    {fields.text("date", "Day or month", "", "2026-10-31, or 2026-10 for the month's average, which wins over days.")}
                    {fields.text("rate", "What one is worth", "", "In the workspace's currency: 0.7412.")}
                </div>
                {fields.optional("source", "Where it was read", "", "Such as: MAS, treasury.")}
                <div class="row"><button class="btn" type="submit">"Record the rate"</button></div>
            </form>
        </details>
        <details class="cell drawer" id="rates-import" open=file.failed() || file.succeeded()>
            <summary><b>"Import exchange rates"</b><span class="mute">"A file again changes nothing."</span></summary>
            <div class="stack drawer-body">
                {report.filter(|_| file.succeeded()).map(outcome)}
                <form class="stack" method="post" action=ImportRates::url() enctype="multipart/form-data">
                    {file.back(PAGE)}
                    <div class="row2 two">
                        {upload}
                        {file.area("pasted", "Or paste rows with the header", "", "Such as: date,currency,rate.", "4")}
                    </div>
                    <div class="row"><button class="btn" type="submit">"Import"</button></div>
                </form>
            </div>
        </details>
    }
    .into_any()
}
