use super::events;
use super::strip::{self, Fitted};
use crate::canvas::{Canvas, Drawn, Frame};
use crate::chart::Chart;
use crate::palette::Role;
use crate::pen::Pen;
use crate::scale::Scale;
use crate::spec::{Marks, Side, StripPart, Strips};
use crate::style::Style;
use crate::surface::Surface;
use crate::svg::Svg;

/// What all rows of a picture share.
pub(super) struct Layout {
    /// The time axis.
    pub(super) x: Scale,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) rows: Vec<Fitted>,
}

impl Layout {
    pub(super) fn new<S: Surface>(strips: &Strips, canvas: &Canvas<'_, S>) -> Self {
        let em = canvas.style.font;
        let rows: Vec<_> = strips.strips.iter().map(|strip| Fitted::new(strip, canvas)).collect();
        let numbers = rows.iter().map(|row| row.numbers_width(canvas)).fold(0.0, f64::max);
        let ends = rows.iter().map(|row| row.ends_width(canvas)).fold(0.0, f64::max);
        let fitted = (numbers + 0.83 * em, ends.min(0.3 * canvas.width) + 0.5 * em);
        let (left, right) = strips.margins.unwrap_or(fitted);
        let right = (canvas.width - right).max(left + em);
        Self { x: Scale::new(strips.axis.from, strips.axis.to, left, right), left, right, rows }
    }
}

fn part_height(part: &StripPart<'_>, style: &Style) -> f64 {
    match part {
        StripPart::Events(_) => events::height(style),
        StripPart::Strip(strips, index) => {
            let plot = match strips.strips.get(*index).map(|strip| &strip.marks) {
                Some(Marks::Columns(_)) => 11.0,
                _ => 8.67,
            };
            let labels = if index + 1 == strips.strips.len() { strip::LABELS } else { 0.0 };
            (plot + labels) * style.font
        }
    }
}

fn draw_part<S: Surface>(part: &StripPart<'_>, layout: &Layout, canvas: &Canvas<'_, S>) -> Drawn<S> {
    match part {
        StripPart::Events(strips) => events::draw(strips, layout, canvas),
        StripPart::Strip(strips, index) => strip::draw(strips, *index, layout, canvas),
    }
}

impl Chart for StripPart<'_> {
    fn finding(&self) -> &str {
        match self {
            Self::Events(strips) => &strips.events_finding,
            Self::Strip(strips, index) => strips.strips.get(*index).map_or("", |strip| &strip.finding),
        }
    }

    fn widths(&self) -> (f64, f64) {
        (862.0, 326.0)
    }

    fn height(&self, _: f64, style: &Style) -> f64 {
        part_height(self, style)
    }

    fn draw_on<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let (Self::Events(strips) | Self::Strip(strips, _)) = self;
        draw_part(self, &Layout::new(strips, canvas), canvas)
    }
}

impl Strips {
    /// Left and right end of the time axis in a picture of `width`: where [`Axis::from`](crate::spec::Axis::from) and
    /// [`Axis::to`](crate::spec::Axis::to) lie. For a pointer that reads values off the page.
    pub fn plot_span(&self, width: f64, style: &Style) -> (f64, f64) {
        let mut scratch = Svg::new(width, 1.0, "", "");
        let frame = Frame { x: 0.0, y: 0.0, width, height: 1.0 };
        let layout = Layout::new(self, &Canvas::new(&mut scratch, frame, style));
        (layout.left, layout.right)
    }
}

impl Chart for Strips {
    fn finding(&self) -> &str {
        &self.finding
    }

    fn widths(&self) -> (f64, f64) {
        (862.0, 326.0)
    }

    fn height(&self, _: f64, style: &Style) -> f64 {
        self.parts().map(|part| part_height(&part, style)).sum()
    }

    fn draw_on<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let layout = Layout::new(self, canvas);
        // A frame of another height than wanted stretches the rows, so that they fill it.
        let wanted = self.height(canvas.width, canvas.style);
        let stretch = if wanted > 0.0 { canvas.height / wanted } else { 1.0 };
        let mut y = 0.0;
        let mut above: Option<Side> = None;
        for part in self.parts() {
            let height = part_height(&part, canvas.style) * stretch;
            let frame = Frame { x: 0.0, y, width: canvas.width, height };
            draw_part(&part, &layout, &canvas.part(frame))?;
            let side = match part {
                StripPart::Events(_) => None,
                StripPart::Strip(strips, index) => strips.strips.get(index).map(|strip| strip.side),
            };
            if y > 0.0 {
                let border = above == Some(Side::Technical) && side == Some(Side::Business);
                let role = if border { Role::Ink3 } else { Role::Rule };
                canvas.across(0.0, canvas.width, y, Pen::new(role, canvas.style.rule))?;
            }
            above = side;
            y += height;
        }
        Ok(())
    }
}
