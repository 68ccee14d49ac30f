//! What is missing or late, in plain sentences.

use chrono_tz::Tz;
use domain::format;
use domain::ports::Tile;
use domain::time::{Month, instant_title};
use rust_decimal::Decimal;

/// One sentence for each tile that has no figure, too little coverage or late data.
pub(super) fn gaps<'a>(tiles: impl IntoIterator<Item = &'a Tile>, month: Month, threshold: Decimal, zone: Tz) -> Vec<String> {
    tiles.into_iter().filter_map(|tile| gap(tile, month, threshold, zone)).collect()
}

fn gap(tile: &Tile, month: Month, threshold: Decimal, zone: Tz) -> Option<String> {
    let since = || tile.as_of_ms.map(|at| format!(" The newest sample is from {}.", instant_title(at, zone))).unwrap_or_default();
    match tile.coverage {
        None => Some(format!("{}: nothing was measured in {}.{}", tile.name, month.title(), since())),
        Some(share) if !tile.coverage_enough => {
            let (share, limit) = (format::percent(share, 1), format::percent(threshold, 0));
            Some(format!("{}: coverage {share}, under {limit}.", tile.name))
        }
        Some(_) if tile.late_by_ms.is_some() => Some(format!("{}: late.{}", tile.name, since())),
        Some(_) => None,
    }
}
