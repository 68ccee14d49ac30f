//! Figures stay fresh while the page is open: what came in shows without a reload.

use std::time::Duration;

use domain::ids::SourceId;
use domain::ports::Samples;
use domain::sample::{Fixed, Reading, Sample, SeriesKey};
use domain::time::{HOUR_MS, Month, parse_zone};
use engine::{Engine, demo};
use tests::Outcome;
use tests::browser::Browser;
use tests::http::wait_for;
use tests::program::Served;

#[tokio::test]
async fn a_figure_changes_after_samples_came_in() -> Outcome {
    let served = Served::start().await?;
    let link = demo::prepare(&served.engine).await?;
    let browser = Browser::start().await?;
    browser.open(&served.url(&link)).await?;
    let month = Month::at(served.engine.clock().now_ms(), parse_zone(demo::ZONE)?).previous();
    browser.open(&served.url(&format!("/services/fraud-score?month={month}"))).await?;
    browser.wait_for_islands().await?;
    browser.script("window.stayed = true").await?;
    let attempts = "return [...document.querySelectorAll('#live .tile')].find(t => t.textContent.includes('payments attempted')).querySelector('b').textContent";
    let before = number(&browser.script(attempts).await?)?;

    // 1,000 attempts more, at an hour of the month that has none yet.
    let series = SeriesKey::parse("kpi/fraud-attempts")?;
    let at_ms = month.window(parse_zone(demo::ZONE)?).end_ms - HOUR_MS;
    let sample = Sample { at_ms, reading: Reading::Increment { by: Fixed::whole(1_000) } };
    served.engine.write_series(&Engine::command_line(), &series, &SourceId::parse("ledger")?, vec![sample]).await?;

    // The page's own five minutes, passed by the browser's virtual clock.
    browser.pass(Duration::from_secs(280)).await?;
    assert_eq!(number(&browser.script(attempts).await?)?, before, "nothing is asked for before its time");
    browser.pass(Duration::from_secs(21)).await?;
    wait_for("the new figure", Duration::from_secs(20), || async {
        (number(&browser.script(attempts).await.ok()?).ok()? == before + 1_000).then_some(())
    })
    .await?;
    assert_eq!(browser.script("return window.stayed").await?, true, "the page was not loaded again");
    assert_eq!(browser.complaints().await?, Vec::<String>::new());
    browser.close().await?;
    served.stop().await
}

/// `5,269 attempts` as 5269.
fn number(text: &serde_json::Value) -> Outcome<i64> {
    let digits: String = text.as_str().ok_or("no figure")?.chars().filter(char::is_ascii_digit).collect();
    Ok(digits.parse()?)
}
