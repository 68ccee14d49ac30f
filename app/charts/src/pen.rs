//! How a stroke and a text look, in units of the surface ([`UNITS`] to the px or pt).

use crate::palette::Role;
use crate::text::{self, Weight};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, FontFamily, FontStyle};
use std::convert::Infallible;

/// Units of a surface in one px (screen) or one pt (paper). plotters counts in whole units, so one is made small.
pub const UNITS: f64 = 100.0;

/// A length in px or pt as whole units.
pub fn units(length: f64) -> i32 {
    // A cast of a float saturates, so a wild length ends at the edge of the number range and not in a wrap.
    (length * UNITS).round() as i32
}

/// A stroke.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pen {
    /// Colour.
    pub role: Role,
    /// Width in units.
    pub width: u32,
    /// Length of dash and of gap in units; `None`: solid.
    pub dash: Option<[u32; 2]>,
    /// Round ends: dots where the dash is short, no hard ends on lines.
    pub round: bool,
    /// 0 clear to 1 full.
    pub opacity: f64,
}

impl Pen {
    /// A solid stroke of `width` px or pt with straight ends.
    pub fn new(role: Role, width: f64) -> Self {
        Self { role, width: units(width).max(1).unsigned_abs(), dash: None, round: false, opacity: 1.0 }
    }

    /// The stroke with dashes of `dash[0]` and gaps of `dash[1]` px or pt.
    pub fn dashed(self, dash: [f64; 2]) -> Self {
        Self { dash: Some(dash.map(|length| units(length).max(1).unsigned_abs())), ..self }
    }

    /// The stroke with round ends.
    pub fn round(self) -> Self {
        Self { round: true, ..self }
    }

    /// The stroke with an opacity from 0 to 1.
    pub fn opacity(self, opacity: f64) -> Self {
        Self { opacity, ..self }
    }
}

impl BackendStyle for Pen {
    fn color(&self) -> BackendColor {
        BackendColor { alpha: self.opacity, rgb: self.role.rgb() }
    }

    fn stroke_width(&self) -> u32 {
        self.width
    }
}

/// Which point of a text stands at its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anchor {
    /// Left end.
    #[default]
    Start,
    /// Middle.
    Middle,
    /// Right end.
    End,
}

/// The look of a text. Its place is on the baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lettering {
    /// Colour.
    pub role: Role,
    /// Size in units.
    pub size: f64,
    /// Weight.
    pub weight: Weight,
    /// Which point stands at the place.
    pub anchor: Anchor,
    /// A rim in the colour of the paper, so that the text stays readable on lines.
    pub halo: bool,
}

impl BackendTextStyle for Lettering {
    type FontError = Infallible;

    fn color(&self) -> BackendColor {
        BackendColor { alpha: 1.0, rgb: self.role.rgb() }
    }

    fn size(&self) -> f64 {
        self.size
    }

    fn style(&self) -> FontStyle {
        match self.weight {
            Weight::Regular | Weight::Medium => FontStyle::Normal,
            Weight::SemiBold => FontStyle::Bold,
        }
    }

    fn anchor(&self) -> Pos {
        let horizontal = match self.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        Pos::new(horizontal, VPos::Bottom)
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(text::FAMILY)
    }

    fn layout_box(&self, text: &str) -> Result<((i32, i32), (i32, i32)), Infallible> {
        let width = text::width(text, self.size, self.weight);
        Ok(((0, 0), (width.ceil() as i32, self.size.ceil() as i32)))
    }

    /// Nothing: a surface writes text with its own font, glyphs are not drawn as dots.
    fn draw<E, D: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        _: &str,
        _: BackendCoord,
        _: D,
    ) -> Result<Result<(), E>, Infallible> {
        Ok(Ok(()))
    }
}
