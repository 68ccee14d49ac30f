//! The look of a text on a canvas.

use crate::palette::Role;
use crate::pen::Anchor;
use crate::text::Weight;

/// The look of a text: size and colour come with the medium.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Type {
    /// Colour.
    pub role: Role,
    /// Weight.
    pub weight: Weight,
    /// Which point stands at the place.
    pub anchor: Anchor,
    /// A rim of paper.
    pub halo: bool,
    /// Size of a chart's own series instead of a label's.
    pub own: bool,
}

impl Type {
    /// A label in `role`, regular, from its left end.
    pub const fn new(role: Role) -> Self {
        Self { role, weight: Weight::Regular, anchor: Anchor::Start, halo: false, own: false }
    }

    /// With a weight.
    pub const fn weight(self, weight: Weight) -> Self {
        Self { weight, ..self }
    }

    /// With an anchor.
    pub const fn anchor(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    /// With a rim of paper.
    pub const fn halo(self) -> Self {
        Self { halo: true, ..self }
    }

    /// In the size of the own series.
    pub const fn own(self) -> Self {
        Self { own: true, ..self }
    }
}
