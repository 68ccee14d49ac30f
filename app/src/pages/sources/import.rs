//! Files by hand, and what became of their rows.

use domain::access::{Action, Viewer};
use domain::ports::ImportReport;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::sources::{ImportCsv, REJECTED_SHOWN};
use crate::components::fields::{Notes, refusal};
use crate::components::once::shown_once;

/// What the last upload did, shown once.
pub fn report() -> Option<ImportReport> {
    shown_once().and_then(|text| serde_json::from_str(&text).ok())
}

/// The upload, or who may; and the report of the last one.
pub fn form(notes: &Notes, report: Option<ImportReport>, viewer: &Viewer) -> AnyView {
    let fields = notes.form("import");
    let kpis = fields.typed("what").as_deref() == Some("kpis");
    let hint = "UTF-8, with a header. Ratios take the columns numerator and denominator. The same file twice changes nothing.";
    let file = fields.labelled("file", "CSV file", hint, |id, described, invalid| {
        view! {
            <div class="drop">
                <input id=id type="file" name="file" accept=".csv,text/csv" aria-describedby=described aria-invalid=invalid/>
            </div>
        }
        .into_any()
    });
    let body = match viewer.authorize(Action::WriteSamples) {
        Err(error) => refusal(&error),
        Ok(()) => view! {
            <form class="stack" method="post" action=ImportCsv::url() enctype="multipart/form-data">
                {fields.back("/sources")}
                <fieldset class="stack-s">
                    <legend class="lab">"What the file holds"</legend>
                    <label class="inline"><input type="radio" name="what" value="samples" checked=!kpis/>"Indicators: time, service, metric, value"</label>
                    <label class="inline"><input type="radio" name="what" value="kpis" checked=kpis/>"KPIs and drivers: time, kpi, value"</label>
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
            {report.map(outcome)}
            {body}
        </section>
    }
    .into_any()
}

fn outcome(report: ImportReport) -> AnyView {
    let counts = format!("{} accepted, {} already there, {} rejected.", report.accepted, report.duplicate, report.rejected);
    let more = report.rejected > u64::try_from(report.rejected_rows.len()).unwrap_or(u64::MAX);
    let rows = report
        .rejected_rows
        .into_iter()
        .map(|row| view! { <tr><th scope="row" class="num">{row.line}</th><td>{row.column}</td><td class="two">{row.reason}</td></tr> })
        .collect_view();
    let class = if report.rejected == 0 { "banner ok" } else { "banner" };
    view! {
        <p class=class role="status">{counts}</p>
        {(report.rejected > 0).then(|| view! {
            <div class="scroll" tabindex="0" role="region" aria-label="Rejected rows">
                <table>
                    <caption class="vh">"Rejected rows"</caption>
                    <thead><tr><th scope="col" class="num">"Line"</th><th scope="col">"Column"</th><th scope="col">"Why, and what to do"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {more.then(|| view! {
                <p class="note">{format!("The first {REJECTED_SHOWN} are listed. Correct these and send the file again; accepted rows are not counted twice.")}</p>
            })}
        })}
    }
    .into_any()
}
