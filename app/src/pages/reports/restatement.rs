//! What a revision changed, line by line.

use domain::close::{Difference, Restatement};
use leptos::prelude::*;

use crate::components::amount::{amount, amount_or_dash, change};

/// The rows that changed, and the net value.
pub fn restatement(told: &Restatement) -> AnyView {
    let rows = told.differences.iter().map(row).collect_view();
    let currency = told.new.currency.to_string();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="What changed">
            <table><caption class="vh">"What changed, line by line"</caption>
                <thead><tr><th scope="col">"Line or cost"</th><th scope="col" class="num">"Before"</th><th scope="col" class="num">"Now"</th>
                    <th scope="col" class="num">{format!("Change, {currency}")}</th></tr></thead>
                <tbody>{rows}</tbody>
                <tfoot><tr class="total"><th scope="row" class="pin">"Net value"</th><td class="num">{amount(told.old)}</td>
                    <td class="num">{amount(told.new)}</td><td class="num">{change(told.change)}</td></tr></tfoot>
            </table>
        </div>
    }
    .into_any()
}

fn row(row: &Difference) -> impl IntoView + use<> {
    let what = match row.id.split(' ').next() {
        Some("overlap") => "claimed twice, taken back",
        Some("cost") => "cost to run",
        _ => "value line",
    };
    view! {
        <tr>
            <th scope="row" class="pin">{row.name.clone()}<span class="sub">{format!("{} · {what}", row.service_name)}</span></th>
            <td class="num">{amount_or_dash(row.old)}</td>
            <td class="num">{amount_or_dash(row.new)}</td>
            <td class="num">{change(row.change)}</td>
        </tr>
    }
}
