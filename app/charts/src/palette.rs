//! Colour roles. Drawing code names a role; each surface has its own colour for it.
//!
//! plotters hands a surface nothing but red, green, blue and alpha. So every role travels as a colour that stands for
//! nothing else, and the surface turns it back with [`Role::from_rgb`].

use plotters::style::RGBColor;

/// What a colour is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Role {
    /// Figures, headings, business lines.
    Ink,
    /// Explanation, baseline, ticks.
    Ink2,
    /// Captions, axis numbers, the line at zero.
    Ink3,
    /// Horizontal rules.
    Rule,
    /// Guides and stronger rules.
    Rule2,
    /// The sheet, rings round points, halos of text.
    Paper,
    /// Technical lines, the month at hand.
    Accent,
    /// Wash behind the open row.
    AccentWash,
    /// Interval of a technical line or of money.
    Band,
    /// Interval of a business line.
    BandInk,
    /// Wash of an outage.
    Incident,
    /// Money gained.
    Gain,
    /// Money lost.
    Loss,
    /// Late, provisional, challenged.
    Warn,
    /// Columns of months past.
    Past,
    /// Grade A.
    GradeA,
    /// Grade B.
    GradeB,
    /// Grade C.
    GradeC,
    /// Grade D, always hatched.
    GradeD,
    /// Letter on grade A.
    OnGradeA,
    /// Letter on grade B.
    OnGradeB,
    /// Letter on grade C.
    OnGradeC,
    /// Letter on grade D.
    OnGradeD,
    /// Outline of grade E.
    Field,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 24] = [
        Self::Ink,
        Self::Ink2,
        Self::Ink3,
        Self::Rule,
        Self::Rule2,
        Self::Paper,
        Self::Accent,
        Self::AccentWash,
        Self::Band,
        Self::BandInk,
        Self::Incident,
        Self::Gain,
        Self::Loss,
        Self::Warn,
        Self::Past,
        Self::GradeA,
        Self::GradeB,
        Self::GradeC,
        Self::GradeD,
        Self::OnGradeA,
        Self::OnGradeB,
        Self::OnGradeC,
        Self::OnGradeD,
        Self::Field,
    ];

    /// The colour that stands for the role on its way through plotters. It is no colour to be seen.
    pub const fn rgb(self) -> (u8, u8, u8) {
        (b'M', b'w', self as u8)
    }

    /// The role that a colour stands for; `None` for a colour that did not come from a role.
    pub fn from_rgb(rgb: (u8, u8, u8)) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.rgb() == rgb)
    }

    /// The colour as plotters' own type, for its elements.
    pub const fn plotters(self) -> RGBColor {
        let (red, green, blue) = self.rgb();
        RGBColor(red, green, blue)
    }

    /// The colour on paper: dark on white, washes mixed with the sheet beforehand.
    pub const fn print_rgb(self) -> (u8, u8, u8) {
        match self {
            Self::Ink => (0x16, 0x19, 0x1D),
            Self::Ink2 => (0x4A, 0x50, 0x58),
            Self::Ink3 => (0x6B, 0x72, 0x7A),
            Self::Rule => (0xE3, 0xE1, 0xDB),
            Self::Rule2 => (0xC9, 0xC6, 0xBD),
            Self::Paper | Self::OnGradeA | Self::OnGradeB => (0xFF, 0xFF, 0xFF),
            Self::Accent => (0x1F, 0x4E, 0x79),
            Self::AccentWash => (0xED, 0xF2, 0xF7),
            Self::Band => (0xD5, 0xDE, 0xE6),
            Self::BandInk => (0xDA, 0xDA, 0xDB),
            Self::Incident => (0xEC, 0xCF, 0xCA),
            Self::Gain => (0x0F, 0x7B, 0x6C),
            Self::Loss => (0xB5, 0x40, 0x2A),
            Self::Warn => (0x8A, 0x61, 0x00),
            Self::Past => (0x8E, 0x97, 0x9F),
            Self::GradeA => (0x0B, 0x3C, 0x5D),
            Self::GradeB => (0x3A, 0x7C, 0xA5),
            Self::GradeC => (0x8F, 0xA9, 0xB7),
            Self::GradeD => (0xB9, 0xB2, 0xA0),
            Self::OnGradeC | Self::OnGradeD => (0x16, 0x19, 0x1D),
            Self::Field => (0x8A, 0x90, 0x97),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_survives_its_way_through_plotters() {
        for role in Role::ALL {
            assert_eq!(Role::from_rgb(role.rgb()), Some(role));
        }
        assert_eq!(Role::from_rgb((0, 0, 0)), None);
        assert_eq!(Role::from_rgb((b'M', b'w', 200)), None);
    }
}
