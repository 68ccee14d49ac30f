//! Words of the markup.

use crate::palette::Role;
use std::fmt::Write;

/// Class of a role, without its `c-`.
pub(super) fn class(role: Role) -> &'static str {
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
pub(super) struct Px(pub(super) i32);

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
pub(super) struct Escaped<'a>(pub(super) &'a str);

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
    use crate::svg::Svg;
    use plotters_backend::{BackendColor, DrawingBackend};

    #[test]
    fn pixels_have_one_decimal() {
        for (units, text) in [(0, "0"), (4000, "40"), (21_434, "214.3"), (-45, "-0.4"), (-1234, "-12.3"), (4, "0")] {
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
        let style = BackendColor { alpha: 0.5, rgb: (1, 2, 3) };
        svg.draw_line((0, 0), (1000, 1000), &style).unwrap_or(());
        assert!(svg.finish().contains(r#"class="s c-ink" opacity="0.5""#));
    }
}
