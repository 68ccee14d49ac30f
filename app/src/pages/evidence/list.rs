//! The tests with what they show and what rests on them, and those to repeat.

use charts::spec::{Caption, IntervalBar, Quantity};
use charts::svg;
use domain::config::Decision;
use domain::evidence::{Estimated, Standing};
use domain::format;
use domain::ports::{EvidenceView, TestView};
use domain::time::day_title;
use leptos::prelude::*;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::components::amount::amount;

/// A share as a change in per cent: `+3.60 %`.
pub fn percent(share: Decimal) -> String {
    let text = format::percent(share.abs(), 2);
    match share {
        share if share.is_zero() => text,
        share if share.is_sign_negative() => format!("−{text}"),
        _ => format!("+{text}"),
    }
}

/// `+0.74 % to +6.55 %`.
pub fn interval(estimated: Estimated) -> String {
    format!("{} to {}", percent(estimated.low.0), percent(estimated.high.0))
}

/// The lift with its interval as a picture, per cent of the control; the words beside it say the same.
pub fn picture(estimated: Estimated, width: f64) -> String {
    // The digits of the words beside it.
    let at = |share: Decimal| (share * Decimal::ONE_HUNDRED).round_dp(2).to_f64();
    let bar = IntervalBar {
        finding: String::new(),
        quantity: Quantity::other("%"),
        value: at(estimated.value.0),
        low: at(estimated.low.0),
        high: at(estimated.high.0),
        target: Some((Caption::from("0"), 0.0)),
        name: String::new(),
        before: None,
    };
    svg::cell_svg(&bar, width)
}

/// `p 0.013`, or why there is none.
pub fn p_value(p: Option<f64>) -> String {
    match p {
        None => "no p-value".to_owned(),
        Some(p) if p < 0.001 => "p < 0.001".to_owned(),
        Some(p) => format!("p {p:.3}"),
    }
}

/// The grade's badge; none for what earns nothing.
pub fn badge(view: &TestView) -> AnyView {
    match view.grade {
        Some(grade) => {
            let (class, title) = (format!("g g{grade}"), format!("Evidence grade {grade}: {}", grade.words()));
            view! { <span class=class title=title>{grade.letter()}</span> }.into_any()
        }
        None => view! { <span class="st off">{if view.analysis.valid { "Not counted" } else { "Not valid" }}</span> }.into_any(),
    }
}

/// Where it stands, in words.
pub fn standing(view: &TestView) -> String {
    match view.standing {
        _ if !view.analysis.valid => "earns nothing".to_owned(),
        Standing::NotYet => "ended after this month".to_owned(),
        Standing::InForce => format!("until {}", day_title(view.test.valid_until)),
        Standing::Expired => {
            format!("one grade lower since {}, counted until {}", day_title(view.test.valid_until), day_title(view.runs_out))
        }
        Standing::RunOut => format!("ran out on {}", day_title(view.runs_out)),
    }
}

/// The decision, in words.
pub fn decision(decision: Decision) -> &'static str {
    match decision {
        Decision::Open => "open",
        Decision::Shipped => "shipped",
        Decision::Dropped => "dropped",
    }
}

/// All tests, the newest first.
pub fn tests(view: &EvidenceView) -> AnyView {
    if view.tests.is_empty() {
        return view! {
            <section class="cell" aria-labelledby="tests"><div class="head"><h2 id="tests">"Tests"</h2></div>
                <div class="absent"><h3>"No test is recorded yet"</h3>
                    <p>"What a line claims rests on records or assumptions until a test shows it. Record one below, or import a file of them."</p></div>
            </section>
        }
        .into_any();
    }
    let rows = view.tests.iter().map(|test| {
        let analysis = &test.analysis;
        let counted = analysis.counted_relative();
        let lift = counted.map_or_else(|| "–".to_owned(), |lift| percent(lift.value.0));
        let range = counted.map_or_else(|| "no relative lift".to_owned(), interval);
        let measured = analysis.relative.filter(|_| analysis.relative_shrunk.is_some());
        let measured = measured.map(|raw| view! { <span class="sub">{format!("shrunk; measured {}", percent(raw.value.0))}</span> });
        let link = format!("/evidence/tests/{}?month={}", test.test.id, view.month);
        let run = format!("{} – {}", day_title(test.test.from), day_title(test.test.to));
        let kpi = test.kpi_name.clone().map(|kpi| format!(" · {kpi}")).unwrap_or_default();
        let why = (!analysis.valid).then(|| view! { <span class="sub loss">{analysis.reasons.first().cloned()}</span> });
        view! {
            <tr>
                <th scope="row" class="pin"><a href=link>{test.test.title().to_owned()}</a>
                    <span class="sub">{format!("{}{kpi} · {run}", test.service_name)}</span>{why}</th>
                <td class="num">{if test.resting.minor == 0 { "–".into_any() } else { amount(test.resting) }}</td>
                <td class="num">{lift}<span class="sub">{range}</span>{measured}</td>
                <td class="wide" inner_html=counted.map(|lift| picture(lift, 150.0)).unwrap_or_default()></td>
                <td class="when">{p_value(analysis.result.p_value)}</td>
                <td>{badge(test)}</td>
                <td class="two">{standing(test)}<span class="sub">{decision(test.test.decision)}</span></td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="cell flush" aria-labelledby="tests"><div class="head"><h2 id="tests">"Tests"</h2>
                <p class="sub">"lift of the treatment over the control, with its 95 % interval"</p></div>
            <div class="scroll" tabindex="0" role="region" aria-label="Tests">
                <table class="mid">
                    <caption class="vh">"Recorded tests"</caption>
                    <thead><tr><th scope="col">"Test"</th><th scope="col" class="num">{format!("Resting on it, {}", view.currency)}</th>
                        <th scope="col" class="num">"Lift"</th><th scope="col">"Interval, %"</th><th scope="col">"p-value"</th>
                        <th scope="col">"Grade"</th><th scope="col">"Counted"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// Tests to repeat, the most money first.
pub fn queue(view: &EvidenceView) -> Option<AnyView> {
    let rows = view.queue.iter().map(|row| {
        let days = match row.days_left {
            0 => "last day today".to_owned(),
            1 => "1 day left".to_owned(),
            days if days > 0 => format!("{days} days left"),
            days => format!("expired {} days ago", -days),
        };
        let link = format!("/evidence/tests/{}?month={}", row.test, view.month);
        view! {
            <tr><th scope="row" class="pin"><a href=link>{row.name.clone()}</a><span class="sub">{row.service_name.clone()}</span></th>
                <td class="num">{amount(row.resting)}</td><td>{days}</td><td class="two">{day_title(row.valid_until)}</td></tr>
        }
    });
    let rows = rows.collect_view();
    (!view.queue.is_empty()).then(|| {
        view! {
            <section class="cell flush" aria-labelledby="queue"><div class="head"><h2 id="queue">"To repeat"</h2>
                    <p class="sub">"by the money that rests on them"</p></div>
                <div class="scroll fit" tabindex="0" role="region" aria-label="Tests to repeat">
                    <table class="mid">
                        <caption class="vh">"Tests to repeat"</caption>
                        <thead><tr><th scope="col">"Test"</th><th scope="col" class="num">{format!("Resting on it, {}", view.currency)}</th>
                            <th scope="col">"Time"</th><th scope="col">"Valid until"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
        .into_any()
    })
}
