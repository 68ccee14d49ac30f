//! What a test must look like to prove a line that rests on an assumption.

use domain::config::Number;
use domain::evidence::WEEKS_MAX;
use domain::format;
use domain::ports::{EvidenceView, PlanQuestion, PlanRow};
use leptos::prelude::*;

use crate::components::amount::amount;

/// The lines with a plan each, and a form that plans one of them otherwise.
pub fn planner(view: &EvidenceView, question: &PlanQuestion) -> Option<AnyView> {
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
                {form(view, question)}
            </section>
        }
        .into_any()
    })
}

fn shown(number: Option<Number>) -> String {
    number.map_or_else(|| "–".to_owned(), |number| format::decimal(number.0))
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
    let from = format!("rate {}, effect {}, {} units a week", shown(plan.base_rate), shown(plan.effect), shown(plan.weekly));
    let link = format!("/value-map/mappings/{}", plan.mapping);
    view! {
        <tr><th scope="row" class="pin"><a href=link>{plan.name.clone()}</a><span class="sub">{plan.service_name.clone()}</span></th>
            <td class="num">{amount(plan.amount)}</td><td class="num">{units}</td><td class="num">{weeks}</td>
            <td class="two">{from}{(!note.is_empty()).then(|| view! { <span class="sub">{note}</span> })}</td></tr>
    }
    .into_any()
}

/// A plain form that asks the page again.
fn form(view: &EvidenceView, question: &PlanQuestion) -> AnyView {
    let chosen = view.planner.iter().find(|plan| plan.mapping.as_str() == question.mapping).or(view.planner.first());
    let value = |number: Option<Number>| number.map(|number| number.0.to_string()).unwrap_or_default();
    let typed = |asked: Option<Number>, of_line: fn(&PlanRow) -> Option<Number>| value(asked.or(chosen.and_then(of_line)));
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
                <div><label for="plan-base">"Share of units that succeed now"</label>
                    <input id="plan-base" name="base_rate" inputmode="decimal" value=typed(question.base_rate, |plan| plan.base_rate)/></div>
                <div><label for="plan-effect">"Smallest difference worth seeing"</label>
                    <input id="plan-effect" name="effect" inputmode="decimal" value=typed(question.effect, |plan| plan.effect)/></div>
                <div><label for="plan-weekly">"Units a week"</label>
                    <input id="plan-weekly" name="weekly" inputmode="decimal" value=typed(question.weekly, |plan| plan.weekly)/></div>
            </div>
            <div class="row"><button class="btn" type="submit">"Plan"</button>
                <span class="note">"Two arms of one size, two-sided 5 %, power 80 %. Nothing is saved."</span></div>
        </form>
    }
    .into_any()
}
