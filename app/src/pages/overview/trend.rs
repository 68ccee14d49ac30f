//! Thirteen months of net value, and what kind of value it is.

use charts::spec::{Caption, MonthTrend, Paint, Quantity, TrendMonth, ValueBars, ValueRow};
use charts::svg;
use domain::config::Template;
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

/// Benefit by template, gains right and losses left, with the way to the net value.
pub fn by_template(report: &MonthReport) -> impl IntoView + use<> {
    let bars = ValueBars {
        finding: format!("Benefit by kind of value in {}.", report.month.title()),
        rows: report.by_template.iter().map(|(template, benefit)| bar(report, *template, *benefit)).collect(),
    };
    let totals = report.ledger.totals;
    let sum = |name: &'static str, money: Money| {
        let class = money.is_loss().then_some("loss");
        view! { <p><span>{name}</span><span class=class>{format::amount(money)}</span></p> }
    };
    let overlap = (totals.overlap.minor != 0).then(|| sum("Overlap taken back", totals.overlap));
    let chart =
        (!bars.rows.is_empty()).then(|| view! { <div inner_html=svg::page_svg_at(&bars, 350.0, 326.0, &charts::Style::screen())></div> });
    let rows = report.by_template.iter().map(|(template, benefit)| vec![template.name().to_owned(), format::amount(*benefit)]).collect();
    view! {
        <div class="cell w4">
            <figure>
                <figcaption class="head"><h2>"What kind of value"</h2><p class="sub">{report.currency.to_string()}</p></figcaption>
                {chart}
            </figure>
            <div class="sums">
                {overlap}
                {sum("Cost to run", totals.cost.negated())}
                <p class="total"><span>"Net value"</span><span>{format::amount(totals.net)}</span></p>
            </div>
            {table_behind("Benefit by kind of value", vec!["Kind".to_owned(), format!("Benefit, {}", report.currency)], rows)}
        </div>
    }
}

fn bar(report: &MonthReport, template: Template, benefit: Money) -> ValueRow {
    let amounts = report.ledger.lines.iter().filter(|line| line.template == template).map(|line| line.amount.to_f64());
    let (losses, gains): (Vec<f64>, Vec<f64>) = amounts.partition(|amount| *amount < 0.0);
    ValueRow {
        label: template.name().into(),
        amount: format::amount(benefit),
        gain: gains.iter().sum(),
        loss: losses.iter().sum(),
        paint: Paint::Signed,
    }
}
