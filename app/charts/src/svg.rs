//! SVG for the page. Colours are classes, so light, dark and print follow the page's custom properties.
//!
//! Classes, defined in `style/charts.css`:
//!
//! | class | on | means |
//! | --- | --- | --- |
//! | `ch` | `svg` | a chart; scopes all others |
//! | `wide`, `narrow` | `svg` | shown above, or up to, 720 px |
//! | `s`, `f` | shape | stroked, filled |
//! | `t`, `m`, `b` | `text` | regular, medium (500), semibold (600) |
//! | `h` | `text` | halo of paper |
//! | `ink ink2 ink3 rule rule2 paper accent awash band bandi inc gain loss warn past ga gb gc gd ona onb onc ond field`, each after `c-` | all | the colour role |
//!
//! Grade D is filled with the pattern `#hatch-d`; put [`HATCH`] once at the top of the body.

use crate::canvas::Frame;
use crate::chart::{Chart, draw};
use crate::palette::Role;
use crate::pen::{Anchor, Lettering, Pen, UNITS};
use crate::style::Style;
use crate::surface::{Put, Surface};
use crate::text::{self, Weight};
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use std::convert::Infallible;
use std::fmt::Write;

/// The hatch of grade D. A pattern inside a hidden SVG does not paint, so the page holds it once, at the top of the body.
pub const HATCH: &str = concat!(
    r#"<svg width="0" height="0" class="hatches" aria-hidden="true"><defs>"#,
    r#"<pattern id="hatch-d" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">"#,
    r#"<rect class="hatch-a" width="5" height="5"/><path class="hatch-b" d="M0,0V5" stroke-width="2"/>"#,
    r#"</pattern></defs></svg>"#
);

/// Size of text in px that the style sheet sets; any other is written out.
const SCREEN_TEXT: f64 = 12.0;

/// The chart at its two widths; the page shows one of them at a time.
pub fn page_svg<C: Chart>(chart: &C) -> String {
    let (wide, narrow) = chart.widths();
    page_svg_at(chart, wide, narrow, &Style::screen())
}

/// The chart at two widths of the caller's choice, in px.
pub fn page_svg_at<C: Chart>(chart: &C, wide: f64, narrow: f64, style: &Style) -> String {
    let mut out = single(chart, wide, style, "ch wide");
    out.push_str(&single(chart, narrow, style, "ch narrow"));
    out
}

/// The chart at its wide width only, for a page that shows something else on a narrow screen: the value map's tree.
pub fn wide_svg<C: Chart>(chart: &C) -> String {
    single(chart, chart.widths().0, &Style::screen(), "ch wide")
}

/// The chart at one width, for a table cell: shown on every screen.
pub fn cell_svg<C: Chart>(chart: &C, width: f64) -> String {
    single(chart, width, &Style::screen(), "ch")
}

/// The chart at one width with the measures of `style`. `class` is the class of the `svg`; all rules need `ch`.
pub fn single<C: Chart>(chart: &C, width: f64, style: &Style, class: &str) -> String {
    let height = chart.height(width, style).ceil();
    let mut svg = Svg::new(width, height, class, chart.finding());
    let frame = Frame {
        x: 0.0,
        y: 0.0,
        width,
        height,
    };
    if let Err(error) = draw(chart, &mut svg, frame, style) {
        // Writing to memory does not fail; should plotters find another reason, the reader is told.
        let _ = write!(
            svg.body,
            r#"<text class="t c-loss" y="12">{}</text>"#,
            Escaped(&error.to_string())
        );
    }
    svg.finish()
}

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
        let _ = write!(
            body,
            r#"<svg class="{class}" width="{width}" height="{height}" viewBox="0 0 {width} {height}""#
        );
        if finding.is_empty() {
            body.push_str(r#" aria-hidden="true">"#);
        } else {
            let _ = write!(body, r#" role="img" aria-label="{}">"#, Escaped(finding));
        }
        Self {
            body,
            size: (size(width), size(height)),
        }
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
            let _ = write!(
                self.body,
                r#" opacity="{}""#,
                (colour.alpha * 100.0).round() / 100.0
            );
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
        self.body
            .push_str(if closed { r#"Z"/>"# } else { r#""/>"# });
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
        let _ = write!(
            self.body,
            r#" d="M{},{}C{},{} {},{} {},{}"/>"#,
            Px(a.0),
            Px(a.1),
            Px(b.0),
            Px(b.1),
            Px(c.0),
            Px(c.1),
            Px(d.0),
            Px(d.1)
        );
        Ok(())
    }

    fn hatched(&mut self, from: BackendCoord, to: BackendCoord) -> Put<Self> {
        self.body.push_str(r#"<rect fill="url(#hatch-d)""#);
        self.rect(from, to);
        self.body.push_str("/>");
        Ok(())
    }

    fn dot(&mut self, at: BackendCoord, radius: u32, role: Role, ring: u32) -> Put<Self> {
        self.open(
            "circle",
            if ring > 0 { "f r" } else { "f" },
            crate::surface::solid(role),
        );
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

    fn draw_line<T: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &T,
    ) -> Put<Self> {
        self.draw_path([from, to], style)
    }

    fn draw_rect<T: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &T,
        fill: bool,
    ) -> Put<Self> {
        self.open("rect", if fill { "f" } else { "s" }, style.color());
        if !fill {
            self.pen(style.stroke_width());
        }
        self.rect(from, to);
        self.body.push_str("/>");
        Ok(())
    }

    fn draw_path<T: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &T,
    ) -> Put<Self> {
        self.open("path", "s", style.color());
        self.pen(style.stroke_width());
        self.path(path, false);
        Ok(())
    }

    fn draw_circle<T: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &T,
        fill: bool,
    ) -> Put<Self> {
        self.open("circle", if fill { "f" } else { "s" }, style.color());
        if !fill {
            self.pen(style.stroke_width());
        }
        self.number("cx", x);
        self.number("cy", y);
        let _ = write!(self.body, r#" r="{}"/>"#, f64::from(radius) / UNITS);
        Ok(())
    }

    fn fill_polygon<T: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        points: I,
        style: &T,
    ) -> Put<Self> {
        self.open("path", "f", style.color());
        self.path(points, true);
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &T,
        (x, y): BackendCoord,
    ) -> Put<Self> {
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

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let width = text::width(text, style.size(), Weight::Regular);
        Ok((width.ceil() as u32, style.size().ceil() as u32))
    }
}

/// Class of a role, without its `c-`.
fn class(role: Role) -> &'static str {
    match role {
        Role::Ink => "ink",
        Role::Ink2 => "ink2",
        Role::Ink3 => "ink3",
        Role::Rule => "rule",
        Role::Rule2 => "rule2",
        Role::Paper => "paper",
        Role::Accent => "accent",
        Role::AccentWash => "awash",
        Role::Band => "band",
        Role::BandInk => "bandi",
        Role::Incident => "inc",
        Role::Gain => "gain",
        Role::Loss => "loss",
        Role::Warn => "warn",
        Role::Past => "past",
        Role::GradeA => "ga",
        Role::GradeB => "gb",
        Role::GradeC => "gc",
        Role::GradeD => "gd",
        Role::OnGradeA => "ona",
        Role::OnGradeB => "onb",
        Role::OnGradeC => "onc",
        Role::OnGradeD => "ond",
        Role::Field => "field",
    }
}

/// Units as px with at most one decimal.
struct Px(i32);

impl std::fmt::Display for Px {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // 100 units to the px, so a tenth of a px is 10 units.
        let tenths = self.0.saturating_add(5).div_euclid(10);
        let (whole, tenth) = (tenths / 10, (tenths % 10).abs());
        let sign = if tenths < 0 && whole == 0 { "-" } else { "" };
        match tenth {
            0 => write!(out, "{whole}"),
            tenth => write!(out, "{sign}{whole}.{tenth}"),
        }
    }
}

/// Text with XML's own characters written out, and without control characters, which XML forbids.
struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => out.write_str("&amp;")?,
                '<' => out.write_str("&lt;")?,
                '>' => out.write_str("&gt;")?,
                '"' => out.write_str("&quot;")?,
                c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
                c => out.write_char(c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_have_one_decimal() {
        for (units, text) in [
            (0, "0"),
            (4000, "40"),
            (21_434, "214.3"),
            (-45, "-0.4"),
            (-1234, "-12.3"),
            (4, "0"),
        ] {
            assert_eq!(Px(units).to_string(), text);
        }
    }

    #[test]
    fn words_cannot_break_the_markup() {
        let svg = Svg::new(10.0, 10.0, "ch", "a \"b\" <c> & \u{7}d").finish();
        assert!(svg.contains(r#"aria-label="a &quot;b&quot; &lt;c&gt; &amp; d""#));
    }

    #[test]
    fn a_foreign_colour_is_ink() {
        let mut svg = Svg::new(10.0, 10.0, "ch", "");
        let style = BackendColor {
            alpha: 0.5,
            rgb: (1, 2, 3),
        };
        svg.draw_line((0, 0), (1000, 1000), &style).unwrap_or(());
        assert!(svg.finish().contains(r#"class="s c-ink" opacity="0.5""#));
    }
}
