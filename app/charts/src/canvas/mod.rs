//! A frame on a surface, in px or pt, with the few marks that charts are made of.

mod look;

pub use look::Type;

use crate::element::{Element, Look};
use crate::palette::Role;
use crate::pen::{Anchor, Lettering, Pen, UNITS, units};
use crate::spec::Caption;
use crate::style::Style;
use crate::surface::{Lent, Surface};
use crate::text::{self};
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::Rectangle;
use plotters::style::Color;
use plotters_backend::DrawingBackend;

/// Result of drawing on a surface.
pub type Drawn<S> = DrawnAs<S, ()>;

/// Result of drawing on a surface that gives something back.
pub type DrawnAs<S, T> = Result<T, DrawingAreaErrorKind<<S as DrawingBackend>::ErrorType>>;

/// A rectangle in px or pt, y downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Frame {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// The place of one chart on a surface. Coordinates count from its top left corner.
pub struct Canvas<'a, S: Surface> {
    area: DrawingArea<Lent<'a, S>, Shift>,
    /// Width of the frame.
    pub width: f64,
    /// Height of the frame.
    pub height: f64,
    /// Measures of the medium.
    pub style: &'a Style,
}

impl<'a, S: Surface> Canvas<'a, S> {
    /// A canvas over `frame` of `surface`.
    pub fn new(surface: &'a mut S, frame: Frame, style: &'a Style) -> Self {
        let area = Lent(surface).into_drawing_area().shrink((units(frame.x), units(frame.y)), (units(frame.width), units(frame.height)));
        Self { area, width: frame.width, height: frame.height, style }
    }

    /// A part of this canvas as a canvas.
    pub fn part(&self, frame: Frame) -> Self {
        let area = self.area.clone().shrink((units(frame.x), units(frame.y)), (units(frame.width), units(frame.height)));
        Self { area, width: frame.width, height: frame.height, style: self.style }
    }

    /// Whether the frame is so narrow that short labels are in place: a phone, a column of a report.
    pub fn narrow(&self) -> bool {
        self.width < 40.0 * self.style.font
    }

    /// Distance from the middle of a line of text to its baseline.
    pub fn half_line(&self) -> f64 {
        self.style.font / 3.0
    }

    /// Size of a text of this look.
    pub fn size(&self, look: Type) -> f64 {
        if look.own { self.style.own_font } else { self.style.font }
    }

    /// Width of a text of this look.
    pub fn measure(&self, text: &str, look: Type) -> f64 {
        text::width(text, self.size(look), look.weight)
    }

    /// The form of `caption` that fits into `room`: full, short, or the short one cut.
    pub fn fit(&self, caption: &Caption, room: f64, look: Type) -> String {
        if self.measure(&caption.full, look) <= room {
            caption.full.clone()
        } else {
            text::cut(caption.shortest(), room, self.size(look), look.weight)
        }
    }

    /// A line.
    pub fn line(&self, points: &[(f64, f64)], pen: Pen) -> Drawn<S> {
        self.put(points, Look::Stroke(pen))
    }

    /// A horizontal line.
    pub fn across(&self, from: f64, to: f64, y: f64, pen: Pen) -> Drawn<S> {
        self.line(&[(from, y), (to, y)], pen)
    }

    /// A vertical line.
    pub fn down(&self, x: f64, from: f64, to: f64, pen: Pen) -> Drawn<S> {
        self.line(&[(x, from), (x, to)], pen)
    }

    /// A cubic curve.
    pub fn curve(&self, points: [(f64, f64); 4], pen: Pen) -> Drawn<S> {
        self.put(&points, Look::Curve(pen))
    }

    /// A filled area.
    pub fn area(&self, points: &[(f64, f64)], role: Role) -> Drawn<S> {
        self.put(points, Look::Area(role))
    }

    /// A filled rectangle.
    pub fn block(&self, frame: Frame, role: Role) -> Drawn<S> {
        let corners = [(units(frame.x), units(frame.y)), (units(frame.x + frame.width), units(frame.y + frame.height))];
        self.area.draw(&Rectangle::new(corners, role.plotters().filled()))
    }

    /// The outline of a rectangle.
    pub fn outline(&self, frame: Frame, pen: Pen) -> Drawn<S> {
        let (left, top) = (frame.x, frame.y);
        let (right, bottom) = (left + frame.width, top + frame.height);
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
        self.line(&corners, pen)
    }

    /// A rectangle with the hatch of grade D.
    pub fn hatched(&self, frame: Frame) -> Drawn<S> {
        let corners = [(frame.x, frame.y), (frame.x + frame.width, frame.y + frame.height)];
        self.put(&corners, Look::Hatched)
    }

    /// A point with a ring of paper.
    pub fn dot(&self, at: (f64, f64), radius: f64, role: Role) -> Drawn<S> {
        let dot = Look::Dot { radius: units(radius).unsigned_abs(), role, ring: units(self.style.ring).unsigned_abs() };
        self.put(&[at], dot)
    }

    /// A text on its baseline, moved or cut so that it stays inside the frame. Empty text draws nothing.
    pub fn text(&self, x: f64, y: f64, text: &str, look: Type) -> Drawn<S> {
        self.sized(x, y, text, self.size(look), look)
    }

    /// A text of `ems` times the size of a label, on its baseline, kept inside the frame likewise.
    pub fn large(&self, x: f64, y: f64, text: &str, ems: f64, look: Type) -> Drawn<S> {
        self.sized(x, y, text, ems * self.style.font, look)
    }

    fn sized(&self, x: f64, y: f64, text: &str, size: f64, look: Type) -> Drawn<S> {
        let text = text::cut(text, self.width, size, look.weight);
        if text.is_empty() {
            return Ok(());
        }
        let width = text::width(&text, size, look.weight);
        let shift = anchored(0.0, width, look.anchor);
        let left = (x + shift).min(self.width - width).max(0.0);
        let lettering = Lettering { role: look.role, size: size * UNITS, weight: look.weight, anchor: look.anchor, halo: look.halo };
        self.put(&[(left - shift, y)], Look::Text(text, lettering))
    }

    fn put(&self, points: &[(f64, f64)], look: Look) -> Drawn<S> {
        let finite = points.iter().all(|(x, y)| x.is_finite() && y.is_finite());
        if points.is_empty() || !finite {
            return Ok(());
        }
        let points = points.iter().map(|(x, y)| (units(*x), units(*y))).collect();
        self.area.draw(&Element::new(points, look))
    }
}

/// Left end of a text of `width` that stands at `x` by its anchor.
pub(crate) fn anchored(x: f64, width: f64, anchor: Anchor) -> f64 {
    match anchor {
        Anchor::Start => x,
        Anchor::Middle => x - width / 2.0,
        Anchor::End => x - width,
    }
}
