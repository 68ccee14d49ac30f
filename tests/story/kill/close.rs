//! While a month is closed: afterwards there is one closed revision, or none.

use std::time::Duration;

use serde_json::Value;
use tests::Outcome;
use tests::database::Database;
use tests::program::Program;

use crate::story::beside_a_server::picks;
use crate::story::first_month::COMPANY;

/// When it is killed, in steps of so many ms after its start.
const STEP_MS: u64 = 12;
const KILLS: u64 = 12;

#[tokio::test]
async fn a_close_that_was_killed_is_whole_or_not_there() -> Outcome {
    for database in Database::both().await? {
        let program = Program::new(database, COMPANY)?;
        program.run(&["import", "samples", &program.file("s.csv", &picks()?)?])?;
        program.run(&["import", "kpis", &program.file("k.csv", "time,kpi,value\n2026-01-15,orders,1000\n")?])?;
        let mut killed = 0;
        for n in 1..=KILLS {
            let process = program.start(&["close", "--month", "2026-01"])?;
            tokio::time::sleep(Duration::from_millis(n * STEP_MS)).await;
            killed += u64::from(process.kill()?);
            let issued = program.database.number("SELECT COUNT(*) FROM issued").await?;
            let reviews = program.database.number("SELECT COUNT(*) FROM review").await?;
            let told = program.database.number("SELECT COUNT(*) FROM audit WHERE action = 'close_month'").await?;
            assert!(issued == told && issued + reviews <= 1, "{issued} revisions, {told} told, {reviews} in review");
            if issued == 1 {
                break;
            }
        }
        assert!(killed > 0, "it was killed on its way");
        if program.database.number("SELECT COUNT(*) FROM issued").await? == 0 {
            program.run(&["close", "--month", "2026-01"])?;
        }
        let report: Value = serde_json::from_str(&program.run(&["report", "--month", "2026-01", "--format", "json", "--out", "-"])?)?;
        assert_eq!((&report["state"], &report["issue"]["revision"]), (&"closed".into(), &1.into()), "{report}");
        program.run(&["report", "--month", "2026-01", "--format", "pdf", "--out", "report.pdf"])?;
        assert!(program.run(&["verify", "report.pdf"])?.contains("Genuine"));
    }
    Ok(())
}
