//! Recording the next value of a driver, and adding a driver.

use domain::access::{Action, Viewer};
use domain::config::{Basis, Configuration, Evidence};
use domain::ports::DriverView;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::drivers::{AddDriver, AddDriverValue};
use crate::components::fields::{Notes, choices, refusal};

const PAGE: &str = "/drivers";

/// Both forms, or who may.
pub fn forms(view: &DriverView, configuration: &Configuration, viewer: &Viewer, notes: &Notes) -> AnyView {
    if let Err(error) = viewer.authorize(Action::EditDrivers) {
        return view! { <section class="cell" id="new-driver">{refusal(&error)}</section> }.into_any();
    }
    view! { {next_value(view, notes)}{new_driver(view, configuration, notes)} }.into_any()
}

fn evidences() -> Vec<(String, String)> {
    [Evidence::Record, Evidence::Test, Evidence::Assumption]
        .map(|evidence| (evidence.name().to_owned(), evidence.name().to_owned()))
        .to_vec()
}

fn next_value(view: &DriverView, notes: &Notes) -> Option<AnyView> {
    let fields = notes.form("next-value");
    let dated = view.drivers.iter().filter(|driver| driver.series.is_none());
    let drivers: Vec<_> = dated.map(|driver| (driver.id.to_string(), format!("{} ({})", driver.name, driver.unit))).collect();
    if drivers.is_empty() {
        return None;
    }
    let from = view.month.plus(1).first_day().to_string();
    Some(
        view! {
            <details class="cell drawer" id="next-value" open=fields.failed()>
                <summary><b>"Record a new value"</b><span class="mute">"From a date on. What is recorded stays for earlier months."</span></summary>
                <form class="stack drawer-body" method="post" action=AddDriverValue::url()>
                    {fields.back(PAGE)}
                    <div class="row2 two">
                        {fields.select("driver", "Driver", &drivers, "", "")}
                        {fields.day("from", "Valid from", &from, "")}
                    </div>
                    {value_fields(fields)}
                    <div class="row"><button class="btn pri" type="submit">"Record the value"</button></div>
                </form>
            </details>
        }
        .into_any(),
    )
}

fn value_fields(fields: crate::components::fields::Fields<'_>) -> AnyView {
    view! {
        <div class="row2">
            {fields.optional("value", "Value", "", "In the driver's unit.")}
            {fields.optional("low", "Low, 10 in 100 are under it", "", "Leave both empty when it is exact.")}
            {fields.optional("high", "High, 10 in 100 are over it", "", "")}
        </div>
        <div class="row2 two">
            {fields.select("evidence", "Evidence", &evidences(), "assumption", "A fact of record does not lower a grade; an assumption does.")}
            {fields.optional("source", "Where it was read", "", "Such as: ledger 2026-Q3.")}
        </div>
    }
    .into_any()
}

fn new_driver(view: &DriverView, configuration: &Configuration, notes: &Notes) -> AnyView {
    let fields = notes.form("new-driver");
    let mut bases = choices([("", "none")]);
    bases.extend(Basis::ALL.map(|basis| (basis.name().replace(' ', "-"), basis.name().to_owned())));
    let mut kpis = choices([("", "no: dated values")]);
    kpis.extend(configuration.kpis.values().map(|kpi| (kpi.id.to_string(), format!("the month's {}", kpi.name))));
    let from = view.month.first_day().to_string();
    view! {
        <details class="cell drawer" id="new-driver" open=fields.failed()>
            <summary><b>"Add a driver"</b><span class="mute">"A business input with a unit, a source and a name behind it."</span></summary>
            <form class="stack drawer-body" method="post" action=AddDriver::url()>
                {fields.back(PAGE)}
                <div class="row2">
                    {fields.text("name", "Name", "", "Revenue per hour of availability.")}
                    {fields.text("id", "Id", "", "Lower-case letters, digits and hyphens.")}
                    {fields.text("unit", "Unit", "", "1, h, USD/h, USD/order. Units must cancel to money.")}
                </div>
                <div class="row2">
                    {fields.select("basis", "Basis", &bases, "", "What its money is.")}
                    {fields.select("kpi", "Read from a series?", &kpis, "", "A volume is measured each month; then no value is needed.")}
                    {fields.day("from", "Valid from", &from, "")}
                </div>
                {value_fields(fields)}
                <div class="row"><button class="btn" type="submit">"Add the driver"</button></div>
            </form>
        </details>
    }
    .into_any()
}
