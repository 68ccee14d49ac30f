//! The factors of a value written out, each with its name and its interval or source.

use domain::config::Number;
use domain::evidence::Grade;
use domain::format;
use domain::money::Money;
use domain::value::{Chain, Term, TermRole, ValueLine};
use leptos::prelude::*;

use super::amount::amount;

/// `(5.20 h − 1.85 h) × 28,400 USD/h × (1 − 0.35) = 61,841.00`, the operator with the factor that follows it.
pub fn chain(terms: &Chain, result: Money) -> impl IntoView + use<> {
    let apart = terms.iter().find_map(|term| term.at_actual.map(|at_actual| (term, at_actual)));
    let mut parts: Vec<AnyView> = Vec::new();
    for term in terms {
        let value = quantity(term.value, &term.unit);
        match (term.role, apart) {
            (TermRole::First, None) => parts.push(factor("", format!("({value}"), term)),
            (TermRole::Second, None) => parts.push(factor("−", format!("{value})"), term)),
            (TermRole::First | TermRole::Second, Some((price, at_actual))) => {
                let first = term.role == TermRole::First;
                // The stated range is that of the driver's own value, not of its value in the hours that were lost.
                let side = match term.name.starts_with("baseline") {
                    true => price.clone(),
                    false => Term { value: at_actual, low: None, high: None, evidence: Some("in the hours down".into()), ..price.clone() },
                };
                let (open, close) = if first { ("(", "") } else { ("", ")") };
                parts.push(factor(if first { "" } else { "−" }, format!("{open}{value}"), term));
                parts.push(factor("×", format!("{}{close}", quantity(side.value, &side.unit)), &side));
            }
            (TermRole::Factor, _) if term.at_actual.is_some() => {}
            (TermRole::Factor, _) => parts.push(factor(operator(parts.len()), value, term)),
            (TermRole::Complement, _) => parts.push(factor(operator(parts.len()), format!("(1 − {value})"), term)),
        }
    }
    view! {
        <p class="chain">
            {parts}
            <span class="of"><span class="op">"="</span><span class="f eq">
                <span class="v">{format::amount(result)}</span><span class="n">{result.currency.to_string()}</span>
            </span></span>
        </p>
    }
}

/// The mark of an evidence grade.
pub fn grade(grade: Grade) -> impl IntoView + use<> {
    let (class, title) = (format!("g g{grade}"), format!("Evidence grade {grade}: {}", grade.words()));
    view! { <span class=class title=title>{grade.letter()}</span> }
}

/// One value line: grade, name and amount, its chain, where the baseline came from.
pub fn value_line(line: &ValueLine) -> impl IntoView + use<> {
    let grade = grade(line.grade);
    let coverage = line.coverage.map(|coverage| format!("measured for {} of the month", format::percent(coverage.share, 1)));
    let range = format::range(line.low, line.high);
    let notes: Vec<String> = [range, Some(line.template.name().to_owned()), Some(line.baseline_note.clone()), coverage]
        .into_iter()
        .flatten()
        .filter(|note| !note.is_empty())
        .collect();
    let href = format!("/value-map/mappings/{}", line.mapping);
    view! {
        <li class="vl">
            <div class="split">
                <h3>{grade}" "<a href=href>{line.name.clone()}</a></h3>
                <p class="num"><b>{amount(line.amount)}</b></p>
            </div>
            {chain(&line.chain, line.amount)}
            <p class="sub">{notes.join(" · ")}</p>
        </li>
    }
}

fn operator(index: usize) -> &'static str {
    if index == 0 { "" } else { "×" }
}

fn factor(operator: &'static str, value: String, term: &Term) -> AnyView {
    let under = match (term.low, term.high) {
        (Some(low), Some(high)) => format!("{} to {}", format::decimal(low.0), format::decimal(high.0)),
        _ => term.evidence.clone().unwrap_or_default(),
    };
    let operator = (!operator.is_empty()).then(|| view! { <span class="op">{operator}</span> });
    view! {
        <span class="of">
            {operator}
            <span class="f">
                <span class="v">{value}</span>
                <span class="n">{term.name.clone()}</span>
                {(!under.is_empty()).then(|| view! { <span class="i">{under}</span> })}
            </span>
        </span>
    }
    .into_any()
}

fn quantity(value: Number, unit: &str) -> String {
    match unit {
        "1" | "" => format::decimal(value.0),
        unit => format!("{}{}{}", format::decimal(value.0), format::NBSP, format::unit(unit)),
    }
}
