//! plotters elements for what only a [`Surface`] can draw.

use crate::palette::Role;
use crate::pen::{Lettering, Pen};
use crate::surface::{Put, Surface};
use plotters::element::{Drawable, PointCollection};
use plotters_backend::BackendCoord;

/// One thing on a surface, with its points.
pub(crate) struct Element {
    points: Vec<BackendCoord>,
    look: Look,
}

/// What is drawn at the points.
pub(crate) enum Look {
    /// A line through all points.
    Stroke(Pen),
    /// A curve of four points.
    Curve(Pen),
    /// A filled area.
    Area(Role),
    /// A hatched rectangle between two points.
    Hatched,
    /// Dots of a radius with a ring.
    Dot { radius: u32, role: Role, ring: u32 },
    /// A text at the first point.
    Text(String, Lettering),
}

impl Element {
    pub(crate) fn new(points: Vec<BackendCoord>, look: Look) -> Self {
        Self { points, look }
    }
}

impl<'a> PointCollection<'a, BackendCoord> for &'a Element {
    type Point = &'a BackendCoord;
    type IntoIter = &'a [BackendCoord];

    fn point_iter(self) -> &'a [BackendCoord] {
        &self.points
    }
}

impl<S: Surface> Drawable<S> for Element {
    fn draw<I: Iterator<Item = BackendCoord>>(&self, points: I, surface: &mut S, _: (u32, u32)) -> Put<S> {
        let points: Vec<_> = points.collect();
        match (&self.look, points.as_slice()) {
            (Look::Stroke(pen), points) => surface.stroke(points, pen),
            (Look::Curve(pen), &[a, b, c, d]) => surface.curve([a, b, c, d], pen),
            (Look::Area(role), points) => surface.area(points, *role),
            (Look::Hatched, &[from, to]) => surface.hatched(from, to),
            (Look::Dot { radius, role, ring }, points) => points.iter().try_for_each(|at| surface.dot(*at, *radius, *role, *ring)),
            (Look::Text(text, lettering), &[at]) => surface.write(text, at, lettering),
            // The canvas makes these with exactly the points they need.
            (Look::Curve(_) | Look::Hatched | Look::Text(..), _) => Ok(()),
        }
    }
}
