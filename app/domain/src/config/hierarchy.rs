//! The hierarchy from objectives through KPIs to indicators: a graph without cycles.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::ids::{KpiId, ObjectiveId, ServiceId};
use crate::metric;
use crate::{Error, Result};

/// A node: `objective:grow-basket`, `kpi:checkout-revenue`, `indicator:recommender/uptime`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum NodeId {
    Objective(ObjectiveId),
    Kpi(KpiId),
    Indicator { service: ServiceId, metric: String },
}

impl NodeId {
    /// Parses the printed form.
    pub fn parse(text: &str) -> Result<Self> {
        match text.split_once(':') {
            Some(("objective", id)) => Ok(Self::Objective(ObjectiveId::parse(id)?)),
            Some(("kpi", id)) => Ok(Self::Kpi(KpiId::parse(id)?)),
            Some(("indicator", rest)) => {
                let (service, metric) = rest.split_once('/').unwrap_or((rest, ""));
                Ok(Self::Indicator { service: ServiceId::parse(service)?, metric: metric::find(metric)?.key.to_owned() })
            }
            _ => Err(Error::field("node", format!("“{text}” is not a node: write objective:ID, kpi:ID or indicator:SERVICE/METRIC"))),
        }
    }
}

impl std::fmt::Display for NodeId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Objective(id) => write!(f, "objective:{id}"),
            Self::Kpi(id) => write!(f, "kpi:{id}"),
            Self::Indicator { service, metric } => write!(f, "indicator:{service}/{metric}"),
        }
    }
}

impl TryFrom<String> for NodeId {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        Self::parse(&text)
    }
}

impl From<NodeId> for String {
    fn from(node: NodeId) -> String {
        node.to_string()
    }
}

/// A drawn edge, from the higher node to the one that serves it. Edges from a KPI to a mapped indicator come from the mapping.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edge {
    pub from: NodeId,
    pub to: NodeId,
}

/// All edges, known to be free of cycles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hierarchy {
    children: BTreeMap<NodeId, BTreeSet<NodeId>>,
}

impl Hierarchy {
    /// Builds the graph.
    ///
    /// # Errors
    /// An edge that goes up (an indicator has no children; an objective is never under a KPI), and a cycle, named along its path.
    pub fn new(edges: impl IntoIterator<Item = Edge>) -> Result<Self> {
        let mut children: BTreeMap<NodeId, BTreeSet<NodeId>> = BTreeMap::new();
        for Edge { from, to } in edges {
            let goes_down = match (&from, &to) {
                (NodeId::Objective(_), _) | (NodeId::Kpi(_), NodeId::Kpi(_) | NodeId::Indicator { .. }) => true,
                (NodeId::Indicator { .. }, _) | (NodeId::Kpi(_), NodeId::Objective(_)) => false,
            };
            if !goes_down {
                return Err(Error::field(
                    "edge",
                    format!("{to} cannot stand under {from}: objectives come first, then KPIs, then indicators"),
                ));
            }
            children.entry(from).or_default().insert(to);
        }
        let graph = Self { children };
        match graph.find_cycle() {
            Some(path) => {
                let path: Vec<String> = path.iter().map(ToString::to_string).collect();
                Err(Error::field("edge", format!("this would close a cycle: {}; remove one of these edges first", path.join(" → "))))
            }
            None => Ok(graph),
        }
    }

    /// Direct children, in order.
    pub fn children(&self, node: &NodeId) -> impl Iterator<Item = &NodeId> {
        self.children.get(node).into_iter().flatten()
    }

    /// Every edge.
    pub fn edges(&self) -> impl Iterator<Item = (&NodeId, &NodeId)> {
        self.children.iter().flat_map(|(from, tos)| tos.iter().map(move |to| (from, to)))
    }

    /// Depth-first search with an explicit stack: a hostile file may be deeper than the call stack.
    fn find_cycle(&self) -> Option<Vec<NodeId>> {
        let mut done: BTreeSet<&NodeId> = BTreeSet::new();
        for root in self.children.keys() {
            let mut path: Vec<(&NodeId, Vec<&NodeId>)> = vec![(root, self.children(root).collect())];
            let mut on_path: BTreeSet<&NodeId> = BTreeSet::from([root]);
            while let Some((node, rest)) = path.last_mut() {
                let node = *node;
                match rest.pop() {
                    Some(next) if on_path.contains(next) => {
                        let start = path.iter().position(|(on, _)| *on == next).unwrap_or(0);
                        let cycle = path[start..].iter().map(|(on, _)| (*on).clone());
                        return Some(cycle.chain([next.clone()]).collect());
                    }
                    Some(next) if done.contains(next) => {}
                    Some(next) => {
                        on_path.insert(next);
                        path.push((next, self.children(next).collect()));
                    }
                    None => {
                        done.insert(node);
                        on_path.remove(node);
                        path.pop();
                    }
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn edges(pairs: &[(&str, &str)]) -> Vec<Edge> {
        pairs.iter().map(|(from, to)| Edge { from: NodeId::parse(from).unwrap(), to: NodeId::parse(to).unwrap() }).collect()
    }

    #[test]
    fn a_graph_may_join_but_not_turn_back() {
        let diamond =
            [("objective:o", "kpi:a"), ("objective:o", "kpi:b"), ("kpi:a", "kpi:c"), ("kpi:b", "kpi:c"), ("kpi:c", "indicator:s/uptime")];
        assert_eq!(Hierarchy::new(edges(&diamond)).unwrap().edges().count(), 5);
        let cycle = [("kpi:a", "kpi:b"), ("kpi:b", "kpi:c"), ("kpi:c", "kpi:a")];
        let error = Hierarchy::new(edges(&cycle)).unwrap_err().to_string();
        assert_eq!(error, "this would close a cycle: kpi:a → kpi:b → kpi:c → kpi:a; remove one of these edges first");
        assert!(Hierarchy::new(edges(&[("kpi:a", "kpi:a")])).is_err());
        assert!(Hierarchy::new(edges(&[("objective:a", "objective:b"), ("objective:b", "objective:a")])).is_err());
    }

    #[test]
    fn edges_go_down() {
        assert!(Hierarchy::new(edges(&[("indicator:s/uptime", "kpi:a")])).unwrap_err().to_string().contains("objectives come first"));
        assert!(Hierarchy::new(edges(&[("kpi:a", "objective:o")])).is_err());
        for bad in ["kpi", "kpi:", "thing:a", "indicator:s", "indicator:s/nothing"] {
            assert!(NodeId::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_very_deep_chain_does_not_overflow() {
        let pairs: Vec<Edge> = (0..50_000)
            .map(|n| Edge {
                from: NodeId::Kpi(KpiId::parse(&format!("k{n}")).unwrap()),
                to: NodeId::Kpi(KpiId::parse(&format!("k{}", n + 1)).unwrap()),
            })
            .collect();
        assert!(Hierarchy::new(pairs).is_ok());
    }
}
