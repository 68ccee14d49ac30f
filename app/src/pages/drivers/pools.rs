//! Pools: outcomes that several mappings claim from, what they claimed in the month, and what is taken back.

use domain::access::{Action, Viewer};
use domain::config::{Configuration, Design};
use domain::format;
use domain::metric::Kind;
use domain::ports::DriverView;
use domain::value::limit_words;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::pools::AddPool;
use crate::components::fields::{Notes, refusal};

/// The table and the form that adds a pool, or who may.
pub fn section(view: &DriverView, configuration: &Configuration, viewer: &Viewer, notes: &Notes) -> AnyView {
    let rows = view.pools.iter().map(|pool| {
        let claimed = view.claims.iter().find(|row| row.pool == pool.id);
        let members = configuration.mappings.values().filter(|mapping| mapping.pool.as_ref() == Some(&pool.id)).count();
        let members = if members == 1 { "1 mapping".to_owned() } else { format!("{members} mappings") };
        let chosen = match (&pool.holdout, &pool.cap) {
            (Some(holdout), _) => format!("the holdout {}", holdout.test),
            (None, Some(cap)) => {
                let kpi = configuration.kpis.get(&cap.kpi).map_or_else(|| cap.kpi.to_string(), |kpi| kpi.name.clone());
                if cap.share.0 == 1.into() { kpi } else { format!("{} of {kpi}", format::percent(cap.share.0, 0)) }
            }
            (None, None) => "nothing chosen yet".to_owned(),
        };
        let none = || "–".to_owned();
        let claims = claimed.map_or_else(none, |row| format::amount(row.claims));
        let limit = claimed.and_then(|row| row.limit.as_ref());
        let chosen = limit.map_or(chosen, limit_words);
        let limit = limit.map_or_else(none, |limit| format::amount(limit.amount()));
        let overlap = claimed.map_or_else(none, |row| format::amount(row.overlap));
        view! {
            <tr id=format!("pool-{}", pool.id)>
                <th scope="row" class="pin">{pool.name.clone()}<span class="sub">{members}</span></th>
                <td class="num">{claims}</td><td class="num">{limit}<span class="sub">{chosen}</span></td><td class="num">{overlap}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let table = if view.pools.is_empty() {
        view! {
            <div class="absent"><h3>"No pool yet"</h3>
                <p>"Where several mappings claim from one outcome, such as the revenue of the checkout, a pool keeps the same money from being counted twice."</p></div>
        }
        .into_any()
    } else {
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label="Pools">
                <table class="mid">
                    <caption class="vh">"What is claimed from each pool in "{view.month.title()}</caption>
                    <thead><tr><th scope="col">"Pool"</th><th scope="col" class="num">"Claimed, "{view.currency.to_string()}</th>
                        <th scope="col" class="num">"At most"</th><th scope="col" class="num">"Overlap"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="cell flush" aria-labelledby="pools"><div class="head"><h2 id="pools">"Pools"</h2></div>{table}</section>
        {form(configuration, viewer, notes)}
    }
    .into_any()
}

fn form(configuration: &Configuration, viewer: &Viewer, notes: &Notes) -> AnyView {
    if let Err(error) = viewer.authorize(Action::EditDrivers) {
        return view! { <div class="cell">{refusal(&error)}</div> }.into_any();
    }
    let fields = notes.form("new-pool");
    let of_money = |unit: &str| domain::unit::Unit::parse(unit).is_ok_and(|unit| unit.as_money().is_some());
    let kpis = configuration.kpis.values().filter(|kpi| kpi.kind == Kind::Counter && of_money(&kpi.unit));
    let none = || vec![(String::new(), "none".to_owned())];
    let kpis: Vec<_> = none().into_iter().chain(kpis.map(|kpi| (kpi.id.to_string(), kpi.name.clone()))).collect();
    let holdouts = configuration.tests.values().filter(|test| test.design == Design::Holdout);
    let holdouts: Vec<_> = none().into_iter().chain(holdouts.map(|test| (test.id.to_string(), test.title().to_owned()))).collect();
    view! {
        <details class="cell drawer" id="new-pool" open=fields.failed()>
            <summary><b>"Add a pool"</b><span class="mute">"What its mappings claim together is held under its cap, or its holdout."</span></summary>
            <form class="stack drawer-body" method="post" action=AddPool::url()>
                {fields.back("/drivers")}
                <div class="row2 two">
                    {fields.text("id", "Id", "", "Lower-case letters, digits and hyphens.")}
                    {fields.text("name", "Name", "", "The outcome, such as: revenue of the checkout.")}
                </div>
                <div class="row2 two">
                    {fields.select("cap", "Capped by the KPI", &kpis, "", "One that counts money.")}
                    {fields.optional("share", "Share of it", "", "Above 0 and at most 1; the whole where nothing is written.")}
                </div>
                <div class="row2 two">
                    {fields.select("holdout", "Or by a holdout", &holdouts, "", "It overrules the sum of the single claims while it is valid.")}
                    {fields.optional("factors", "Its factors", "", "Ids of drivers: eligible units and the value of one, as visitors, value-of-an-order.")}
                </div>
                <div class="row"><button class="btn" type="submit">"Add the pool"</button></div>
            </form>
        </details>
    }
    .into_any()
}
