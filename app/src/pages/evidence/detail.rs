//! One test: its arms, what they show, whether it may be believed, and who counts it.

use domain::access::Action;
use domain::config::{Decision, RecordedArm, Test};
use domain::evidence::Estimated;
use domain::format;
use domain::ports::TestView;
use domain::time::day_title;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::Shown;
use super::list::{badge, decision, interval, p_value, percent, picture, standing};
use crate::api::evidence::{DecideTest, RemoveTest};
use crate::components::amount::amount_or_dash;
use crate::components::fields::{Notes, back_to, choices, confirmed, refusal};

pub(super) fn page(shown: &Shown, place: usize, notes: &Notes) -> AnyView {
    let Some(view) = shown.view.tests.get(place) else { return ().into_any() };
    let test = &view.test;
    let eyebrow = format!("{} · {} to {}", view.service_name, day_title(test.from), day_title(test.to));
    let reasons = view.analysis.reasons.iter().map(|reason| view! { <li>{reason.clone()}"."</li> }).collect_view();
    let verdict = if view.analysis.valid { "Valid" } else { "Not valid: it earns nothing" };
    let link = (!test.link.is_empty())
        .then(|| view! { <p><a href=test.link.clone() rel="noopener noreferrer">"Read on where it was run"</a></p> });
    view! {
        {notes.banner()}
        <div class="title">
            <p class="eyebrow"><a href="/evidence">"Evidence"</a>" / "{eyebrow}</p>
            <h1>{test.title().to_owned()}</h1>
        </div>
        <div class="sheet">
            <section class="cell w8" aria-labelledby="shows"><div class="head"><h2 id="shows">"What it shows"</h2>{badge(view)}</div>
                {view.analysis.counted_relative().map(|lift| view! { <div inner_html=picture(lift, 326.0)></div> })}
                {lifts(view)}
            </section>
            <section class="cell w4" aria-labelledby="verdict"><div class="head"><h2 id="verdict">{verdict}</h2></div>
                <ul class="list">{reasons}</ul>
                <p class="two">{format!("Against chance: {}. {}", p_value(view.analysis.result.p_value), split(view))}</p>
                <p class="two">{format!("Counted: {}. Decision: {}.", standing(view), decision(test.decision))}</p>
                {link}
            </section>
            {arms(view)}
            {uses(view)}
            {decide(shown, view, notes)}
        </div>
    }
    .into_any()
}

fn split(view: &TestView) -> String {
    match view.analysis.result.split_ratio_p {
        None => "Nobody assigned the groups: there is no split to check.".to_owned(),
        Some(p) if p < 0.001 => "The split failed its check (p < 0.001).".to_owned(),
        Some(p) => format!("The split is as planned (p {p:.3})."),
    }
}

/// Absolute and relative lift, as measured and as shrunk, and the slope.
fn lifts(view: &TestView) -> AnyView {
    let analysis = &view.analysis;
    let plain = |estimated: Estimated| {
        let number = |number: domain::config::Number| format::decimal(number.0);
        (number(estimated.value), format!("{} to {}", number(estimated.low), number(estimated.high)))
    };
    let relative = |estimated: Estimated| (percent(estimated.value.0), interval(estimated));
    let rows = [
        ("Difference, as measured", analysis.absolute.map(plain)),
        ("Difference, shrunk", analysis.absolute_shrunk.map(plain)),
        ("Relative lift, as measured", analysis.relative.map(relative)),
        ("Relative lift, shrunk", analysis.relative_shrunk.map(relative)),
        ("Difference per unit of the indicator", analysis.slope.map(plain)),
    ];
    let rows = rows.into_iter().filter_map(|(name, shown)| {
        shown.map(
            |(value, range)| view! { <tr><th scope="row">{name}</th><td class="num">{value}</td><td class="num two">{range}</td></tr> },
        )
    });
    let rows = rows.collect_view();
    let programme = analysis.programme.not_shrunk.clone().unwrap_or_else(|| {
        format!(
            "Shrunk towards the mean of {} tests of the programme “{}”; the shrunk lift is counted",
            analysis.programme.tests, analysis.programme.name
        )
    });
    let range = analysis.tested_range.map(|(low, high)| {
        format!(" Tested between {} and {} of the indicator; not extended beyond.", format::decimal(low.0), format::decimal(high.0))
    });
    view! {
        <div class="scroll fit" tabindex="0" role="region" aria-label="Lifts">
            <table><caption class="vh">"Lifts with their 95 % intervals"</caption>
                <thead><tr><th scope="col">"Treatment against control"</th><th scope="col" class="num">"Value"</th><th scope="col" class="num">"95 % interval"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="note">{programme}"."{range}</p>
    }
    .into_any()
}

fn arms(view: &TestView) -> AnyView {
    let test = &view.test;
    let metric = view.metric_name.clone().unwrap_or_else(|| "Indicator".to_owned());
    let row = |name: &'static str, arm: &RecordedArm| {
        let number = |number: Option<domain::config::Number>| number.map_or_else(|| "–".to_owned(), |number| format::decimal(number.0));
        let measured = [arm.successes, arm.mean, arm.variance, arm.indicator].map(number);
        let cells =
            std::iter::once(format::decimal(arm.n.0)).chain(measured).map(|cell| view! { <td class="num">{cell}</td> }).collect_view();
        view! { <tr><th scope="row" class="pin">{name}</th>{cells}</tr> }
    };
    let rows = view! { {row("Control", &test.control)}{row("Treatment", &test.treatment)} };
    let exposed =
        test.exposed_share.map_or_else(|| "not stated: the effect cannot be claimed".to_owned(), |share| format::decimal(share.0));
    view! {
        <section class="cell flush" aria-labelledby="arms"><div class="head"><h2 id="arms">"Arms"</h2>
                <p class="sub">{format!("{} · exposed share {exposed}", view.kpi_name.clone().unwrap_or_default())}</p></div>
            <div class="scroll" tabindex="0" role="region" aria-label="Arms">
                <table><caption class="vh">"Arms of the test"</caption>
                    <thead><tr><th scope="col">"Arm"</th><th scope="col" class="num">"Units"</th><th scope="col" class="num">"Successes"</th>
                        <th scope="col" class="num">"Mean"</th><th scope="col" class="num">"Variance"</th><th scope="col" class="num">{metric}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn uses(view: &TestView) -> AnyView {
    let rows = view.uses.iter().map(|used| {
        let link = format!("/value-map/mappings/{}", used.mapping);
        view! { <li><div class="split"><a href=link>{used.name.clone()}</a><span class="num">{amount_or_dash(used.amount)}</span></div></li> }
    });
    let pools = view.pools.iter().map(|(_, name)| view! { <li>{format!("Overrules the claims on {name}")}</li> });
    let (rows, pools) = (rows.collect_view(), pools.collect_view());
    let nobody = view.uses.is_empty() && view.pools.is_empty();
    view! {
        <section class="cell w6" aria-labelledby="uses"><div class="head"><h2 id="uses">"Counted by"</h2></div>
            {nobody.then(|| view! { <p class="two">"No mapping counts it yet."</p> })}
            <ul class="list">{rows}{pools}</ul>
        </section>
    }
    .into_any()
}

fn decide(shown: &Shown, view: &TestView, notes: &Notes) -> AnyView {
    if let Err(error) = shown.viewer.authorize(Action::EditModel) {
        return view! { <div class="cell w6">{refusal(&error)}</div> }.into_any();
    }
    let (fields, test) = (notes.form("decide"), &view.test);
    let decisions = choices([Decision::Open, Decision::Shipped, Decision::Dropped].map(|one| (decision(one), decision(one))));
    let share = test.exposed_share.map(|share| share.0.to_string()).unwrap_or_default();
    view! {
        <section class="cell w6" id="decide" aria-labelledby="decide-title"><div class="head"><h2 id="decide-title">"Decision"</h2></div>
            <form class="stack" method="post" action=DecideTest::url()>
                {fields.back(&format!("/evidence/tests/{}", test.id))}
                <input type="hidden" name="id" value=test.id.to_string()/>
                <div class="row2 two">
                    {fields.select("decision", "Decision", &decisions, decision(test.decision), "")}
                    {fields.day("valid_until", "Valid until", &test.valid_until.to_string(), "")}
                    {fields.optional("exposed_share", "Exposed share", &share, "Of the eligible units, now.")}
                    {fields.optional("link", "Link", &test.link, "")}
                </div>
                <div class="row"><button class="btn" type="submit">"Record the change"</button></div>
            </form>
            {remove(test)}
        </section>
    }
    .into_any()
}

/// For a test that was recorded in error.
fn remove(test: &Test) -> AnyView {
    let form = view! {
        {back_to(&format!("/evidence/tests/{}", test.id))}<input type="hidden" name="id" value=test.id.to_string()/>
    };
    let consequence =
        "Only a test that nothing counts can be removed. The audit trail keeps what was recorded; the same id may be recorded again.";
    let button = format!("Remove {}", test.title());
    view! { <div class="mt4">{confirmed("Remove the test", consequence, &button, form.into_any(), RemoveTest::url())}</div> }.into_any()
}
