//! The key figures of the month.

use charts::spec::{IntervalBar, Quantity};
use charts::svg;
use domain::exact::Exact;
use domain::format;
use domain::money::Money;
use domain::report::narrative::certainty;
use domain::report::{MonthReport, SensitivityRow};
use domain::value::Totals;
use leptos::prelude::*;

use crate::components::amount::plain;

/// Why a month to date has no change.
pub(super) const PART: &str = "A part of a month is not compared with a whole one.";

/// Net value, return on cost, change on last month.
pub fn figures(report: &MonthReport) -> impl IntoView + use<> {
    let totals = report.ledger.totals;
    let month = report.month;
    let so_far = report.ledger.to_date.then(|| {
        let until = domain::time::parse_zone(&report.time_zone).map(|zone| domain::time::instant_title(report.as_of_ms, zone));
        view! { <p class="note">{format!("Month to date, until {}. Figures move until the month ends.", until.unwrap_or_default())}</p> }
    });
    let earned = format!("{} earned, {} cost to run", format::amount(totals.benefit), format::amount(totals.cost));
    let earned = totals.unknown_costs_words().map_or(earned.clone(), |words| format!("{earned}; {words}"));
    let loss = if totals.net.is_loss() { "big loss" } else { "big" };
    view! {
        <div class="cell w5">
            <dl class="kf">
                <dt>{format!("Net value, {}", month.name())}</dt>
                <dd class=loss><span class="cur">{report.currency.to_string()}</span>{plain(&format::amount(totals.net))}</dd>
            </dl>
            {interval(report)}
            <p class="note">{earned}</p>
            {so_far}
        </div>
        <div class="cell w3">{return_on_cost(&totals)}</div>
        <div class="cell w4">{against(report, totals.net)}</div>
        {sure(report)}
    }
}

/// How sure the figures are; what is not known yet is said beside them.
fn sure(report: &MonthReport) -> Option<impl IntoView + use<>> {
    let sentences = certainty(report);
    (!sentences.is_empty()).then(|| {
        view! {
            <div class="cell sure"><h2>"How sure we are"</h2><p class="two">{sentences.join(" ")}</p>{rests_on(report)}</div>
        }
    })
}

/// The inputs that the width of the range comes from; nothing where nothing varies.
fn rests_on(report: &MonthReport) -> Option<impl IntoView + use<>> {
    let row = |row: &SensitivityRow| {
        let when = row.from.map_or_else(String::new, domain::time::day_title);
        view! {
            <tr><th scope="row">{row.name.clone()}</th><td class="num">{format::percent(row.share, 0)}</td>
                <td class="two">{row.who()}</td><td class="two nw">{when}</td></tr>
        }
    };
    let rows = report.sensitivity.iter().map(row).collect_view();
    (!report.sensitivity.is_empty()).then(|| {
        view! {
            <details class="more"><summary>"What the range rests on"</summary>
                <div class="scroll" tabindex="0" role="region" aria-label="What the range rests on">
                    <table><caption class="vh">"What the range of the net value rests on"</caption>
                        <thead><tr><th scope="col">"Input"</th><th scope="col" class="num">"Share of the width"</th>
                            <th scope="col">"Set by"</th><th scope="col">"Since"</th></tr></thead>
                        <tbody>{rows}</tbody></table>
                </div>
            </details>
        }
    })
}

/// The net value on its range.
fn interval(report: &MonthReport) -> Option<impl IntoView + use<>> {
    let range = report.ledger.range.filter(domain::value::Range::is_open)?;
    let chart = IntervalBar {
        finding: format!("80 % range of the net value: {} to {}.", format::whole(range.low), format::whole(range.high)),
        quantity: Quantity::money(report.currency.code()),
        value: Some(report.ledger.totals.net.to_f64()),
        low: Some(range.low.to_f64()),
        high: Some(range.high.to_f64()),
        target: None,
        name: report.month.name().to_owned(),
        before: None,
    };
    let markup = svg::page_svg_at(&chart, 420.0, 326.0, &charts::Style::screen());
    Some(view! { <div class="interval" inner_html=markup></div> })
}

fn return_on_cost(totals: &Totals) -> impl IntoView + use<> {
    let (figure, class, note) = match totals.return_on_cost {
        Some(ratio) => (format!("{}\u{a0}×", format::decimal(ratio)), "mid", format!("earned for each {} spent", totals.net.currency)),
        None if totals.unknown_costs > 0 => ("No figure".to_owned(), "mid nofig", "A cost to run is not known.".to_owned()),
        None => ("No figure".to_owned(), "mid nofig", "No cost to run is recorded for this month.".to_owned()),
    };
    view! { <dl class="kf"><dt>"Return on cost"</dt><dd class=class>{figure}</dd></dl><p class="note">{note}</p> }
}

fn against(report: &MonthReport, net: Money) -> impl IntoView + use<> {
    let before = report.month.previous();
    let change = report.previous.and_then(|previous| Some((previous.net, net.less(previous.net).ok()?)));
    let (figure, class, note) = match change {
        Some((was, change)) => {
            let class = match change.minor {
                0 => "mid",
                minor if minor < 0 => "mid loss",
                _ => "mid gain",
            };
            (format::change(change), class, format!("{}{} earned in {}", share(was, change), format::money(was), before.name()))
        }
        None if report.ledger.to_date => ("Not compared".to_owned(), "mid nofig", PART.to_owned()),
        None => ("No figure".to_owned(), "mid nofig", format!("{} has no figure to compare with.", before.name())),
    };
    let figure = if change.is_some() { plain(&figure) } else { figure.into_any() };
    view! { <dl class="kf"><dt>{format!("Against {}", before.name())}</dt><dd class=class>{figure}</dd></dl><p class="note">{note}</p> }
}

/// `11.5 % more; `, where the month before was a gain.
fn share(was: Money, change: Money) -> String {
    if was.minor <= 0 {
        return String::new();
    }
    let share = change.exact().over(&was.exact()).and_then(|share: Exact| share.round(4));
    let word = if change.is_loss() { "less" } else { "more" };
    share.map(|share| format!("{} {word}; ", format::percent(share.abs(), 1))).unwrap_or_default()
}
