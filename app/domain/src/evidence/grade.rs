//! How well an effect is proved (docs/methodology.md, "Evidence").

use serde::{Deserialize, Serialize};

/// The grade of a factor, a line or an amount; the later letter is the weaker one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Grade {
    /// A holdout, or a randomised test that was repeated.
    A,
    /// One valid randomised test.
    B,
    /// A quasi-experiment, or a counterfactual from records.
    C,
    /// An expert's assumption, or a constant.
    D,
    /// Nothing. Shown apart, never summed.
    E,
}

impl Grade {
    pub const ALL: [Self; 5] = [Self::A, Self::B, Self::C, Self::D, Self::E];

    pub fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::E => "E",
        }
    }

    /// In plain words, for readers who do not know the letters.
    pub fn words(self) -> &'static str {
        match self {
            Self::A => "Measured with a lasting control group, or in repeated tests",
            Self::B => "Measured in one controlled test",
            Self::C => "Compared with past records",
            Self::D => "Estimated by experts",
            Self::E => "Not proved",
        }
    }

    /// In a word or two, beside the letter.
    pub fn short_words(self) -> &'static str {
        match self {
            Self::A => "Holdout, repeated tests",
            Self::B => "One valid test",
            Self::C => "From records",
            Self::D => "Assumption",
            Self::E => "Not proved",
        }
    }

    /// One grade lower, as after a test's last valid day.
    #[must_use]
    pub fn lowered(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::C,
            Self::C => Self::D,
            Self::D | Self::E => Self::E,
        }
    }

    /// What a stated evidence proves: its first word is `record`, `test`, `assumption` or `none`. A fact of record says nothing for or
    /// against an effect and has no grade. A constant that calls itself a test without naming one is an assumption.
    pub fn of_words(evidence: Option<&str>) -> Option<Self> {
        let (kind, source) = evidence.unwrap_or_default().split_once(':').unwrap_or((evidence.unwrap_or_default(), ""));
        match (kind.trim(), source.trim().is_empty()) {
            ("record", _) => None,
            ("none", _) => Some(Self::E),
            _ => Some(Self::D),
        }
    }
}

impl std::fmt::Display for Grade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.letter())
    }
}
