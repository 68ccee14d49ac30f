//! The choice of colours: at once with browser code, and by a plain form without.

use tests::Outcome;
use tests::browser::Browser;
use tests::program::Served;

const DARK: &str = "button[name=theme][value=dark]";

#[tokio::test]
async fn an_island_changes_the_page_without_loading_it_again() -> Outcome {
    let served = Served::start().await?;
    let browser = Browser::start().await?;
    browser.open(&served.url("/first-admin")).await?;
    browser.wait_for_islands().await?;
    browser.script("window.stayed = true").await?;
    browser.find(DARK).await?.click().await?;

    browser.find("html[data-theme=dark]").await?;
    let pressed = browser.find(DARK).await?.attribute("aria-pressed").await?;
    assert_eq!(pressed.as_deref(), Some("true"));
    assert_eq!(browser.script("return window.stayed").await?, true);
    assert_eq!(browser.complaints().await?, Vec::<String>::new());

    // The server was told, too.
    tests::http::wait_for("the cookie", std::time::Duration::from_secs(5), || async {
        let cookies = browser.script("return document.cookie").await.ok()?;
        cookies.as_str()?.contains("theme=dark").then_some(())
    })
    .await?;
    browser.open(&served.url("/first-admin")).await?;
    browser.find("html[data-theme=dark]").await?;
    browser.close().await?;
    served.stop().await
}

#[tokio::test]
async fn a_form_changes_it_where_no_script_runs() -> Outcome {
    let served = Served::start().await?;
    let browser = Browser::without_scripts().await?;
    browser.open(&served.url("/first-admin")).await?;
    browser.find(DARK).await?.click().await?;

    browser.find("html[data-theme=dark]").await?;
    let pressed = browser.find(DARK).await?.attribute("aria-pressed").await?;
    assert_eq!(pressed.as_deref(), Some("true"));
    let back = browser.url().await?;
    assert_eq!(back.trim_end_matches('?'), served.url("/first-admin"));
    browser.close().await?;
    served.stop().await
}
