//! What a chart is drawn on: a plotters backend that can also dash, hatch and write with weights.

mod dash;
mod lent;

pub use dash::dashes;
pub(crate) use lent::Lent;

use crate::palette::Role;
use crate::pen::{Lettering, Pen};
use dash::bezier;
use plotters_backend::{BackendColor, BackendCoord, DrawingBackend, DrawingErrorKind};

/// Result of a call on a surface.
pub type Put<S> = Result<(), DrawingErrorKind<<S as DrawingBackend>::ErrorType>>;

/// A plotters backend with the few things that plotters has no words for.
///
/// Every method has a form made of plotters' own calls, so `impl Surface for MyBackend {}` is enough to begin with;
/// a surface overrides what it can do better. Coordinates and widths are whole units,
/// [`UNITS`](crate::pen::UNITS) to the px or pt, y downwards. Colours are [`Role`]s in disguise.
pub trait Surface: DrawingBackend {
    /// A line through `points`.
    fn stroke(&mut self, points: &[BackendCoord], pen: &Pen) -> Put<Self> {
        match pen.dash {
            None => self.draw_path(points.iter().copied(), pen),
            Some(dash) => dashes(points, dash).into_iter().try_for_each(|dash| self.draw_path(dash, pen)),
        }
    }

    /// A cubic curve: start, two control points, end.
    fn curve(&mut self, points: [BackendCoord; 4], pen: &Pen) -> Put<Self> {
        let path: Vec<_> = (0..=24).map(|i| bezier(points, f64::from(i) / 24.0)).collect();
        self.stroke(&path, pen)
    }

    /// A filled area.
    fn area(&mut self, points: &[BackendCoord], role: Role) -> Put<Self> {
        self.fill_polygon(points.iter().copied(), &solid(role))
    }

    /// A rectangle with the hatch of grade D.
    fn hatched(&mut self, from: BackendCoord, to: BackendCoord) -> Put<Self> {
        self.draw_rect(from, to, &solid(Role::GradeD), true)
    }

    /// A point with a ring of paper round it.
    fn dot(&mut self, at: BackendCoord, radius: u32, role: Role, ring: u32) -> Put<Self> {
        if ring > 0 {
            self.draw_circle(at, radius + ring / 2, &solid(Role::Paper), true)?;
        }
        self.draw_circle(at, radius.saturating_sub(ring / 2), &solid(role), true)
    }

    /// A text; `at` is on its baseline.
    fn write(&mut self, text: &str, at: BackendCoord, lettering: &Lettering) -> Put<Self> {
        self.draw_text(text, lettering, at)
    }
}

/// A role as a full colour for plotters.
pub fn solid(role: Role) -> BackendColor {
    BackendColor { alpha: 1.0, rgb: role.rgb() }
}
