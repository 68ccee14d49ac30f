//! While samples come in over HTTP.

use std::process::Command;
use std::time::Duration;

use engine::{Clock, Engine};
use serde_json::{Value, json};
use tests::Outcome;
use tests::database::Database;
use tests::program::Program;

use crate::story::first_month::COMPANY;

const BATCH: usize = 200;
const BATCHES: usize = 40;

/// Sends one batch; the answer, or an error when the program died before it acknowledged.
async fn send(program: &Program, token: &str, batch: usize) -> Outcome<Value> {
    let start = domain::time::parse_instant("2026-01-01", domain::time::parse_zone("Asia/Jakarta")?)?;
    let rows: Vec<Value> = (batch * BATCH..(batch + 1) * BATCH)
        .map(|row| json!({"series": "kpi/orders", "time": start + i64::try_from(row).unwrap_or(0) * 300_000, "value": 1}))
        .collect();
    let request = tests::http::client()?.post(program.url("/api/v1/samples")).bearer_auth(token).json(&rows);
    Ok(request.send().await?.error_for_status()?.json().await?)
}

#[tokio::test]
async fn acknowledged_rows_survive_kill_9_exactly_once() -> Outcome {
    for database in Database::both().await? {
        acknowledged_rows_survive(Program::new(database, COMPANY)?).await?;
    }
    Ok(())
}

async fn acknowledged_rows_survive(program: Program) -> Outcome {
    let token = program.token("ml-lead")?;
    let mut acknowledged = Vec::new();
    let (mut next, mut kills) = (0, 0);
    while next < BATCHES {
        let mut process = program.serve().await?;
        // A little later each time, so that it dies at different points of a batch.
        let fuse = Duration::from_millis(30 + 37 * kills);
        let id = process.id().to_string();
        let killer = tokio::spawn(async move {
            tokio::time::sleep(fuse).await;
            Command::new("kill").args(["-s", "KILL", &id]).status()
        });
        while next < BATCHES {
            match send(&program, &token, next).await {
                Ok(answer) => {
                    assert_eq!(answer["rejected"], 0, "{answer}");
                    acknowledged.push(next);
                    next += 1;
                }
                Err(_) => break,
            }
        }
        killer.await??;
        process.wait(Duration::from_secs(10))?;
        kills += 1;
    }
    assert!(kills > 1, "it was killed while samples came in");

    let mut process = program.serve().await?;
    for batch in acknowledged {
        let answer = send(&program, &token, batch).await?;
        assert_eq!((&answer["accepted"], &answer["duplicate"]), (&json!(0), &json!(BATCH)), "batch {batch} was there in full");
    }
    process.signal("TERM")?;
    process.wait(Duration::from_secs(15))?;

    // Each row counts 1: the month's sum says that none is there twice.
    let engine = Engine::open(&program.database.url, Clock::System).await?;
    let month = domain::time::Month::parse("2026-01")?;
    let drivers = engine.ports().models.drivers(&Engine::command_line(), Some(month)).await?;
    let orders = drivers.volumes.iter().find(|(driver, _)| driver == "orders-seen").and_then(|(_, volume)| *volume);
    assert_eq!(orders, Some(i64::try_from(BATCH * BATCHES)?.into()));
    engine.close().await;
    Ok(())
}
