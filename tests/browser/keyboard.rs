//! The main path without a mouse: every stop shows its focus, and every step works by Tab, Enter and typing.

use std::time::Duration;

use domain::ports::Models;
use engine::{Engine, demo};
use tests::Outcome;
use tests::browser::{Browser, keys};
use tests::http::wait_for;
use tests::program::Served;

const FACTOR: &str = "Contribution of one order";
/// More stops than any page has before the one that is looked for.
const STOPS_MAX: usize = 150;

#[tokio::test]
async fn the_main_path_needs_no_mouse() -> Outcome {
    let served = Served::start().await?;
    let link = demo::prepare(&served.engine).await?;
    let browser = Browser::start().await?;
    browser.open(&served.url(&link)).await?;

    // The first stop skips the masthead.
    assert_eq!(first_stop(&browser).await?, "Skip to content");
    let shown = "const box = document.activeElement.getBoundingClientRect(); return box.left >= 0 && box.width > 40";
    assert_eq!(browser.script(shown).await?, true, "the skip link shows when it has the focus");
    browser.press(&[keys::ENTER]).await?;
    browser.press(&[keys::TAB]).await?;
    assert_eq!(browser.script("return document.querySelector('main').contains(document.activeElement)").await?, true);

    // A mapping is opened from the map, and its money follows the typing.
    browser.open(&served.url("/")).await?;
    follow(&browser, "Value map", "/value-map").await?;
    follow(&browser, "Accuracy, Checkout recommender", "/value-map/mappings/").await?;
    browser.wait_for_islands().await?;
    let before = browser.find("#preview-amount").await?.text().await?;
    reach(&browser, FACTOR).await?;
    browser.press(&[keys::CONTROL, "a"]).await?;
    browser.press(&["1", "2", ".", "5"]).await?;
    wait_for("another amount", Duration::from_secs(10), || async {
        (browser.find("#preview-amount").await.ok()?.text().await.ok()? != before).then_some(())
    })
    .await?;
    // What is typed is a what-if until it is recorded: the choice stands before the field.
    while !stop(&browser).await?.starts_with("Also record it") {
        browser.press(&[keys::SHIFT, keys::TAB]).await?;
    }
    browser.press(&[" "]).await?;
    reach(&browser, "Reason for this version").await?;
    browser.press(&["n", "o"]).await?;
    reach(&browser, "Save version").await?;
    browser.press(&[keys::ENTER]).await?;
    browser.find(".banner.ok").await?;
    let configuration = served.engine.configuration(&Engine::command_line()).await?;
    let driver = configuration.drivers.values().find(|driver| driver.name == FACTOR).ok_or("the driver is there")?;
    let recorded: Vec<String> = driver.values.iter().map(|value| value.value.0.to_string()).collect();
    assert_eq!(recorded, ["6.10", "6.25", "12.5"]);

    // The report, and its file.
    follow(&browser, "Reports", "/reports").await?;
    let month = browser.script("return document.querySelector('tbody a').textContent").await?;
    let month = month.as_str().ok_or("no report is listed")?.to_owned();
    follow(&browser, &month, "/reports/").await?;
    reach(&browser, "PDF").await?;
    browser.press(&[keys::ENTER]).await?;
    let url = browser.url().await?;
    let month = url.rsplit('/').next().unwrap_or_default();
    let file = browser.downloaded(&format!("model-value-{month}.pdf")).await?;
    assert!(file.starts_with(b"%PDF"), "{} bytes", file.len());
    browser.close().await?;
    served.stop().await
}

/// The name of the element that has the focus.
async fn stop(browser: &Browser) -> Outcome<String> {
    let name = "const e = document.activeElement; return e === document.body ? '' : e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent.trim()";
    Ok(browser.script(name).await?.as_str().unwrap_or_default().to_owned())
}

/// The first stop of a page. A window that has just opened may not listen yet.
async fn first_stop(browser: &Browser) -> Outcome<String> {
    wait_for("a first stop", Duration::from_secs(10), || async {
        browser.press(&[keys::TAB]).await.ok()?;
        stop(browser).await.ok().filter(|stop| !stop.is_empty())
    })
    .await
}

/// Presses Tab until an element whose name begins with `name` has the focus; each stop on the way shows that it has it.
async fn reach(browser: &Browser, name: &str) -> Outcome {
    let mut passed = Vec::new();
    for _ in 0..STOPS_MAX {
        browser.press(&[keys::TAB]).await?;
        let stop = stop(browser).await?;
        let outline = "const e = document.activeElement, s = getComputedStyle(e); \
            return e === document.body || (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2)";
        assert_eq!(browser.script(outline).await?, true, "“{stop}” does not show its focus");
        if stop.starts_with(name) {
            return Ok(());
        }
        passed.push(stop);
    }
    Err(format!("no Tab reaches “{name}”: {passed:?}").into())
}

/// Reaches a link and opens it.
async fn follow(browser: &Browser, name: &str, path: &str) -> Outcome {
    reach(browser, name).await?;
    browser.press(&[keys::ENTER]).await?;
    wait_for(&format!("the page {path}"), Duration::from_secs(20), || async {
        let here = browser.script("return document.readyState === 'complete' ? location.pathname : ''").await.ok()?;
        here.as_str()?.starts_with(path).then_some(())
    })
    .await
}
