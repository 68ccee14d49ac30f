//! Thirteen months of net value.

use charts::spec::{Caption, MonthTrend, Quantity, TrendMonth};
use charts::svg;
use domain::format;
use domain::money::Money;
use domain::report::{MonthPoint, MonthReport};
use leptos::prelude::*;

use crate::components::figure::{figure, table_behind};
use crate::components::trend_strips::month_label;

/// The trend with its table.
pub fn trend(report: &MonthReport) -> impl IntoView + use<> {
    let chart = MonthTrend {
        finding: finding(report),
        quantity: Quantity::money(report.currency.code()),
        name: "net".to_owned(),
        months: report.trend.iter().enumerate().map(|(index, point)| month(index, point)).collect(),
        target_label: Caption::default(),
        notes: Vec::new(),
    };
    let rows = report
        .trend
        .iter()
        .map(|point| {
            let cell =
                |pick: fn(&domain::value::Totals) -> Money| point.totals.as_ref().map_or("–".to_owned(), |t| format::amount(pick(t)));
            let name = if point.to_date { format!("{} to date", point.month.title()) } else { point.month.title() };
            vec![name, cell(|t| t.net), cell(|t| t.benefit), cell(|t| t.cost)]
        })
        .collect();
    let heads = vec!["Month".to_owned(), format!("Net value, {}", report.currency), "Benefit".to_owned(), "Cost to run".to_owned()];
    view! {
        <div class="cell w8">
            {figure("Net value by month", "benefit less cost to run", svg::page_svg(&chart))}
            {table_behind("Net value by month", heads, rows)}
        </div>
    }
}

fn month(index: usize, point: &MonthPoint) -> TrendMonth {
    let label = month_label(index, point.month);
    TrendMonth { label, value: point.totals.map(|totals| totals.net.to_f64()), provisional: point.to_date, ..TrendMonth::default() }
}

fn finding(report: &MonthReport) -> String {
    let first = report.trend.iter().find_map(|point| point.totals.map(|totals| (point.month, totals.net)));
    let last = format!("{} was {}", report.month.title(), format::money(report.ledger.totals.net));
    match first {
        Some((month, net)) if month != report.month => format!("Net value by month: {} was {}; {last}.", month.title(), format::money(net)),
        _ => format!("Net value by month: {last}."),
    }
}
