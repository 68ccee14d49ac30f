//! The drivers valid in the month.

use domain::config::{Driver, SeriesRef};
use domain::format;
use domain::ports::DriverView;
use leptos::prelude::*;

use crate::components::lineage::data_of;

/// The value of the month as printed: the dated value, or the month's volume.
pub fn figure(view: &DriverView, driver: &Driver) -> Option<String> {
    if driver.series.is_some() {
        let volume = view.volumes.iter().find(|(id, _)| id == driver.id.as_str()).and_then(|(_, volume)| *volume);
        return volume.map(format::decimal);
    }
    driver.value_on(view.month.last_day()).map(|value| format::decimal(value.value.0))
}

/// The table.
pub fn drivers(view: &DriverView) -> AnyView {
    if view.drivers.is_empty() {
        return view! {
            <section class="cell"><div class="absent"><h3>"No driver yet"</h3>
                <p>"A driver is a business input with a source, such as revenue per hour. Finance sets it below; mappings multiply by it."</p></div></section>
        }
        .into_any();
    }
    let rows = view.drivers.iter().map(|driver| row(view, driver)).collect_view();
    view! {
        <section class="cell flush" aria-labelledby="drivers">
            <div class="head"><h2 id="drivers">"Drivers"</h2><p class="sub">"a range is 80 % unless it says otherwise"</p></div>
            <div class="scroll" tabindex="0" role="region" aria-label="Drivers">
                <table class="mid">
                    <caption class="vh">"Drivers valid in the month"</caption>
                    <thead><tr>
                        <th scope="col">"Driver"</th><th scope="col" class="num">"Value"</th><th scope="col" class="num">"Range"</th>
                        <th scope="col">"Unit"</th><th scope="col">"Source"</th><th scope="col">"Set by"</th><th scope="col">"Used by"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn row(view: &DriverView, driver: &Driver) -> AnyView {
    let valid = if driver.series.is_some() { None } else { driver.value_on(view.month.last_day()) };
    let range = match valid.and_then(|value| value.low.zip(value.high).map(|range| (range, value.confidence))) {
        Some(((low, high), None | Some(80))) => format!("{} to {}", format::decimal(low.0), format::decimal(high.0)),
        Some(((low, high), Some(other))) => format!("{} to {} ({other}{}%)", format::decimal(low.0), format::decimal(high.0), format::NBSP),
        None => "exact".to_owned(),
    };
    let source = match (&driver.series, valid) {
        (Some(SeriesRef::Kpi { kpi }), _) => format!("record: KPI {kpi}"),
        (Some(SeriesRef::Indicator { service, metric }), _) => format!("record: {service}/{metric}"),
        (Some(SeriesRef::Own { id }), _) => format!("record: series from {id}"),
        (None, Some(value)) if value.source.is_empty() => value.evidence.name().to_owned(),
        (None, Some(value)) => format!("{}: {}", value.evidence.name(), value.source),
        (None, None) => "–".to_owned(),
    };
    let (by, since) = match (valid, driver.series.is_some()) {
        (Some(value), _) => (super::person(view, &value.by), format!("since {}", domain::time::day_title(value.from))),
        (None, true) => ("measured".to_owned(), "each month".to_owned()),
        (None, false) => ("nobody".to_owned(), "no value valid in this month".to_owned()),
    };
    let users = view.uses.iter().find(|(id, _)| id == driver.id.as_str()).map(|(_, users)| users.clone()).unwrap_or_default();
    let costs = view.costs.iter().filter(|cost| cost.quantity.as_ref() == Some(&driver.id) || cost.price.as_ref() == Some(&driver.id));
    let costs: Vec<String> = costs.map(|cost| format!("cost {}", cost.id)).collect();
    let users = match users.is_empty() {
        true if !costs.is_empty() => costs.join(", ").into_any(),
        true => view! { <span class="mute">"nothing yet"</span> }.into_any(),
        false => users
            .into_iter()
            .map(|mapping| view! { <a href=format!("/value-map/mappings/{mapping}")>{mapping.to_string()}</a>" " })
            .collect_view()
            .into_any(),
    };
    let by_hour =
        driver.hour_of_week.as_ref().map(|kpi| view! { <span class="sub">{format!("priced by the hour of the week of {kpi}")}</span> });
    let data = driver.series.is_some().then(|| {
        view! { <span class="sub"><a href=data_of(&format!("driver/{}", driver.id), view.month)>"Days as JSON"</a></span> }
    });
    view! {
        <tr id=format!("driver-{}", driver.id)>
            <th scope="row" class="pin">{driver.name.clone()}<span class="sub">{driver.id.to_string()}</span>{by_hour}</th>
            <td class="num">{figure(view, driver).unwrap_or_else(|| "–".to_owned())}</td>
            <td class="num two">{range}</td>
            <td class="two">{driver.unit.clone()}</td>
            <td class="two">{source}{data}</td>
            <td class="two when">{by}<span class="sub">{since}</span></td>
            <td>{users}</td>
        </tr>
    }
    .into_any()
}
