//! What a system feeds: each series with what it is asked, changed and taken away.

use domain::config::{Configuration, Source, SourceRef};
use domain::sample::SeriesKey;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::sources::StopFeeding;
use crate::components::fields::{back_to, confirmed};

/// The series, or what to do where there is none.
pub fn feeds(configuration: &Configuration, source: &Source, may_edit: bool) -> AnyView {
    let indicators = configuration.indicators.values().filter(|indicator| indicator.source.id == source.id).map(|indicator| {
        let metric = indicator.metric().map_or_else(|_| indicator.metric.clone(), |metric| metric.name.to_owned());
        let service = configuration.services.get(&indicator.service);
        let service = service.map_or_else(|| indicator.service.to_string(), |service| service.name.clone());
        let of = view! { <a href=format!("/services/{}", indicator.service)>{service}</a> }.into_any();
        row(source, &indicator.series(), metric, of, Some(&indicator.source), may_edit)
    });
    let kpis = configuration.kpis.values().filter(|kpi| kpi.source.id == source.id).map(|kpi| {
        let of = view! { <a href="/value-map">"KPI"</a> }.into_any();
        row(source, &kpi.series(), kpi.name.clone(), of, Some(&kpi.source), may_edit)
    });
    let own = configuration.drivers.values().filter(|driver| driver.series.as_ref().is_some_and(|series| series.is_from(&source.id)));
    let drivers = own.map(|driver| {
        let of = view! { <a href="/drivers">"Driver"</a> }.into_any();
        row(source, &SeriesKey::Driver(driver.id.clone()), driver.name.clone(), of, None, false)
    });
    let rows: Vec<AnyView> = indicators.chain(kpis).chain(drivers).collect();
    let table = if rows.is_empty() {
        view! { <div class="absent"><h3>"It feeds nothing yet"</h3><p>"Choose below which metric of which service it feeds. Look first: nothing is stored until you say so."</p></div> }
            .into_any()
    } else {
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label="What it feeds">
                <table class="mid">
                    <caption class="vh">"What it feeds, with what it is asked"</caption>
                    <thead><tr><th scope="col">"Series"</th><th scope="col">"Of"</th><th scope="col">"Asked"</th>
                        <th scope="col"><span class="vh">"Action"</span></th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="cell flush" id="feeds" aria-labelledby="feeds-title">
            <div class="head"><h2 id="feeds-title">"What it feeds"</h2></div>
            {table}
        </section>
    }
    .into_any()
}

fn row(source: &Source, series: &SeriesKey, name: String, of: AnyView, from: Option<&SourceRef>, may_edit: bool) -> AnyView {
    let (first, denominator) = from.map(SourceRef::parts).unwrap_or_default();
    let asked = match (first, denominator) {
        (None, _) => view! { <span class="mute">"nothing: samples arrive by themselves"</span> }.into_any(),
        (Some(first), None) => view! { <code>{first.to_owned()}</code> }.into_any(),
        (Some(first), Some(below)) => view! { <code>{first.to_owned()}</code>" over "<code>{below.to_owned()}</code> }.into_any(),
    };
    let scale = from.and_then(|from| from.scale).map(|scale| view! { <span class="sub">{format!("times {scale}")}</span> });
    let page = format!("/sources/{}", source.id);
    let actions = may_edit.then(|| {
        let hidden = view! { {back_to(&page)}<input type="hidden" name="series" value=series.to_string()/> };
        let consequence = if matches!(series, SeriesKey::Kpi(_)) {
            "The KPI stays and waits for files, or for what is sent. What was stored stays."
        } else {
            "The metric is no longer measured. What was stored stays."
        };
        view! {
            <div class="row">
                <a class="btn sm" href=format!("{page}?edit={series}#feed") aria-label=format!("Change: {name}")>"Change"</a>
                {confirmed("Stop", consequence, "Stop feeding it", hidden.into_any(), StopFeeding::url())}
            </div>
        }
    });
    view! {
        <tr>
            <th scope="row" class="pin">{name.clone()}<span class="sub">{series.to_string()}</span></th>
            <td class="two">{of}</td><td class="two asked">{asked}{scale}</td><td>{actions}</td>
        </tr>
    }
    .into_any()
}
