//! What the server reads from the records for a draft that is not saved, and the choices its form offers.

use domain::access::Viewer;
use domain::config::{Configuration, FactorRef, Mapping, MappingVersion, Needs};
use domain::ids::{Email, MappingId, PoolId, ServiceId};
use domain::metric::Kind;
use domain::ports::{Ports, Preview, PreviewInputs};
use domain::time::Month;

use crate::api::form::{filled, read};
use crate::components::mapping::Draft;

/// The chain of the draft in a month, with its test and its kinds of outcome; where its factors do not read yet, without them.
///
/// # Errors
/// In words, why there is no figure.
pub async fn chain_of(ports: &Ports, viewer: &Viewer, draft: &Draft, month: Month) -> domain::Result<PreviewInputs> {
    let factors = draft.factors.iter().filter(|factor| !factor.driver.is_empty()).map(|factor| {
        let driver = domain::ids::DriverId::parse(&factor.driver)?;
        Ok(if factor.complement == "yes" { FactorRef::Complement { complement: driver } } else { FactorRef::Driver(driver) })
    });
    let factors: Vec<FactorRef> = factors.collect::<domain::Result<_>>().unwrap_or_default();
    let has_none = factors.is_empty();
    match ports.models.preview_inputs(viewer, unsaved(draft, month, factors)?).await {
        Err(first) if !has_none => {
            let bare = unsaved(draft, month, Vec::new())?;
            ports.models.preview_inputs(viewer, bare).await.map_err(|_| first)
        }
        outcome => outcome,
    }
}

/// The draft as a mapping that is priced and not saved.
///
/// # Errors
/// The field that does not read.
pub fn unsaved(draft: &Draft, month: Month, factors: Vec<FactorRef>) -> domain::Result<Preview> {
    let version = MappingVersion {
        from: month.first_day(),
        factors,
        effect: draft.counted()?,
        cells: draft.counted_cells()?,
        margin: filled(&draft.margin).map(domain::ids::DriverId::parse).transpose()?,
        retired: false,
        reason: String::new(),
    };
    let mapping = Mapping {
        // Its place among the claims on a pool is that of its id.
        id: MappingId::parse(&draft.id).or_else(|_| MappingId::parse("preview"))?,
        name: "Preview".to_owned(),
        service: ServiceId::parse(&draft.service)?,
        metric: filled(&draft.metric).map(str::to_owned),
        statistic: read("statistic", &draft.statistic)?,
        template: read("template", &draft.template)?,
        kpi: None,
        pool: filled(&draft.pool).map(PoolId::parse).transpose()?,
        basis: read("basis", &draft.basis)?,
        owner: Email::parse(&draft.owner)?,
        versions: vec![version.clone()],
    };
    Ok(Preview { mapping, version, month })
}

/// Recorded tests that the draft's template can count: of its service, and for a slope those that compared levels of its indicator.
pub fn tests(configuration: &Configuration, draft: &Draft) -> Vec<(String, String)> {
    let of_metric = !draft.metric.is_empty() && draft.template().is_some_and(|template| template.needs() != Needs::Lift);
    let of_service = |test: &&domain::config::Test| test.service.as_str() == draft.service;
    let fits = |test: &&domain::config::Test| !of_metric || test.metric.as_deref() == Some(draft.metric.as_str());
    // What is chosen already is always shown.
    let shown = |test: &&domain::config::Test| test.id.as_str() == draft.effect || (of_service(test) && fits(test));
    let words = |test: &domain::config::Test| {
        format!("{}, {} to {}", test.title(), domain::time::day_title(test.from), domain::time::day_title(test.to))
    };
    configuration.tests.values().filter(shown).map(|test| (test.id.to_string(), words(test))).collect()
}

/// Shares of decisions that the service measures.
pub fn shares(configuration: &Configuration, draft: &Draft) -> Vec<(String, String)> {
    let own = configuration.indicators.values().filter(|indicator| indicator.service.as_str() == draft.service);
    let metrics = own.filter_map(|indicator| indicator.metric().ok());
    let cells = metrics.filter(|metric| metric.kind == Kind::Ratio && metric.unit == "1" && metric.key.ends_with("-share"));
    cells.map(|metric| (metric.key.to_owned(), metric.name.to_owned())).collect()
}
