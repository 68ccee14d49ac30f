//! Dashes and curves for a surface that draws nothing but solid lines.

use plotters_backend::BackendCoord;

/// The dashes of a line, for a surface that draws nothing but solid lines.
pub fn dashes(points: &[BackendCoord], [on, off]: [u32; 2]) -> Vec<Vec<BackendCoord>> {
    let lengths = [f64::from(on.max(1)), f64::from(off.max(1))];
    let mut dashes = Vec::new();
    let mut drawing = true;
    let mut left = lengths[0];
    let mut current: Vec<BackendCoord> = points.first().copied().into_iter().collect();
    for pair in points.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let (dx, dy) = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
        let length = dx.hypot(dy);
        let mut done = 0.0;
        while length - done > left {
            done += left;
            let share = done / length;
            let at = (from.0 + (dx * share).round() as i32, from.1 + (dy * share).round() as i32);
            if drawing {
                current.push(at);
                dashes.push(std::mem::take(&mut current));
            } else {
                current = vec![at];
            }
            drawing = !drawing;
            left = lengths[usize::from(!drawing)];
        }
        left -= length - done;
        if drawing {
            current.push(to);
        }
    }
    if drawing && current.len() > 1 {
        dashes.push(current);
    }
    dashes
}

pub(super) fn bezier(points: [BackendCoord; 4], t: f64) -> BackendCoord {
    let weights = [(1.0 - t).powi(3), 3.0 * t * (1.0 - t).powi(2), 3.0 * t.powi(2) * (1.0 - t), t.powi(3)];
    let sum = |axis: fn(BackendCoord) -> i32| -> i32 {
        points.into_iter().zip(weights).map(|(point, weight)| f64::from(axis(point)) * weight).sum::<f64>().round() as i32
    };
    (sum(|point| point.0), sum(|point| point.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_run_on_round_a_corner() {
        let dashes = dashes(&[(0, 0), (100, 0), (100, 100)], [60, 20]);
        assert_eq!(dashes, [vec![(0, 0), (60, 0)], vec![(80, 0), (100, 0), (100, 40)], vec![(100, 60), (100, 100)],]);
    }
}
