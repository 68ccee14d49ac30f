//! What the draft would be worth, and how its units cancel.

use domain::format;
use domain::money::Money;
use domain::time::Month;
use domain::value::{Valued, Written, chain_line, evaluate, price, rates, written};
use leptos::prelude::*;

use super::draft::{Draft, Known};
use crate::components::grade::grade;

/// The amount of the month with the draft's factors, computed where it is shown: in the browser, or on the server without one.
pub fn preview(draft: &Draft, known: &Known) -> AnyView {
    match draft.chain(known).and_then(|input| Ok((evaluate(&input)?, input.month))) {
        Ok((valued, month)) => amount(&valued, known.saved, month, !draft.pool.is_empty()),
        Err(error) => {
            let text = format::capital(&error.to_string());
            view! {
                <div class="preview bad">
                    <p class="sub">"No amount yet"</p>
                    <p class="note">{text}</p>
                </div>
            }
            .into_any()
        }
    }
}

/// The amount with its grade and interval, and what it changes in the month's net value against the version that the month uses.
fn amount(valued: &Valued, saved: Option<Money>, month: Month, in_pool: bool) -> AnyView {
    let text = format::amount(valued.amount);
    let (whole, cents) = text.split_once('.').map_or((text.as_str(), String::new()), |(whole, cents)| (whole, format!(".{cents}")));
    let change = saved.map_or(Ok(valued.amount), |saved| valued.amount.less(saved)).ok();
    let net = change.map(|change| net_words(change, month, in_pool)).unwrap_or_default();
    let against = change.filter(|_| saved.is_some()).map(|change| match change.minor {
        0 => view! { "The same as the version that the month uses. " }.into_any(),
        minor => {
            let class = if minor < 0 { "loss" } else { "gain" };
            view! { <span class=class>{format::change(change)}</span>" against the version that the month uses. " }.into_any()
        }
    });
    let own = rates::in_own_currency(valued.local, &valued.chain).map(|own| view! { <p class="note" id="preview-own">{own}</p> });
    let range = format::range(valued.low, valued.high).map(|range| view! { <p class="note">{range}</p> });
    view! {
        <div class="preview">
            <p class="sub">"In this month the mapping would have earned"</p>
            <p class="pv" id="preview-amount"><span class="cur">{valued.amount.currency.to_string()}</span>" "{whole.to_owned()}<span class="c">{cents}</span></p>
            {own}
            <p class="note">{grade(valued.grade)}" "{format::capital(valued.grade.words())}</p>
            {range}
            <p class="note" id="preview-net">{against}{net}</p>
        </div>
    }
    .into_any()
}

/// `October’s net value would have been 1,204.00 more.`
fn net_words(change: Money, month: Month, in_pool: bool) -> String {
    let size = format::amount(Money { minor: change.minor.abs(), ..change });
    let before_cap = if in_pool { ", before the cap of its pool" } else { "" };
    match change.minor {
        0 => String::new(),
        minor if minor < 0 => format!("{}’s net value would have been {size} less{before_cap}.", month.name()),
        _ => format!("{}’s net value would have been {size} more{before_cap}.", month.name()),
    }
}

/// The unit arithmetic: each printed term over its unit, and whether money is what remains.
pub fn units(draft: &Draft, known: &Known) -> AnyView {
    let Ok(input) = draft.chain(known) else { return ().into_any() };
    let currency = input.currency.to_string();
    match price(&input) {
        Ok(valued) => {
            let terms = written(&valued.chain).into_iter().map(|Written { operator, open, close, term }| {
                let op = format!("{operator} {}", open.trim_end());
                let unit = if term.unit == "1" { format::NBSP.to_string() } else { format::unit(&term.unit) };
                view! {
                    <span class="of"><span class="op">{op}</span>
                        <span><b>{format::decimal(term.value.0)}</b>{close}<br/><span class="two">{unit}</span>" "{term.grade.map(grade)}</span></span>
                }
            });
            let terms = terms.collect_view();
            view! {
                <div class="units" role="group" aria-label="Unit arithmetic">
                    <div class="ug">
                        {terms}
                        <span class="of"><span class="op">"="</span>
                            <span><b>{format::amount(valued.amount)}</b><br/><span class="two"><b>{currency}</b></span></span></span>
                    </div>
                    <p class="note split"><span>{chain_line(&valued.chain)}</span><span class="st ok">"Units cancel to money"</span></p>
                </div>
            }
            .into_any()
        }
        Err(error) => {
            let text = format::capital(&error.to_string());
            view! {
                <div class="units" role="group" aria-label="Unit arithmetic">
                    <p class="note split"><span>{text}</span><span class="st bad">"Not money"</span></p>
                </div>
            }
            .into_any()
        }
    }
}
