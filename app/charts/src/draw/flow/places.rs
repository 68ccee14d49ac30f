//! Where the nodes of a value map stand.

use super::ROW;
use crate::spec::Flow;

/// Space between the rows of two objectives, in em.
const GROUP: f64 = 1.17;

/// Middle of each node and the height of all, in em under the heads.
///
/// Mappings (and nodes without links to the right) take a row each, in the order in which their objectives and KPIs
/// reach them. A KPI or objective stands in the middle of what it leads to.
pub(super) fn places(flow: &Flow) -> (Vec<f64>, f64) {
    let mut middles: Vec<Option<f64>> = vec![None; flow.nodes.len()];
    let mut next = 0.0;
    let mut roots: Vec<usize> = (0..flow.nodes.len()).collect();
    roots.sort_by_key(|node| flow.nodes[*node].level);
    for root in roots {
        if middles[root].is_none() {
            if next > 0.0 {
                next += GROUP;
            }
            place(flow, root, &mut middles, &mut next);
        }
    }
    (middles.into_iter().map(|middle| middle.unwrap_or(0.0)).collect(), next)
}

/// Links lead to the right, so this ends after four steps.
fn place(flow: &Flow, node: usize, middles: &mut [Option<f64>], next: &mut f64) {
    let children: Vec<_> = children(flow, node).collect();
    for child in &children {
        if middles[*child].is_none() {
            place(flow, *child, middles, next);
        }
    }
    let below = children.iter().filter_map(|child| middles[*child]);
    let ends = crate::scale::extent(below);
    middles[node] = Some(match ends {
        Some((first, last)) => (first + last) / 2.0,
        None => {
            *next += ROW;
            *next - ROW / 2.0
        }
    });
}

fn children(flow: &Flow, node: usize) -> impl Iterator<Item = usize> + '_ {
    let level = flow.nodes.get(node).map(|node| node.level);
    flow.links
        .iter()
        .filter(move |link| link.from == node)
        .map(|link| link.to)
        .filter(move |child| flow.nodes.get(*child).map(|child| child.level).zip(level).is_some_and(|(child, own)| child > own))
}
