//! Commands beside a running server: what one writes the other sees at once, and nothing is lost between them.

use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::Outcome;
use tests::database::Database;
use tests::http::client;
use tests::program::Program;

use super::first_month::COMPANY;

const MINUTE_MS: i64 = 60_000;

#[tokio::test]
async fn commands_run_beside_a_server() -> Outcome {
    for database in Database::both().await? {
        let program = Program::new(database, COMPANY)?;
        let server = program.serve().await?;
        let token = program.token("ml-lead")?;
        let report = async || -> Outcome<Value> {
            let request = client()?.get(program.url("/api/v1/reports/2026-01")).bearer_auth(&token);
            Ok(request.send().await?.error_for_status()?.json().await?)
        };
        assert_eq!(report().await?["ledger"]["totals"]["benefit"]["minor"], 0, "nothing yet, and remembered");

        // (0.9360 − 0.9100) × 1,000 × 0.47 = 12.22.
        program.run(&["import", "samples", &program.file("s.csv", &picks()?)?])?;
        program.run(&["import", "kpis", &program.file("k.csv", "time,kpi,value\n2026-01-15,orders,1000\n")?])?;
        let served = report().await?;
        assert_eq!(served["ledger"]["totals"]["benefit"]["minor"], 1_222, "{}", served["ledger"]);
        let told: Value = serde_json::from_str(&program.run(&["report", "--month", "2026-01", "--format", "json", "--out", "-"])?)?;
        assert_eq!(told, served, "the command reports what the server does");
        program.run(&["report", "--month", "2026-01", "--format", "pdf", "--out", "report.pdf"])?;
        let request = client()?.get(program.url("/api/v1/reports/2026-01/pdf")).bearer_auth(&token);
        assert!(std::fs::read(program.folder().join("report.pdf"))? == request.send().await?.bytes().await?, "the same bytes");
        assert!(program.run(&["audit"])?.contains("import_kpis"));

        if program.database.is_postgres() {
            let refused = program.run(&["backup", "copy.db"]).err().ok_or("backup is for SQLite")?.to_string();
            assert!(refused.contains("pg_dump"), "{refused}");
        } else {
            program.run(&["backup", "copy.db"])?;
            let copy = format!("sqlite:{}", program.folder().join("copy.db").display());
            let copied = program.run(&["report", "--month", "2026-01", "--format", "json", "--out", "-", "--database", &copy])?;
            assert_eq!(serde_json::from_str::<Value>(&copied)?, served, "a copy reports the same");
            let refused = program.run(&["serve", "--addr", "127.0.0.1:0"]).err().ok_or("a second server started")?.to_string();
            assert_eq!(refused.lines().count(), 1, "{refused}");
            assert!(refused.contains("modelworth.db: stop it first"), "{refused}");
        }
        drop(server);
    }
    Ok(())
}

/// 31 days of 1,000 judged picks, 936 of them right.
pub(crate) fn picks() -> Outcome<String> {
    let rows: String = (1..=31).map(|day| format!("2026-01-{day:02},recommender,accuracy,936,1000\n")).collect();
    Ok(format!("time,service,metric,numerator,denominator\n{rows}"))
}

#[tokio::test]
async fn a_command_and_a_server_write_at_the_same_time() -> Outcome {
    const ROWS: i64 = 20_000;
    const BATCHES: i64 = 50;
    let start = domain::time::parse_instant("2026-01-01", domain::time::parse_zone("Asia/Jakarta")?)?;
    for database in Database::both().await? {
        let program = Program::new(database, COMPANY)?;
        let server = program.serve().await?;
        let token = program.token("ml-lead")?;
        let mut csv = "time,kpi,value\n".to_owned();
        (0..ROWS).for_each(|n| csv += &format!("{},orders,1\n", start + n * MINUTE_MS));
        let mut import = program.start(&["import", "kpis", &program.file("k.csv", &csv)?])?;
        let mut beside = 0;
        for batch in 0..BATCHES {
            // Half a minute off, so that none is one of the file's.
            let rows: Vec<Value> = (0..100)
                .map(|n| json!({"series": "kpi/orders", "time": start + (batch * 100 + n) * MINUTE_MS + 30_000, "value": 1}))
                .collect();
            let answer = client()?.post(program.url("/api/v1/samples")).bearer_auth(&token).json(&rows).send().await?;
            assert_eq!(answer.status(), StatusCode::OK);
            assert_eq!(answer.json::<Value>().await?["accepted"], 100);
            beside += i64::from(!import.has_ended()?);
        }
        assert!(import.wait(std::time::Duration::from_secs(60))?.success());
        assert!(beside > 1, "both were at it");
        let request = client()?.get(program.url("/api/v1/drivers?month=2026-01")).bearer_auth(&token);
        let drivers: Value = request.send().await?.json().await?;
        assert_eq!(drivers["volumes"][0], json!(["orders-seen", (ROWS + BATCHES * 100).to_string()]), "each row once");
        drop(server);
    }
    Ok(())
}
