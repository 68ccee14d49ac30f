//! Bands, target and line of a trend.

use super::{Plot, band};
use crate::canvas::{Canvas, Drawn, DrawnAs, Frame};
use crate::palette::Role;
use crate::pen::Pen;
use crate::series::{Step, finite, pieces};
use crate::spec::TrendMonth;
use crate::surface::Surface;

impl Plot<'_> {
    pub(super) fn bands<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let months: Vec<_> = self.x.iter().zip(self.trend.months.iter().map(band)).collect();
        for run in months.split(|(_, band)| band.is_none()) {
            let run: Vec<_> = run.iter().filter_map(|(x, band)| Some((**x, (*band)?))).collect();
            let high = run.iter().map(|(x, (_, high))| (*x, self.y.at(*high)));
            let low = run.iter().rev().map(|(x, (low, _))| (*x, self.y.at(*low)));
            let outline: Vec<_> = high.chain(low).collect();
            if run.len() > 1 {
                canvas.area(&outline, Role::Band)?;
            } else if let [(x, _), (_, low)] = outline[..] {
                // One month alone between gaps: a bar as wide as a point.
                let half = canvas.style.last_dot;
                let top = outline[0].1;
                let frame = Frame { x: x - half, y: top, width: 2.0 * half, height: low - top };
                canvas.block(frame, Role::Band)?;
            }
        }
        Ok(())
    }

    /// Draws the steps of the target and gives their lines.
    pub(super) fn target<S: Surface>(&self, canvas: &Canvas<'_, S>) -> DrawnAs<S, Vec<Vec<(f64, f64)>>> {
        let half = self.slot() / 2.0;
        let mut lines: Vec<Vec<(f64, f64)>> = Vec::new();
        let mut open = Vec::new();
        for (x, month) in self.x.iter().zip(&self.trend.months) {
            match finite(month.target) {
                Some(level) => {
                    let y = self.y.at(level);
                    open.extend([((x - half).max(self.left), y), ((x + half).min(self.right), y)]);
                }
                None => lines.push(std::mem::take(&mut open)),
            }
        }
        lines.push(open);
        lines.retain(|line| !line.is_empty());
        let style = canvas.style;
        let pen = Pen::new(Role::Ink, style.target).dashed(style.target_dash).round();
        for line in &lines {
            canvas.line(line, pen)?;
        }
        Ok(lines)
    }

    pub(super) fn steps(&self) -> Vec<Step> {
        let months = self.x.iter().zip(&self.trend.months);
        let step = |(x, month): (&f64, &TrendMonth)| Step { x: *x, y: finite(month.value), late: month.provisional };
        months.map(step).collect()
    }

    pub(super) fn line<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let style = canvas.style;
        for piece in pieces(&self.steps(), self.measure.money) {
            let role = if piece.below { Role::Loss } else { Role::Accent };
            let pen = Pen::new(role, style.series);
            let pen = if piece.late { pen.dashed(style.late_dash) } else { pen.round() };
            let points: Vec<_> = piece.points.iter().map(|(x, y)| (*x, self.y.at(*y))).collect();
            if points.len() > 1 {
                canvas.line(&points, pen)?;
            }
        }
        let few = self.x.len() <= 13;
        let last = self.x.len().saturating_sub(1);
        for (index, step) in self.steps().into_iter().enumerate() {
            let Some(value) = step.y else { continue };
            let role = if self.measure.money && value < 0.0 { Role::Loss } else { Role::Accent };
            let at = (step.x, self.y.at(value));
            if index == last {
                canvas.dot(at, style.last_dot, role)?;
            } else if few {
                canvas.dot(at, style.dot, role)?;
            }
        }
        Ok(())
    }

    pub(super) fn band_edges(&self) -> [Vec<(f64, f64)>; 2] {
        let edge = |end: fn((f64, f64)) -> f64| {
            let months = self.x.iter().zip(&self.trend.months);
            let place = |(x, month): (&f64, &TrendMonth)| Some((*x, self.y.at(end(band(month)?))));
            months.filter_map(place).collect()
        };
        [edge(|(low, _)| low), edge(|(_, high)| high)]
    }
}
