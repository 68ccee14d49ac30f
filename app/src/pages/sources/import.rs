//! Files by hand, and what became of their rows.

use domain::access::{Action, Viewer};
use domain::ports::ImportReport;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::sources::ImportCsv;
use crate::components::fields::{Notes, refusal};

/// Where all rejected rows of the reader's last file are taken out.
pub const REJECTED_ROWS: &str = "/sources/rejected-rows.csv";
/// How many of them the page lists.
const SHOWN: usize = 12;

/// The upload, or who may; and the report of the last one.
pub fn form(notes: &Notes, report: Option<ImportReport>, viewer: &Viewer) -> AnyView {
    let fields = notes.form("import");
    let what = fields.typed("what").unwrap_or_else(|| "samples".to_owned());
    let kinds = [
        ("samples", "Indicators: time, service, metric, value"),
        ("kpis", "KPIs and drivers: time, kpi, value"),
        ("costs", "Bills: day, service, amount, currency, basis; or from and to in place of day"),
    ];
    let kinds = kinds.into_iter().map(|(kind, words)| {
        view! { <label class="inline"><input type="radio" name="what" value=kind checked=what == kind/>{words}</label> }
    });
    let hint = "CSV in UTF-8, the first sheet of an XLSX, or Parquet, with a header. Ratios take the columns numerator and denominator. The same file twice changes nothing.";
    let file = fields.file(hint);
    let body = match viewer.authorize(Action::WriteSamples) {
        Err(error) => refusal(&error),
        Ok(()) => view! {
            <form class="stack" method="post" action=ImportCsv::url() enctype="multipart/form-data">
                {fields.back("/sources")}
                <fieldset class="stack-s">
                    <legend class="lab">"What the file holds"</legend>
                    {kinds.collect_view()}
                </fieldset>
                <div class="row2 two">
                    {file}
                    {fields.area("pasted", "Or paste rows with the header", "", "Such as: time,service,metric,value.", "4")}
                </div>
                <div class="row"><button class="btn" type="submit">"Import"</button></div>
            </form>
        }
        .into_any(),
    };
    view! {
        <section class="cell" id="import" aria-labelledby="import-title">
            <div class="head"><h2 id="import-title">"Import a file"</h2></div>
            {report.filter(|_| fields.succeeded()).map(outcome)}
            {body}
        </section>
    }
    .into_any()
}

pub fn outcome(report: ImportReport) -> AnyView {
    let counts = format!("{} accepted, {} already there, {} rejected.", report.accepted, report.duplicate, report.rejected);
    let (told, shown) = (report.rejected_rows.len(), report.rejected_rows.len().min(SHOWN));
    let all = if report.rejected > u64::try_from(told).unwrap_or(u64::MAX) { "the first" } else { "all" };
    let more = format!(
        "{shown} of {} rejected rows are listed. Correct them and send the file again; accepted rows are not counted twice.",
        report.rejected
    );
    let warned =
        report.warnings.iter().take(SHOWN).map(|row| view! { <li>{format!("Line {}: {}", row.line, row.reason)}</li> }).collect_view();
    let warned = (!report.warnings.is_empty()).then(|| view! { <p class="note">"Recorded, but:"</p><ul class="list two">{warned}</ul> });
    let rows = report
        .rejected_rows
        .into_iter()
        .take(SHOWN)
        .map(|row| view! { <tr><th scope="row" class="num">{row.line}</th><td>{row.column}</td><td class="two">{row.reason}</td></tr> })
        .collect_view();
    let class = if report.rejected == 0 { "banner ok" } else { "banner" };
    view! {
        <p class=class role="status">{counts}</p>
        {warned}
        {(report.rejected > 0).then(|| view! {
            <div class="scroll" tabindex="0" role="region" aria-label="Rejected rows">
                <table>
                    <caption class="vh">"Rejected rows"</caption>
                    <thead><tr><th scope="col" class="num">"Line"</th><th scope="col">"Column"</th><th scope="col">"Why, and what to do"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="note">{more}</p>
            <p><a class="btn" href=REJECTED_ROWS download="rejected-rows.csv">{format!("Download {all} {told} as CSV")}</a></p>
        })}
    }
    .into_any()
}
