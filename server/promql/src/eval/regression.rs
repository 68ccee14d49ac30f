//! Lines and trends through samples.

use super::{over::Window, over_time::Sum};

/// `deriv`: the slope of the least-squares line, per second.
pub(super) fn deriv(window: &Window) -> Option<f64> {
    line(window, window.at_ms[0]).map(|(slope, _)| slope)
}

/// `predict_linear`: the least-squares line that many seconds from now.
pub(super) fn predict_linear(window: &Window) -> Option<f64> {
    line(window, window.now_ms).map(|(slope, height)| slope * window.params[0] + height)
}

/// Slope per second, and height at `origin_ms`.
fn line(window: &Window, origin_ms: i64) -> Option<(f64, f64)> {
    let first = window.values[0];
    if window.values.len() < 2 {
        return None;
    }
    if window.values.iter().all(|value| *value == first) {
        return Some(if first.is_infinite() { (f64::NAN, f64::NAN) } else { (0.0, first) });
    }
    let (mut x_sum, mut y_sum, mut xy_sum, mut xx_sum) = (Sum::default(), Sum::default(), Sum::default(), Sum::default());
    for (at, y) in window.at_ms.iter().zip(window.values) {
        let x = (at - origin_ms) as f64 / 1000.0;
        x_sum.add(x);
        y_sum.add(*y);
        xy_sum.add(x * y);
        xx_sum.add(x * x);
    }
    let count = window.values.len() as f64;
    let (x, y) = (x_sum.total(), y_sum.total());
    let slope = (xy_sum.total() - x * y / count) / (xx_sum.total() - x * x / count);
    Some((slope, y / count - slope * x / count))
}

/// `holt_winters`: double exponential smoothing.
pub(super) fn holt_winters(window: &Window) -> Option<f64> {
    let values = window.values;
    let [smoothing, trending] = window.params;
    if values.len() < 2 {
        return None;
    }
    let (mut before, mut level, mut trend) = (0.0, values[0], values[1] - values[0]);
    for (at, value) in values.iter().enumerate().skip(1) {
        if at > 1 {
            trend = trending * (level - before) + (1.0 - trending) * trend;
        }
        let next = smoothing * value + (1.0 - smoothing) * (level + trend);
        (before, level) = (level, next);
    }
    Some(level)
}
