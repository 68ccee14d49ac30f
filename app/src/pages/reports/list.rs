//! The months that can be reported.

use domain::format;
use domain::ports::ReportRow;
use leptos::prelude::*;

use crate::components::amount::amount;
use crate::components::layout::Layout;
use crate::components::masthead::Section;
use crate::components::problem::loaded;
use crate::state::{ports, viewer};

/// The page at `/reports`.
#[component]
pub fn ReportsPage() -> impl IntoView {
    view! {
        <Layout current=Section::Reports title="Reports">
            {loaded(async { ports()?.reports.months(&viewer()?).await }, |rows| table(&rows))}
        </Layout>
    }
}

fn table(rows: &[ReportRow]) -> AnyView {
    let Some(currency) = rows.first().map(|row| row.totals.net.currency) else {
        return view! {
            <div class="title"><h1>"No month can be reported yet"</h1></div>
            <div class="sheet single"><div class="cell"><div class="absent">
                <p class="two">"A report appears with the first month that has a value line or a cost. The "<a href="/">"overview"</a>" says how to start."</p>
            </div></div></div>
        }
        .into_any();
    };
    let title = match rows.len() {
        1 => "One month has a report".to_owned(),
        count => format!("{count} months have a report"),
    };
    view! {
        <div class="title"><h1>{title}</h1>
            {(rows.len() > 1).then(|| view! { <div class="row"><a class="btn" href="/reports/compare">"Compare"</a></div> })}
            <p class="lede">"An open month follows the records; a closed one stands as it was issued, and what comes later is posted as a restatement."</p></div>
        <div class="sheet"><section class="cell flush">
            <div class="scroll" tabindex="0" role="region" aria-label="Reports by month">
                <table>
                    <caption class="vh">"Reports by month, newest first"</caption>
                    <thead><tr>
                        <th scope="col">"Month"</th>
                        <th scope="col">"State"</th>
                        <th scope="col" class="num">{format!("Net value, {currency}")}</th>
                        <th scope="col" class="num">"Benefit"</th>
                        <th scope="col" class="num">"Cost to run"</th>
                        <th scope="col" class="num">"Return"</th>
                        <th scope="col" class="num">"Lines"</th>
                        <th scope="col" class="num">"Not claimed"</th>
                        <th scope="col">"Files"</th>
                    </tr></thead>
                    <tbody>{rows.iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section></div>
    }
    .into_any()
}

fn row(row: &ReportRow) -> impl IntoView + use<> {
    let (month, totals) = (row.month, row.totals);
    let to_date = row.to_date.then(|| view! { " "<span class="tag plain">"to date"</span> });
    let ratio = totals.return_on_cost.map_or("–".to_owned(), |ratio| format!("{}\u{a0}×", format::decimal(ratio)));
    let state = match row.revision.filter(|revision| *revision > 1) {
        Some(revision) => format!("{}, revision {revision}", row.state.title()),
        None => row.state.title().to_owned(),
    };
    let pending = row
        .pending
        .map(|by| view! { <span class="sub"><span class="st late">{format!("later records: {}", format::change(by))}</span></span> });
    view! {
        <tr class=totals.net.is_loss().then_some("lossrow")>
            <th scope="row" class="pin"><a href=format!("/reports/{month}")>{month.title()}</a>{to_date}</th>
            <td class="nw"><a href=format!("/reports/{month}/review")>{state}</a>{pending}</td>
            <td class="num">{amount(totals.net)}</td>
            <td class="num">{amount(totals.benefit)}</td>
            <td class="num">{amount(totals.cost)}</td>
            <td class="num">{ratio}</td>
            <td class="num">{row.n_lines}</td>
            <td class="num">{row.n_not_claimed}</td>
            <td class="nw">
                <a href=format!("/reports/{month}/report.pdf") aria-label=format!("PDF of {}", month.title())>"PDF"</a>
                " · "<a href=format!("/reports/{month}/report.xlsx") aria-label=format!("Excel of {}", month.title())>"Excel"</a>
                " · "<a href=format!("/reports/{month}/report.csv") aria-label=format!("CSV of {}", month.title())>"CSV"</a>
                " · "<a href=format!("/api/v1/reports/{month}") aria-label=format!("JSON of {}", month.title())>"JSON"</a>
            </td>
        </tr>
    }
}
