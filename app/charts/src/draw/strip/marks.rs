//! Band, levels, line and columns of a strip.

use super::Row;
use crate::canvas::{Canvas, Drawn, Frame};
use crate::label::Room;
use crate::palette::Role;
use crate::pen::Pen;
use crate::series::{Step, drawable, finite, inside, pieces, thinned};
use crate::spec::{Reference, Sample, Side};
use crate::surface::Surface;

/// Up to so many points the last one is marked.
const FEW: usize = 13;

impl Row<'_> {
    pub(super) fn band<S: Surface>(&self, canvas: &Canvas<'_, S>, samples: &[Sample]) -> Drawn<S> {
        let role = match self.strip.side {
            Side::Technical => Role::Band,
            Side::Business => Role::BandInk,
        };
        let end = |value: fn(&Sample) -> Option<f64>| -> Vec<Step> {
            let both = |sample: &Sample| finite(sample.low).and(finite(sample.high));
            let step = |sample: &Sample| Step {
                x: self.layout.x.at(sample.at),
                y: both(sample).and(value(sample)).map(|value| self.edge(value)),
                late: false,
            };
            thinned(&samples.iter().map(step).collect::<Vec<_>>())
        };
        let (low, high) = (end(|sample| sample.low), end(|sample| sample.high));
        // Both edges have the same gaps, so their runs pair up.
        let runs = |steps: Vec<Step>| pieces(&steps, false);
        for (low, high) in runs(low).into_iter().zip(runs(high)) {
            let edge = low.points.into_iter().rev().chain(high.points);
            let outline: Vec<_> = edge.map(|(x, value)| (x, self.y.at(value))).collect();
            if outline.len() > 2 {
                canvas.area(&outline, role)?;
            }
        }
        Ok(())
    }

    /// The steps of a level.
    pub(super) fn level(&self, reference: &Reference) -> Vec<(f64, f64)> {
        let layout = self.layout;
        let mut points: Vec<(f64, f64)> = Vec::new();
        for (from, level) in reference.steps.iter().filter(|(_, level)| drawable(*level)) {
            let x = layout.x.at(*from).max(layout.left).min(layout.right);
            let y = self.y.at(self.edge(*level));
            points.extend(points.last().map(|(_, before)| (x, *before)));
            points.push((x, y));
        }
        points.extend(points.last().map(|(_, y)| (layout.right, *y)));
        points
    }

    pub(super) fn line<S: Surface>(&self, canvas: &Canvas<'_, S>, samples: &[Sample], room: &mut Room) -> Drawn<S> {
        let role = match self.strip.side {
            Side::Technical => Role::Accent,
            Side::Business => Role::Ink,
        };
        let style = canvas.style;
        let pen = Pen::new(role, style.series);
        let step = |sample: &Sample| Step { x: self.layout.x.at(sample.at), y: finite(sample.value), late: sample.immature };
        let steps = thinned(&samples.iter().map(step).collect::<Vec<_>>());
        let (low, high) = (self.fitted.rules.low, self.fitted.rules.high);
        for piece in pieces(&steps, false) {
            let pen = if piece.late { pen.dashed(style.late_dash) } else { pen.round() };
            for part in inside(&piece.points, low, high) {
                let points: Vec<_> = part.iter().map(|(x, value)| (*x, self.y.at(*value))).collect();
                room.line(&points);
                match points[..] {
                    [point] => canvas.dot(point, style.series, role)?,
                    _ => canvas.line(&points, pen)?,
                }
            }
        }
        let last = steps.last().and_then(|step| Some((step.x, step.y?)));
        if let Some((x, value)) = last
            && steps.len() <= FEW
            && (low..=high).contains(&value)
        {
            canvas.dot((x, self.y.at(value)), style.last_dot, role)?;
        }
        self.off_scale(canvas, &steps, room)
    }

    pub(super) fn columns<S: Surface>(&self, canvas: &Canvas<'_, S>, columns: &[(f64, Option<f64>)], room: &mut Room) -> Drawn<S> {
        let zero = self.y.at(0.0);
        let width = self.column_width(columns);
        for (at, value) in columns {
            let Some(value) = finite(*value) else {
                continue;
            };
            let (x, y) = (self.layout.x.at(*at) - width / 2.0, self.y.at(value));
            let frame = Frame { x, y: y.min(zero), width, height: (y - zero).abs() };
            canvas.block(frame, if value < 0.0 { Role::Loss } else { Role::Gain })?;
            room.line(&[(x, y), (x + width, zero)]);
        }
        let pen = Pen::new(Role::Ink3, canvas.style.rule);
        canvas.across(self.layout.left, self.layout.right, zero, pen)
    }

    pub(super) fn column_width(&self, columns: &[(f64, Option<f64>)]) -> f64 {
        let steps = columns.windows(2).map(|pair| self.layout.x.at(pair[1].0) - self.layout.x.at(pair[0].0));
        let slot = steps.filter(|step| *step > 0.0).fold(self.layout.right - self.layout.left, f64::min);
        0.62 * slot
    }
}
