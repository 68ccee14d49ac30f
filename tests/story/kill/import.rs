//! While a large file is imported, by the command and over HTTP. Its rows are durable in batches; the file again brings the rest.

use std::time::Duration;

use serde_json::{Value, json};
use tests::Outcome;
use tests::database::{Contents, Database};
use tests::http::client;
use tests::process::Process;
use tests::program::Program;

use crate::story::first_month::COMPANY;

const ROWS: usize = 30_000;
/// Rows that the import makes durable at once.
const BATCH: u64 = 5_000;

/// A judgement a minute, from January 2026.
fn judgements() -> Outcome<String> {
    let start = domain::time::parse_instant("2026-01-01", domain::time::parse_zone("Asia/Jakarta")?)?;
    let mut csv = "time,service,metric,numerator,denominator\n".to_owned();
    for n in 0..i64::try_from(ROWS)? {
        csv += &format!("{},recommender,accuracy,{},100\n", start + n * 60_000, 90 + n % 10);
    }
    Ok(csv)
}

/// What a run without any kill stores.
async fn uninterrupted(database: Database, csv: &str) -> Outcome<Contents> {
    let program = Program::new(database, COMPANY)?;
    let told = program.run(&["import", "samples", &program.file("samples.csv", csv)?])?;
    assert_eq!(told, format!("{ROWS} accepted, 0 duplicate, 0 rejected\n"));
    program.database.samples().await
}

/// Waits until more batches are durable than before, or until the process has ended.
async fn wait_for_batches(program: &Program, process: &mut Process, more: i64) -> Outcome {
    let durable = "SELECT COUNT(*) FROM audit WHERE action = 'import_samples'";
    let before = program.database.number(durable).await?;
    while !process.has_ended()? && program.database.number(durable).await? < before + more {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(())
}

#[tokio::test]
async fn a_command_that_was_killed_is_completed_by_running_it_again() -> Outcome {
    let csv = judgements()?;
    for (killed, whole) in Database::both().await?.into_iter().zip(Database::both().await?) {
        let whole = uninterrupted(whole, &csv).await?;
        let program = Program::new(killed, COMPANY)?;
        let import = ["import", "samples", &program.file("samples.csv", &csv)?, "--json"];
        for more in 1..=2 {
            let mut process = program.start(&import)?;
            wait_for_batches(&program, &mut process, more).await?;
            assert!(process.kill()?, "it was killed on its way");
        }
        let report: Value = serde_json::from_str(&program.run(&import)?)?;
        let (new, known) = (report["accepted"].as_u64().unwrap_or(0), report["duplicate"].as_u64().unwrap_or(0));
        assert_eq!((new + known, report["rejected"].as_u64()), (ROWS as u64, Some(0)), "{report}");
        assert!(new > 0 && known >= 3 * BATCH && known.is_multiple_of(BATCH), "whole batches were durable: {report}");
        assert!(program.database.samples().await? == whole, "as if it had never been killed");
        let again: Value = serde_json::from_str(&program.run(&import)?)?;
        assert_eq!((&again["accepted"], &again["duplicate"]), (&json!(0), &json!(ROWS)), "nothing is there twice");
    }
    Ok(())
}

#[tokio::test]
async fn a_request_that_was_cut_is_completed_by_sending_it_again() -> Outcome {
    let csv = judgements()?;
    for (killed, whole) in Database::both().await?.into_iter().zip(Database::both().await?) {
        let whole = uninterrupted(whole, &csv).await?;
        let program = Program::new(killed, COMPANY)?;
        let token = program.token("ml-lead")?;
        let send = || -> Outcome<_> { Ok(client()?.post(program.url("/api/v1/imports/samples")).bearer_auth(&token).body(csv.clone())) };
        for more in 1..=2 {
            let mut process = program.serve().await?;
            let cut = tokio::spawn(send()?.send());
            wait_for_batches(&program, &mut process, more).await?;
            assert!(process.kill()?);
            assert!(cut.await?.is_err(), "nothing was acknowledged");
        }
        let mut process = program.serve().await?;
        let report: Value = send()?.send().await?.error_for_status()?.json().await?;
        let (new, known) = (report["accepted"].as_u64().unwrap_or(0), report["duplicate"].as_u64().unwrap_or(0));
        assert_eq!((new + known, report["rejected"].as_u64()), (ROWS as u64, Some(0)), "{report}");
        assert!(new > 0 && known >= 3 * BATCH && known.is_multiple_of(BATCH), "whole batches were durable: {report}");
        // Acknowledged now: it survives this kill without another word.
        assert!(process.kill()?);
        process = program.serve().await?;
        let again: Value = send()?.send().await?.error_for_status()?.json().await?;
        assert_eq!((&again["accepted"], &again["duplicate"]), (&json!(0), &json!(ROWS)), "all were there, once");
        process.signal("TERM")?;
        process.wait(Duration::from_secs(15))?;
        assert!(program.database.samples().await? == whole, "as if it had never been killed");
    }
    Ok(())
}
