//! The month by day on one time axis: a tile at the left, its strip at the right; technical lines above business lines.

use charts::spec::{Axis, AxisTick, Caption, Marks, Reference, Sample, Side, Strip, Strips};
use charts::svg;
use domain::format;
use domain::ports::{CategorySection, ServiceView};
use domain::report::titled;
use domain::time;
use leptos::prelude::*;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::marks;
use crate::components::lineage::data_of;
use crate::components::tile::tile;

/// The inside of `#live`: all tiles with their strips, and when they were read.
pub fn strips(view: &ServiceView) -> AnyView {
    if view.sections.is_empty() {
        return view! { <div class="absent"><h3>"No indicator yet"</h3><p class="two">"Nothing is measured for this service."</p></div> }
            .into_any();
    }
    let chart = chart(view);
    let mut pictures = chart.parts().map(|part| svg::page_svg(&part));
    let events = if chart.events.is_empty() { None } else { pictures.next() };
    let events = events.map(|picture| {
        view! {
            <div class="strip">
                <div class="tile"><h3>"Events"</h3><p class="sub">"deployments, incidents and downtime, tests"</p></div>
                <div inner_html=picture></div>
            </div>
        }
    });
    let first_business = view.sections.iter().position(|section| section.business);
    let rows = view
        .sections
        .iter()
        .zip(pictures)
        .enumerate()
        .map(|(index, (section, picture))| {
            let class = if first_business == Some(index) && index > 0 { "strip biz" } else { "strip" };
            let (id, data) = (format!("strip-{}", section.tile.metric), data_of(&section.series.to_string(), view.month));
            view! {
                <div class=class id=id>{tile(&section.tile, &view.time_zone, data)}<div inner_html=picture></div></div>
            }
        })
        .collect_view();
    let read = time::parse_zone(&view.time_zone).map(|zone| time::instant_title(view.now_ms, zone)).unwrap_or_default();
    view! {
        <figure>{events}{rows}</figure>
        <p class="note">{format!("Read on {read}; read again every 5 minutes while this page is open.")}</p>
    }
    .into_any()
}

/// The heads and rows of the table behind: one row a day.
pub fn table(view: &ServiceView) -> (Vec<String>, Vec<Vec<String>>) {
    let heads = std::iter::once("Day".to_owned()).chain(view.sections.iter().map(named)).chain(["Events".to_owned()]).collect();
    let last = view.month.last_day();
    let rows = (1..=chrono::Datelike::day(&last))
        .map(|day| {
            let cell = |section: &CategorySection| {
                let point = section.points.iter().find(|point| point.day == day);
                point.and_then(|point| point.value).map_or("–".to_owned(), |value| printed(value, section.decimals))
            };
            let name = format!("{day}\u{a0}{}", view.month.short_name());
            std::iter::once(name).chain(view.sections.iter().map(cell)).chain([marks::told(view, day)]).collect()
        })
        .collect();
    (heads, rows)
}

fn named(section: &CategorySection) -> String {
    titled(&section.tile.name, &section.tile.unit)
}

fn chart(view: &ServiceView) -> Strips {
    let days = chrono::Datelike::day(&view.month.last_day());
    let Axis { from, to, ticks } = Axis::days(days, view.month.short_name());
    let axis = Axis { from, to, ticks: ticks.into_iter().collect::<Vec<AxisTick>>() };
    Strips {
        finding: format!("{} in {} by day.", view.name, view.month.title()),
        events_finding: marks::finding(view),
        axis,
        events: marks::marks(view),
        strips: view.sections.iter().map(strip).collect(),
        margins: None,
    }
}

fn strip(section: &CategorySection) -> Strip {
    let number = |value: Option<Decimal>| value.and_then(|value| value.to_f64());
    let samples = section.points.iter().map(|point| Sample {
        at: f64::from(point.day) - 0.5,
        value: number(point.value),
        low: number(point.min),
        high: number(point.max),
        immature: false,
    });
    let last = section.points.iter().rev().find_map(|point| point.value);
    let reference = |level: Option<Decimal>, label: Caption| number(level).map(|level| Reference::flat(label, level));
    let last_words = last.map(|value| format!(", last {}", printed(value, section.decimals))).unwrap_or_default();
    Strip {
        finding: format!("{} by day{last_words}.", named(section)),
        side: if section.business { Side::Business } else { Side::Technical },
        marks: Marks::Line(samples.collect()),
        baseline: reference(section.baseline, Caption::new("baseline", "base")),
        target: reference(section.target, Caption::from("target")),
        end: last.map(|value| Caption::from(printed(value, section.decimals))),
        shown: None,
        notes: Vec::new(),
    }
}

fn printed(value: Decimal, decimals: u32) -> String {
    let mut value = value.round_dp(decimals);
    value.rescale(decimals);
    format::decimal(value)
}
