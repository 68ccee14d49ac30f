//! The trend of up to 13 months.

mod marks;
mod words;

use super::measure::{Measure, rules, ticks_width};
use super::month_axis::month_labels;
use crate::canvas::{Canvas, Drawn, Frame, Type};
use crate::chart::Chart;
use crate::palette::Role;
use crate::scale::{Rules, Scale, extent};
use crate::series::finite;
use crate::spec::{MonthTrend, TrendMonth};
use crate::style::Style;
use crate::surface::Surface;
use crate::svg::Svg;
use words::{End, end_labels};

impl Chart for MonthTrend {
    fn finding(&self) -> &str {
        &self.finding
    }

    fn height(&self, width: f64, style: &Style) -> f64 {
        let narrow = width < 40.0 * style.font;
        style.font * if narrow { 20.0 } else { 24.0 }
    }

    fn draw_on<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let plot = Plot::new(self, canvas);
        let em = canvas.style.font;
        canvas.text(0.0, 0.9 * em, &plot.measure.caption, Type::new(Role::Ink3))?;
        plot.bands(canvas)?;
        let numbers = plot.left - 0.67 * em;
        rules(canvas, (&plot.rules, &plot.measure), &plot.y, (numbers, plot.left, plot.right))?;
        let target = plot.target(canvas)?;
        plot.line(canvas)?;
        let labels: Vec<_> = self.months.iter().map(|month| &month.label).collect();
        month_labels(canvas, &labels, &plot.x, canvas.height - 0.67 * em)?;
        plot.words(canvas, &target)
    }
}

impl MonthTrend {
    /// Where the months stand in a picture of `width`, for a pointer that reads values off the page.
    pub fn month_places(&self, width: f64, style: &Style) -> Vec<f64> {
        let height = self.height(width, style);
        let mut scratch = Svg::new(width, height, "", "");
        let frame = Frame { x: 0.0, y: 0.0, width, height };
        Plot::new(self, &Canvas::new(&mut scratch, frame, style)).x
    }
}

/// The laid out plot.
struct Plot<'a> {
    trend: &'a MonthTrend,
    measure: Measure,
    rules: Rules,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    x: Vec<f64>,
    y: Scale,
    ends: Vec<End>,
}

impl<'a> Plot<'a> {
    fn new<S: Surface>(trend: &'a MonthTrend, canvas: &Canvas<'_, S>) -> Self {
        let em = canvas.style.font;
        let values = trend.months.iter().flat_map(|month| {
            let (low, high) = band(month).unzip();
            [finite(month.value), low, high, finite(month.target)]
        });
        let ends = extent(values.flatten());
        let largest = ends.map_or(0.0, |(low, high)| low.abs().max(high.abs()));
        let measure = Measure::new(&trend.quantity, largest, canvas.style.separators);
        let (low, high) = match ends {
            Some((low, high)) if measure.money => (low.min(0.0), high.max(0.0)),
            Some(ends) => ends,
            None => (0.0, 1.0),
        };
        let rules = Rules::fitted(low, high, 4);
        let (top, bottom) = (2.4 * em, canvas.height - 3.4 * em);
        let ends = end_labels(trend, &measure, canvas);
        let ends_width = ends.iter().map(|end| canvas.measure(&end.text, end.look)).fold(0.0, f64::max);
        let left = (ticks_width(canvas, &rules, &measure) + 0.67 * em).max(2.5 * em);
        let right = (canvas.width - ends_width.min(canvas.width * 0.4) - 0.17 * em).max(left + em);
        let last = right - 0.67 * em;
        let slot = (last - left) / trend.months.len().saturating_sub(1).max(1) as f64;
        let x = (0..trend.months.len()).map(|month| left + slot * month as f64).collect();
        let y = Scale::new(rules.low, rules.high, bottom, top);
        Self { trend, measure, rules, left, right, top, bottom, x, y, ends }
    }

    fn slot(&self) -> f64 {
        match self.x[..] {
            [first, second, ..] => second - first,
            _ => self.right - self.left,
        }
    }
}

fn band(month: &TrendMonth) -> Option<(f64, f64)> {
    Some((finite(month.low)?, finite(month.high)?))
}
