//! The newest state of one indicator: figure, as-of, coverage, and how it stands to its target, in words.

use domain::format;
use domain::ports::Tile;
use domain::report::titled;
use domain::time;
use leptos::prelude::*;

/// The tile beside its strip. `zone` is the IANA name of the page's times, `data` the address of its days.
pub fn tile(tile: &Tile, zone: &str, data: String) -> impl IntoView + use<> {
    view! { <div class="tile">{body(tile, zone, Some(data))}</div> }
}

/// The tile as an entry of a list.
pub fn tile_row(tile: &Tile, zone: &str) -> impl IntoView + use<> {
    view! { <li>{body(tile, zone, None)}</li> }
}

fn body(tile: &Tile, zone: &str, data: Option<String>) -> AnyView {
    let named = titled(&tile.name, &tile.unit);
    let coverage = tile.coverage.map(|share| format!("coverage {}", format::percent(share, 1)));
    let figure = match (&tile.figure, tile.coverage_enough) {
        (Some(figure), _) => view! { <p class="vline"><b>{figure.clone()}</b>" "{tile.qualifier.clone()}</p> }.into_any(),
        (None, enough) => {
            let why = match &coverage {
                Some(coverage) if !enough => format!("No figure: {coverage}"),
                _ => "No figure: nothing measured".to_owned(),
            };
            view! { <p class="vline nofig">{why}</p> }.into_any()
        }
    };
    let levels = [("baseline", &tile.baseline), ("target", &tile.target)];
    let levels: Vec<String> =
        levels.into_iter().filter_map(|(name, level)| level.as_ref().map(|level| format!("{name} {level}"))).collect();
    let as_of = tile.as_of_ms.zip(time::parse_zone(zone).ok()).map(|(at_ms, zone)| format!("as of {}", time::instant_title(at_ms, zone)));
    let notes: Vec<String> = as_of.into_iter().chain(coverage).collect();
    view! {
        <div class="split"><h3 title=tile.sentence.clone()>{named}</h3>{state(tile)}</div>
        <p class="sub">{tile.category.name()}{data.map(|href| view! { " · "<a href=href>"days as JSON"</a> })}</p>
        {figure}
        {(!levels.is_empty()).then(|| view! { <p class="sub">{levels.join(" · ")}</p> })}
        {(!notes.is_empty()).then(|| view! { <p class="sub">{notes.join(" · ")}</p> })}
    }
    .into_any()
}

/// Late data first, then too little of it, then the target.
fn state(tile: &Tile) -> Option<impl IntoView + use<>> {
    let (class, word) = match tile {
        Tile { late_by_ms: Some(by_ms), .. } => ("st late", format!("Late by {}", span(*by_ms))),
        Tile { coverage: None, .. } => ("st off", "No data".to_owned()),
        Tile { coverage_enough: false, .. } => ("st late", "Too little measured".to_owned()),
        Tile { figure: None, .. } => ("st off", "No figure".to_owned()),
        Tile { target_met: Some(true), .. } => ("st ok", "Target met".to_owned()),
        Tile { target_met: Some(false), .. } => ("st late", "Target missed".to_owned()),
        Tile { target_met: None, .. } => return None,
    };
    Some(view! { <span class=class>{word}</span> })
}

/// `7 h`, `3 days`, `25 min`.
fn span(ms: i64) -> String {
    let minutes = ms / 60_000;
    match minutes {
        0..120 => format!("{minutes}\u{a0}min"),
        120..2_880 => format!("{}\u{a0}h", minutes / 60),
        _ => format!("{}\u{a0}days", minutes / 1_440),
    }
}

#[cfg(test)]
mod tests {
    use super::span;

    #[test]
    fn a_span_is_named_in_its_largest_whole_unit() {
        for (ms, expected) in
            [(0, "0\u{a0}min"), (25 * 60_000, "25\u{a0}min"), (7 * 3_600_000, "7\u{a0}h"), (3 * 86_400_000, "3\u{a0}days")]
        {
            assert_eq!(span(ms), expected);
        }
    }
}
