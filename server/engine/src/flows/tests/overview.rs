use domain::access::Role;
use domain::ports::{Models, Overview};
use domain::time::{Month, SLOT_MS};

use super::samples::{checks, write_checks};
use super::world::{COMPANY, World, worlds};
use crate::Engine;

/// An hour is worth 1,000 USD whenever it is. 99 % of hours were up before: 6.72 down in a February, 7.44 in a March.
fn company() -> String {
    COMPANY
        .replace("coverage_threshold = 0.50", "coverage_threshold = 0.40")
        .replace("hour_of_week = \"checkout-revenue\"\n", "")
        .replace("method = \"months\"\nmonths = [\"2025-12\", \"2026-01\", \"2026-02\"]", "method = \"assumption\"\nvalue = \"0.99\"")
        .replace("from = \"2026-03-01\"\nmethod", "from = \"2026-01-01\"\nmethod")
}

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

async fn read(world: &World, month: Option<Month>) -> Overview {
    world.engine.overview(&world.viewer(Role::Executive), month).await.unwrap()
}

/// The month that is shown with its benefit in cents.
fn shown(overview: &Overview) -> (String, i64) {
    let ledger = &overview.report.as_ref().unwrap().ledger;
    (ledger.month.to_string(), ledger.totals.benefit.minor)
}

#[tokio::test]
async fn the_overview_says_what_is_missing_until_there_is_something() {
    for world in worlds().await {
        world.first_admin().await;
        let empty = read(&world, None).await;
        assert!(empty.report.is_none() && !empty.has_services && !empty.has_samples && !empty.has_mappings);
        world.engine.apply(&Engine::command_line(), &company(), false).await.unwrap();
        let planned = read(&world, None).await;
        assert!(planned.report.is_none() && planned.has_services && !planned.has_samples && planned.has_mappings);
        write_checks(&world, checks("2026-03-01", 31, 0..0)).await;
        let measured = read(&world, None).await;
        assert!(measured.report.is_some() && measured.has_samples);
    }
}

#[tokio::test]
async fn what_is_written_is_seen_by_the_next_reader() {
    for world in worlds().await {
        world.first_admin().await;
        world.engine.apply(&Engine::command_line(), &company(), false).await.unwrap();
        write_checks(&world, checks("2026-02-01", 28, 0..0)).await;
        assert_eq!(shown(&read(&world, None).await), ("2026-02".into(), 672_000));
        // A newer month opens from now on; the one before is still there.
        write_checks(&world, checks("2026-03-01", 31, 0..2)).await;
        assert_eq!(shown(&read(&world, None).await), ("2026-03".into(), 544_000));
        assert_eq!(shown(&read(&world, Some(month("2026-02"))).await), ("2026-02".into(), 672_000));
        // Late samples of another month change that month, and this one's look back at it.
        write_checks(&world, checks("2026-02-01", 1, 0..1)).await;
        assert_eq!(shown(&read(&world, Some(month("2026-02"))).await), ("2026-02".into(), 572_000));
        let march = read(&world, None).await;
        assert_eq!(shown(&march), ("2026-03".into(), 544_000));
        assert_eq!(march.report.as_ref().unwrap().previous.unwrap().benefit.minor, 572_000);
        // The configuration too.
        let renamed = company().replace("Selat Retail", "Selat Group");
        world.engine.apply(&Engine::command_line(), &renamed, false).await.unwrap();
        assert_eq!(read(&world, None).await.report.unwrap().workspace, "Selat Group");
    }
}

#[tokio::test]
async fn a_month_to_date_moves_with_the_clock_alone() {
    for world in worlds().await {
        world.first_admin().await;
        world.engine.apply(&Engine::command_line(), &company(), false).await.unwrap();
        write_checks(&world, checks("2026-04-01", 14, 0..0)).await;
        let before = read(&world, None).await;
        assert_eq!(shown(&before).0, "2026-04");
        world.clock.set(world.clock.now_ms() + SLOT_MS);
        let after = read(&world, None).await;
        assert_eq!(after.report.as_ref().unwrap().as_of_ms, before.report.as_ref().unwrap().as_of_ms + SLOT_MS);
        // In May, April is the last month that ended.
        let may_ms = month("2026-05").window(chrono_tz::Asia::Jakarta).start_ms;
        world.clock.set(may_ms + SLOT_MS);
        let may = read(&world, None).await.report.unwrap();
        assert_eq!((may.month.to_string().as_str(), may.ledger.to_date), ("2026-04", false));
    }
}
