//! A surface on loan.

use super::{Put, Surface};
use crate::palette::Role;
use crate::pen::{Lettering, Pen};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};

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

    fn draw_line<T: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &T) -> Put<S> {
        self.0.draw_line(from, to, style)
    }

    fn draw_rect<T: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &T, fill: bool) -> Put<S> {
        self.0.draw_rect(from, to, style, fill)
    }

    fn draw_path<T: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &T) -> Put<S> {
        self.0.draw_path(path, style)
    }

    fn draw_circle<T: BackendStyle>(&mut self, center: BackendCoord, radius: u32, style: &T, fill: bool) -> Put<S> {
        self.0.draw_circle(center, radius, style, fill)
    }

    fn fill_polygon<T: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, points: I, style: &T) -> Put<S> {
        self.0.fill_polygon(points, style)
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, at: BackendCoord) -> Put<S> {
        self.0.draw_text(text, style, at)
    }

    fn estimate_text_size<T: BackendTextStyle>(&self, text: &str, style: &T) -> Result<(u32, u32), DrawingErrorKind<S::ErrorType>> {
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
