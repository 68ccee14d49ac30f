//! Thirteen months of one service on one axis: the technical line above its business line, then money.

use charts::spec::{Axis, Caption, Marks, Reference, Sample, Side, Strip, Strips};
use charts::svg;
use domain::format;
use domain::money::Money;
use domain::report::TrendLine;
use domain::time::Month;
use leptos::prelude::*;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::figure::table_behind;

/// What the chart is made from.
pub struct TrendBlock<'a> {
    pub name: &'a str,
    pub months: &'a [Month],
    pub technical: Option<&'a TrendLine>,
    pub business: Option<&'a TrendLine>,
    /// Benefit of each month.
    pub value: &'a [Option<Money>],
}

/// One row a line: its name and newest figure at the left, its strip at the right; then the table behind.
pub fn trend_figure(block: &TrendBlock<'_>) -> AnyView {
    let tiles = tiles(block);
    if tiles.is_empty() {
        return view! { <p class="two">"Nothing was measured in these months."</p> }.into_any();
    }
    let heads = std::iter::once("Month".to_owned()).chain(tiles.iter().map(|tile| tile.title.clone())).collect();
    let chart = trend_strips(block);
    let first_business = chart.strips.iter().position(|strip| strip.side == Side::Business);
    let rows = tiles.into_iter().zip(chart.parts()).enumerate().map(|(index, (tile, part))| {
        let class = if first_business == Some(index) && index > 0 { "strip biz" } else { "strip" };
        view! { <div class=class>{tile.drawn()}<div inner_html=svg::page_svg(&part)></div></div> }
    });
    let rows = rows.collect_view();
    view! { <figure>{rows}</figure>{table_behind(format!("{}, 13 months", block.name), heads, trend_rows(block))} }.into_any()
}

/// What stands beside a strip.
struct TrendTile {
    title: String,
    /// The figure of the last month.
    figure: Option<String>,
    month: &'static str,
    levels: Vec<String>,
}

impl TrendTile {
    fn drawn(self) -> impl IntoView + use<> {
        let figure = match self.figure {
            Some(figure) => view! { <p class="vline"><b>{figure}</b>" "{self.month}</p> }.into_any(),
            None => view! { <p class="vline nofig">{format!("No figure in {}", self.month)}</p> }.into_any(),
        };
        let levels = (!self.levels.is_empty()).then(|| view! { <p class="sub">{self.levels.join(" · ")}</p> });
        view! { <div class="tile"><h3>{self.title}</h3>{figure}{levels}</div> }
    }
}

/// In the order of the strips.
fn tiles(block: &TrendBlock<'_>) -> Vec<TrendTile> {
    let month = block.months.last().map_or("", |month| month.name());
    let of_line = |line: &TrendLine| {
        let level = |name: &str, level: Option<Decimal>| level.map(|level| format!("{name} {}", format::decimal(level)));
        TrendTile {
            title: line.title.clone(),
            figure: line.values.last().copied().flatten().map(|value| printed(value, line.decimals)),
            month,
            levels: [level("baseline", line.baseline), level("target", line.target)].into_iter().flatten().collect(),
        }
    };
    let money = block.value.iter().flatten().next().map(|money| TrendTile {
        title: format!("Benefit, {}", money.currency),
        figure: block.value.last().copied().flatten().map(format::amount),
        month,
        levels: Vec::new(),
    });
    [block.technical, block.business].into_iter().flatten().map(of_line).chain(money).collect()
}

/// The label of a month: with its year at the left end and in January, so that two Octobers are told apart.
pub fn month_label(index: usize, month: Month) -> Caption {
    let short = month.short_name();
    if index == 0 || month.number() == 1 {
        Caption::new(format!("{short}\u{a0}{:02}", month.year().rem_euclid(100)), short)
    } else {
        short.into()
    }
}

fn trend_strips(block: &TrendBlock<'_>) -> Strips {
    let lines = [(block.technical, Side::Technical), (block.business, Side::Business)];
    let mut strips: Vec<Strip> = lines.into_iter().filter_map(|(line, side)| line.map(|line| strip(line, side))).collect();
    if block.value.iter().any(Option::is_some) {
        strips.push(Strip {
            finding: format!("Benefit of {} by month.", block.name),
            side: Side::Business,
            marks: Marks::Columns(
                (0u32..).zip(block.value).map(|(month, value)| (f64::from(month) + 0.5, value.map(Money::to_f64))).collect(),
            ),
            baseline: None,
            target: None,
            end: block.value.last().copied().flatten().map(|money| Caption::from(format::short(money))),
            shown: None,
            notes: Vec::new(),
        });
    }
    Strips {
        finding: format!("{}: technical line, business line and benefit by month.", block.name),
        events_finding: String::new(),
        axis: Axis::months(block.months.iter().enumerate().map(|(index, month)| month_label(index, *month))),
        events: Vec::new(),
        strips,
        margins: None,
    }
}

/// The rows of the table behind: one a month.
fn trend_rows(block: &TrendBlock<'_>) -> Vec<Vec<String>> {
    let row = |(index, month): (usize, &Month)| {
        let of_line =
            |line: &TrendLine| line.values.get(index).copied().flatten().map_or("–".to_owned(), |value| printed(value, line.decimals));
        let lines = [block.technical, block.business].into_iter().flatten().map(of_line);
        let has_money = block.value.iter().any(Option::is_some);
        let money = has_money.then(|| block.value.get(index).copied().flatten().map_or("–".to_owned(), format::amount));
        std::iter::once(month.title()).chain(lines).chain(money).collect()
    };
    block.months.iter().enumerate().map(row).collect()
}

fn strip(line: &TrendLine, side: Side) -> Strip {
    let samples =
        (0u32..).zip(&line.values).map(|(month, value)| Sample::new(f64::from(month) + 0.5, value.and_then(|value| value.to_f64())));
    let last = line.values.iter().rev().flatten().next();
    Strip {
        finding: format!(
            "{} by month{}.",
            line.title,
            last.map(|value| format!(", last {}", printed(*value, line.decimals))).unwrap_or_default()
        ),
        side,
        marks: Marks::Line(samples.collect()),
        baseline: reference(line.baseline, Caption::new("baseline", "base")),
        target: reference(line.target, Caption::from("target")),
        end: last.map(|value| Caption::from(printed(*value, line.decimals))),
        shown: None,
        notes: Vec::new(),
    }
}

fn reference(level: Option<Decimal>, label: Caption) -> Option<Reference> {
    level.and_then(|level| level.to_f64()).map(|level| Reference::flat(label, level))
}

fn printed(value: Decimal, decimals: u32) -> String {
    let mut value = value.round_dp(decimals);
    value.rescale(decimals);
    format::decimal(value)
}
