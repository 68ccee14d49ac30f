//! Each system's state, newest sample, coverage and last error.

use domain::config::Settings;
use domain::format;
use domain::ports::{SourceRow, SourceState};
use domain::time::instant_title;
use leptos::prelude::*;

/// The table, with a test button where the reader may use it.
pub fn table(rows: &[SourceRow], settings: &Settings, may_edit: bool) -> AnyView {
    let rows = rows.iter().map(|row| line(row, settings, may_edit)).collect_view();
    view! {
        <section class="cell flush" aria-labelledby="systems">
            <div class="head"><h2 id="systems">"Connected systems"</h2><p class="sub">"coverage of this month, lowest of its series"</p></div>
            <div class="scroll" tabindex="0" role="region" aria-label="Connected systems">
                <table class="mid">
                    <caption class="vh">"Connected systems with state, newest data and coverage"</caption>
                    <thead><tr>
                        <th scope="col">"System"</th><th scope="col">"State"</th><th scope="col">"Newest data"</th>
                        <th scope="col" class="num">"Coverage"</th><th scope="col">"Last error or progress"</th>
                        <th scope="col"><span class="vh">"Action"</span></th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn line(row: &SourceRow, settings: &Settings, may_edit: bool) -> AnyView {
    let newest = row.newest_ms.zip(settings.zone().ok()).map_or_else(|| "–".to_owned(), |(at, zone)| instant_title(at, zone));
    let coverage = row.coverage.map_or_else(|| "–".to_owned(), |share| format::percent(share, 1));
    let series = match row.series.len() {
        0 => "feeds nothing yet".to_owned(),
        1 => row.series[0].to_string(),
        n => format!("{n} series"),
    };
    let title = row.source.title().to_owned();
    let (id, label) = (row.source.id.to_string(), format!("Test: {title}"));
    let button = (may_edit && row.source.kind.is_asked()).then(|| {
        view! {
            <form method="get" action="/sources#test">
                <button class="btn sm" name="test" value=id aria-label=label>"Test"</button>
            </form>
        }
    });
    view! {
        <tr>
            <th scope="row" class="pin"><a href=format!("/sources/{}", row.source.id)>{title}</a><span class="sub">{row.source.kind.name()}" · "{series}</span></th>
            <td>{state(&row.state)}</td>
            <td class="two">{newest}</td>
            <td class="num">{coverage}</td>
            <td class="two">{progress(row)}</td>
            <td>{button}</td>
        </tr>
    }
    .into_any()
}

pub fn state(state: &SourceState) -> AnyView {
    let (class, word) = match state {
        SourceState::Fresh => ("st ok", "Fresh".to_owned()),
        SourceState::Late { by_ms } => ("st late", format!("Late by {}", span(*by_ms))),
        SourceState::Failing { .. } => ("st bad", "Failing".to_owned()),
        SourceState::BackFilling { .. } => ("st run", "Back-filling".to_owned()),
        SourceState::ByHand => ("st off", "By hand".to_owned()),
        SourceState::NoData => ("st off", "No data".to_owned()),
    };
    view! { <span class=class>{word}</span> }.into_any()
}

/// A span in its largest whole unit: `7 h`.
fn span(ms: i64) -> String {
    let minutes = ms / 60_000;
    match minutes {
        m if m >= 2 * 1_440 => format!("{}{}d", m / 1_440, format::NBSP),
        m if m >= 60 => format!("{}{}h", m / 60, format::NBSP),
        m => format!("{}{}min", m.max(1), format::NBSP),
    }
}

pub fn progress(row: &SourceRow) -> AnyView {
    match (&row.state, &row.last_error) {
        (SourceState::BackFilling { done, total, unit }, _) => view! {
            <progress class="prog" max=total.to_string() value=done.to_string() aria-label="Back-fill"></progress>
            <span class="sub">{format!("{done} of {total} {unit}")}</span>
        }
        .into_any(),
        (SourceState::Failing { message, .. }, _) => message.clone().into_any(),
        (_, Some(error)) => error.clone().into_any(),
        _ => view! { <span class="mute">"none"</span> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::span;

    #[test]
    fn spans_are_in_their_largest_whole_unit() {
        assert_eq!(
            (span(7 * 3_600_000).as_str(), span(59_000).as_str(), span(3 * 86_400_000).as_str()),
            ("7\u{a0}h", "1\u{a0}min", "3\u{a0}d")
        );
    }
}
