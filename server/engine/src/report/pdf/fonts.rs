//! The faces that are embedded, their widths, and which of them can write a character.

use std::sync::OnceLock;

use charts::text::Weight;
use domain::Error;
use printpdf::{FontId, ParsedFont};

/// A face of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    Regular,
    SemiBold,
    /// For what the other two cannot write; embedded only where a Thai letter occurs.
    Thai,
}

/// A parsed face with what is needed again and again.
pub struct Font {
    pub parsed: ParsedFont,
    /// The compressed font program, kept after the first report.
    pub packed: OnceLock<Vec<u8>>,
}

impl Face {
    pub const ALL: [Self; 3] = [Self::Regular, Self::SemiBold, Self::Thai];

    /// The face of a weight; medium is written in semibold so that the file carries one face less.
    pub fn of(weight: Weight) -> Self {
        match weight {
            Weight::Regular => Self::Regular,
            Weight::Medium | Weight::SemiBold => Self::SemiBold,
        }
    }

    /// Its name among the document's resources.
    pub fn id(self) -> FontId {
        FontId(self.name().to_owned())
    }

    fn name(self) -> &'static str {
        match self {
            Self::Regular => "Sans400",
            Self::SemiBold => "Sans600",
            Self::Thai => "Thai400",
        }
    }

    /// The font program.
    pub fn program(self) -> &'static [u8] {
        match self {
            Self::Regular => include_bytes!("../../../../../style/fonts/sans-400.ttf"),
            Self::SemiBold => include_bytes!("../../../../../style/fonts/sans-600.ttf"),
            Self::Thai => include_bytes!("../../../../../style/fonts/sans-thai-400.ttf"),
        }
    }

    /// The parsed face; an error when the program shipped with a font that cannot be read.
    pub fn font(self) -> Result<&'static Font, Error> {
        self.known().ok_or_else(|| Error::Internal { reference: format!("font {}", self.name()) })
    }

    fn known(self) -> Option<&'static Font> {
        static FONTS: [OnceLock<Option<Font>>; 3] = [const { OnceLock::new() }; 3];
        let read = || Some(Font { parsed: ParsedFont::from_bytes(self.program(), 0, &mut Vec::new())?, packed: OnceLock::new() });
        FONTS[self as usize].get_or_init(read).as_ref()
    }

    fn glyph(self, letter: char) -> Option<u16> {
        self.known()?.parsed.lookup_glyph_index(u32::from(letter)).filter(|glyph| *glyph != 0)
    }

    fn advance(self, letter: char) -> f64 {
        let width = self.glyph(letter).and_then(|glyph| self.known()?.parsed.get_glyph_width(glyph));
        // All three faces have 1000 units to the em.
        f64::from(width.unwrap_or(600)) / 1000.0
    }
}

/// A letter as it will be written, and by which face: its own, the Thai one, or a question mark where no face has it.
fn written(letter: char, face: Face) -> (Face, char) {
    let letter = if letter.is_whitespace() && letter != '\u{a0}' { ' ' } else { letter };
    let able = [face, Face::Thai, Face::Regular].into_iter().find(|face| face.glyph(letter).is_some());
    able.map_or((face, '?'), |able| (able, letter))
}

/// The text cut into runs of one face.
pub fn runs(text: &str, face: Face) -> Vec<(Face, String)> {
    let mut runs: Vec<(Face, String)> = Vec::new();
    for letter in text.chars().filter(|letter| !letter.is_control()) {
        let (face, letter) = written(letter, face);
        match runs.last_mut() {
            Some((last, run)) if *last == face => run.push(letter),
            _ => runs.push((face, letter.to_string())),
        }
    }
    runs
}

/// Width of a text, in the unit of `size`.
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let letters = text.chars().filter(|letter| !letter.is_control());
    let ems: f64 = letters.map(|letter| written(letter, Face::of(weight))).map(|(face, letter)| face.advance(letter)).sum();
    ems * size
}
