//! What a test must look like to prove a line that rests on an assumption.

use std::collections::BTreeMap;

use domain::config::Number;
use domain::evidence::WEEKS_MAX;
use domain::format;
use domain::ports::{EvidenceView, PlanQuestion, PlanRow};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use crate::components::amount::amount;

/// The lines with a plan each, and a form that plans one of them otherwise.
pub fn planner(view: &EvidenceView, asked: &Asked) -> Option<AnyView> {
    let rows = view.planner.iter().map(row).collect_view();
    (!view.planner.is_empty()).then(|| {
        view! {
            <section class="cell flush" id="plan" aria-labelledby="plans"><div class="head"><h2 id="plans">"Worth testing"</h2>
                    <p class="sub">"lines of grade D, and the test that would make them B"</p></div>
                <div class="scroll" tabindex="0" role="region" aria-label="Worth testing">
                    <table class="mid">
                        <caption class="vh">"Plans for lines that rest on an assumption"</caption>
                        <thead><tr><th scope="col">"Line"</th><th scope="col" class="num">{format!("Would firm up, {}", view.currency)}</th>
                            <th scope="col" class="num">"Units per arm"</th><th scope="col" class="num">"Weeks"</th><th scope="col">"Computed from"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                {form(view, asked)}
            </section>
        }
        .into_any()
    })
}

/// What the form asked for: what was typed, and what of it is a number.
#[derive(Default)]
pub struct Asked {
    pub question: PlanQuestion,
    /// By the name of the field: what was typed, and why it is no number.
    typed: BTreeMap<&'static str, (String, Option<String>)>,
}

impl Asked {
    /// From the page's address. What is no number stays in its field with the reason, and the line's own figure is planned with.
    pub fn read(query: &ParamsMap) -> Self {
        let mut asked = Self {
            question: PlanQuestion { mapping: query.get("plan").unwrap_or_default(), ..PlanQuestion::default() },
            ..Self::default()
        };
        let question = &mut asked.question;
        for (name, place) in [("base_rate", &mut question.base_rate), ("effect", &mut question.effect), ("weekly", &mut question.weekly)] {
            let Some(text) = query.get(name).filter(|text| !text.trim().is_empty()) else { continue };
            let read = Number::parse(&text).map_err(|error| format!("{}. Write it as 0.05 or 12000", error));
            *place = read.as_ref().ok().copied();
            asked.typed.insert(name, (text, read.err()));
        }
        asked
    }
}

/// `3.15`, of the share 0.0315.
fn hundredfold(share: Number) -> String {
    format::decimal(share.0.checked_mul(100.into()).unwrap_or(share.0).normalize())
}

/// What of a plan is known, in words.
fn known(plan: &PlanRow) -> String {
    let parts = [
        plan.base_rate.map(|share| format!("{} % of units succeed now", hundredfold(share))),
        plan.effect.map(|effect| format!("a difference of {} percentage points", hundredfold(effect))),
        plan.weekly.map(|units| format!("{} units a week", format::decimal(units.0))),
    ];
    format::capital(&parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

fn row(plan: &PlanRow) -> AnyView {
    let (units, weeks) = match plan.size {
        Some(size) => (format::decimal(size.per_arm.into()), format::decimal(size.weeks.into())),
        None => ("–".to_owned(), "–".to_owned()),
    };
    let note = match (&plan.missing, plan.size) {
        (Some(missing), _) => missing.clone(),
        (None, Some(size)) if size.weeks > WEEKS_MAX => "Longer than a year: look for a larger effect or more units".to_owned(),
        _ => String::new(),
    };
    // Where a test is no remedy, what it would be computed from is no use either.
    let from = if plan.size.is_none() && plan.missing.as_deref().is_some_and(|why| why.starts_with("A test shows")) {
        String::new()
    } else {
        known(plan)
    };
    let link = format!("/value-map/mappings/{}", plan.mapping);
    view! {
        <tr><th scope="row" class="pin"><a href=link>{plan.name.clone()}</a><span class="sub">{plan.service_name.clone()}</span></th>
            <td class="num">{amount(plan.amount)}</td><td class="num">{units}</td><td class="num">{weeks}</td>
            <td class="two">{from.clone()}{(!note.is_empty()).then(|| view! { <span class="sub">{note}</span> })}</td></tr>
    }
    .into_any()
}

/// A plain form that asks the page again.
fn form(view: &EvidenceView, asked: &Asked) -> AnyView {
    let question = &asked.question;
    let chosen = view.planner.iter().find(|plan| plan.mapping.as_str() == question.mapping).or(view.planner.first());
    let field = |name: &'static str, label: &'static str, of_line: fn(&PlanRow) -> Option<Number>| {
        let (value, error) = asked.typed.get(name).cloned().unwrap_or_else(|| {
            let of_line = chosen.and_then(of_line);
            (of_line.map(|number| number.0.to_string()).unwrap_or_default(), None)
        });
        let (id, error_id) = (format!("plan-{name}"), format!("plan-{name}-err"));
        let (invalid, described) = (error.as_ref().map(|_| "true"), error.as_ref().map(|_| error_id.clone()));
        view! {
            <div><label for=id.clone()>{label}</label>
                <input id=id name=name inputmode="decimal" value=value aria-invalid=invalid aria-describedby=described/>
                {error.map(|error| view! { <p class="err" id=error_id>{format::capital(&error)}"."</p> })}</div>
        }
    };
    let options = view.planner.iter().map(|plan| {
        let selected = chosen.is_some_and(|chosen| chosen.mapping == plan.mapping);
        view! { <option value=plan.mapping.to_string() selected=selected>{plan.name.clone()}</option> }
    });
    let options = options.collect_view();
    view! {
        <form class="stack drawer-body mt4" method="get" action="/evidence#plan">
            <input type="hidden" name="month" value=view.month.to_string()/>
            <div class="row2 two">
                <div><label for="plan-line">"Plan otherwise"</label><select id="plan-line" name="plan">{options}</select></div>
                {field("base_rate", "Share of units that succeed now", |plan| plan.base_rate)}
                {field("effect", "Smallest difference worth seeing", |plan| plan.effect)}
                {field("weekly", "Units a week", |plan| plan.weekly)}
            </div>
            <div class="row"><button class="btn" type="submit">"Plan"</button>
                <span class="note">"Two arms of one size, two-sided 5 %, power 80 %. Nothing is saved."</span></div>
        </form>
    }
    .into_any()
}
