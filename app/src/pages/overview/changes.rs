//! From last month's net value to this month's, and what to decide.

use std::cmp::Reverse;

use charts::spec::{Bridge, BridgeRow, Caption};
use charts::svg;
use domain::format;
use domain::money::Money;
use domain::report::{Decision, MonthReport};
use domain::time;
use domain::value::{Change, Totals};
use leptos::prelude::*;

use super::figures::PART;

use crate::components::amount::{amount, change};
use crate::components::figure::table_behind;

/// Rows of the bridge between the two months; the smaller changes stand in one row.
const ROWS: usize = 8;

/// The bridge with its table.
pub fn changes(report: &MonthReport) -> impl IntoView + use<> {
    let before = report.month.previous();
    let body = match report.previous.filter(|_| !report.changes.is_empty()) {
        Some(previous) => bridge(report, previous).into_any(),
        None if report.ledger.to_date => {
            let after = format!("{PART} What changed is told when {} has ended.", report.month.name());
            view! { <p class="two">{after}</p> }.into_any()
        }
        None => view! { <p class="two">{format!("{} has no figure, so there is no change to explain yet.", before.name())}</p> }.into_any(),
    };
    view! {
        <section class="cell w7" aria-labelledby="why">
            <div class="head"><h2 id="why">{format!("Why it changed since {}", before.name())}</h2>
                <p class="sub">{format!("{}, rows add up exactly", report.currency)}</p></div>
            {body}
        </section>
    }
}

/// The largest causes in words; nothing without a month to compare with.
fn reasons(report: &MonthReport) -> Option<impl IntoView + use<>> {
    let reasons = report
        .reasons
        .iter()
        .map(|reason| {
            view! {
                <li>
                    <div class="split"><h3>{reason.title.clone()}</h3><b class="num">{change(reason.change)}</b></div>
                    <p class="two">{reason.text.clone()}</p>
                </li>
            }
        })
        .collect_view();
    (!report.reasons.is_empty()).then(|| view! { <div class="head"><h2>"In words"</h2></div><ul class="list">{reasons}</ul> })
}

fn bridge(report: &MonthReport, previous: Totals) -> impl IntoView + use<> {
    let (before, month) = (report.month.previous(), report.month);
    let mut by_size: Vec<usize> = (0..report.changes.len()).collect();
    by_size.sort_by_key(|index| Reverse(report.changes[*index].change.minor.abs()));
    let shown = if report.changes.len() > ROWS { ROWS - 1 } else { ROWS };
    let top: Vec<usize> = by_size.into_iter().take(shown).collect();
    let (named, rest): (Vec<_>, Vec<_>) = report.changes.iter().enumerate().partition(|(index, _)| top.contains(index));
    let mut steps: Vec<(String, Money)> = named.into_iter().map(|(_, row)| (row.name.clone(), row.change)).collect();
    if let Ok(sum) = Money::sum(rest.iter().map(|(_, row)| row.change), report.currency)
        && !rest.is_empty()
    {
        steps.push((format!("{} smaller changes", rest.len()), sum));
    }
    let mut rows = vec![BridgeRow::total(before.name(), previous.net.to_f64(), format::amount(previous.net))];
    let mut at = previous.net;
    for (name, step) in steps {
        let to = at.plus(step).unwrap_or(at);
        rows.push(BridgeRow::change(Caption::from(name), at.to_f64(), to.to_f64(), format::change(step)));
        at = to;
    }
    rows.push(BridgeRow::total(month.name(), report.ledger.totals.net.to_f64(), format::amount(report.ledger.totals.net)));
    let finding = format!(
        "Net value went from {} in {} to {} in {}.",
        format::money(previous.net),
        before.name(),
        format::money(report.ledger.totals.net),
        month.name()
    );
    let markup = svg::page_svg_at(&Bridge { finding, rows }, 650.0, 326.0, &charts::Style::screen());
    let heads = vec!["Change".to_owned(), before.name().to_owned(), month.name().to_owned(), format!("Change, {}", report.currency)];
    view! {
        <figure><div inner_html=markup></div></figure>
        {table_behind("Every change between the two months", heads, report.changes.iter().map(row).collect())}
    }
}

fn row(row: &Change) -> Vec<String> {
    let cell = |money: Option<Money>| money.map_or("–".to_owned(), format::amount);
    vec![format!("{}, {}", row.name, row.service_name), cell(row.before), cell(row.after), format::change(row.change)]
}

/// The reasons in words, and the recorded follow-ups.
pub fn decisions(report: &MonthReport) -> impl IntoView + use<> {
    let rows = report.decisions.iter().map(decision).collect_view();
    let none = report.decisions.is_empty().then(|| view! { <p class="two">"Nothing is waiting for a decision."</p> });
    view! {
        <section class="cell w5" aria-labelledby="decide">
            {reasons(report)}
            <div class="head"><h2 id="decide">"What to decide"</h2><p class="sub">{format!("{} a month in question", report.currency)}</p></div>
            {none}
            <ul class="list">{rows}</ul>
        </section>
    }
}

fn decision(decision: &Decision) -> impl IntoView + use<> {
    let who = format!("{} · by {}", decision.owner_name, time::day_title(decision.due));
    view! {
        <li>
            <div class="split"><h3>{decision.title.clone()}</h3>{decision.amount.map(|money| view! { <b class="num">{amount(money)}</b> })}</div>
            <p class="two measure">{decision.why.clone()}</p>
            <p class="sub">{who}</p>
        </li>
    }
}
