//! What each service costs to run.

use domain::access::{Action, Viewer};
use domain::config::CostPart;
use domain::format;
use domain::ports::DriverView;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::drivers::SetCost;
use crate::components::fields::{Notes, refusal};

/// The table and the form that records a cost, or who may.
pub fn section(view: &DriverView, viewer: &Viewer, notes: &Notes) -> AnyView {
    let rows = view.costs.iter().map(|cost| {
        let valid = cost.value_in(view.month);
        let named = |id: &domain::ids::DriverId| view.drivers.iter().find(|driver| driver.id == *id).map_or_else(|| id.to_string(), |driver| driver.name.clone());
        let product = cost.quantity.as_ref().zip(cost.price.as_ref()).map(|(quantity, price)| format!("{} × {}", named(quantity), named(price)));
        let amount = |value: &domain::config::CostValue| {
            format!("{}{}{}", value.currency.unwrap_or(view.currency), format::NBSP, format::decimal(value.per_month.0))
        };
        let (amount, source, by) = match (product, valid) {
            (Some(product), _) => ("as measured".to_owned(), product, "each month".to_owned()),
            (None, Some(value)) => {
                (amount(value), value.source.clone(), format!("{}, since {}", super::person(view, &value.by), value.from.title()))
            }
            (None, None) => ("–".to_owned(), "–".to_owned(), "no value valid in this month".to_owned()),
        };
        view! {
            <tr>
                <th scope="row" class="pin">{cost.name.clone()}<span class="sub">{super::service(view, &cost.service)}" · "{cost.part.name()}</span></th>
                <td class="num nw">{amount}</td><td class="two">{source}</td><td class="two">{by}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let table = if view.costs.is_empty() {
        view! { <div class="absent"><h3>"No cost yet"</h3><p>"Without it the report shows value, and no net value or return."</p></div> }
            .into_any()
    } else {
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label="Cost to run">
                <table class="mid">
                    <caption class="vh">"Cost to run, a month"</caption>
                    <thead><tr><th scope="col">"Cost"</th><th scope="col" class="num">"A month"</th><th scope="col">"Source"</th><th scope="col">"Set by"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="cell flush" aria-labelledby="costs"><div class="head"><h2 id="costs">"Cost to run"</h2></div>{table}</section>
        {form(view, viewer, notes)}
    }
    .into_any()
}

fn form(view: &DriverView, viewer: &Viewer, notes: &Notes) -> AnyView {
    if let Err(error) = viewer.authorize(Action::EditDrivers) {
        return view! { <div class="cell">{refusal(&error)}</div> }.into_any();
    }
    let fields = notes.form("cost");
    let services: Vec<_> = view.services.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    let parts = CostPart::ALL.map(|part| (part.name().to_owned(), part.name().to_owned()));
    let from = view.month.plus(1).to_string();
    let choice = |driver: &domain::config::Driver| (driver.id.to_string(), format!("{} ({})", driver.name, format::unit(&driver.unit)));
    let money = |driver: &&domain::config::Driver| domain::unit::Unit::parse(&driver.unit).is_ok_and(|unit| unit.currency().is_some());
    let none = || vec![(String::new(), "none: an amount a month".to_owned())];
    let (mut quantities, mut prices) = (none(), none());
    quantities.extend(view.drivers.iter().filter(|driver| !money(driver)).map(choice));
    prices.extend(view.drivers.iter().filter(money).map(choice));
    view! {
        <details class="cell drawer" id="cost" open=fields.failed()>
            <summary><b>"Record a cost"</b><span class="mute">"A new one, or the next value of one that is listed: give its id."</span></summary>
            <form class="stack drawer-body" method="post" action=SetCost::url()>
                {fields.back("/drivers")}
                <div class="row2">
                    {fields.text("id", "Id", "", "Lower-case letters, digits and hyphens.")}
                    {fields.optional("name", "Name", "", "Needed for a new one.")}
                    {fields.select("service", "Service", &services, "", "")}
                </div>
                <div class="row2">
                    {fields.select("part", "Bill", &parts, "cloud", "")}
                    {fields.text("from", "From month", &from, "As 2026-10.")}
                </div>
                <div class="row2 two">
                    {fields.optional("per_month", "A month", "", "What is billed for a whole month.")}
                    {fields.optional("currency", "Currency", &view.currency.to_string(), "Another one is converted by its month's rate.")}
                </div>
                <div class="row2 two">
                    {fields.select("quantity", "Or quantity", &quantities, "", "A driver: the month's figure, such as GPU hours.")}
                    {fields.select("price", "times price", &prices, "", "A driver: what one costs, in any currency.")}
                </div>
                {fields.optional("source", "Where it was read", "", "Such as: invoice 2026-10.")}
                <div class="row"><button class="btn" type="submit">"Record the cost"</button></div>
            </form>
        </details>
    }
    .into_any()
}
