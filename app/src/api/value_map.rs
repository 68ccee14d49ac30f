//! Changing the hierarchy: edges, objectives, KPIs and indicators.

use leptos::prelude::*;

/// Draws an edge from a node to one that serves it.
#[server]
pub async fn add_edge(from: String, to: String, back: String) -> Result<(), ServerFnError> {
    use domain::config::{Change, Edge, Item, NodeId};
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let edge = Edge { from: NodeId::parse(&from)?, to: NodeId::parse(&to)? };
        ports.models.change(&viewer, vec![Change::Put(Box::new(Item::Edge(edge)))]).await
    };
    super::form::answer(outcome.await, &back, "The edge is drawn.");
    Ok(())
}

/// Takes a drawn edge away; the nodes stay.
#[server]
pub async fn remove_edge(from: String, to: String, back: String) -> Result<(), ServerFnError> {
    use domain::config::Change;
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let configuration = ports.models.configuration(&viewer).await?;
        let change = match listed_edge(&configuration, &from, &to) {
            Some(objective) => Change::Put(Box::new(domain::config::Item::Objective(objective))),
            None => Change::Remove { kind: "edge".to_owned(), id: format!("{from}>{to}") },
        };
        ports.models.change(&viewer, vec![change]).await
    };
    super::form::answer(outcome.await, &back, "The edge is removed. Both ends stay.");
    Ok(())
}

/// The objective without the KPI, where the edge stands in the objective's own list.
fn listed_edge(configuration: &domain::config::Configuration, from: &str, to: &str) -> Option<domain::config::Objective> {
    let id = from.strip_prefix("objective:")?;
    let kpi = to.strip_prefix("kpi:")?;
    let mut objective = configuration.objectives.values().find(|objective| objective.id.as_str() == id)?.clone();
    let before = objective.kpis.len();
    objective.kpis.retain(|listed| listed.as_str() != kpi);
    (objective.kpis.len() < before).then_some(objective)
}

/// Adds a strategic goal.
#[server]
pub async fn add_objective(id: String, name: String, owner: String, back: String) -> Result<(), ServerFnError> {
    use domain::config::{Change, Item, Objective};
    use domain::ids::{Email, ObjectiveId};
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let owner = super::form::filled(&owner).map(Email::parse).transpose()?;
        let objective = Objective { id: ObjectiveId::parse(&id)?, name: super::form::named(&name)?, owner, kpis: Vec::new() };
        super::form::check_new(&ports.models.configuration(&viewer).await?, "objective", &id)?;
        ports.models.change(&viewer, vec![Change::Put(Box::new(Item::Objective(objective)))]).await
    };
    super::form::answer(outcome.await, &back, "The objective is added.");
    Ok(())
}

/// Adds a business measure, under an objective or another KPI where `parent` names one.
#[server]
pub async fn add_kpi(
    id: String,
    name: String,
    unit: String,
    kind: String,
    better: String,
    parent: String,
    back: String,
) -> Result<(), ServerFnError> {
    use super::form::read;
    use domain::config::{Change, Edge, Item, Kpi, NodeId};
    use domain::ids::KpiId;
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let kpi = Kpi {
            id: KpiId::parse(&id)?,
            name: super::form::named(&name)?,
            unit: unit.trim().to_owned(),
            kind: read("kind", &kind)?,
            better: read("better", &better)?,
            decimals: 0,
            expected_interval: None,
            source: domain::config::SourceRef::default(),
        };
        super::form::check_new(&ports.models.configuration(&viewer).await?, "kpi", &id)?;
        let node = NodeId::Kpi(kpi.id.clone());
        let mut changes = vec![Change::Put(Box::new(Item::Kpi(kpi)))];
        if let Some(parent) = super::form::filled(&parent) {
            changes.push(Change::Put(Box::new(Item::Edge(Edge { from: NodeId::parse(parent)?, to: node }))));
        }
        ports.models.change(&viewer, changes).await
    };
    super::form::answer(outcome.await, &back, "The KPI is added.");
    Ok(())
}

/// Measures one more metric of the catalogue for a service, fed by `source`.
#[server]
pub async fn add_indicator(
    service: String,
    metric: String,
    source: String,
    query: String,
    denominator: String,
    back: String,
) -> Result<(), ServerFnError> {
    use domain::config::{Change, Indicator, Item, SourceRef};
    use domain::ids::{ServiceId, SourceId};
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let catalogue = domain::metric::find(&metric)?;
        let words = |text: &str| super::form::filled(text).map(str::to_owned);
        let source = SourceRef::said(SourceId::parse(&source)?, catalogue.kind, words(&query), words(&denominator));
        let indicator = Indicator { service: ServiceId::parse(&service)?, metric: metric.clone(), expected_interval: None, source };
        super::form::check_new(&ports.models.configuration(&viewer).await?, "indicator", &indicator.series().to_string())?;
        ports.models.change(&viewer, vec![Change::Put(Box::new(Item::Indicator(indicator)))]).await
    };
    super::form::answer(outcome.await, &back, "The indicator is added. Figures appear with its first samples.");
    Ok(())
}
