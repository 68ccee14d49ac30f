//! The plotters backend that writes SVG.

use super::markup::{Escaped, Px, class};
use crate::palette::Role;
use crate::pen::{Anchor, Lettering, Pen, UNITS};
use crate::surface::{Put, Surface};
use crate::text::{self, Weight};
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};
use std::convert::Infallible;
use std::fmt::Write;

/// Size of text in px that the style sheet sets; any other is written out.
const SCREEN_TEXT: f64 = 12.0;

/// A plotters backend that writes SVG into a string.
pub struct Svg {
    body: String,
    size: (u32, u32),
}

impl Svg {
    /// An empty picture of `width` by `height` px. `finding` is its accessible name; without one it is hidden from
    /// assistive technology.
    pub fn new(width: f64, height: f64, class: &str, finding: &str) -> Self {
        let mut body = String::with_capacity(4096);
        let size = |length: f64| (length * UNITS).round() as u32;
        let _ = write!(body, r#"<svg class="{class}" width="{width}" height="{height}" viewBox="0 0 {width} {height}""#);
        if finding.is_empty() {
            body.push_str(r#" aria-hidden="true">"#);
        } else {
            let _ = write!(body, r#" role="img" aria-label="{}">"#, Escaped(finding));
        }
        Self { body, size: (size(width), size(height)) }
    }

    /// Words in place of a drawing that could not be made.
    pub(super) fn apologise(&mut self, reason: &str) {
        self.open("text", "t", crate::surface::solid(Role::Loss));
        self.lettering(reason, (0, 1200), Anchor::Start);
    }

    /// The finished picture.
    pub fn finish(mut self) -> String {
        self.body.push_str("</svg>");
        self.body
    }

    fn open(&mut self, element: &str, kind: &str, colour: BackendColor) {
        // A colour that stands for no role came from foreign drawing code: ink is readable on every theme.
        let role = Role::from_rgb(colour.rgb).unwrap_or(Role::Ink);
        let _ = write!(self.body, r#"<{element} class="{kind} c-{}""#, class(role));
        if colour.alpha < 1.0 {
            let _ = write!(self.body, r#" opacity="{}""#, (colour.alpha * 100.0).round() / 100.0);
        }
    }

    fn number(&mut self, name: &str, value: i32) {
        let _ = write!(self.body, r#" {name}="{}""#, Px(value));
    }

    fn path(&mut self, points: impl IntoIterator<Item = BackendCoord>, closed: bool) {
        self.body.push_str(r#" d=""#);
        for (place, (x, y)) in points.into_iter().enumerate() {
            let step = if place == 0 { 'M' } else { 'L' };
            let _ = write!(self.body, "{step}{},{}", Px(x), Px(y));
        }
        self.body.push_str(if closed { r#"Z"/>"# } else { r#""/>"# });
    }

    fn pen(&mut self, width: u32) {
        let _ = write!(self.body, r#" stroke-width="{}""#, f64::from(width) / UNITS);
    }

    fn rect(&mut self, from: BackendCoord, to: BackendCoord) {
        self.number("x", from.0.min(to.0));
        self.number("y", from.1.min(to.1));
        self.number("width", (to.0 - from.0).abs());
        self.number("height", (to.1 - from.1).abs());
    }

    fn lettering(&mut self, text: &str, at: BackendCoord, anchor: Anchor) {
        self.number("x", at.0);
        self.number("y", at.1);
        self.body.push_str(match anchor {
            Anchor::Start => ">",
            Anchor::Middle => r#" text-anchor="middle">"#,
            Anchor::End => r#" text-anchor="end">"#,
        });
        let _ = write!(self.body, "{}</text>", Escaped(text));
    }
}

impl Svg {
    fn stroke_look(&mut self, pen: &Pen) {
        self.pen(pen.width);
        if let Some([on, off]) = pen.dash {
            let px = |length: u32| f64::from(length) / UNITS;
            let _ = write!(self.body, r#" stroke-dasharray="{} {}""#, px(on), px(off));
        }
        if pen.round {
            self.body.push_str(r#" stroke-linecap="round""#);
        }
    }
}

impl Surface for Svg {
    fn stroke(&mut self, points: &[BackendCoord], pen: &Pen) -> Put<Self> {
        self.open("path", "s", pen.color());
        self.stroke_look(pen);
        self.path(points.iter().copied(), false);
        Ok(())
    }

    fn curve(&mut self, [a, b, c, d]: [BackendCoord; 4], pen: &Pen) -> Put<Self> {
        self.open("path", "s", pen.color());
        self.stroke_look(pen);
        let _ =
            write!(self.body, r#" d="M{},{}C{},{} {},{} {},{}"/>"#, Px(a.0), Px(a.1), Px(b.0), Px(b.1), Px(c.0), Px(c.1), Px(d.0), Px(d.1));
        Ok(())
    }

    fn hatched(&mut self, from: BackendCoord, to: BackendCoord) -> Put<Self> {
        self.body.push_str(r#"<rect fill="url(#hatch-d)""#);
        self.rect(from, to);
        self.body.push_str("/>");
        Ok(())
    }

    fn dot(&mut self, at: BackendCoord, radius: u32, role: Role, ring: u32) -> Put<Self> {
        self.open("circle", if ring > 0 { "f r" } else { "f" }, crate::surface::solid(role));
        if ring > 0 {
            self.pen(ring);
        }
        self.number("cx", at.0);
        self.number("cy", at.1);
        let _ = write!(self.body, r#" r="{}"/>"#, f64::from(radius) / UNITS);
        Ok(())
    }

    fn write(&mut self, text: &str, at: BackendCoord, look: &Lettering) -> Put<Self> {
        let kind = match (look.weight, look.halo) {
            (Weight::Regular, false) => "t",
            (Weight::Regular, true) => "t h",
            (Weight::Medium, false) => "t m",
            (Weight::Medium, true) => "t m h",
            (Weight::SemiBold, false) => "t b",
            (Weight::SemiBold, true) => "t b h",
        };
        self.open("text", kind, look.color());
        let px = look.size / UNITS;
        if px != SCREEN_TEXT {
            let _ = write!(self.body, r#" font-size="{px}""#);
        }
        self.lettering(text, at, look.anchor);
        Ok(())
    }
}

impl DrawingBackend for Svg {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Put<Self> {
        Ok(())
    }

    fn present(&mut self) -> Put<Self> {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Put<Self> {
        self.draw_rect((x, y), (x + 1, y + 1), &color, true)
    }

    fn draw_line<T: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &T) -> Put<Self> {
        self.draw_path([from, to], style)
    }

    fn draw_rect<T: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &T, fill: bool) -> Put<Self> {
        self.open("rect", if fill { "f" } else { "s" }, style.color());
        if !fill {
            self.pen(style.stroke_width());
        }
        self.rect(from, to);
        self.body.push_str("/>");
        Ok(())
    }

    fn draw_path<T: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &T) -> Put<Self> {
        self.open("path", "s", style.color());
        self.pen(style.stroke_width());
        self.path(path, false);
        Ok(())
    }

    fn draw_circle<T: BackendStyle>(&mut self, (x, y): BackendCoord, radius: u32, style: &T, fill: bool) -> Put<Self> {
        self.open("circle", if fill { "f" } else { "s" }, style.color());
        if !fill {
            self.pen(style.stroke_width());
        }
        self.number("cx", x);
        self.number("cy", y);
        let _ = write!(self.body, r#" r="{}"/>"#, f64::from(radius) / UNITS);
        Ok(())
    }

    fn fill_polygon<T: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, points: I, style: &T) -> Put<Self> {
        self.open("path", "f", style.color());
        self.path(points, true);
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, (x, y): BackendCoord) -> Put<Self> {
        let anchor = match style.anchor().h_pos {
            HPos::Left => Anchor::Start,
            HPos::Center => Anchor::Middle,
            HPos::Right => Anchor::End,
        };
        let below = match style.anchor().v_pos {
            VPos::Top => 0.75,
            VPos::Center => 0.35,
            VPos::Bottom => 0.0,
        };
        self.open("text", "t", style.color());
        self.lettering(text, (x, y + (style.size() * below).round() as i32), anchor);
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(&self, text: &str, style: &T) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let width = text::width(text, style.size(), Weight::Regular);
        Ok((width.ceil() as u32, style.size().ceil() as u32))
    }
}
