//! Lines before they are drawn: gaps, the part below zero, the scale's edge, too many points.

/// Most points of a drawn line.
pub(crate) const MOST_POINTS: usize = 800;

/// One value of a line with its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) x: f64,
    /// `None` is a gap.
    pub(crate) y: Option<f64>,
    /// The line into this value is dashed.
    pub(crate) late: bool,
}

/// A stretch of a line with one look.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Piece {
    pub(crate) points: Vec<(f64, f64)>,
    /// Below zero.
    pub(crate) below: bool,
    pub(crate) late: bool,
}

/// Whether a number can be drawn: finite, and so far from the end of the number range that sums stay finite.
pub(crate) fn drawable(value: f64) -> bool {
    value.abs() <= 1e300
}

/// A number as it is; `None` for one that cannot be drawn.
pub(crate) fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|value| drawable(*value))
}

/// Stretches between gaps. With `split`, the part below zero is a piece of its own that begins and ends exactly at
/// zero. A value between two gaps is a piece with one point.
pub(crate) fn pieces(steps: &[Step], split: bool) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for run in steps.split(|step| step.y.is_none()) {
        let run: Vec<_> = run.iter().filter_map(|step| Some((step.x, step.y?, step.late))).collect();
        let mut open: Option<Piece> = None;
        if let [(x, y, late)] = run[..] {
            open = Some(Piece { points: vec![(x, y)], below: split && y < 0.0, late });
        }
        for pair in run.windows(2) {
            let ((x0, y0, _), (x1, y1, late)) = (pair[0], pair[1]);
            let crossing = (split && y0 * y1 < 0.0).then(|| (x0 + (x1 - x0) * (y0 / (y0 - y1)), 0.0));
            let corners = [Some((x0, y0)), crossing, Some((x1, y1))];
            let corners: Vec<_> = corners.into_iter().flatten().collect();
            for part in corners.windows(2) {
                let below = split && part[0].1.min(part[1].1) < 0.0;
                match &mut open {
                    Some(piece) if piece.below == below && piece.late == late => piece.points.push(part[1]),
                    _ => pieces.extend(open.replace(Piece { points: part.to_vec(), below, late })),
                }
            }
        }
        pieces.extend(open);
    }
    pieces
}

/// The parts of a line inside `low..=high`, ended exactly at the edge.
pub(crate) fn inside(points: &[(f64, f64)], low: f64, high: f64) -> Vec<Vec<(f64, f64)>> {
    let mut parts: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut open: Vec<(f64, f64)> = Vec::new();
    if let [(_, y)] = points
        && (low..=high).contains(y)
    {
        return vec![points.to_vec()];
    }
    for pair in points.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        let at = |level: f64| (x0 + (x1 - x0) * ((level - y0) / (y1 - y0)), level);
        let cut = |y: f64, other: f64, point: (f64, f64)| match y {
            y if y > high => (other < high).then(|| at(high)),
            y if y < low => (other > low).then(|| at(low)),
            _ => Some(point),
        };
        match (cut(y0, y1, (x0, y0)), cut(y1, y0, (x1, y1))) {
            (Some(from), Some(to)) => {
                if open.last() != Some(&from) {
                    parts.push(std::mem::replace(&mut open, vec![from]));
                }
                open.push(to);
            }
            _ => parts.push(std::mem::take(&mut open)),
        }
    }
    parts.push(open);
    parts.retain(|part| part.len() > 1);
    parts
}

/// At most [`MOST_POINTS`] of `steps`: of every stretch the lowest and the highest value stay, and so do gaps.
pub(crate) fn thinned(steps: &[Step]) -> Vec<Step> {
    if steps.len() <= MOST_POINTS {
        return steps.to_vec();
    }
    // Of each bucket up to two values and one gap stay.
    let bucket = steps.len().div_ceil(MOST_POINTS / 3);
    let mut kept = Vec::with_capacity(MOST_POINTS);
    for bucket in steps.chunks(bucket) {
        let by_value = |a: &&(usize, Step, f64), b: &&(usize, Step, f64)| a.2.total_cmp(&b.2);
        let known: Vec<_> = (0..).zip(bucket).filter_map(|(place, step)| Some((place, *step, finite(step.y)?))).collect();
        let gap = (0..).zip(bucket).find(|(_, step)| finite(step.y).is_none());
        let mut places: Vec<(usize, Step)> = [known.iter().min_by(by_value), known.iter().max_by(by_value)]
            .into_iter()
            .flatten()
            .map(|(place, step, _)| (*place, *step))
            .chain(gap.map(|(place, step)| (place, *step)))
            .collect();
        places.sort_unstable_by_key(|(place, _)| *place);
        places.dedup_by_key(|(place, _)| *place);
        kept.extend(places.into_iter().map(|(_, step)| step));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(values: &[Option<f64>]) -> Vec<Step> {
        (0u32..).zip(values).map(|(x, y)| Step { x: f64::from(x), y: *y, late: false }).collect()
    }

    #[test]
    fn a_gap_stays_a_gap() {
        let pieces = pieces(&steps(&[Some(1.0), Some(2.0), None, Some(3.0), None, Some(4.0), Some(5.0)]), true);
        let points: Vec<_> = pieces.iter().map(|piece| piece.points.as_slice()).collect();
        assert_eq!(points, [&[(0.0, 1.0), (1.0, 2.0)][..], &[(3.0, 3.0)], &[(5.0, 4.0), (6.0, 5.0)]]);
    }

    #[test]
    fn the_line_is_split_exactly_at_zero() {
        let pieces = pieces(&steps(&[Some(3.0), Some(-1.0), Some(-2.0), Some(0.0), Some(1.0)]), true);
        assert_eq!(
            pieces.iter().map(|piece| (piece.below, piece.points.clone())).collect::<Vec<_>>(),
            [
                (false, vec![(0.0, 3.0), (0.75, 0.0)]),
                (true, vec![(0.75, 0.0), (1.0, -1.0), (2.0, -2.0), (3.0, 0.0)]),
                (false, vec![(3.0, 0.0), (4.0, 1.0)]),
            ]
        );
    }

    #[test]
    fn the_late_part_is_a_piece_of_its_own() {
        let mut line = steps(&[Some(1.0), Some(2.0), Some(3.0)]);
        line[2].late = true;
        let pieces = pieces(&line, true);
        assert_eq!(pieces.len(), 2);
        assert!(pieces[1].late);
        assert_eq!(pieces[1].points, [(1.0, 2.0), (2.0, 3.0)]);
    }

    #[test]
    fn a_spike_leaves_the_scale_and_comes_back() {
        let line = [(0.0, 0.5), (1.0, 1.5), (2.0, 0.5), (3.0, 0.5)];
        assert_eq!(inside(&line, 0.0, 1.0), [vec![(0.0, 0.5), (0.5, 1.0)], vec![(1.5, 1.0), (2.0, 0.5), (3.0, 0.5)]]);
        assert_eq!(inside(&[(0.0, -1.0), (1.0, 2.0)], 0.0, 1.0).len(), 1);
        assert!(inside(&[(0.0, 2.0), (1.0, 3.0)], 0.0, 1.0).is_empty());
    }

    #[test]
    fn thinning_keeps_extremes_and_gaps() {
        let mut line: Vec<_> = (0..9000u32).map(|x| Step { x: f64::from(x), y: Some(f64::from(x % 7)), late: false }).collect();
        line[4321].y = Some(99.0);
        line[77].y = Some(-99.0);
        line[5000].y = None;
        let thin = thinned(&line);
        assert!(thin.len() <= MOST_POINTS, "{}", thin.len());
        for kept in [line[4321], line[77], line[5000]] {
            assert!(thin.contains(&kept), "{kept:?}");
        }
        assert!(thin.windows(2).all(|pair| pair[0].x < pair[1].x));
    }
}
