//! The parts of the report in their order.

use domain::format;
use domain::report::MonthReport;
use domain::time;
use leptos::prelude::*;

use super::challenges;
use super::costs::{costs, rates};
use super::files::Files;
use super::ledger::ledger;
use super::restatement::restatement;
use super::sources::{baselines, coverage, drivers, tests};
use super::steps::steps;
use super::trends::trends;
use crate::components::fields::Notes;
use crate::components::not_claimed::{effects, not_claimed_list};
use crate::components::proved::{claims, proved};
use crate::pages::overview::changes::{changes, decisions};
use crate::pages::overview::figures::figures;

/// Everything under the masthead.
pub fn body(report: &MonthReport, files: &Files) -> AnyView {
    let month = report.month;
    let as_of = time::parse_zone(&report.time_zone).map(|zone| time::instant_title(report.as_of_ms, zone)).unwrap_or_default();
    let state = if report.ledger.to_date { format!("{} to date", month.title()) } else { month.title() };
    let unclaimed = &report.ledger.not_claimed;
    view! {
        <div class="title">
            <p class="eyebrow"><a href="/reports">"Reports"</a>{format!(" / {state} · figures as of {as_of}")}</p>
            <h1>{report.headline.clone()}</h1>
            <div class="row">
                {files.links(if report.state.is_frozen() { "Revisions" } else { "Review" })}
            </div>
            <p class="lede">{report.lead.clone()}</p>
        </div>
        <div class="sheet"><div class="cell">{steps(report.state)}{issued(report)}</div></div>
        {restated(report)}
        <div class="sheet">{figures(report).into_any()}</div>
        <div class="sheet">{changes(report).into_any()}{decisions(report).into_any()}</div>
        <div class="sheet">{proved(report, "w6").into_any()}{claims(report, "w6")}</div>
        <div class="sheet">{ledger(report).into_any()}</div>
        {challenges::section(report, report.state, None, &Notes::default())}
        <div class="sheet">
            <section class="cell w6" aria-labelledby="unclaimed">
                <div class="head"><h2 id="unclaimed">"Seen but not claimed"</h2>{effects(unclaimed)}</div>
                {not_claimed_list(unclaimed)}
            </section>
            <section class="cell w6" aria-labelledby="method">
                <div class="head"><h2 id="method">"How it was computed"</h2></div>
                {method(report).into_any()}
            </section>
        </div>
        {trends(report).into_any()}
        <div class="sheet">{coverage(report).into_any()}</div>
        {costs(report).map(|costs| view! { <div class="sheet">{costs}</div> })}
        <div class="sheet">{drivers(report).into_any()}</div>
        {rates(report).map(|rates| view! { <div class="sheet">{rates}</div> })}
        <div class="sheet">{baselines(report).into_any()}</div>
        {tests(report).map(|tests| view! { <div class="sheet">{tests}</div> })}
    }
    .into_any()
}

/// Who closed the month.
fn issued(report: &MonthReport) -> Option<AnyView> {
    let (issue, zone) = (report.issue.as_ref()?, time::parse_zone(&report.time_zone).ok()?);
    let at = time::instant_title(issue.issued_ms, zone);
    let words = format!("{}. Prepared by {}, closed by {}, {at}.", issue.words(), issue.prepared_by, issue.approved_by);
    let provisional =
        issue.provisional.as_ref().map(|why| view! { <p class="two"><span class="st late">"Provisional"</span>" "{why.clone()}</p> });
    Some(view! { <p class="two mt4">{words}</p>{provisional} }.into_any())
}

/// What the revision changed, and why.
fn restated(report: &MonthReport) -> Option<AnyView> {
    let told = report.issue.as_ref()?.restatement.as_ref()?;
    Some(
        view! {
            <div class="sheet"><section class="cell flush" aria-labelledby="restated">
                <div class="head"><h2 id="restated">"What this revision changed"</h2><p class="sub">{told.reason.clone()}</p></div>
                {restatement(told)}
            </section></div>
        }
        .into_any(),
    )
}

fn method(report: &MonthReport) -> impl IntoView + use<> {
    let snapshot = (!report.snapshot.is_empty()).then(|| {
        view! { <dt>"Snapshot"</dt><dd><code>{report.snapshot.chars().take(16).collect::<String>()}</code>" (SHA-256, first 16)"</dd> }
    });
    let window = report.ledger.window;
    let zone = time::parse_zone(&report.time_zone);
    let span = zone.map(|zone| format!("{} to {}", time::instant_title(window.start_ms, zone), time::instant_title(window.end_ms, zone)));
    view! {
        <dl class="kv">
            <dt>"Covers"</dt><dd>{span.unwrap_or_default()}</dd>
            <dt>"Zone"</dt><dd>{report.time_zone.clone()}</dd>
            <dt>"Basis"</dt><dd>{format!("{}, {}", report.basis.name(), report.currency)}</dd>
            <dt>"Lines"</dt><dd>{format!("{} lines, {} not claimed", report.ledger.lines.len(), report.ledger.effects_not_claimed())}</dd>
            <dt>"Return"</dt>
            <dd>{report.ledger.totals.return_on_cost.map_or_else(
                || "no figure: no cost to run".to_owned(),
                |ratio| format!("{} earned for 1 spent", format::decimal(ratio)),
            )}</dd>
            {snapshot}
        </dl>
        <p class="two mt4">"Each factor enters with the digits printed in its chain. The product is rounded once, half to even, to the minor unit; totals are sums of rounded lines. "
            <a href="/methodology">"Methodology"</a></p>
    }
}
