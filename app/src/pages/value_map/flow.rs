//! The picture: objectives, KPIs and mappings, linked by money.

use charts::spec::{Caption, Flow, FlowLevel, FlowLink, FlowNode, MappingRow};
use domain::format;
use domain::ids::MappingId;
use domain::money::Money;
use domain::ports::{NodeView, ValueMapView};
use leptos::prelude::*;

/// Width of the picture in px: the sheet's, less its margins.
const WIDE: f64 = 1150.0;

/// The picture, for wide screens; a narrow screen shows the nested list. Over each row of a mapping lies a link that opens it.
pub fn picture(map: &ValueMapView) -> AnyView {
    let mut drawn = Drawn { flow: empty(map), mappings: Vec::new() };
    // What nothing is priced through is in the table; drawn, it would bury what is.
    for root in map.roots.iter().filter(|root| root.amount.is_some()) {
        if root.node.starts_with("objective:") {
            let from = drawn.push(FlowLevel::Objective, root);
            root.children.iter().for_each(|child| drawn.kpi(child, from, FlowLevel::Kpi));
        } else if root.node.starts_with("kpi:") {
            let place = drawn.push(FlowLevel::Kpi, root);
            drawn.below(root, place, FlowLevel::Part);
        } else {
            drawn.push(FlowLevel::Mapping, root);
        }
    }
    map.unattached.iter().filter(|node| node.amount.is_some()).for_each(|node| {
        drawn.push(FlowLevel::Mapping, node);
    });
    if drawn.flow.nodes.is_empty() {
        return ().into_any();
    }
    let rows = drawn.flow.mapping_rows();
    let links = rows.iter().filter_map(|row| drawn.link(row)).collect_view();
    let markup = charts::svg::single(&drawn.flow, WIDE, &charts::Style::screen(), "ch wide");
    view! { <figure class="wide flow"><div inner_html=markup></div>{links}</figure> }.into_any()
}

fn empty(map: &ValueMapView) -> Flow {
    Flow {
        finding: format!("Value map of {}: {} mappings earned {} before cost", map.month.title(), map.n_mappings, format::money(map.total)),
        heads: [
            "Objective".to_owned(),
            "KPI".to_owned(),
            "Indicator and service".to_owned(),
            format!("{}, {}", map.month.name(), map.currency),
        ],
        ..Flow::default()
    }
}

struct Drawn<'a> {
    flow: Flow,
    /// The mapping of each node, in their order.
    mappings: Vec<Option<&'a MappingId>>,
}

impl<'a> Drawn<'a> {
    /// A node under `from`, if money goes through it.
    fn kpi(&mut self, node: &'a NodeView, from: usize, level: FlowLevel) {
        let Some(amount) = node.amount else { return };
        let is_kpi = node.node.starts_with("kpi:");
        let to = self.push(if is_kpi { level } else { FlowLevel::Mapping }, node);
        self.flow.links.push(FlowLink { from, to, money: amount.to_f64() });
        if is_kpi {
            self.below(node, to, FlowLevel::Part);
        }
    }

    /// What stands under a KPI at `place`. Two levels of KPIs are drawn; what is deeper counts where it is joined to the second.
    fn below(&mut self, node: &'a NodeView, place: usize, level: FlowLevel) {
        let second = self.flow.nodes.get(place).is_some_and(|above| above.level == FlowLevel::Part);
        for child in &node.children {
            if second && child.node.starts_with("kpi:") {
                self.below(child, place, level);
            } else {
                self.kpi(child, place, level);
            }
        }
    }

    fn push(&mut self, level: FlowLevel, node: &'a NodeView) -> usize {
        self.flow.nodes.push(FlowNode {
            level,
            label: Caption::from(node.name.clone()),
            note: Caption::from(if level == FlowLevel::Mapping { node.note.clone() } else { String::new() }),
            amount: node.amount.map_or_else(|| "–".to_owned(), format::amount),
            loss: node.amount.is_some_and(Money::is_loss),
            grade: None,
            open: false,
        });
        self.mappings.push(node.mapping.as_ref());
        self.flow.nodes.len() - 1
    }

    /// The link over a row; its place is a share of the picture, so it keeps its row when the picture is made smaller.
    fn link(&self, row: &MappingRow) -> Option<AnyView> {
        let (node, mapping) = (self.flow.nodes.get(row.node)?, (*self.mappings.get(row.node)?)?);
        let label = format!("{}, {}: {}", node.label.full, node.note.full, node.amount);
        let place = format!("left:{:.2}%;top:{:.2}%;height:{:.2}%", row.left * 100.0, row.top * 100.0, row.height * 100.0);
        let href = format!("/value-map/mappings/{mapping}");
        Some(view! { <a class="over" href=href style=place aria-label=label></a> }.into_any())
    }
}
