//! From last month's net value to this month's, and what to decide.

use domain::report::{Decision, MonthReport};
use domain::time;
use leptos::prelude::*;

use super::bridge::bridge;
use super::figures::PART;
use crate::components::amount::{amount, change};

/// The bridge with its table.
pub fn changes(report: &MonthReport) -> impl IntoView + use<> {
    let before = report.month.previous();
    let body = match &report.bridge {
        Some(way) => bridge(report, way),
        None if report.ledger.to_date => {
            let after = format!("{PART} What changed is told when {} has ended.", report.month.name());
            view! { <p class="two">{after}</p> }.into_any()
        }
        None => view! { <p class="two">{format!("{} has no figure, so there is no change to explain yet.", before.name())}</p> }.into_any(),
    };
    view! {
        <section class="cell w7" aria-labelledby="why">
            <div class="head"><h2 id="why">{format!("Why it changed since {}", before.name())}</h2>
                <p class="sub">{format!("{}, shares add up exactly; open one for its lines", report.currency)}</p></div>
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
