//! Charts on paper: a plotters backend that writes on a [`Sheet`].

use std::convert::Infallible;

use charts::pen::{Anchor, Lettering, Pen, UNITS};
use charts::{Role, Surface};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};

use super::fonts::{self, Face};
use super::look::{PAGE_HEIGHT, PAGE_WIDTH};
use super::sheet::{Ink, Sheet, Stroke};

type Done = Result<(), DrawingErrorKind<Infallible>>;

/// A sheet as charts see it.
pub struct Paper<'a>(pub &'a mut Sheet);

fn pt((x, y): BackendCoord) -> (f64, f64) {
    (f64::from(x) / UNITS, f64::from(y) / UNITS)
}

/// The role behind the colour as printed, mixed with the white sheet where it is not full.
fn ink(colour: BackendColor) -> Ink {
    let (red, green, blue) = Role::from_rgb(colour.rgb).unwrap_or(Role::Ink).print_rgb();
    let mixed = |part: u8| (255.0 - (255.0 - f64::from(part)) * colour.alpha.clamp(0.0, 1.0)).round() as u8;
    (mixed(red), mixed(green), mixed(blue))
}

fn plain<S: BackendStyle>(style: &S) -> Stroke {
    Stroke { ink: ink(style.color()), width: f64::from(style.stroke_width()) / UNITS, dash: None, round: false }
}

fn pen(pen: &Pen) -> Stroke {
    Stroke { dash: pen.dash.map(|dash| dash.map(|length| f64::from(length) / UNITS)), round: pen.round, ..plain(pen) }
}

impl DrawingBackend for Paper<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        ((PAGE_WIDTH * UNITS) as u32, (PAGE_HEIGHT * UNITS) as u32)
    }

    fn ensure_prepared(&mut self) -> Done {
        Ok(())
    }

    fn present(&mut self) -> Done {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, colour: BackendColor) -> Done {
        let (x, y) = pt(at);
        self.0.rect(x, y, 1.0 / UNITS, 1.0 / UNITS, ink(colour));
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Done {
        let points: Vec<_> = path.into_iter().map(pt).collect();
        self.0.line(&points, plain(style));
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S, fill: bool) -> Done {
        let ((x, y), (right, bottom)) = (pt(from), pt(to));
        if fill {
            self.0.rect(x, y, right - x, bottom - y, ink(style.color()));
        } else {
            self.0.line(&[(x, y), (right, y), (right, bottom), (x, bottom), (x, y)], plain(style));
        }
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, centre: BackendCoord, radius: u32, style: &S, _: bool) -> Done {
        self.0.circle(pt(centre), f64::from(radius) / UNITS, ink(style.color()));
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, points: I, style: &S) -> Done {
        let points: Vec<_> = points.into_iter().map(|at| (pt(at), false)).collect();
        self.0.area(points, ink(style.color()));
        Ok(())
    }
}

impl Surface for Paper<'_> {
    fn stroke(&mut self, points: &[BackendCoord], style: &Pen) -> Done {
        let points: Vec<_> = points.iter().copied().map(pt).collect();
        self.0.line(&points, pen(style));
        Ok(())
    }

    fn curve(&mut self, points: [BackendCoord; 4], style: &Pen) -> Done {
        self.0.curve(points.map(pt), pen(style));
        Ok(())
    }

    fn write(&mut self, text: &str, at: BackendCoord, look: &Lettering) -> Done {
        let ((x, y), size) = (pt(at), look.size / UNITS);
        let width = fonts::width(text, size, look.weight);
        let x = match look.anchor {
            Anchor::Start => x,
            Anchor::Middle => x - width / 2.0,
            Anchor::End => x - width,
        };
        if look.halo {
            self.0.rect(x - 0.8, y - 0.78 * size, width + 1.6, 0.98 * size, Role::Paper.print_rgb());
        }
        self.0.letters(x, y, text, size, Face::of(look.weight), look.role.print_rgb());
        Ok(())
    }
}
