//! The picture: objectives, KPIs and mappings, linked by money.

use charts::spec::{Caption, Flow, FlowLevel, FlowLink, FlowNode};
use domain::format;
use domain::money::Money;
use domain::ports::{NodeView, ValueMapView};
use leptos::prelude::*;

/// The picture, for wide screens; a narrow screen shows the nested list.
pub fn picture(map: &ValueMapView) -> AnyView {
    let flow = flow(map);
    if flow.links.is_empty() {
        return ().into_any();
    }
    view! { <figure class="wide" inner_html=charts::svg::wide_svg(&flow)></figure> }.into_any()
}

/// Nodes in order of place. A KPI under a KPI is drawn in its parent's column of KPIs, linked from the same objective.
fn flow(map: &ValueMapView) -> Flow {
    let mut flow = Flow {
        finding: format!("Value map of {}: {} mappings earned {} before cost", map.month.title(), map.n_mappings, format::money(map.total)),
        heads: [
            "Objective".to_owned(),
            "KPI".to_owned(),
            "Indicator and service".to_owned(),
            format!("{}, {}", map.month.name(), map.currency),
        ],
        ..Flow::default()
    };
    // What nothing is priced through is in the list below; drawn, it would bury what is.
    for root in map.roots.iter().filter(|root| root.amount.is_some() || !root.children.is_empty()) {
        if root.node.starts_with("objective:") {
            let from = push(&mut flow, FlowLevel::Objective, root);
            root.children.iter().for_each(|child| kpi(&mut flow, child, Some(from)));
        } else {
            kpi(&mut flow, root, None);
        }
    }
    map.unattached.iter().for_each(|node| {
        push(&mut flow, FlowLevel::Mapping, node);
    });
    flow
}

fn kpi(flow: &mut Flow, node: &NodeView, objective: Option<usize>) {
    if !node.node.starts_with("kpi:") {
        push(flow, FlowLevel::Mapping, node);
        return;
    }
    let own: Vec<&NodeView> = node.children.iter().filter(|child| !child.node.starts_with("kpi:")).collect();
    let place = push(flow, FlowLevel::Kpi, node);
    if let (Some(from), Some(amount)) = (objective, node.amount) {
        flow.links.push(FlowLink { from, to: place, money: amount.to_f64() });
    }
    for child in own {
        let to = push(flow, FlowLevel::Mapping, child);
        if let Some(amount) = child.amount {
            flow.links.push(FlowLink { from: place, to, money: amount.to_f64() });
        }
    }
    node.children.iter().filter(|child| child.node.starts_with("kpi:")).for_each(|child| kpi(flow, child, None));
}

fn push(flow: &mut Flow, level: FlowLevel, node: &NodeView) -> usize {
    flow.nodes.push(FlowNode {
        level,
        label: Caption::from(node.name.clone()),
        note: Caption::from(if level == FlowLevel::Mapping { node.note.clone() } else { String::new() }),
        amount: node.amount.map_or_else(|| "–".to_owned(), format::amount),
        loss: node.amount.is_some_and(Money::is_loss),
        grade: None,
        open: false,
    });
    flow.nodes.len() - 1
}
