//! The sample company: what it shows, and that it goes on.

use domain::close::State;
use domain::config::Template;
use domain::report::MonthReport;
use domain::time::{HOUR_MS, Month};
use domain::value::{Reason, TermRole, ValueLine};
use engine::{Clock, Engine, demo};
use tests::Outcome;
use tests::program::Served;

/// 5 November 2026, 12:00 in Singapore.
const NOW_MS: i64 = 1_793_851_200_000;

/// The bars lead from net to net, and every line that stood in both months is taken apart factor by factor.
fn check_bridge(report: &MonthReport) {
    let Some(bridge) = &report.bridge else { return };
    let sum: i64 = bridge.bars.iter().map(|bar| bar.amount.minor).sum();
    assert_eq!(bridge.before.minor + sum, report.ledger.totals.net.minor, "{}", report.month);
    let corrected = bridge.corrected().map(|net| net.minor).ok();
    assert_eq!(corrected, report.previous.map(|previous| previous.net.minor), "{}", report.month);
    let whole = bridge.bars.iter().flat_map(|bar| &bar.parts).find(|part| part.detail.contains("other factors"));
    assert_eq!(whole, None, "{}", report.month);
}

#[tokio::test]
async fn the_sample_company_is_believable_and_goes_on() -> Outcome {
    let clock = Clock::fixed(NOW_MS);
    let served = Served::start_at(clock.clone()).await?;
    demo::prepare(&served.engine).await?;
    let (ports, viewer) = (served.engine.ports(), Engine::command_line());

    let months = ports.reports.months(&viewer).await?;
    assert_eq!(months.len(), 14);
    let report = ports.reports.month_report(&viewer, Month::parse("2026-10")?).await?;
    assert!(report.sample_data, "it is marked as sample data");
    assert_eq!(report.services.len(), 5);
    assert_eq!(report.trend.len(), 13);
    let hours_down = |line: &ValueLine| {
        let actual = line.chain.iter().find(|term| term.role == TermRole::Second).filter(|_| line.template == Template::RevenueProtected);
        actual.is_some_and(|hours| !hours.value.0.is_zero())
    };
    let (mut lost, mut down, mut gap) = (false, false, false);
    for row in &months {
        let report = ports.reports.month_report(&viewer, row.month).await?;
        check_bridge(&report);
        lost |= report.services.iter().any(|row| row.totals.net.minor < 0);
        down |= report.ledger.lines.iter().any(hours_down);
        gap |= report.ledger.not_claimed.iter().any(|item| matches!(item.reason, Reason::LowCoverage { .. }));
    }
    let states: Vec<(State, Option<u32>)> = months.iter().map(|row| (row.state, row.revision)).collect();
    assert_eq!(states[..3], [(State::Open, None), (State::InReview, None), (State::Closed, Some(1))], "the last that ended waits");
    assert_eq!(states.iter().filter(|(state, _)| *state == State::Restated).count(), 1);
    assert!(months.iter().all(|row| row.pending.is_none()), "what was issued is what the records say");
    assert!(report.challenges.iter().any(|challenge| challenge.answered.is_none()), "a line waits for its owner's answer");

    assert!(lost && down && gap, "a loss ({lost}), an outage ({down}) and a gap ({gap}) are there");

    // A service's own page says what the month says of it, shares of pools and range included.
    for row in &report.services {
        let view = ports.models.service(&viewer, &row.service, Some(report.month)).await?;
        assert_eq!((view.totals, view.range, view.change), (Some(row.totals), row.range, row.change), "{}", row.name);
    }
    assert!(report.services.iter().any(|row| row.totals.overlap.minor != 0), "a cap binds for some service");

    let newest =
        || async { Ok::<_, domain::Error>(ports.sources.sources(&viewer).await?.into_iter().filter_map(|row| row.newest_ms).max()) };
    let before = newest().await?.ok_or("nothing was written")?;
    clock.set(NOW_MS + 2 * HOUR_MS);
    demo::extend(&served.engine).await?;
    let after = newest().await?;
    assert_eq!(after, Some(before + 2 * HOUR_MS));
    demo::extend(&served.engine).await?;
    assert_eq!(newest().await?, after);
    let again = ports.reports.month_report(&viewer, report.ledger.month).await?;
    assert_eq!(again, report, "a month that has ended stays as it is");
    served.stop().await
}
