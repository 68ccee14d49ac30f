//! Width of text in the bundled font, the same on every machine and in the browser.

use crate::widths::{self, Block};

/// Name of the font whose widths are known.
pub const FAMILY: &str = "IBM Plex Sans";

/// Mark of a text that was cut.
const ELLIPSIS: char = '…';

/// Weight of the font.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// 400.
    #[default]
    Regular,
    /// 500.
    Medium,
    /// 600.
    SemiBold,
}

/// Width of `text` at `size`, in the unit of `size`. Kerning is left out: figures have none.
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    text.chars().map(|c| advance(c, weight)).sum::<f64>() * size / 1000.0
}

/// `text` cut to `room` with an ellipsis; the text itself where it fits; empty where not even one letter fits.
pub fn cut(text: &str, room: f64, size: f64, weight: Weight) -> String {
    // A thousandth of an em is less than any screen or press shows.
    if width(text, size, weight) <= room + size / 1000.0 {
        return text.to_owned();
    }
    let mut left = room * 1000.0 / size + 1.0 - advance(ELLIPSIS, weight);
    let mut kept = String::new();
    for c in text.chars() {
        left -= advance(c, weight);
        if left < 0.0 {
            break;
        }
        kept.push(c);
    }
    let kept = kept.trim_end();
    if kept.is_empty() { String::new() } else { format!("{kept}{ELLIPSIS}") }
}

/// Advance of a character in thousandths of an em.
fn advance(c: char, weight: Weight) -> f64 {
    let blocks = match weight {
        Weight::Regular => widths::REGULAR,
        Weight::Medium => widths::MEDIUM,
        Weight::SemiBold => widths::SEMIBOLD,
    };
    f64::from(listed(c, blocks).unwrap_or_else(|| guessed(c)))
}

fn listed(c: char, blocks: &[Block]) -> Option<u16> {
    let code = u32::from(c);
    blocks.iter().find_map(|(first, advances)| {
        let place = usize::try_from(code.checked_sub(*first)?).ok()?;
        advances.get(place).copied()
    })
}

/// Width of a character that the table does not hold: none for marks that combine, a full square for East Asian
/// scripts and pictures, a wide letter for all else.
fn guessed(c: char) -> u16 {
    match u32::from(c) {
        0x0300..=0x036F | 0x0E31 | 0x0E34..=0x0E3A | 0x0E47..=0x0E4E | 0x200B..=0x200F | 0xFE00..=0xFE0F => 0,
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFF00..=0xFF60 => 1000,
        0x1F000.. => 1000,
        _ => 620,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_one_width() {
        for weight in [Weight::Regular, Weight::Medium, Weight::SemiBold] {
            let one = width("1", 12.0, weight);
            assert!((7.0..7.5).contains(&one), "{one}");
            assert!((width("8888", 12.0, weight) - 4.0 * one).abs() < 1e-9);
        }
    }

    #[test]
    fn letters_of_the_region_are_in_the_table() {
        for c in "ạửỗđĐƠƯñçÅß₫₱₹€£¥−×≤…– ".chars() {
            assert!(listed(c, widths::REGULAR).is_some(), "{c}");
        }
        assert_eq!(width("\u{0301}", 12.0, Weight::Regular), 0.0);
        assert!(width("売上", 12.0, Weight::Regular) >= 24.0);
    }

    #[test]
    fn a_cut_text_fits_its_room() {
        let text = "Baseline of Demand forecast renewed";
        let short = cut(text, 90.0, 12.0, Weight::Regular);
        assert!(short.ends_with(ELLIPSIS));
        assert!(width(&short, 12.0, Weight::Regular) <= 90.02);
        assert_eq!(cut(text, 900.0, 12.0, Weight::Regular), text);
        assert_eq!(cut(text, 3.0, 12.0, Weight::Regular), "");
    }
}
