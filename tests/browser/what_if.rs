//! What if: a moved slider changes the money in the browser, as the server would, and Reset brings the recorded month back.

use std::time::Duration;

use domain::ports::Models;
use domain::time::Month;
use domain::value::{Settings, WhatIfLive};
use domain::{config::Number, format};
use engine::{Engine, demo};
use tests::Outcome;
use tests::browser::Browser;
use tests::http::wait_for;
use tests::program::Served;

#[tokio::test]
async fn moving_a_slider_changes_the_money_and_reset_restores_it() -> Outcome {
    let served = Served::start().await?;
    let link = demo::prepare(&served.engine).await?;
    let browser = Browser::start().await?;
    browser.open(&served.url(&link)).await?;
    let month = Month::at(served.engine.clock().now_ms(), domain::time::parse_zone(demo::ZONE)?).previous();
    browser.open(&served.url(&format!("/?month={month}"))).await?;
    browser.wait_for_islands().await?;
    let asked = "return performance.getEntriesByType('resource').some(r => r.name.includes('what_if_month'))";
    assert_eq!(browser.script(asked).await?, false, "the month's inputs come when they are asked for");
    browser.find("#whatif summary").await?.click().await?;
    let recorded = browser.find("#whatif-net").await?.text().await?;
    let held = served.engine.what_if(&Engine::command_line(), month).await?;
    assert_eq!(recorded, plain(format::money(held.net)));

    // A whole step of the first slider, by the keyboard.
    let input = held.inputs[0].clone();
    let id = format!("#w-{}", input.key.replace('/', "-"));
    let slider = browser.find(&id).await?;
    slider.write("\u{E014}").await?;
    let moved = wait_for("another amount", Duration::from_secs(10), || async {
        let now = browser.find("#whatif-net").await.ok()?.text().await.ok()?;
        (now != recorded).then_some(now)
    })
    .await?;
    let value = Number(input.value.0 + input.step.0);
    let answer = WhatIfLive::open(held.clone())?.answer(&Settings::from([(input.key.clone(), value)]))?;
    assert_eq!(moved, plain(format::money(answer.net)), "{} at {}", input.key, value.0);
    let words = browser.find("#whatif-answer").await?.text().await?;
    let range = answer.range.and_then(|range| format::range(Some(range.low), Some(range.high))).ok_or("no range")?;
    assert!(words.contains(&format::change(answer.change)) && words.contains(&plain(range.clone())), "{words}");

    // The page without scripts gives the same.
    let there = format!("return fetch('/what-if?month={month}&{}={}').then(r => r.text())", input.key, value.0);
    let page = browser.script(&there).await?;
    assert!(page.as_str().is_some_and(|page| page.contains(&format::money(answer.net)) && page.contains(&range)), "{page}");

    browser.find("#whatif-reset").await?.click().await?;
    wait_for("the recorded amount", Duration::from_secs(10), || async {
        (browser.find("#whatif-net").await.ok()?.text().await.ok()? == recorded).then_some(())
    })
    .await?;
    assert_eq!(browser.script(&format!("return document.querySelector('{id}').value")).await?, input.value.0.to_string());
    assert_eq!(browser.complaints().await?, Vec::<String>::new());
    browser.close().await?;
    served.stop().await
}

/// With plain spaces, as a browser reads them out.
fn plain(text: String) -> String {
    text.replace(format::NBSP, " ")
}
