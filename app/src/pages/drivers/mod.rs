//! Drivers, costs, baselines and targets: what turns an indicator into money, who set it and since when.

mod baselines;
mod costs;
mod look_first;
mod pools;
mod rates;
mod record;
mod table;

use domain::access::Viewer;
use domain::baseline::{Asked, BaselineWindows};
use domain::config::Configuration;
use domain::ports::{DriverView, ImportReport};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::components::fields::Notes;
use crate::components::layout::Layout;
use crate::components::masthead::Section;
use crate::components::problem::loaded;
use crate::pages::value_map::month_of;
use crate::state::{ports, viewer};
use look_first::Look;

/// The page. `?month=2026-10` shows what is valid in another month.
#[component]
pub fn DriversPage() -> impl IntoView {
    let month = use_query_map().get_untracked().get("month");
    let (notes, look) = (Notes::read(), Look::read());
    let asked = look.asked();
    view! {
        <Layout current=Section::Drivers title="Drivers">
            {loaded(load(month, asked), move |shown| page(&shown, &notes, &look))}
        </Layout>
    }
}

#[derive(Clone)]
struct Shown {
    view: DriverView,
    configuration: Configuration,
    viewer: Viewer,
    report: Option<ImportReport>,
    /// What the records of the months that are looked at say.
    found: Option<domain::Result<BaselineWindows>>,
}

async fn load(month: Option<String>, asked: Option<domain::Result<Asked>>) -> domain::Result<Shown> {
    let (ports, viewer) = (ports()?, viewer()?);
    let view = ports.models.drivers(&viewer, month_of(month)?).await?;
    let configuration = ports.models.configuration(&viewer).await?;
    let report = ports.samples.last_import(&viewer).await?;
    let found = match asked {
        Some(Ok(asked)) => Some(ports.models.baseline_windows(&viewer, &asked).await),
        Some(Err(error)) => Some(Err(error)),
        None => None,
    };
    Ok(Shown { view, configuration, viewer, report, found })
}

fn page(shown: &Shown, notes: &Notes, look: &Look) -> AnyView {
    let Shown { view, configuration, viewer, report, found } = shown;
    let notes = &look.clone().notes(notes.clone(), found.as_ref());
    let found = found.as_ref().and_then(|found| found.as_ref().ok());
    let month = view.month.title();
    let unset = view.drivers.iter().filter(|driver| table::figure(view, driver).is_none()).count();
    let n = view.drivers.len();
    let drivers = if n == 1 { "driver" } else { "drivers" };
    let title = match (n, unset) {
        (0, _) => "No driver is set yet".to_owned(),
        (_, 0) => format!("{n} {drivers}, all with a value in {month}"),
        (_, unset) => format!("{n} {drivers}, {unset} without a value in {month}"),
    };
    view! {
        {notes.banner()}
        <div class="title">
            <p class="eyebrow">"Drivers and baselines · valid in "{month}</p>
            <h1>{title}</h1>
            <div class="row"><a class="btn" href="#new-driver">"Add a driver"</a></div>
        </div>
        <div class="sheet">
            {table::drivers(view)}
            {record::forms(view, configuration, viewer, notes)}
            {costs::section(view, viewer, notes)}
            {rates::section(view, viewer, notes, report.clone())}
            {pools::section(view, configuration, viewer, notes)}
            {baselines::baselines(view, configuration, viewer, notes, look.is_open(), found)}
            {baselines::targets(view, configuration, viewer, notes)}
        </div>
    }
    .into_any()
}

/// The name of a person, or the address where nobody of it is listed.
fn person(view: &DriverView, email: &domain::ids::Email) -> String {
    let found = view.people.iter().find(|(address, _)| address == email.as_str());
    found.map_or_else(|| email.to_string(), |(_, name)| name.clone())
}

/// The name of a service.
fn service(view: &DriverView, id: &domain::ids::ServiceId) -> String {
    view.services.iter().find(|(service, _)| service == id).map_or_else(|| id.to_string(), |(_, name)| name.clone())
}
