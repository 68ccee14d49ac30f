//! The company's configuration file.

use domain::time::Month;

/// Months the company is shown for, the current one included.
pub const MONTHS: i32 = 14;

/// The file with its months filled in; `anchor` is the oldest.
pub fn file(anchor: Month) -> String {
    let mut text = include_str!("company.toml").to_owned();
    for index in 0..MONTHS {
        text = text.replace(&format!("@m{index:02}"), &anchor.plus(index).to_string());
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    #[test]
    fn every_month_is_filled_in() {
        for anchor in ["2025-10", "2026-01", "2024-02"] {
            let text = file(Month::parse(anchor).unwrap());
            assert!(!text.contains("@m"), "{anchor}");
            toml::from_str::<toml::Table>(&text).unwrap();
        }
    }
}
