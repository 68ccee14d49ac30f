//! While past months are fetched from a Prometheus. Starting again goes on by itself.

use std::time::Duration;

use chrono::{DateTime, Days, NaiveDate};
use serde_json::json;
use tests::Outcome;
use tests::database::{Contents, Database};
use tests::http::{client, wait_for};
use tests::process::Process;
use tests::program::Program;
use tests::stand_in::{StandIn, every_instant};

const COMPANY: &str = r#"
[workspace]
name = "Nusantara Retail"
time_zone = "UTC"
currency = "USD"

[[team]]
id = "risk"
name = "Risk"

[[service]]
id = "fraud"
name = "Fraud score"
team = "risk"

[[source]]
id = "prometheus"
kind = "prometheus"
url = "PROMETHEUS"

[[indicator]]
service = "fraud"
metric = "predictions"
source = { id = "prometheus", query = "sum(increase(predictions_total[5m]))" }

[[indicator]]
service = "fraud"
metric = "uptime"
source = { id = "prometheus", query = "min(up)" }
"#;

const PROGRESS: &str = "SELECT back_fill_done FROM source_state WHERE back_fill_done IS NOT NULL";

/// Down for a quarter of an hour now and then; predictions of another number each time.
async fn prometheus() -> Outcome<StandIn> {
    StandIn::start(|query| {
        let of_uptime = query.get("query").is_some_and(|promql| promql.contains("up)"));
        every_instant(query, move |at_s| if of_uptime { i64::from(at_s / 900 % 50 != 0) } else { at_s / 300 % 97 })
    })
    .await
}

async fn start_back_fill(database: Database, url: &str) -> Outcome<(Program, Process)> {
    let program = Program::new(database, &COMPANY.replace("PROMETHEUS", url))?;
    let token = program.token("ml-lead")?;
    let process = program.serve().await?;
    let request = client()?.post(program.url("/api/v1/sources/prometheus/back-fill")).bearer_auth(&token).json(&json!({"months": 1}));
    request.send().await?.error_for_status()?;
    Ok((program, process))
}

/// Waits for the end of the back-fill and of the program; what it stored of the days before `day`, which no pass touches any more.
async fn finish(program: &Program, mut process: Process, day: NaiveDate) -> Outcome<Contents> {
    let left = "SELECT COUNT(*) FROM source_state WHERE back_fill_total IS NOT NULL";
    wait_for("the end of the back-fill", Duration::from_secs(120), || async {
        (program.database.number(left).await.ok()? == 0).then_some(())
    })
    .await?;
    process.signal("TERM")?;
    process.wait(Duration::from_secs(15))?;
    program.database.samples_before(day).await
}

// The stand-in answers while a command is waited for.
#[tokio::test(flavor = "multi_thread")]
async fn a_back_fill_that_was_killed_goes_on_and_ends_as_if_it_had_not() -> Outcome {
    let prometheus = prometheus().await?;
    let now = DateTime::from_timestamp_millis(engine::Clock::System.now_ms()).ok_or("no time")?;
    let yesterday = now.date_naive() - Days::new(1);
    for (killed, whole) in Database::both().await?.into_iter().zip(Database::both().await?) {
        let (program, process) = start_back_fill(whole, &prometheus.url).await?;
        let whole = finish(&program, process, yesterday).await?;
        assert!(whole["chunk"].len() >= 2 * 27, "a month of two series");

        let (program, mut process) = start_back_fill(killed, &prometheus.url).await?;
        let mut done = 0;
        // Odd numbers, so that it dies between two series of a day as well as between two days.
        for queries in [7, 10, 13] {
            prometheus.wait_for_queries(queries).await?;
            assert!(process.kill()?, "it was killed on its way");
            let stored = program.database.samples_before(yesterday).await?.remove("chunk").unwrap_or_default();
            let reached = program.database.number(PROGRESS).await?;
            assert!(reached > done, "progress is kept: {reached} days after {done}");
            done = reached;
            // All that are done but yesterday, of both series.
            let complete = stored.iter().filter(|day| whole["chunk"].contains(day)).count();
            assert!(complete >= 2 * (usize::try_from(done)? - 1), "{complete} complete days of a series where {done} are done");
            process = program.serve().await?;
        }
        assert!(finish(&program, process, yesterday).await? == whole, "as if it had never been killed");
        // What is fetched once more is stored once.
        program.run(&["collect", "--once"])?;
        assert!(program.database.samples_before(yesterday).await? == whole);
    }
    Ok(())
}
