//! The factors of a value written out, each with its name and its interval or source.

use domain::format;
use domain::money::Money;
use domain::time::{Month, day_title};
use domain::value::{Chain, Part, ValueLine, Written, written};
use leptos::prelude::*;

use super::amount::amount;
pub use super::grade::grade;
use super::lineage::{linked, mapping_of};

/// `(5.20 h − 1.85 h) × 28,400 USD/h × (1 − 0.35) = 61,841.00`, the operator with the factor that follows it.
/// The name of each factor leads to where it is kept. What was earned in its own currency stands before the rate that converts it.
pub fn chain(terms: &Chain, local: Option<Money>, result: Money, month: Month) -> impl IntoView + use<> {
    let parts: Vec<AnyView> = written(terms)
        .iter()
        .map(|part| {
            let own = local.filter(|_| part.term.part == Part::ExchangeRate).map(equals);
            view! { {own}{factor(part, month)} }.into_any()
        })
        .collect();
    view! { <p class="chain">{parts}{equals(result)}</p> }
}

fn equals(result: Money) -> impl IntoView + use<> {
    view! {
        <span class="of"><span class="op">"="</span><span class="f eq">
            <span class="v">{format::amount(result)}</span><span class="n">{result.currency.to_string()}</span>
        </span></span>
    }
}

/// The chain on one line, as finance recomputes it; each value leads to where it is kept.
pub fn chain_row(terms: &Chain, month: Month) -> impl IntoView + use<> {
    let part = |part: &Written| {
        let operator = if part.operator.is_empty() { String::new() } else { format!(" {} ", part.operator) };
        view! { {format!("{operator}{}", part.open)}{linked(part.quantity(), &part.term, month)}{part.close} }
    };
    written(terms).iter().map(part).collect_view()
}

/// One value line: grade, name and amount, its chain, where the baseline came from.
pub fn value_line(line: &ValueLine, month: Month) -> impl IntoView + use<> {
    let grade = grade(line.grade);
    let coverage = line.coverage.map(|coverage| format!("measured for {} of the month", format::percent(coverage.share, 1)));
    let range = format::range(line.low, line.high);
    let version = Some(format!("mapping as of {}", day_title(line.version_from)));
    let notes: Vec<String> = [range, Some(line.template.name().to_owned()), Some(line.baseline_note.clone()), coverage, version]
        .into_iter()
        .flatten()
        .filter(|note| !note.is_empty())
        .collect();
    let href = mapping_of(&line.mapping, month);
    view! {
        <li class="vl">
            <div class="split">
                <h3>{grade}" "<a href=href>{line.name.clone()}</a></h3>
                <p class="num"><b>{amount(line.amount)}</b></p>
            </div>
            {chain(&line.chain, line.local, line.amount, month)}
            <p class="sub">{notes.join(" · ")}</p>
        </li>
    }
}

fn factor(written: &Written, month: Month) -> impl IntoView + use<> {
    let term = &written.term;
    let value = format!("{}{}{}", written.open, written.quantity(), written.close);
    let under = match (term.low, term.high) {
        (Some(low), Some(high)) => format!("{} to {}", format::decimal(low.0), format::decimal(high.0)),
        _ => term.evidence.clone().unwrap_or_default(),
    };
    let operator = (!written.operator.is_empty()).then(|| view! { <span class="op">{written.operator}</span> });
    view! {
        <span class="of">
            {operator}
            <span class="f">
                <span class="v">{value}</span>
                <span class="n">{linked(term.name.clone(), term, month)}</span>
                {(!under.is_empty()).then(|| view! { <span class="i">{under}</span> })}
            </span>
        </span>
    }
    .into_any()
}
