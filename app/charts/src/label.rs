//! Where labels go so that none covers another.

use crate::canvas::{Frame, anchored};
use crate::pen::Anchor;

/// Places near `wanted`, at least `gap` apart and within `low..=high`, moved as little as can be (least squares).
/// Without room for all they keep their distance and run over `high`.
pub(crate) fn spread(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
    // Less its own share of gaps, every label must lie at or below the one before: pool neighbours that do not.
    let mut pools: Vec<(f64, usize)> = Vec::new();
    let mut shift = 0.0;
    for place in &order {
        let (mut sum, mut count) = (wanted[*place] - shift, 1);
        shift += gap;
        while let Some((before, many)) = pools.last().copied()
            && before / many as f64 >= sum / count as f64
        {
            pools.pop();
            sum += before;
            count += many;
        }
        pools.push((sum, count));
    }
    let last = (high - shift + gap).max(low);
    let levels = pools.into_iter().flat_map(|(sum, count)| {
        let level = (sum / count as f64).max(low).min(last);
        std::iter::repeat_n(level, count)
    });
    let mut places = vec![0.0; wanted.len()];
    let mut shift = 0.0;
    for (place, level) in order.into_iter().zip(levels) {
        places[place] = level + shift;
        shift += gap;
    }
    places
}

/// A place for a text: on its baseline, by its anchor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spot {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) anchor: Anchor,
}

impl Spot {
    pub(crate) fn new(x: f64, y: f64, anchor: Anchor) -> Self {
        Self { x, y, anchor }
    }
}

/// Finds room for notes between lines and other texts.
pub(crate) struct Room {
    bounds: Frame,
    texts: Vec<Frame>,
    lines: Vec<[(f64, f64); 2]>,
}

impl Room {
    pub(crate) fn new(bounds: Frame) -> Self {
        Self { bounds, texts: Vec::new(), lines: Vec::new() }
    }

    /// A text that stands already.
    pub(crate) fn text(&mut self, spot: Spot, width: f64, size: f64) {
        self.texts.push(covered(spot, width, size));
    }

    /// Anything else that no text may cover.
    pub(crate) fn block(&mut self, frame: Frame) {
        self.texts.push(frame);
    }

    /// A line to keep off.
    pub(crate) fn line(&mut self, points: &[(f64, f64)]) {
        self.lines.extend(points.windows(2).map(|pair| [pair[0], pair[1]]));
    }

    /// The best of `spots` for a text: inside the frame, on no other text, across as few lines as can be; of equals
    /// the first. Reserves it. `None`: no spot is free of other text.
    pub(crate) fn place(&mut self, spots: &[Spot], width: f64, size: f64) -> Option<Spot> {
        let free = |frame: &Frame| within(frame, &self.bounds) && !self.texts.iter().any(|text| overlap(frame, text));
        let crossed = |frame: &Frame| self.lines.iter().filter(|line| crosses(frame, line)).count();
        let spot = spots
            .iter()
            .map(|spot| (spot, covered(*spot, width, size)))
            .filter(|(_, frame)| free(frame))
            .min_by_key(|(_, frame)| crossed(frame))
            .map(|(spot, _)| *spot)?;
        self.text(spot, width, size);
        Some(spot)
    }
}

fn covered(spot: Spot, width: f64, size: f64) -> Frame {
    Frame { x: anchored(spot.x, width, spot.anchor), y: spot.y - 0.8 * size, width, height: 1.05 * size }
}

fn within(frame: &Frame, bounds: &Frame) -> bool {
    // Half a px or pt over the edge is within the side bearings of the letters.
    let slack = 0.5;
    frame.x >= bounds.x - slack
        && frame.y >= bounds.y - slack
        && frame.x + frame.width <= bounds.x + bounds.width + slack
        && frame.y + frame.height <= bounds.y + bounds.height + slack
}

fn overlap(a: &Frame, b: &Frame) -> bool {
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

/// Whether a line runs through a frame: cut the line at the frame's four sides and see whether anything is left.
fn crosses(frame: &Frame, [from, to]: &[(f64, f64); 2]) -> bool {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let sides =
        [(-dx, from.0 - frame.x), (dx, frame.x + frame.width - from.0), (-dy, from.1 - frame.y), (dy, frame.y + frame.height - from.1)];
    let (mut start, mut end) = (0.0_f64, 1.0_f64);
    for (slope, room) in sides {
        if slope == 0.0 {
            if room < 0.0 {
                return false;
            }
        } else if slope < 0.0 {
            start = start.max(room / slope);
        } else {
            end = end.min(room / slope);
        }
    }
    start <= end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_moved_apart_and_stay_in_order() {
        let wanted = [60.5, 61.0, 58.0, 120.0];
        let places = spread(&wanted, 14.0, 10.0, 200.0);
        let mut sorted = places.clone();
        sorted.sort_by(f64::total_cmp);
        assert!(sorted.windows(2).all(|pair| pair[1] - pair[0] >= 14.0 - 1e-9), "{places:?}");
        assert!(places[2] < places[0] && places[0] < places[1]);
        assert_eq!(places[3], 120.0);
        assert!((places[..3].iter().sum::<f64>() - wanted[..3].iter().sum::<f64>()).abs() < 1e-9);
    }

    #[test]
    fn labels_stay_inside_the_frame() {
        let places = spread(&[2.0, 3.0, 199.0, 199.5], 14.0, 10.0, 190.0);
        assert_eq!(places, [10.0, 24.0, 176.0, 190.0]);
    }

    #[test]
    fn a_note_avoids_lines_and_text() {
        let mut room = Room::new(Frame { x: 0.0, y: 0.0, width: 200.0, height: 100.0 });
        room.line(&[(0.0, 50.0), (200.0, 50.0)]);
        let on_line = Spot::new(100.0, 53.0, Anchor::Middle);
        let below = Spot::new(100.0, 75.0, Anchor::Middle);
        assert_eq!(room.place(&[on_line, below], 60.0, 12.0), Some(below));
        assert_eq!(room.place(&[below], 60.0, 12.0), None);
        let outside = Spot::new(190.0, 75.0, Anchor::Start);
        assert_eq!(room.place(&[outside], 60.0, 12.0), None);
    }
}
