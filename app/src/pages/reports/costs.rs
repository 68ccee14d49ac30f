//! What each service cost to run: every bill with what it is made of, in its own currency and in the reported one.

use domain::format;
use domain::report::{MonthReport, RateRow};
use domain::value::{CostLine, chain_line};
use leptos::prelude::*;

use super::sources::table;
use crate::components::amount::amount;

/// Every cost of the month.
pub fn costs(report: &MonthReport) -> Option<impl IntoView + use<>> {
    if report.ledger.costs.is_empty() {
        return None;
    }
    let rows = report.ledger.costs.iter().map(row).collect_view();
    Some(table("costs", "Cost to run", &["Service", "Cost", "Bill", "What it is made of", "#Own currency", "#Amount"], rows.into_any()))
}

fn row(cost: &CostLine) -> impl IntoView + use<> {
    let made_of = if cost.chain.is_empty() { cost.source.clone() } else { chain_line(&cost.chain) };
    view! {
        <tr>
            <th scope="row" class="pin">{cost.service_name.clone()}</th>
            <td>{cost.name.clone()}</td>
            <td class="two">{cost.part.name()}</td>
            <td class="two">{made_of}</td>
            <td class="num two nw">{cost.local.map_or_else(|| "–".to_owned(), format::money)}</td>
            <td class="num">{amount(cost.amount)}</td>
        </tr>
    }
}

/// The exchange rates that were used.
pub fn rates(report: &MonthReport) -> Option<impl IntoView + use<>> {
    if report.rates.is_empty() {
        return None;
    }
    let row = |row: &RateRow| {
        let (rate, unit) = (format::decimal(row.value.0), format!("{}/{}", row.reporting, row.currency));
        view! {
            <tr>
                <th scope="row" class="pin">{row.currency.to_string()}</th>
                <td class="num">{rate}</td>
                <td class="two nw">{unit}</td>
                <td class="two">{row.days_words()}</td>
                <td class="two">{row.source.clone()}</td>
                <td class="two nw">{row.set_by.clone()}</td>
            </tr>
        }
    };
    let rows = report.rates.iter().map(row).collect_view();
    let heads = ["Currency", "#Average of the month", "Unit", "From", "Source", "Recorded by"];
    Some(table("rates", "Exchange rates used", &heads, rows.into_any()))
}
