//! What is wrong is said once, with what to do, and nothing stored is lost or changed by it.

mod api;
mod collection;
mod commands;

use serde_json::Value;
use tests::Outcome;
use tests::database::Database;
use tests::program::Program;

use super::first_month::COMPANY;

const JUDGEMENTS: &str = "time,service,metric,numerator,denominator\n2026-01-05,recommender,accuracy,93,100\n";

/// A company with a response time, a source and a few records.
fn company(database: Database, prometheus: &str) -> Outcome<Program> {
    let program = Program::new(database, &workspace(prometheus))?;
    program.run(&["import", "samples", &program.file("first.csv", JUDGEMENTS)?])?;
    Ok(program)
}

fn workspace(prometheus: &str) -> String {
    let more = r#"
[[source]]
id = "prometheus"
kind = "prometheus"
url = "PROMETHEUS"

[[indicator]]
service = "recommender"
metric = "latency-p95"

[[indicator]]
service = "recommender"
metric = "uptime"
source = { id = "prometheus", query = "min(up)" }
"#;
    COMPANY.to_owned() + &more.replace("PROMETHEUS", prometheus)
}

/// The report of October as JSON.
fn october(program: &Program) -> Outcome<Value> {
    Ok(serde_json::from_str(&program.run(&["report", "--month", "2026-10", "--format", "json", "--out", "-"])?)?)
}
