//! What the figures rest on: coverage, drivers and baselines.

use domain::config::Number;
use domain::evidence::Estimated;
use domain::format;
use domain::report::{BaselineRow, CoverageRow, DriverRow, MonthReport, TestRow};
use domain::time;
use leptos::prelude::*;

/// How much of the month was measured.
pub fn coverage(report: &MonthReport) -> impl IntoView + use<> {
    let zone = time::parse_zone(&report.time_zone).ok();
    let last = |row: &CoverageRow| row.last_ms.zip(zone).map_or("–".to_owned(), |(at_ms, zone)| time::instant_title(at_ms, zone));
    let rows = report
        .coverage
        .iter()
        .map(|row| {
            let share = row.share.map_or("nothing measured".to_owned(), |share| format::percent(share, 1));
            let (class, word) = if row.enough { ("st ok", "Enough") } else { ("st late", "Too little") };
            view! {
                <tr>
                    <th scope="row" class="pin">{row.service_name.clone()}</th>
                    <td>{format!("{}, {}", row.category.name(), row.metric_name)}</td>
                    <td class="num">{share}</td>
                    <td><span class=class>{word}</span></td>
                    <td class="two nw">{last(row)}</td>
                </tr>
            }
        })
        .collect_view();
    table("coverage", "How much was measured", &["Service", "Indicator", "#Measured", "State", "Last sample"], rows.into_any())
}

/// The drivers as they were used.
pub fn drivers(report: &MonthReport) -> impl IntoView + use<> {
    let rows = report.drivers.iter().map(driver).collect_view();
    table(
        "drivers",
        "Drivers used",
        &["Driver", "#Value", "Unit", "#Low to high", "Evidence and source", "Valid from", "Set by"],
        rows.into_any(),
    )
}

fn driver(row: &DriverRow) -> impl IntoView + use<> {
    let range = row.low.zip(row.high).map_or("–".to_owned(), |(low, high)| format!("{} to {}", number(low), number(high)));
    let evidence = if row.source.is_empty() { row.evidence.clone() } else { format!("{}: {}", row.evidence, row.source) };
    let from = row.from.map_or("the month’s record".to_owned(), time::day_title);
    view! {
        <tr>
            <th scope="row" class="pin">{row.name.clone()}</th>
            <td class="num">{number(row.value)}</td>
            <td class="two nw">{format::unit(&row.unit)}</td>
            <td class="num two">{range}<span class="sub">{row.range_words()}</span></td>
            <td class="two">{evidence}</td>
            <td class="two nw">{from}</td>
            <td class="two nw">{row.set_by.clone()}</td>
        </tr>
    }
}

/// The baselines as they were used.
pub fn baselines(report: &MonthReport) -> impl IntoView + use<> {
    let rows = report.baselines.iter().map(baseline).collect_view();
    table(
        "baselines",
        "Baselines used",
        &["Service", "Indicator", "#Value", "Unit", "#Low to high", "How it was made", "Valid from", "Approved by"],
        rows.into_any(),
    )
}

fn baseline(row: &BaselineRow) -> impl IntoView + use<> {
    view! {
        <tr>
            <th scope="row" class="pin">{row.service_name.clone()}</th>
            <td>{row.metric_name.clone()}</td>
            <td class="num">{number(row.value)}</td>
            <td class="two nw">{format::unit(&row.unit)}</td>
            <td class="num two">{row.low.zip(row.high).map_or("–".to_owned(), |(low, high)| format!("{} to {}", number(low), number(high)))}</td>
            <td class="two">{row.method.clone()}</td>
            <td class="two nw">{time::day_title(row.from)}</td>
            <td class="two nw">{row.approved_by.clone()}</td>
        </tr>
    }
}

/// The tests behind the month: arms, lift as shown and as counted, verdict.
pub fn tests(report: &MonthReport) -> Option<impl IntoView + use<>> {
    let rows = report.tests.iter().map(test).collect_view();
    let heads = ["Test", "Control", "Treatment", "#Lift", "#Shrunk", "#In the chain", "Verdict", "Valid until"];
    (!report.tests.is_empty()).then(|| table("tests", "Tests used", &heads, rows.into_any()))
}

fn test(row: &TestRow) -> impl IntoView + use<> {
    let shown = |shown: Option<Estimated>| match shown {
        Some(shown) => {
            let ends = format!("{} to {}", number(shown.low), number(shown.high));
            view! { {number(shown.value)}<span class="sub">{ends}</span> }.into_any()
        }
        None => "–".into_any(),
    };
    let run = format!("{}, {} to {}", row.design_words(), time::day_title(row.from), time::day_title(row.to));
    view! {
        <tr>
            <th scope="row" class="pin"><a href=format!("/evidence/tests/{}", row.id)>{row.title.clone()}</a><span class="sub">{run}</span></th>
            <td class="two">{TestRow::arm_words(&row.control)}</td>
            <td class="two">{TestRow::arm_words(&row.treatment)}</td>
            <td class="num">{shown(row.lift)}</td>
            <td class="num">{shown(row.shrunk)}</td>
            <td class="num">{shown(row.counted)}</td>
            <td class="two">{row.verdict()}<span class="sub">{row.reasons.join(". ")}</span></td>
            <td class="two nw">{time::day_title(row.valid_until)}</td>
        </tr>
    }
}

fn number(number: Number) -> String {
    format::decimal(number.0)
}

/// A table in a cell of its own; a head with `#` before it is a column of figures.
pub(super) fn table(id: &'static str, title: &'static str, heads: &[&'static str], rows: AnyView) -> impl IntoView + use<> {
    let heads = heads
        .iter()
        .map(|head| match head.strip_prefix('#') {
            Some(head) => view! { <th scope="col" class="num">{head}</th> }.into_any(),
            None => view! { <th scope="col">{*head}</th> }.into_any(),
        })
        .collect_view();
    view! {
        <div class="cell flush">
            <div class="head"><h2 id=id>{title}</h2></div>
            <div class="scroll" tabindex="0" role="region" aria-label=title>
                <table><caption class="vh">{title}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>
            </div>
        </div>
    }
}
