//! Sizes and inks of the report's text, and the grid. Lengths are points from the sheet's top left, y downwards.

use charts::text::Weight;
use charts::{MM, Role};

/// Width of A4.
pub const PAGE_WIDTH: f64 = 210.0 * MM;
/// Height of A4.
pub const PAGE_HEIGHT: f64 = 297.0 * MM;
/// Left end of the content.
pub const LEFT: f64 = 17.0 * MM;
/// Width of the content: 12 columns of 11 mm, 4 mm apart.
pub const WIDTH: f64 = 176.0 * MM;
/// Top of the content.
pub const TOP: f64 = 21.0 * MM;
/// End of the content.
pub const BOTTOM: f64 = 281.0 * MM;

/// Size, weight and ink of a text, with the distance of its lines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// pt.
    pub size: f64,
    /// pt from line to line.
    pub leading: f64,
    pub weight: Weight,
    pub role: Role,
}

impl Look {
    const fn new(size: f64, leading_mm: f64, weight: Weight, role: Role) -> Self {
        Self { size, leading: leading_mm * MM, weight, role }
    }

    /// In semibold.
    pub const fn bold(self) -> Self {
        Self { weight: Weight::SemiBold, ..self }
    }

    /// In another ink.
    pub const fn ink(self, role: Role) -> Self {
        Self { role, ..self }
    }

    /// Baseline of a line whose box begins at `top`: the capitals stand in its middle.
    pub fn baseline(self, top: f64) -> f64 {
        top + (self.leading + 0.7 * self.size) / 2.0
    }
}

pub const HEADLINE: Look = Look::new(16.5, 7.0, Weight::SemiBold, Role::Ink);
pub const TITLE: Look = Look::new(14.0, 6.0, Weight::SemiBold, Role::Ink);
pub const SECTION: Look = Look::new(9.0, 4.0, Weight::SemiBold, Role::Ink);
pub const UNIT: Look = Look::new(7.0, 4.0, Weight::Regular, Role::Ink3);
pub const BODY: Look = Look::new(8.5, 4.0, Weight::Regular, Role::Ink2);
pub const LIST: Look = Look::new(8.0, 3.8, Weight::Regular, Role::Ink2);
pub const CELL: Look = Look::new(7.25, 3.4, Weight::Regular, Role::Ink);
pub const LINE: Look = Look::new(7.5, 3.8, Weight::Regular, Role::Ink);
pub const SMALL: Look = Look::new(6.5, 3.2, Weight::Regular, Role::Ink3);
pub const HEADER: Look = Look::new(7.0, 4.0, Weight::Regular, Role::Ink2);
pub const FIGURE: Look = Look::new(11.0, 4.4, Weight::SemiBold, Role::Ink);
