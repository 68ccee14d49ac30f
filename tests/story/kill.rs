//! kill -9 while samples come in: every acknowledged row is there exactly once.

use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};
use tests::Outcome;
use tests::process::{Folder, Process, free_port};
use tests::program::binary;

use super::first_month::COMPANY;

const BATCH: usize = 200;
const BATCHES: usize = 40;

struct Program {
    folder: Folder,
    addr: String,
    token: String,
}

impl Program {
    fn command(&self, arguments: &[&str]) -> Outcome<Command> {
        let mut command = Command::new(binary()?);
        command.current_dir(self.folder.path()).args(arguments).env("MODELWORTH_ADDR", &self.addr).env_remove("DATABASE_URL");
        Ok(command)
    }

    fn run(&self, arguments: &[&str]) -> Outcome<String> {
        let output = self.command(arguments)?.output()?;
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() { Ok(String::from_utf8(output.stdout)?) } else { Err(error.into()) }
    }

    async fn serve(&self) -> Outcome<Process> {
        let mut process = Process::start(&mut self.command(&["serve"])?, &self.folder.path().join("log"))?;
        process.wait_until_up(&format!("http://{}/readyz", self.addr), Duration::from_secs(20)).await?;
        Ok(process)
    }

    /// Sends one batch; the answer, or an error when the program died before it acknowledged.
    async fn send(&self, batch: usize) -> Outcome<Value> {
        let start = domain::time::parse_instant("2026-10-01", domain::time::parse_zone("Asia/Jakarta")?)?;
        let rows: Vec<Value> = (batch * BATCH..(batch + 1) * BATCH)
            .map(|row| json!({"series": "kpi/orders", "time": start + i64::try_from(row).unwrap_or(0) * 300_000, "value": 1}))
            .collect();
        let request = tests::http::client()?.post(format!("http://{}/api/v1/samples", self.addr)).bearer_auth(&self.token);
        let answer = request.header("content-type", "application/json").body(json!(rows).to_string()).send().await?;
        if !answer.status().is_success() {
            return Err(format!("{}: {}", answer.status(), answer.text().await?).into());
        }
        Ok(serde_json::from_str(&answer.text().await?)?)
    }
}

#[tokio::test]
async fn acknowledged_rows_survive_kill_9_exactly_once() -> Outcome {
    let mut program = Program { folder: Folder::new()?, addr: format!("127.0.0.1:{}", free_port()?), token: String::new() };
    std::fs::write(program.folder.path().join("company.toml"), COMPANY)?;
    program.run(&["apply", "company.toml"])?;
    program.token = program.run(&["token", "add", "pipeline", "--role", "ml-lead"])?.trim().to_owned();

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
            match program.send(next).await {
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
        let answer = program.send(batch).await?;
        assert_eq!((&answer["accepted"], &answer["duplicate"]), (&json!(0), &json!(BATCH)), "batch {batch} was there in full");
    }
    process.signal("TERM")?;
    process.wait(Duration::from_secs(15))?;

    // Each row counts 1: the month's sum says that none is there twice.
    let engine =
        engine::Engine::open(&format!("sqlite:{}", program.folder.path().join("data/modelworth.db").display()), engine::Clock::System)
            .await?;
    let month = domain::time::Month::parse("2026-10")?;
    let drivers = engine.ports().models.drivers(&engine::Engine::command_line(), Some(month)).await?;
    let orders = drivers.volumes.iter().find(|(driver, _)| driver == "orders-seen").and_then(|(_, volume)| *volume);
    assert_eq!(orders, Some(i64::try_from(BATCH * BATCHES)?.into()));
    engine.close().await;
    Ok(())
}
