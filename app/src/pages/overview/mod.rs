//! The first page: what the month was worth and why.

mod bridge;
pub(crate) mod changes;
pub(crate) mod figures;
mod services;
mod start;
mod trend;

use domain::Result;
use domain::ports::Overview;
use domain::report::MonthReport;
use leptos::prelude::*;

use crate::components::layout::{Layout, framed};
use crate::components::masthead::Section;
use crate::components::month::{asked_month, month_chooser};
use crate::components::not_claimed::{effects, not_claimed_list};
use crate::components::problem::problem;
use crate::components::proved::{claims, proved};
use crate::components::what_if::WhatIfDrawer;
use crate::state::frame::Frame;
use crate::state::{ports, viewer};

/// The page at `/`, for `?month=` or the newest month with a figure.
#[component]
pub fn OverviewPage() -> impl IntoView {
    Suspend::new(async move {
        match load().await {
            Ok((Overview { report: Some(report), months, .. }, Some(frame))) => {
                let title = format!("{}, {}", report.month.title(), report.workspace);
                framed(Section::Overview, title, frame, content(&report, &months)).into_any()
            }
            Ok((overview, _)) => view! { <Layout current=Section::Overview title="Start">{start::start(&overview)}</Layout> }.into_any(),
            Err(error) => view! { <Layout current=Section::Overview title="Overview">{problem(&error)}</Layout> }.into_any(),
        }
    })
}

async fn load() -> Result<(Overview, Option<Frame>)> {
    let month = asked_month()?;
    let viewer = viewer()?;
    let overview = ports()?.models.overview(&viewer, month).await?;
    let frame = overview.report.as_ref().map(Frame::of_report).transpose()?;
    Ok((overview, frame))
}

/// The drawer that asks what if; nothing where no line could be moved.
fn what_if(report: &MonthReport) -> Option<AnyView> {
    let (month, name) = (report.month.to_string(), report.month.name().to_owned());
    (!report.ledger.lines.is_empty()).then(|| view! { <div class="cell drawer"><WhatIfDrawer month name/></div> }.into_any())
}

fn content(report: &MonthReport, months: &[domain::time::Month]) -> AnyView {
    let month = report.month;
    let so_far = if report.ledger.to_date { " to date" } else { "" };
    let compared = report.previous.map_or_else(String::new, |_| format!(" · compared with {}", month.previous().name()));
    let unclaimed = &report.ledger.not_claimed;
    let claims_shown = !report.ledger.pools.is_empty() || !report.ledger.blocks.is_empty();
    view! {
        <div class="title exec">
            <p class="eyebrow">{format!("{}{so_far}{compared}", month.title())}</p>
            <h1>{report.headline.clone()}</h1>
            <div class="row">
                {month_chooser(month, months)}
                <a class="btn" href=format!("/reports/{month}")>"Open the report"</a>
            </div>
            <p class="lede">{report.lead.clone()}</p>
        </div>
        <div class="sheet">{figures::figures(report).into_any()}{what_if(report)}</div>
        <div class="sheet">{trend::trend(report).into_any()}{proved(report, "w4").into_any()}</div>
        <div class="sheet">{changes::changes(report).into_any()}{changes::decisions(report).into_any()}</div>
        <div class="sheet">{services::services(report).into_any()}</div>
        <div class="sheet">
            {claims(report, "w6")}
            <section class=if claims_shown { "cell w6" } else { "cell" } aria-labelledby="unclaimed">
                <div class="head"><h2 id="unclaimed">"Seen but not claimed"</h2>{effects(unclaimed)}</div>
                {not_claimed_list(unclaimed)}
            </section>
        </div>
    }
    .into_any()
}
