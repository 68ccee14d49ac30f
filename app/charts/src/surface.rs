//! What a chart is drawn on: a plotters backend that can also dash, hatch and write with weights.

use crate::palette::Role;
use crate::pen::{Lettering, Pen};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

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
            Some(dash) => dashes(points, dash)
                .into_iter()
                .try_for_each(|dash| self.draw_path(dash, pen)),
        }
    }

    /// A cubic curve: start, two control points, end.
    fn curve(&mut self, points: [BackendCoord; 4], pen: &Pen) -> Put<Self> {
        let path: Vec<_> = (0..=24)
            .map(|i| bezier(points, f64::from(i) / 24.0))
            .collect();
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
    BackendColor {
        alpha: 1.0,
        rgb: role.rgb(),
    }
}

/// The dashes of a line, for a surface that draws nothing but solid lines.
pub fn dashes(points: &[BackendCoord], [on, off]: [u32; 2]) -> Vec<Vec<BackendCoord>> {
    let lengths = [f64::from(on.max(1)), f64::from(off.max(1))];
    let mut dashes = Vec::new();
    let mut drawing = true;
    let mut left = lengths[0];
    let mut current: Vec<BackendCoord> = points.first().copied().into_iter().collect();
    for pair in points.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let (dx, dy) = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
        let length = dx.hypot(dy);
        let mut done = 0.0;
        while length - done > left {
            done += left;
            let share = done / length;
            let at = (
                from.0 + (dx * share).round() as i32,
                from.1 + (dy * share).round() as i32,
            );
            if drawing {
                current.push(at);
                dashes.push(std::mem::take(&mut current));
            } else {
                current = vec![at];
            }
            drawing = !drawing;
            left = lengths[usize::from(!drawing)];
        }
        left -= length - done;
        if drawing {
            current.push(to);
        }
    }
    if drawing && current.len() > 1 {
        dashes.push(current);
    }
    dashes
}

fn bezier(points: [BackendCoord; 4], t: f64) -> BackendCoord {
    let weights = [
        (1.0 - t).powi(3),
        3.0 * t * (1.0 - t).powi(2),
        3.0 * t.powi(2) * (1.0 - t),
        t.powi(3),
    ];
    let sum = |axis: fn(BackendCoord) -> i32| -> i32 {
        points
            .into_iter()
            .zip(weights)
            .map(|(point, weight)| f64::from(axis(point)) * weight)
            .sum::<f64>()
            .round() as i32
    };
    (sum(|point| point.0), sum(|point| point.1))
}

/// A surface on loan: plotters' drawing area takes a backend by value, a caller keeps its own.
pub(crate) struct Lent<'a, S>(pub(crate) &'a mut S);

impl<S: DrawingBackend> DrawingBackend for Lent<'_, S> {
    type ErrorType = S::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        self.0.get_size()
    }

    fn ensure_prepared(&mut self) -> Put<S> {
        self.0.ensure_prepared()
    }

    fn present(&mut self) -> Put<S> {
        self.0.present()
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Put<S> {
        self.0.draw_pixel(point, color)
    }

    fn draw_line<T: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &T,
    ) -> Put<S> {
        self.0.draw_line(from, to, style)
    }

    fn draw_rect<T: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &T,
        fill: bool,
    ) -> Put<S> {
        self.0.draw_rect(from, to, style, fill)
    }

    fn draw_path<T: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &T,
    ) -> Put<S> {
        self.0.draw_path(path, style)
    }

    fn draw_circle<T: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &T,
        fill: bool,
    ) -> Put<S> {
        self.0.draw_circle(center, radius, style, fill)
    }

    fn fill_polygon<T: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        points: I,
        style: &T,
    ) -> Put<S> {
        self.0.fill_polygon(points, style)
    }

    fn draw_text<T: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &T,
        at: BackendCoord,
    ) -> Put<S> {
        self.0.draw_text(text, style, at)
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<S::ErrorType>> {
        self.0.estimate_text_size(text, style)
    }

    fn blit_bitmap(&mut self, at: BackendCoord, size: (u32, u32), pixels: &[u8]) -> Put<S> {
        self.0.blit_bitmap(at, size, pixels)
    }
}

impl<S: Surface> Surface for Lent<'_, S> {
    fn stroke(&mut self, points: &[BackendCoord], pen: &Pen) -> Put<S> {
        self.0.stroke(points, pen)
    }

    fn curve(&mut self, points: [BackendCoord; 4], pen: &Pen) -> Put<S> {
        self.0.curve(points, pen)
    }

    fn area(&mut self, points: &[BackendCoord], role: Role) -> Put<S> {
        self.0.area(points, role)
    }

    fn hatched(&mut self, from: BackendCoord, to: BackendCoord) -> Put<S> {
        self.0.hatched(from, to)
    }

    fn dot(&mut self, at: BackendCoord, radius: u32, role: Role, ring: u32) -> Put<S> {
        self.0.dot(at, radius, role, ring)
    }

    fn write(&mut self, text: &str, at: BackendCoord, lettering: &Lettering) -> Put<S> {
        self.0.write(text, at, lettering)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_run_on_round_a_corner() {
        let dashes = dashes(&[(0, 0), (100, 0), (100, 100)], [60, 20]);
        assert_eq!(
            dashes,
            [
                vec![(0, 0), (60, 0)],
                vec![(80, 0), (100, 0), (100, 40)],
                vec![(100, 60), (100, 100)],
            ]
        );
    }
}
