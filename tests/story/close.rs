//! A month closed, corrected and verified by commands alone, with a server beside them; on both databases the same bytes.
//! January: (0.9360 − 0.9100) × 1,000 × 0.47 = 12.22, less 100.00 = −87.78. With 500 more orders, which came late: 18.33 − 100.00 = −81.67.

use reqwest::StatusCode;
use serde_json::Value;
use tests::Outcome;
use tests::database::Database;
use tests::http::client;
use tests::program::Program;

use super::beside_a_server::picks;
use super::first_month::COMPANY;

const CLOSE: [&str; 3] = ["close", "--month", "2026-01"];
const RESTATE: [&str; 3] = ["restate", "--month", "2026-01"];

/// The first revision's PDF, and the second's.
async fn closed(database: Database) -> Outcome<[Vec<u8>; 2]> {
    let program = Program::new(database, COMPANY)?;
    let server = program.serve().await?;
    program.run(&["import", "samples", &program.file("s.csv", &picks()?)?])?;
    program.run(&["import", "kpis", &program.file("k.csv", "time,kpi,value\n2026-01-15,orders,1000\n")?])?;
    assert!(program.refused(&RESTATE)?.contains("is not closed"));
    assert!(program.refused(&["close", "--month", "2090-01"])?.contains("has not ended"));
    assert!(program.refused(&["close", "--month", "January"])?.contains("2026-10"), "it says how a month is written");
    assert_eq!(program.run(&CLOSE)?, "January 2026: Closed · revision 1\n");
    assert!(program.refused(&CLOSE)?.contains("closed already"));
    assert!(program.refused(&["close", "--month", "2026-03"])?.contains("close February 2026 first"));
    program.run(&["report", "--month", "2026-01", "--format", "pdf", "--out", "one.pdf"])?;

    program.run(&["import", "kpis", &program.file("late.csv", "time,kpi,value\n2026-01-16,orders,500\n")?])?;
    let told = || -> Outcome<Value> {
        Ok(serde_json::from_str(&program.run(&["report", "--month", "2026-01", "--format", "json", "--out", "-"])?)?)
    };
    assert_eq!(told()?["ledger"]["totals"]["net"]["minor"], -8_778, "what came late changes nothing");
    let token = program.token("finance")?;
    let request = client()?.get(program.url("/api/v1/reports/2026-01/review")).bearer_auth(&token);
    let review: Value = request.send().await?.error_for_status()?.json().await?;
    assert_eq!((&review["pending"]["new"]["minor"], &review["state"]), (&(-8_167).into(), &"closed".into()), "{review}");
    let late = ["restate", "--month", "2026-01", "--reason", "The orders of 16 January came late", "--json"];
    let issue: Value = serde_json::from_str(&program.run(&late)?)?;
    assert_eq!((&issue["revision"], &issue["restatement"]["change"]["minor"]), (&2.into(), &611.into()), "{issue}");
    assert!(program.refused(&late)?.contains("nothing to restate"));
    program.run(&["report", "--month", "2026-01", "--format", "pdf", "--out", "two.pdf"])?;
    assert_eq!(told()?["ledger"]["totals"]["net"]["minor"], -8_167);

    let (one, two) = (std::fs::read(program.folder().join("one.pdf"))?, std::fs::read(program.folder().join("two.pdf"))?);
    assert_eq!(program.run(&["verify", "one.pdf"])?, "Genuine: the report of January 2026, revision 1. It is superseded by revision 2.\n");
    assert_eq!(program.run(&["verify", "two.pdf"])?, "Genuine: the report of January 2026, revision 2. It is the newest.\n");
    let mut altered = one.clone();
    altered[one.len() / 2] ^= 1;
    std::fs::write(program.folder().join("altered.pdf"), &altered)?;
    assert!(program.refused(&["verify", "altered.pdf"])?.contains("Altered"));
    assert!(program.refused(&["verify", "late.csv"])?.contains("no PDF"));
    assert!(program.refused(&["verify", "nothing.pdf"])?.contains("cannot read"));

    let first = client()?.get(program.url("/api/v1/reports/2026-01/revisions/1/pdf")).bearer_auth(&token);
    assert!(first.send().await?.bytes().await? == one, "the server gives what was issued");
    let mark = issue_mark(&program, &token, 1).await?;
    let open = client()?.get(program.url(&format!("/verify/{mark}"))).send().await?;
    assert_eq!(open.status(), StatusCode::OK, "whoever holds it may ask");
    assert!(open.text().await?.contains("superseded by revision 2"));
    drop(server);
    Ok([one, two])
}

async fn issue_mark(program: &Program, token: &str, revision: u32) -> Outcome<String> {
    let request = client()?.get(program.url(&format!("/api/v1/reports/2026-01/revisions/{revision}"))).bearer_auth(token);
    let report: Value = request.send().await?.error_for_status()?.json().await?;
    Ok(report["snapshot"].as_str().ok_or("no snapshot")?.to_owned())
}

#[tokio::test]
async fn a_month_is_closed_corrected_and_verified_by_commands() -> Outcome {
    for database in Database::both().await? {
        let [one, two] = closed(database).await?;
        assert!(one.starts_with(b"%PDF") && one != two);
    }
    Ok(())
}
