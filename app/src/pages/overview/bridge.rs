//! The way from last month's net value to this month's: a waterfall whose bars open to the lines they are made of.

use charts::spec::{Bridge as Waterfall, BridgeCell, BridgeRow, Caption};
use charts::{Style, svg};
use domain::format;
use domain::money::Money;
use domain::report::MonthReport;
use domain::time::Month;
use domain::value::{Bar, BarPart, Bridge, Change};
use leptos::prelude::*;

use crate::components::amount::change;
use crate::components::figure::table_as;
use crate::components::lineage::mapping_of;

/// Lines listed under a bar; the others are in the ledger.
const PARTS: usize = 12;
/// Letters of an amount that the usual column has room for.
const ROOM: usize = 12;
/// Width of a mark, and height of a row, on a wide and on a narrow screen, in px.
const WIDE: (f64, f64) = (236.0, 32.0);
const NARROW: (f64, f64) = (84.0, 48.0);

/// The waterfall with the tables behind it.
pub fn bridge(report: &MonthReport, bridge: &Bridge) -> AnyView {
    let (from, to) = (bridge.from.name(), bridge.to.name());
    let mut at = bridge.before;
    let starts = bridge.starts_from();
    let mut rows = vec![BridgeRow::total(Caption::from(starts.clone()), at.to_f64(), format::amount(at))];
    let mut reached = Vec::new();
    for bar in &bridge.bars {
        let next = at.plus(bar.amount).unwrap_or(at);
        rows.push(BridgeRow::change(Caption::from(bar.title.clone()), at.to_f64(), next.to_f64(), format::change(bar.amount)));
        reached.push(next);
        at = next;
    }
    rows.push(BridgeRow::total(Caption::from(to), bridge.after.to_f64(), format::amount(bridge.after)));
    let waterfall = Waterfall { finding: String::new(), rows };
    let mut cells = waterfall.cells();
    let first = cells.next().map(|cell| total(starts, bridge.before, &cell));
    let bars = bridge.bars.iter().zip(cells.by_ref()).map(|(bar, cell)| row(report, bar, &cell)).collect_view();
    let last = cells.next().map(|cell| total(to.to_owned(), bridge.after, &cell));
    let longest =
        bridge.bars.iter().map(|bar| bar.amount).chain([bridge.before, bridge.after]).map(|money| format::change(money).chars().count());
    let class = if longest.max().unwrap_or(0) > ROOM { "bridge long" } else { "bridge" };
    let finding = format!("Net value went from {} in {from} to {} in {to}.", format::money(bridge.before), format::money(bridge.after));
    view! {
        <p class="vh">{finding}</p>
        <ol class=class>{first}{bars}{last}</ol>
        {causes(bridge, &reached)}
        {lines(report)}
    }
    .into_any()
}

/// What led from one month to the next, with the net value that each cause left behind.
fn causes(bridge: &Bridge, reached: &[Money]) -> impl IntoView + use<> {
    let mut rows = vec![vec![bridge.from.title(), "–".to_owned(), format::amount(bridge.before)]];
    let step = |(bar, at): (&Bar, &Money)| vec![bar.title.clone(), format::change(bar.amount), format::amount(*at)];
    rows.extend(bridge.bars.iter().zip(reached).map(step));
    rows.push(vec![bridge.to.title(), "–".to_owned(), format::amount(bridge.after)]);
    let heads = vec!["Cause".to_owned(), format!("Change, {}", bridge.after.currency), "Net value so far".to_owned()];
    table_as("Show as table", "Causes of the change", heads, rows)
}

/// The same change by line and service, without causes.
fn lines(report: &MonthReport) -> impl IntoView + use<> {
    let cell = |money: Option<Money>| money.map_or("–".to_owned(), format::amount);
    let row =
        |row: &Change| vec![format!("{}, {}", row.name, row.service_name), cell(row.before), cell(row.after), format::change(row.change)];
    let (before, month) = (report.month.previous(), report.month);
    let heads = vec!["Line".to_owned(), before.name().to_owned(), month.name().to_owned(), format!("Change, {}", report.currency)];
    table_as("Show by line", "Every line in both months", heads, report.changes.iter().map(row).collect())
}

fn total(name: String, net: Money, cell: &BridgeCell) -> impl IntoView + use<> {
    view! { <li class="total"><p class="way"><span>{name}</span>{mark(cell)}<b class="num">{format::amount(net)}</b></p></li> }
}

fn row(report: &MonthReport, bar: &Bar, cell: &BridgeCell) -> impl IntoView + use<> {
    let parts = bar.parts.iter().take(PARTS).map(|part| part_of(part, report.month)).collect_view();
    let rest = bar.parts.len().saturating_sub(PARTS);
    let rest = (rest > 0).then(|| {
        let href = format!("/reports/{}#ledger", report.month);
        view! { <li><a href=href>{format!("{rest} smaller ones, in the ledger")}</a></li> }
    });
    view! {
        <li>
            <details>
                <summary class="way"><span>{bar.title.clone()}</span>{mark(cell)}<span class="num">{change(bar.amount)}</span></summary>
                <ul class="list">{parts}{rest}</ul>
            </details>
        </li>
    }
}

fn part_of(part: &BarPart, month: Month) -> impl IntoView + use<> {
    let href = match &part.mapping {
        Some(mapping) => mapping_of(mapping, month),
        None => part.cost.as_ref().map_or_else(|| "/drivers#costs".to_owned(), |cost| format!("/drivers#cost-{cost}")),
    };
    view! {
        <li>
            <div class="split"><h3><a href=href>{part.name.clone()}</a></h3><span class="num">{change(part.amount)}</span></div>
            <p class="sub">{format!("{} · {}", part.service_name, part.detail)}</p>
        </li>
    }
}

/// The mark at its two widths; the page shows one of them.
fn mark(cell: &BridgeCell) -> impl IntoView + use<> {
    let at = |(width, bridge_row): (f64, f64), class: &str| svg::single(cell, width, &Style { bridge_row, ..Style::screen() }, class);
    let markup = at(WIDE, "ch wide") + &at(NARROW, "ch narrow");
    view! { <span class="mark" inner_html=markup></span> }
}
