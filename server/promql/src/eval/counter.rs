//! How fast samples change: counters with their resets, and gauges.

use super::over::Window;

/// `rate`: a counter's increase per second.
pub(super) fn rate(window: &Window) -> Option<f64> {
    extrapolated(window, true, window.seconds())
}

/// `increase`: a counter's increase over the span.
pub(super) fn increase(window: &Window) -> Option<f64> {
    extrapolated(window, true, 1.0)
}

/// `delta`: a gauge's change over the span.
pub(super) fn delta(window: &Window) -> Option<f64> {
    extrapolated(window, false, 1.0)
}

/// The change between first and last sample, stretched to the ends of the span where samples reach near them: by Prometheus' rule
/// within 1.1 mean distances of samples, otherwise by half a distance, and for a counter not below zero. It is given for so many `seconds`,
/// rounded at the same steps as there.
fn extrapolated(window: &Window, counter: bool, seconds: f64) -> Option<f64> {
    let (at, values) = (window.at_ms, window.values);
    let count = values.len();
    if count < 2 {
        return None;
    }
    let mut change = window.last() - values[0];
    if counter {
        for pair in values.windows(2) {
            if pair[1] < pair[0] {
                change += pair[0];
            }
        }
    }
    let mut to_start = (at[0] - window.from_ms) as f64 / 1000.0;
    let to_end = (window.until_ms - at[count - 1]) as f64 / 1000.0;
    let sampled = (at[count - 1] - at[0]) as f64 / 1000.0;
    let distance = sampled / (count - 1) as f64;
    if counter && change > 0.0 && values[0] >= 0.0 {
        to_start = to_start.min(sampled * (values[0] / change));
    }
    let near = distance * 1.1;
    let reach = |gap: f64| if gap < near { gap } else { distance / 2.0 };
    Some(change * ((sampled + reach(to_start) + reach(to_end)) / sampled / seconds))
}

/// `irate`: a counter's increase per second between the last two samples.
pub(super) fn irate(window: &Window) -> Option<f64> {
    let (seconds, before, last) = last_two(window)?;
    Some(if last < before { last } else { last - before } / seconds)
}

/// `idelta`: the change between the last two samples.
pub(super) fn idelta(window: &Window) -> Option<f64> {
    last_two(window).map(|(_, before, last)| last - before)
}

fn last_two(window: &Window) -> Option<(f64, f64, f64)> {
    let count = window.values.len();
    let before = count.checked_sub(2)?;
    let seconds = (window.at_ms[count - 1] - window.at_ms[before]) as f64 / 1000.0;
    Some((seconds, window.values[before], window.last()))
}

/// `resets`: how often a counter fell.
pub(super) fn resets(window: &Window) -> Option<f64> {
    Some(window.values.windows(2).filter(|pair| pair[1] < pair[0]).count() as f64)
}

/// `changes`: how often the value changed.
pub(super) fn changes(window: &Window) -> Option<f64> {
    let changed = |pair: &&[f64]| pair[0] != pair[1] && !(pair[0].is_nan() && pair[1].is_nan());
    Some(window.values.windows(2).filter(changed).count() as f64)
}
