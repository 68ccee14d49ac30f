//! Each page drawn from fake ports, read as the text that stands on it.

use axum::body::{Body, to_bytes};
use axum::http::Request;
use domain::report::build;
use domain::time::Month;
use server::router::{AppState, router};
use tests::Outcome;
use tests::fake::Fake;
use tower::ServiceExt;

use super::company::{company, empty, facts, service_with_a_gap};

async fn page(fake: &Fake, path: &str) -> Outcome<String> {
    let request = Request::get(path).header("authorization", "Bearer any").body(Body::empty())?;
    let answer = router(AppState::new(fake.clone().ports())).oneshot(request).await?;
    assert_eq!(answer.status(), 200, "{path}");
    Ok(String::from_utf8(to_bytes(answer.into_body(), usize::MAX).await?.to_vec())?)
}

/// The words of the page's main part, with plain spaces.
fn words(html: &str) -> String {
    let main = html.split("<main").nth(1).and_then(|rest| rest.split("</main>").next()).unwrap_or_default();
    let text: Vec<&str> = main.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect();
    text.join("").replace('\u{a0}', " ")
}

fn month_of(up_h: i64, down_h: i64) -> Outcome<Fake> {
    let (configuration, month) = (company()?, Month::parse("2026-10")?);
    let report = build(&configuration, &facts(up_h, down_h)?, month)?;
    Ok(Fake { configuration, month, report: Some(report), service: None })
}

#[tokio::test]
async fn an_empty_workspace_says_what_to_do() -> Outcome {
    let fake = Fake { configuration: empty()?, month: Month::parse("2026-10")?, report: None, service: None };
    let first = page(&fake, "/").await?;
    let text = words(&first);
    for says in
        ["No data yet. Three ways to start", "Choose a file", "Add a source", "modelworth apply", "No service yet", "No samples yet"]
    {
        assert!(text.contains(says), "{says}: {text}");
    }
    assert!(!first.contains("<figure"), "no empty chart");
    assert!(words(&page(&fake, "/services").await?).contains("No service is listed yet"));
    assert!(words(&page(&fake, "/reports").await?).contains("No month can be reported yet"));
    Ok(())
}

#[tokio::test]
async fn a_loss_is_as_plain_as_a_gain() -> Outcome {
    // (7.44 h − 10 h) × 1,000 = −2,560.00, less 3,000 to run; September (7.20 h − 1 h) × 1,000 − 3,000 = 3,200.00.
    let fake = month_of(734, 10)?;
    for path in ["/", "/reports/2026-10"] {
        let html = page(&fake, path).await?;
        let text = words(&html);
        for says in [
            "Machine learning cost USD 5,560 more than it earned in October, after earning 3,200 more than it cost in September.",
            "USD−5,560.00",
            "Checkout hours kept open lost USD 2,560 (owner: Ana Reyes).",
            "−8,760.00",
            "no input states how far it may be off",
        ] {
            assert!(text.contains(says), "{path}: {says}: {text}");
        }
        assert!(html.contains("class=\"big loss\"") && html.contains("class=\"lossrow\""), "{path}");
    }
    assert!(words(&page(&fake, "/reports").await?).contains("−5,560.00"));
    Ok(())
}

#[tokio::test]
async fn a_month_that_runs_is_not_compared() -> Outcome {
    let (configuration, month) = (company()?, Month::parse("2026-11")?);
    let report = build(&configuration, &facts(734, 10)?, month)?;
    let fake = Fake { configuration, month, report: Some(report), service: None };
    let text = words(&page(&fake, "/").await?);
    assert!(text.contains("November 2026 to date") && text.contains("A part of a month is not compared with a whole one."), "{text}");
    // October has a figure, and the service is not new.
    assert!(!text.contains("October has no figure") && !text.contains("new"), "{text}");
    Ok(())
}

#[tokio::test]
async fn what_is_unknown_is_no_zero() -> Outcome {
    // 144 of 744 hours are unknown: under the limit of 90 %, so the line is not claimed, and no amount stands for it.
    let fake = month_of(600, 0)?;
    let text = words(&page(&fake, "/").await?);
    assert!(text.contains("No figure: coverage 80.6 %, under 90 %"), "{text}");
    assert!(text.contains("Measured for too little of the month: uptime of Fraud score."), "{text}");
    let report = words(&page(&fake, "/reports/2026-10").await?);
    assert!(report.contains("Nothing is claimed for October") && report.contains("Ledger of October"), "{report}");
    assert!(!report.contains("L01"), "{report}");
    Ok(())
}

#[tokio::test]
async fn a_day_without_data_is_a_gap() -> Outcome {
    let fake = Fake { service: Some(service_with_a_gap()?), ..month_of(734, 10)? };
    let html = page(&fake, "/services/fraud").await?;
    let text = words(&html);
    for says in ["No figure", "October 2026 has neither a value line nor a cost.", "No data", "No figure: nothing measured"] {
        assert!(text.contains(says), "{says}: {text}");
    }
    assert!(text.contains("1 Oct99.5–2 Oct––3 Oct99.7–"), "{text}");
    // Two single days with nothing between: no line may join them.
    let strip = html.split("class=\"strip\"").nth(1).and_then(|rest| rest.split("</figure>").next()).unwrap_or_default();
    assert!(!strip.contains("class=\"s c-accent\""), "{strip}");
    Ok(())
}
