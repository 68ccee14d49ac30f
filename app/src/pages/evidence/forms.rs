//! Recording a test by hand, and files of tests.

use domain::access::{Action, Viewer};
use domain::config::Configuration;
use domain::metric::CATALOG;
use domain::ports::ImportReport;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::evidence::{AddTest, ImportTests};
use crate::components::fields::{Notes, choices, refusal};
use crate::pages::sources::import::outcome;

const PAGE: &str = "/evidence";

/// What the forms that record a test choose from: (value, words).
pub struct Lists {
    pub services: Vec<(String, String)>,
    pub kpis: Vec<(String, String)>,
    pub metrics: Vec<(String, String)>,
    pub tests: Vec<(String, String)>,
}

impl Lists {
    pub fn of(configuration: &Configuration) -> Self {
        let with_none = |some: Vec<(String, String)>| std::iter::once((String::new(), "none".to_owned())).chain(some).collect();
        Self {
            services: configuration.services.values().map(|service| (service.id.to_string(), service.name.clone())).collect(),
            kpis: with_none(configuration.kpis.values().map(|kpi| (kpi.id.to_string(), kpi.name.clone())).collect()),
            metrics: with_none(CATALOG.iter().map(|metric| (metric.key.to_owned(), metric.name.to_owned())).collect()),
            tests: with_none(configuration.tests.values().map(|test| (test.id.to_string(), test.title().to_owned())).collect()),
        }
    }
}

/// The form that records one test, or who may.
pub fn add(configuration: &Configuration, viewer: &Viewer, notes: &Notes) -> AnyView {
    if let Err(error) = viewer.authorize(Action::EditModel) {
        return view! { <div class="cell" id="add">{refusal(&error)}</div> }.into_any();
    }
    let fields = notes.form("add");
    let Lists { services, kpis, metrics, tests } = Lists::of(configuration);
    let kinds = choices([("proportion", "a share of units that succeed"), ("mean", "an amount per unit")]);
    let designs = choices([
        ("randomised", "assigned by chance"),
        ("holdout", "a lasting control group"),
        ("quasi-experiment", "before and after, regions, matched groups"),
    ]);
    let truth = choices([("no", "no"), ("yes", "yes")]);
    let arm = |title: &'static str, names: [&'static str; 5]| {
        view! {
            <fieldset class="stack-s"><legend class="lab">{title}</legend>
                <div class="row2">
                    {fields.text(names[0], "Units", "", "")}
                    {fields.optional(names[1], "Successes", "", "Of a share.")}
                    {fields.optional(names[2], "Mean", "", "Of an amount.")}
                    {fields.optional(names[3], "Variance", "", "Of the sample.")}
                    {fields.optional(names[4], "Level of the indicator", "", "In its unit; a share as 0.94.")}
                </div>
            </fieldset>
        }
        .into_any()
    };
    view! {
        <details class="cell drawer" id="add" open=fields.failed()>
            <summary><b>"Record a test"</b><span class="mute">"After it has ended. What was measured is not edited later."</span></summary>
            <form class="stack drawer-body" method="post" action=AddTest::url()>
                {fields.back(PAGE)}
                <div class="row2">
                    {fields.text("cells[id]", "Id", "", "Lower-case letters, digits and hyphens.")}
                    {fields.optional("cells[name]", "Name", "", "")}
                    {fields.select("cells[service]", "Service", &services, "", "")}
                </div>
                <div class="row2">
                    {fields.select("cells[kpi]", "KPI that was compared", &kpis, "", "")}
                    {fields.select("cells[metric]", "Indicator that differed", &metrics, "", "Needed for a slope.")}
                    {fields.select("cells[kind]", "Kind", &kinds, "proportion", "")}
                </div>
                <div class="row2">
                    {fields.day("cells[from]", "First day", "", "")}
                    {fields.day("cells[to]", "Last day", "", "")}
                    {fields.day("cells[valid_until]", "Valid until", "", "After it the grade is one lower.")}
                </div>
                {arm("Control", ["cells[control_n]", "cells[control_successes]", "cells[control_mean]", "cells[control_variance]", "cells[control_indicator]"])}
                {arm("Treatment", ["cells[treatment_n]", "cells[treatment_successes]", "cells[treatment_mean]", "cells[treatment_variance]", "cells[treatment_indicator]"])}
                <div class="row2">
                    {fields.select("cells[design]", "Groups", &designs, "randomised", "")}
                    {fields.optional("cells[expected_split]", "Planned split", "", "0.5/0.5 where it is empty.")}
                    {fields.optional("cells[exposed_share]", "Exposed share", "", "Of the eligible units, now: 1 for all. Needed to claim.")}
                </div>
                <div class="row2">
                    {fields.select("cells[stopped_early]", "Stopped because of what it showed", &truth, "no", "")}
                    {fields.select("cells[mixed_assignment]", "Units seen in both arms", &truth, "no", "")}
                    {fields.select("cells[repeats]", "Repeats", &tests, "", "Two that agree are grade A.")}
                </div>
                <div class="row2 two">
                    {fields.optional("cells[programme]", "Programme", "", "Five or more tests of one are shrunk towards their mean.")}
                    {fields.optional("cells[link]", "Link", "", "Where to read on: https://…")}
                </div>
                <div class="row"><button class="btn" type="submit">"Record the test"</button></div>
            </form>
        </details>
    }
    .into_any()
}

/// The upload of a file of tests, or who may; and what became of the last one.
pub fn import(report: Option<ImportReport>, viewer: &Viewer, notes: &Notes) -> AnyView {
    if viewer.authorize(Action::EditModel).is_err() {
        return ().into_any();
    }
    let fields = notes.form("import");
    let hint = "CSV in UTF-8, the first sheet of an XLSX, or Parquet. One row a test; the same file twice changes nothing.";
    let file = fields.file(hint);
    view! {
        <section class="cell" id="import" aria-labelledby="import-title">
            <div class="head"><h2 id="import-title">"Import tests"</h2></div>
            {report.filter(|_| fields.succeeded()).map(outcome)}
            <form class="stack" method="post" action=ImportTests::url() enctype="multipart/form-data">
                {fields.back(PAGE)}
                <div class="row2 two">
                    {file}
                    {fields.area("pasted", "Or paste rows with the header", "", "id,service,kind,from,to,control_n,treatment_n,valid_until and more: see the documentation of the file.", "4")}
                </div>
                <div class="row"><button class="btn" type="submit">"Import"</button></div>
            </form>
        </section>
    }
    .into_any()
}
