//! The hierarchy with the month's money on it.

use std::collections::{BTreeMap, BTreeSet};

use domain::Result;
use domain::config::{Configuration, Edge, Hierarchy, Mapping, NodeId};
use domain::ids::{Email, KpiId, MappingId};
use domain::metric;
use domain::money::Money;
use domain::ports::{NodeView, ValueMapView};
use domain::time::Month;
use domain::value::{Facts, ledger};

/// Levels that are drawn: a deeper hierarchy is cut, and says so.
const LEVELS_MAX: usize = 24;
/// From this many nodes on, a node that stands in several places is opened only once.
const NODES_MAX: usize = 2_000;

/// Objectives, KPIs and indicators, each with the money of the mappings beneath it. A mapping under a node in two ways counts once.
pub fn value_map(configuration: &Configuration, facts: &Facts, month: Month) -> Result<ValueMapView> {
    let ledger = ledger(configuration, month, facts)?;
    let valid = |mapping: &&Mapping| mapping.version_in(month).is_some_and(|version| !version.retired);
    let mappings: Vec<&Mapping> = configuration.mappings.values().filter(valid).collect();
    let mut map = Map {
        configuration,
        hierarchy: configuration.hierarchy()?,
        amounts: ledger.lines.iter().map(|line| (&line.mapping, line.amount)).collect(),
        by_kpi: BTreeMap::new(),
        known: BTreeMap::new(),
        opened: BTreeSet::new(),
        n_nodes: 0,
    };
    for mapping in &mappings {
        if let Some(kpi) = &mapping.kpi {
            map.by_kpi.entry(kpi).or_default().push(mapping);
        }
    }
    let mut roots = Vec::new();
    for node in map.root_nodes() {
        roots.push(map.view(&node, None, 0)?);
    }
    Ok(ValueMapView {
        month,
        currency: configuration.currency(),
        to_date: ledger.to_date,
        roots,
        unattached: mappings.iter().filter(|mapping| mapping.kpi.is_none()).map(|mapping| map.mapping_view(mapping)).collect(),
        overlap: ledger.totals.overlap,
        total: ledger.totals.benefit,
        n_mappings: mappings.len(),
        not_claimed: ledger.not_claimed,
    })
}

struct Map<'a> {
    configuration: &'a Configuration,
    hierarchy: Hierarchy,
    amounts: BTreeMap<&'a MappingId, Money>,
    by_kpi: BTreeMap<&'a KpiId, Vec<&'a Mapping>>,
    /// Amounts of nodes already added up.
    known: BTreeMap<NodeId, Option<Money>>,
    opened: BTreeSet<NodeId>,
    n_nodes: usize,
}

impl Map<'_> {
    /// Objectives, then KPIs and indicators that nothing stands above; an indicator that is priced without a KPI is listed as unattached.
    fn root_nodes(&self) -> Vec<NodeId> {
        let configuration = self.configuration;
        let below: BTreeSet<&NodeId> = self.hierarchy.edges().map(|(_, to)| to).collect();
        let priced: BTreeSet<_> = configuration.mappings.values().map(|mapping| (&mapping.service, mapping.metric.as_ref())).collect();
        let objectives = configuration.objectives.keys().cloned().map(NodeId::Objective);
        let kpis = configuration.kpis.keys().cloned().map(NodeId::Kpi);
        let unpriced = configuration.indicators.values().filter(|i| !priced.contains(&(&i.service, Some(&i.metric))));
        let indicators = unpriced.map(|i| NodeId::Indicator { service: i.service.clone(), metric: i.metric.clone() });
        objectives.chain(kpis).chain(indicators).filter(|node| !below.contains(node)).collect()
    }

    fn view(&mut self, node: &NodeId, parent: Option<&NodeId>, level: usize) -> Result<NodeView> {
        self.n_nodes += 1;
        let amount = self.amount(node)?;
        let repeated = self.n_nodes > NODES_MAX && self.opened.contains(node);
        let mut view = NodeView { amount, removable: self.is_drawn(parent, node), ..self.named(node) };
        let children: Vec<NodeId> = self.hierarchy.children(node).cloned().collect();
        if (repeated || level >= LEVELS_MAX) && !children.is_empty() {
            view.note = "more below, not drawn here".to_owned();
            return Ok(view);
        }
        self.opened.insert(node.clone());
        let mapped: Vec<&Mapping> = match node {
            NodeId::Kpi(id) => self.by_kpi.get(id).cloned().unwrap_or_default(),
            _ => Vec::new(),
        };
        for child in &children {
            // An edge that a mapping is stands there with its money, once.
            if !matches!(child, NodeId::Indicator { .. }) || !mapped.iter().any(|mapping| is_indicator(child, mapping)) {
                view.children.push(self.view(child, Some(node), level + 1)?);
            }
        }
        for mapping in mapped {
            self.n_nodes += 1;
            let drawn = children.iter().any(|child| is_indicator(child, mapping) && self.is_drawn(Some(node), child));
            view.children.push(NodeView { removable: drawn, ..self.mapping_view(mapping) });
        }
        Ok(view)
    }

    fn is_drawn(&self, parent: Option<&NodeId>, node: &NodeId) -> bool {
        parent.is_some_and(|parent| self.configuration.edges.contains(&Edge { from: parent.clone(), to: node.clone() }))
    }

    /// Adds up the lines of all mappings beneath a node; none where none of them is priced.
    fn amount(&mut self, node: &NodeId) -> Result<Option<Money>> {
        if let Some(amount) = self.known.get(node) {
            return Ok(*amount);
        }
        let (mut seen, mut open, mut lines) = (BTreeSet::from([node]), vec![node], BTreeMap::new());
        while let Some(at) = open.pop() {
            if let NodeId::Kpi(id) = at {
                let priced = self.by_kpi.get(id).into_iter().flatten();
                lines.extend(priced.filter_map(|mapping| Some((&mapping.id, *self.amounts.get(&mapping.id)?))));
            }
            open.extend(self.hierarchy.children(at).filter(|child| seen.insert(child)));
        }
        let sum = if lines.is_empty() { None } else { Some(Money::sum(lines.into_values(), self.configuration.currency())?) };
        self.known.insert(node.clone(), sum);
        Ok(sum)
    }

    fn named(&self, node: &NodeId) -> NodeView {
        let configuration = self.configuration;
        let person = |email: Option<&Email>| email.map_or_else(String::new, |email| configuration.person_name(email));
        let (name, note, owner_name) = match node {
            NodeId::Objective(id) => {
                let objective = configuration.objectives.get(id);
                let owner = objective.and_then(|objective| objective.owner.as_ref());
                (objective.map_or_else(|| id.to_string(), |objective| objective.name.clone()), String::new(), person(owner))
            }
            NodeId::Kpi(id) => match configuration.kpis.get(id) {
                Some(kpi) => (kpi.name.clone(), domain::report::Printed::kpi(kpi).unit, String::new()),
                None => (id.to_string(), String::new(), String::new()),
            },
            NodeId::Indicator { service, metric } => {
                let name = metric::find(metric).map_or_else(|_| metric.clone(), |metric| metric.name.to_owned());
                let service = configuration.services.get(service);
                let owner = service.and_then(|service| configuration.service_owner(service));
                (name, service.map_or_else(String::new, |service| service.name.clone()), person(owner))
            }
        };
        NodeView { node: node.to_string(), name, note, owner_name, amount: None, mapping: None, removable: false, children: Vec::new() }
    }

    /// The edge that a mapping is: its indicator, or its own name where it has none.
    fn mapping_view(&self, mapping: &Mapping) -> NodeView {
        let indicator =
            mapping.metric.as_ref().map(|metric| NodeId::Indicator { service: mapping.service.clone(), metric: metric.clone() });
        let service_name = self.configuration.services.get(&mapping.service).map_or_else(String::new, |service| service.name.clone());
        let named = indicator.map(|node| self.named(&node)).unwrap_or_else(|| NodeView {
            node: format!("mapping:{}", mapping.id),
            name: mapping.name.clone(),
            note: service_name,
            owner_name: String::new(),
            amount: None,
            mapping: None,
            removable: false,
            children: Vec::new(),
        });
        NodeView {
            amount: self.amounts.get(&mapping.id).copied(),
            mapping: Some(mapping.id.clone()),
            owner_name: self.configuration.person_name(&mapping.owner),
            ..named
        }
    }
}

fn is_indicator(node: &NodeId, mapping: &Mapping) -> bool {
    matches!(node, NodeId::Indicator { service, metric } if mapping.service == *service && mapping.metric.as_ref() == Some(metric))
}
