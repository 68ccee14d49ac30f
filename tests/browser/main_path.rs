//! The main path on the sample company: sign in, edit a mapping and see the money change, open the report, download the PDF.

use std::time::Duration;

use engine::{Clock, demo};
use tests::Outcome;
use tests::browser::Browser;
use tests::program::Served;

use crate::story::first_month::NOW_MS;

#[tokio::test]
async fn a_lead_edits_a_mapping_and_opens_the_report() -> Outcome {
    let served = Served::start_at(Clock::fixed(NOW_MS)).await?;
    let link = demo::prepare(&served.engine).await?;
    let browser = Browser::start().await?;
    browser.open(&served.url(&link)).await?;
    let headline = browser.find("h1").await?.text().await?;
    assert!(headline.contains("Machine learning"), "{headline}");

    // The preview is computed in the browser as a factor is typed.
    browser.open(&served.url("/value-map/mappings/fraud-hours")).await?;
    browser.wait_for_islands().await?;
    let before = browser.find("#preview-amount").await?.text().await?;
    let actual = browser.find("#f-actual").await?;
    actual.clear().await?;
    actual.write("0").await?;
    let after = tests::http::wait_for("another amount", Duration::from_secs(10), || async {
        let now = browser.find("#preview-amount").await.ok()?.text().await.ok()?;
        (now != before).then_some(now)
    })
    .await?;
    // October: 1,353.0 h × 24.80 SGD/h × 0.7694 USD/SGD, with no hours by hand left.
    assert_eq!(after.replace(char::is_whitespace, ""), "USD25,816.76", "before: {before}");
    assert_eq!(browser.complaints().await?, Vec::<String>::new());

    // A factor that is taken away leaves the table and the chain; chosen again, it gives the amount again.
    browser.open(&served.url("/value-map/mappings/recommender-uptime")).await?;
    browser.wait_for_islands().await?;
    let before = browser.find("#preview-amount").await?.text().await?;
    browser.find("button[name=remove]").await?.click().await?;
    let drivers = "return [...document.querySelectorAll('.ftab input[type=hidden]')].map(field => field.value).join(' ')";
    assert_eq!(browser.script(drivers).await?, "returns-later");
    let add =
        "const add = document.querySelector('#f-add'); add.value = 'margin-per-checkout-hour'; add.dispatchEvent(new Event('change'))";
    browser.script(add).await?;
    let again = tests::http::wait_for("the amount again", Duration::from_secs(10), || async {
        browser.find("#preview-amount").await.ok()?.text().await.ok()
    });
    assert_eq!(again.await?, before);
    assert_eq!(browser.script(drivers).await?, "returns-later margin-per-checkout-hour");

    // The web report and the PDF hold the same amount.
    browser.open(&served.url("/reports")).await?;
    let month = browser.script("return [...document.querySelectorAll('main a[href^=\"/reports/\"]')].map(a => a.getAttribute('href')).find(h => /^\\/reports\\/\\d{4}-\\d{2}$/.test(h))").await?;
    let month = month.as_str().ok_or("no report is listed")?.to_owned();
    browser.open(&served.url(&month)).await?;
    let page = browser.find("main").await?.text().await?;
    let status = browser.script("return fetch(location.pathname + '/report.pdf').then(r => r.status)").await?;
    assert_eq!(status, 200, "the signed-in reader may download the PDF");
    let viewer = engine::Engine::command_line();
    let month: domain::time::Month = domain::time::Month::parse(month.rsplit('/').next().unwrap_or_default())?;
    let ports = served.engine.ports();
    let report = ports.reports.month_report(&viewer, month).await?;
    let amount = domain::format::amount(report.ledger.totals.net);
    assert!(page.contains(&amount), "the page holds {amount}");
    let pdf = ports.reports.report_file(&viewer, month, domain::report::ReportFormat::Pdf).await?;
    let text = tests::pdf::text(&pdf)?;
    assert!(text.contains(&amount), "the PDF holds {amount}");
    browser.close().await?;
    served.stop().await
}
