//! The hierarchy in words: nested for narrow screens and for the keyboard, and as a table.

use domain::ports::{NodeView, ValueMapView};
use domain::time::Month;
use leptos::prelude::*;

use crate::components::amount::amount_or_dash;

/// Links to the months before and after.
pub fn months(month: Month) -> AnyView {
    let link = |month: Month| format!("/value-map?month={month}");
    let (before, after) = (month.previous(), month.plus(1));
    view! {
        <nav class="sub" aria-label="Month">
            <a href=link(before)>{before.title()}</a>" · "<a href=link(after)>{after.title()}</a>
        </nav>
    }
    .into_any()
}

/// The tree as nested lists.
pub fn nested(map: &ValueMapView) -> AnyView {
    let lone = |node: &&NodeView| node.amount.is_none() && node.children.is_empty();
    let (bare, priced): (Vec<&NodeView>, Vec<&NodeView>) = map.roots.iter().chain(&map.unattached).partition(lone);
    let list = |nodes: Vec<&NodeView>| nodes.into_iter().map(|node| item(node, 0)).collect_view();
    let count = bare.len();
    let rest = (count > 0).then(|| {
        view! {
            <details class="data"><summary>{format!("{count} that nothing is priced through")}</summary>
                <ul class="tree top">{list(bare)}</ul></details>
        }
    });
    view! { <div class="narrow"><ul class="tree top">{list(priced)}</ul>{rest}</div> }.into_any()
}

fn item(node: &NodeView, depth: usize) -> AnyView {
    let amount = amount_or_dash(node.amount);
    let note = (!node.note.is_empty()).then(|| view! { <span class="sub under">{node.note.clone()}</span> });
    let head = if depth == 0 {
        view! { <div class="split"><h3>{name(node)}{note}</h3><b class="num">{amount}</b></div> }.into_any()
    } else {
        view! { <div class="split"><span>{name(node)}{note}</span><span class="num">{amount}</span></div> }.into_any()
    };
    let children = node.children.iter().map(|child| item(child, depth + 1)).collect_view();
    let below = (!node.children.is_empty()).then(|| view! { <ul class="tree">{children}</ul> });
    view! { <li>{head}{below}</li> }.into_any()
}

/// The name, leading to the mapping where the node is one.
fn name(node: &NodeView) -> AnyView {
    match &node.mapping {
        Some(mapping) => view! { <a href=format!("/value-map/mappings/{mapping}")>{node.name.clone()}</a> }.into_any(),
        None => node.name.clone().into_any(),
    }
}

/// The tree as a table: one row a node, the depth in the row head.
pub fn table(map: &ValueMapView) -> AnyView {
    let mut rows = Vec::new();
    map.roots.iter().chain(&map.unattached).for_each(|node| collect(node, 0, &mut rows));
    let head = format!("{}, {}", map.month.name(), map.currency);
    let rows = rows.into_iter().map(|(node, depth)| {
        let kind = node.node.split(':').next().unwrap_or_default();
        let kind = match kind {
            "kpi" => "KPI",
            "objective" => "Objective",
            _ => "Indicator",
        };
        let indent = format!("padding-left:{}px", depth * 20);
        view! {
            <tr>
                <th scope="row" class="pin"><span style=indent>{name(node)}</span></th>
                <td class="num">{amount_or_dash(node.amount)}</td>
                <td class="two">{kind}</td>
                <td class="two">{node.note.clone()}</td>
                <td class="two">{node.owner_name.clone()}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Value map as table">
            <table>
                <caption class="vh">"Value map: objectives, KPIs and indicators with the month's money"</caption>
                <thead><tr>
                    <th scope="col">"Name"</th><th scope="col" class="num">{head}</th><th scope="col">"Kind"</th>
                    <th scope="col">"Service or unit"</th><th scope="col">"Owner"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn collect<'a>(node: &'a NodeView, depth: usize, rows: &mut Vec<(&'a NodeView, usize)>) {
    rows.push((node, depth));
    node.children.iter().for_each(|child| collect(child, depth + 1, rows));
}

/// What was seen and has no price, with what would change that.
pub fn not_claimed(map: &ValueMapView) -> Option<AnyView> {
    let rows = map.not_claimed.iter().map(|seen| {
        view! {
            <li><div class="split"><h3>{seen.name.clone()}", "{seen.service_name.clone()}</h3><span class="st off">"Not claimed"</span></div>
                <p class="two">{seen.why.clone()}". "{seen.remedy.clone()}"."</p></li>
        }
    });
    let rows = rows.collect_view();
    (!map.not_claimed.is_empty()).then(|| {
        view! {
            <section class="cell" aria-labelledby="unpriced">
                <div class="head"><h2 id="unpriced">"Seen and not claimed"</h2></div>
                <ul class="list">{rows}</ul>
            </section>
        }
        .into_any()
    })
}
