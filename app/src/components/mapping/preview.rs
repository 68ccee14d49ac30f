//! What the draft would be worth, and how its units cancel.

use domain::format;
use domain::money::Money;
use domain::value::{Limit, PoolShare, Previewed, Written, chain_line, limit_words, price, rates, share_words, written};
use leptos::prelude::*;

use super::draft::{Draft, Known};
use crate::components::grade::grade;

/// The amount of the month with the draft's factors, computed where it is shown: in the browser, or on the server without one.
pub fn preview(draft: &Draft, known: &Known) -> AnyView {
    match draft.previewed(known) {
        Ok(previewed) => amount(&previewed, draft, known),
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

/// The amount with all that the ledger's line says of it, and what it changes in the month's net value against the saved version.
fn amount(previewed: &Previewed, draft: &Draft, known: &Known) -> AnyView {
    let valued = &previewed.valued;
    let month = known.input.as_ref().map_or_else(String::new, |input| input.month.name().to_owned());
    let text = format::amount(valued.amount);
    let (whole, cents) = text.split_once('.').map_or((text.as_str(), String::new()), |(whole, cents)| (whole, format!(".{cents}")));
    let against = known.saved.as_ref().and_then(|saved| valued.amount.less(saved.amount).ok()).map(|change| match change.minor {
        0 => view! { "The same as the version that the month uses. " }.into_any(),
        minor => {
            let class = if minor < 0 { "loss" } else { "gain" };
            view! { <span class=class>{format::change(change)}</span>" against the version that the month uses. " }.into_any()
        }
    });
    let net = previewed.change.map_or_else(
        || "Press Preview: what others claim from the pool is read from the records.".to_owned(),
        |change| net_words(change, &month, !draft.pool.is_empty()),
    );
    let own = rates::in_own_currency(valued.local, &valued.chain).map(|own| view! { <p class="note" id="preview-own">{own}</p> });
    let range = format::range(valued.low, valued.high).map(|range| view! { <p class="note">{range}</p> });
    let notes = previewed.notes.iter().map(|note| view! { <p class="note">{format::sentence(note)}</p> }).collect_view();
    let not_counted = previewed.not_counted.as_ref().map(|why| {
        view! { <p class="note" id="preview-apart"><span class="st warn">"In no total"</span>" "{format::sentence(why)}</p> }
    });
    let pool = previewed.pool.as_ref().map(|pool| view! { <p class="note" id="preview-pool">{pool_words(pool)}</p> });
    view! {
        <div class="preview">
            <p class="sub">"In this month the mapping would have earned"</p>
            <p class="pv" id="preview-amount"><span class="cur">{valued.amount.currency.to_string()}</span>" "{whole.to_owned()}<span class="c">{cents}</span></p>
            {own}
            <p class="note">{grade(valued.grade)}" "{format::capital(valued.grade.words())}</p>
            {range}
            <div id="preview-notes">{notes}</div>
            {not_counted}
            {pool}
            <p class="note" id="preview-net">{against}{net}</p>
        </div>
    }
    .into_any()
}

/// `Of it 1,204.00 is taken back by the pool Checkout; 8,796.00 stays. All lines claim 61,204.00 of at most 60,000.00.`
fn pool_words(pool: &PoolShare) -> String {
    let share = match pool.overlap {
        Some(overlap) => format!("{}; {} stays.", share_words(overlap, &pool.name), format::amount(pool.keeps)),
        None => format!("The pool {} takes nothing of it back.", pool.name),
    };
    let claims = format::amount(pool.claims);
    let all = match &pool.limit {
        Some(limit @ Limit::Cap { amount, .. }) => {
            let (most, words) = (format::amount(*amount), limit_words(limit));
            let of = if most == words { String::new() } else { format!(" ({words})") };
            format!("All lines claim {claims} of at most {most}{of}.")
        }
        Some(Limit::Holdout { amount, .. }) => format!("All lines claim {claims}; its holdout shows {}.", format::amount(*amount)),
        None => format!("All lines claim {claims}; the pool has no limit in this month."),
    };
    format!("{share} {all}")
}

/// `October’s net value would have been 1,204.00 more.`
fn net_words(change: Money, month: &str, in_pool: bool) -> String {
    let size = format::amount(Money { minor: change.minor.abs(), ..change });
    let after = if in_pool { ", after what its pool takes back" } else { "" };
    match change.minor {
        0 => String::new(),
        minor if minor < 0 => format!("{month}’s net value would have been {size} less{after}."),
        _ => format!("{month}’s net value would have been {size} more{after}."),
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
