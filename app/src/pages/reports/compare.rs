//! Two months, or two revisions of one, side by side.

use domain::close::{Restatement, differences};
use domain::report::MonthReport;
use domain::time::Month;
use domain::{Error, Result, format};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::content::asked;
use super::restatement::restatement;
use crate::components::layout::{Layout, framed};
use crate::components::masthead::Section;
use crate::components::problem::problem;
use crate::state::frame::Frame;
use crate::state::{ports, viewer};

/// The page at `/reports/compare?a=2026-09&b=2026-10`; `2026-09.1` is revision 1 of September.
#[component]
pub fn ComparePage() -> impl IntoView {
    Suspend::new(async move {
        let shown = async {
            let Some((before, after, choices)) = load().await? else { return Ok(None) };
            Ok(Some((page(&before, &after, &choices)?, Frame::of_report(&after)?)))
        };
        match shown.await {
            Ok(Some((page, frame))) => framed(Section::Reports, "Compare reports".to_owned(), frame, page).into_any(),
            Ok(None) => view! { <Layout current=Section::Reports title="Compare reports">{nothing()}</Layout> }.into_any(),
            Err(error) => view! { <Layout current=Section::Reports title="Compare reports">{problem(&error)}</Layout> }.into_any(),
        }
    })
}

fn nothing() -> impl IntoView {
    view! {
        <div class="title"><h1>"There is no second report to compare with yet"</h1></div>
        <div class="sheet single"><div class="cell"><div class="absent"><p class="two"><a href="/reports">"Back to the reports"</a></p></div></div></div>
    }
}

/// Values of the address with their words.
type Choices = Vec<(String, String)>;

/// Two reports, and what may be chosen, newest first; none where there are not two.
async fn load() -> Result<Option<(MonthReport, MonthReport, Choices)>> {
    let query = use_query_map().read_untracked().clone();
    let (ports, viewer) = (ports()?, viewer()?);
    let mut choices = Vec::new();
    for row in ports.reports.months(&viewer).await? {
        choices.push((row.month.to_string(), row.month.title()));
        let older = (1..row.revision.unwrap_or(1)).rev();
        choices.extend(older.map(|revision| (format!("{}.{revision}", row.month), format!("{}, revision {revision}", row.month.title()))));
    }
    let chosen = |name: &str, place: usize| query.get(name).or_else(|| choices.get(place).map(|(value, _)| value.clone()));
    let (Some(a), Some(b)) = (chosen("a", 1), chosen("b", 0)) else { return Ok(None) };
    let mut reports = Vec::new();
    for what in [a, b] {
        let (month, revision) = what.split_once('.').map_or((what.as_str(), None), |(month, revision)| (month, Some(revision)));
        reports.push(asked(&ports, &viewer, Month::parse(month)?, revision).await?);
    }
    let after = reports.pop().ok_or_else(|| Error::not_found("report", "b"))?;
    let before = reports.pop().ok_or_else(|| Error::not_found("report", "a"))?;
    Ok(Some((before, after, choices)))
}

fn name(report: &MonthReport) -> String {
    match &report.issue {
        Some(issue) => format!("{}, revision {}", report.month.title(), issue.revision),
        None => report.month.title(),
    }
}

/// What stands in the address for a report.
fn value(report: &MonthReport, choices: &[(String, String)]) -> String {
    let exact = report.issue.as_ref().map(|issue| format!("{}.{}", report.month, issue.revision)).unwrap_or_default();
    choices.iter().find(|(value, _)| *value == exact).map_or_else(|| report.month.to_string(), |(value, _)| value.clone())
}

fn page(before: &MonthReport, after: &MonthReport, choices: &[(String, String)]) -> Result<AnyView> {
    let (old, new) = (before.ledger.totals.net, after.ledger.totals.net);
    let change = new.less(old)?;
    let told = Restatement { reason: String::new(), old, new, change, differences: differences(&before.ledger, &after.ledger)? };
    let by = format::money(domain::money::Money { minor: change.minor.saturating_abs(), ..change });
    let finding = match change.minor {
        0 => format!("{} and {} have the same net value", name(before), name(after)),
        minor if minor > 0 => format!("{} is {by} above {}", name(after), name(before)),
        _ => format!("{} is {by} below {}", name(after), name(before)),
    };
    let select = |id: &'static str, label: &'static str, chosen: String| {
        let options =
            choices.iter().map(|(value, words)| view! { <option value=value.clone() selected=*value == chosen>{words.clone()}</option> });
        let options = options.collect_view();
        view! { <div><label for=id>{label}</label><select id=id name=id>{options}</select></div> }
    };
    let rows = told.differences.len();
    let count = if rows == 1 { "1 row differs".to_owned() } else { format!("{rows} rows differ") };
    Ok(view! {
        <div class="title">
            <p class="eyebrow"><a href="/reports">"Reports"</a>" / Compare"</p>
            <h1>{finding}</h1>
            <form method="get" action="/reports/compare" class="row">
                {select("a", "Before", value(before, choices))}
                {select("b", "Now", value(after, choices))}
                <button class="btn" type="submit">"Compare"</button>
            </form>
        </div>
        <div class="sheet"><section class="cell flush" aria-labelledby="rows">
            <div class="head"><h2 id="rows">"Line by line"</h2><p class="sub">{format!("{count}; a cost is negative")}</p></div>
            {restatement(&told)}
        </section></div>
    }
    .into_any())
}
