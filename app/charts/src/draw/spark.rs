use crate::canvas::{Canvas, Drawn};
use crate::chart::Chart;
use crate::palette::Role;
use crate::pen::Pen;
use crate::scale::{Scale, extent};
use crate::series::{Step, finite, pieces};
use crate::spec::Spark;
use crate::style::Style;
use crate::surface::Surface;

impl Chart for Spark {
    fn finding(&self) -> &str {
        &self.finding
    }

    fn widths(&self) -> (f64, f64) {
        (104.0, 104.0)
    }

    fn height(&self, _: f64, style: &Style) -> f64 {
        2.0 * style.font
    }

    fn draw_on<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let style = canvas.style;
        let values = self.values.iter().map(|value| finite(*value));
        // The rule at zero is always there: a small line says nothing without it.
        let (low, high) = extent(values.clone().flatten().chain([0.0])).unwrap_or((0.0, 1.0));
        let edge = style.dot;
        let y = Scale::new(low, high, canvas.height - edge, edge);
        let slot = (canvas.width - 2.0 * edge) / self.values.len().saturating_sub(1).max(1) as f64;
        canvas.across(0.0, canvas.width, y.at(0.0), Pen::new(Role::Rule2, style.rule))?;
        let steps: Vec<_> = values.enumerate().map(|(place, y)| Step { x: edge + slot * place as f64, y, late: false }).collect();
        for piece in pieces(&steps, true) {
            let role = if piece.below { Role::Loss } else { Role::Accent };
            let points: Vec<_> = piece.points.iter().map(|(x, value)| (*x, y.at(*value))).collect();
            match points[..] {
                [point] => canvas.dot(point, style.series, role)?,
                _ => canvas.line(&points, Pen::new(role, style.series).round())?,
            }
        }
        match steps.last() {
            Some(Step { x, y: Some(value), .. }) => {
                let role = if *value < 0.0 { Role::Loss } else { Role::Accent };
                canvas.dot((*x, y.at(*value)), style.dot, role)
            }
            _ => Ok(()),
        }
    }
}
