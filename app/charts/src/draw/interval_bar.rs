use super::interval_figure;
use super::measure::Measure;
use crate::canvas::{Canvas, Drawn, Frame, Type};
use crate::chart::Chart;
use crate::label::{Room, Spot};
use crate::palette::Role;
use crate::pen::{Anchor, Pen};
use crate::scale::{Scale, extent};
use crate::series::{drawable, finite};
use crate::spec::{IntervalBar, Quantity};
use crate::style::{IntervalForm, Style};
use crate::surface::Surface;

impl Chart for IntervalBar {
    fn finding(&self) -> &str {
        &self.finding
    }

    fn widths(&self) -> (f64, f64) {
        (450.0, 326.0)
    }

    fn height(&self, _: f64, style: &Style) -> f64 {
        match style.interval {
            IntervalForm::Line => 3.5 * style.font,
            IntervalForm::Figure => interval_figure::HEIGHT * style.font,
        }
    }

    fn draw_on<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        if canvas.style.interval == IntervalForm::Figure {
            return interval_figure::draw(self, canvas);
        }
        let style = canvas.style;
        let em = style.font;
        let (value, low, high) = (finite(self.value), finite(self.low), finite(self.high));
        let target = self.target.as_ref().filter(|(_, level)| drawable(*level));
        let levels = [value, low, high, target.map(|(_, level)| *level)];
        let zero = matches!(self.quantity, Quantity::Money { .. }).then_some(0.0);
        let ends = extent(levels.into_iter().flatten().chain(zero)).unwrap_or((0.0, 1.0));
        // Room at both ends so that labels stand under their marks.
        let reach = 0.06 * (ends.1 - ends.0);
        let high_end = if ends.1 == 0.0 { 0.0 } else { ends.1 + reach };
        let low_end = if ends.0 == 0.0 { 0.0 } else { ends.0 - reach };
        let edge = style.last_dot;
        let x = Scale::new(low_end, high_end, edge, canvas.width - edge);
        let middle = 1.17 * em;
        let half = style.bar / 2.0;
        canvas.across(0.0, canvas.width, middle, Pen::new(Role::Rule, style.rule))?;
        if zero.is_some() {
            canvas.down(x.at(0.0), middle - half, middle + half, Pen::new(Role::Ink3, style.rule))?;
        }
        if let (Some(low), Some(high)) = (low, high) {
            let frame = Frame { x: x.at(low), y: middle - half, width: x.at(high) - x.at(low), height: 2.0 * half };
            canvas.block(frame, Role::Band)?;
        }
        if let Some((_, level)) = target {
            let pen = Pen::new(Role::Ink, style.target).dashed(style.target_dash).round();
            canvas.down(x.at(*level), middle - half - 0.33 * em, middle + half + 0.33 * em, pen)?;
        }
        if let Some(value) = value {
            let role = if zero.is_some() && value < 0.0 { Role::Loss } else { Role::Accent };
            canvas.dot((x.at(value), middle), style.last_dot, role)?;
        }
        self.labels(canvas, &x, zero, ends)
    }
}

impl IntervalBar {
    /// Numbers under the marks: ends of the interval first, then the target, then zero, each only where there is room.
    fn labels<S: Surface>(&self, canvas: &Canvas<'_, S>, x: &Scale, zero: Option<f64>, ends: (f64, f64)) -> Drawn<S> {
        let em = canvas.style.font;
        let measure = Measure::new(&self.quantity, ends.0.abs().max(ends.1.abs()), canvas.style.separators);
        let number = Type::new(Role::Ink3);
        let interval = finite(self.low).zip(finite(self.high));
        let mut words: Vec<(f64, String, Type)> = Vec::new();
        if let Some((low, high)) = interval {
            // The unit stands once, at the high end.
            words.push((x.at(high), measure.value(high), number));
            words.push((x.at(low), measure.bare(low), number));
        }
        if let Some((label, level)) = &self.target {
            words.push((x.at(*level), label.shortest().to_owned(), Type::new(Role::Ink2)));
        }
        if let Some(zero) = zero {
            words.push((x.at(zero), "0".to_owned(), number));
        }
        let mut room = Room::new(Frame { x: 0.0, y: 0.0, width: canvas.width, height: canvas.height });
        let y = canvas.height - 0.33 * em;
        for (at, text, look) in words {
            let width = canvas.measure(&text, look);
            let inside = |at: f64| at.min(canvas.width - width / 2.0).max(width / 2.0);
            let spots = [0.0, -0.3, 0.3, -0.6, 0.6, -0.9, 0.9].map(|aside| Spot::new(inside(at + aside * width), y, Anchor::Middle));
            if let Some(spot) = room.place(&spots, width + 0.6 * em, em) {
                canvas.text(spot.x, spot.y, &text, look.anchor(Anchor::Middle))?;
            }
        }
        Ok(())
    }
}
