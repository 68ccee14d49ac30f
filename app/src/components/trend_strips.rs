//! Thirteen months of one service on one axis: the technical line above its business line, then money.

use charts::spec::{Axis, Caption, Marks, Reference, Sample, Side, Strip, Strips};
use domain::format;
use domain::money::Money;
use domain::report::TrendLine;
use domain::time::Month;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// What the chart is made from.
pub struct TrendBlock<'a> {
    pub name: &'a str,
    pub months: &'a [Month],
    pub technical: Option<&'a TrendLine>,
    pub business: Option<&'a TrendLine>,
    /// Benefit of each month.
    pub value: &'a [Option<Money>],
}

/// The chart.
pub fn trend_strips(block: &TrendBlock<'_>) -> Strips {
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
        axis: Axis::months(block.months.iter().map(|month| Caption::from(month.short_name()))),
        events: Vec::new(),
        strips,
        margins: None,
    }
}

/// The titles of the strips, top to bottom.
pub fn strip_titles(block: &TrendBlock<'_>) -> Vec<String> {
    let lines = [block.technical, block.business].into_iter().flatten().map(|line| line.title.clone());
    let money = block.value.iter().flatten().next().map(|money| format!("Benefit, {}", money.currency));
    lines.chain(money).collect()
}

/// The rows of the table behind: one a month.
pub fn trend_rows(block: &TrendBlock<'_>) -> Vec<Vec<String>> {
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
