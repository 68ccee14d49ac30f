//! The report of one month on the web: the same content as the PDF.

use domain::access::Viewer;
use domain::ports::Ports;
use domain::report::MonthReport;
use domain::time::Month;
use domain::{Error, Result};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::body::body;
use super::files::Files;
use crate::components::layout::{Layout, framed};
use crate::components::masthead::Section;
use crate::components::problem::problem;
use crate::state::frame::Frame;
use crate::state::{ports, viewer};

/// The page at `/reports/:month`; `?revision=1` shows one that was issued.
#[component]
pub fn ReportPage() -> impl IntoView {
    Suspend::new(async move {
        match load().await {
            Ok((report, frame, files)) => {
                let title = format!("Report {}, {}", report.month.title(), report.workspace);
                framed(Section::Reports, title, frame, body(&report, &files)).into_any()
            }
            Err(error) => view! { <Layout current=Section::Reports title="Report">{problem(&error)}</Layout> }.into_any(),
        }
    })
}

/// The report, what stands around it, and its files.
async fn load() -> Result<(MonthReport, Frame, Files)> {
    let month = Month::parse(&use_params_map().read_untracked().get("month").unwrap_or_default())?;
    let viewer = viewer()?;
    let revision = use_query_map().read_untracked().get("revision");
    let ports = ports()?;
    let report = asked(&ports, &viewer, month, revision.as_deref()).await?;
    let files = match (revision, &report.issue) {
        (Some(_), Some(issue)) => Files::Revision { month, revision: issue.revision },
        _ => Files::Month { month, journal: ports.models.configuration(&viewer).await?.journal.is_some() },
    };
    let frame = Frame::of_report(&report)?;
    Ok((report, frame, files))
}

/// The report of a month as it stands, or one of its revisions.
pub(super) async fn asked(ports: &Ports, viewer: &Viewer, month: Month, revision: Option<&str>) -> Result<MonthReport> {
    let Some(text) = revision else { return ports.reports.month_report(viewer, month).await };
    let missing = || Error::not_found("revision of the report", format!("{month} revision {text}"));
    ports.closing.issued_report(viewer, month, text.parse().map_err(|_| missing())?).await
}
