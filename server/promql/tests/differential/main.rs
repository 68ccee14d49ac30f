//! The same queries over the same samples, asked of a real Prometheus and of this crate.
//!
//! `cargo test -p promql --features peer --test differential`; needs the program `prometheus`. `tests/run peers` runs it.

mod peer;
mod seed;

use peer::{Outcome, Peer, parts};
use promql::{Answer, Grid, LOOKBACK_MS, Query, SeriesData, evaluate_instant, evaluate_range, storage::all_match};
use serde_json::Value;

/// How far two values may be apart, relative to the larger.
const TOLERANCE: f64 = 1e-9;

/// What the series hold for a query, as a storage would select it.
fn selected(all: &[SeriesData], query: &Query, grid: Grid) -> Vec<Vec<SeriesData>> {
    let cut = |series: &SeriesData, from: i64, until: i64| {
        let range = series.at_ms.partition_point(|at| *at < from)..series.at_ms.partition_point(|at| *at <= until);
        SeriesData {
            labels: series.labels.clone(),
            at_ms: series.at_ms[range.clone()].to_vec(),
            values: series.values[range].to_vec(),
            holds_ms: None,
        }
    };
    let needs = query.needs(grid, LOOKBACK_MS);
    let select = |need: &promql::Selection| -> Vec<SeriesData> {
        let matching = all.iter().filter(|series| all_match(&need.matchers, &series.labels));
        matching.map(|series| cut(series, need.from_ms, need.until_ms)).filter(|series| !series.at_ms.is_empty()).collect()
    };
    needs.iter().map(select).collect()
}

fn ours(all: &[SeriesData], text: &str, when: When) -> Result<String, promql::Error> {
    let query = Query::parse(text)?;
    let answer: Answer = match when {
        When::At(at_ms) => evaluate_instant(&query, &selected(all, &query, Grid::instant(at_ms)), at_ms, LOOKBACK_MS)?,
        When::Over(grid) => evaluate_range(&query, &selected(all, &query, grid), grid, LOOKBACK_MS)?,
    };
    let mut out = String::new();
    promql::json::write_answer(&mut out, &answer);
    Ok(out)
}

#[derive(Debug, Clone, Copy)]
enum When {
    At(i64),
    Over(Grid),
}

fn theirs(peer: &Peer, text: &str, when: When) -> Outcome<(u16, String)> {
    let seconds = |ms: i64| format!("{}.{:03}", ms / 1000, ms % 1000);
    let query = ("query", text.to_owned());
    match when {
        When::At(at_ms) => peer.query("/api/v1/query", &[query, ("time", seconds(at_ms))]),
        When::Over(grid) => {
            let (start, end, step) = (seconds(grid.start_ms), seconds(grid.end_ms), seconds(grid.step_ms));
            peer.query("/api/v1/query_range", &[query, ("start", start), ("end", end), ("step", step)])
        }
    }
}

/// A vector in the order of its labels, since Prometheus gives it in an order of chance unless it is asked for one.
fn ordered(text: &str, mut answer: Value) -> Value {
    let asked_for = ["sort", "topk", "bottomk"].iter().any(|start| text.starts_with(start)) && !text.contains("odd");
    if let (false, Some(result)) = (asked_for, answer["result"].as_array_mut()) {
        result.sort_by_key(|series| series["metric"].to_string());
    }
    answer
}

/// Whether two answers are the same but for rounding.
fn same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| same(ours, theirs))
        }
        (Value::Object(ours), Value::Object(theirs)) => {
            ours.len() == theirs.len() && ours.iter().all(|(name, value)| theirs.get(name).is_some_and(|other| same(value, other)))
        }
        (Value::String(one), Value::String(other)) => one == other || close(one, other),
        (ours, theirs) => ours == theirs,
    }
}

fn close(one: &str, other: &str) -> bool {
    match (one.parse::<f64>(), other.parse::<f64>()) {
        (Ok(one), Ok(other)) => (one - other).abs() <= TOLERANCE * one.abs().max(other.abs()),
        _ => false,
    }
}

#[test]
fn every_query_gives_what_prometheus_gives() -> Outcome<()> {
    let peer = Peer::start()?;
    let all = seed::all();
    peer.write(&all)?;
    let grid = |from_s: i64, until_s: i64, step_ms: i64| {
        When::Over(Grid { start_ms: seed::START_MS + from_s * 1000, end_ms: seed::START_MS + until_s * 1000, step_ms })
    };
    let whens = [
        When::At(seed::START_MS + 3_600_000),
        When::At(seed::START_MS + 5_000_123),
        When::At(seed::END_MS + 200_000),
        grid(600, 3_600, 60_000),
        grid(3_000, 3_401, 7_500),
        grid(-600, 7_800, 300_000),
    ];
    let (mut asked, mut exact, mut refused) = (0, 0, 0);
    let mut wrong = Vec::new();
    for text in include_str!("queries.txt").lines().filter(|line| !line.starts_with('#')) {
        for when in whens {
            asked += 1;
            let (status, body) = theirs(&peer, text, when)?;
            let (data, kind) = parts(&body)?;
            match ours(&all, text, when) {
                Ok(json) => {
                    exact += usize::from(body.contains(&json));
                    let answer: Value = serde_json::from_str(&json)?;
                    if status != 200 || !same(&ordered(text, answer), &ordered(text, data)) {
                        wrong.push(format!("{text}  {when:?}\n  ours   {json:.600}\n  theirs {status} {body:.600}"));
                    }
                }
                Err(error) => {
                    refused += 1;
                    if (error.status(), error.kind()) != (status, kind.as_str()) {
                        wrong.push(format!("{text}  {when:?}\n  ours   {error:?}\n  theirs {status} {body:.600}"));
                    }
                }
            }
        }
    }
    println!("{asked} answers compared, {exact} the same to the letter, {refused} refused by both, {} differ", wrong.len());
    assert!(wrong.is_empty(), "{}\n{} differ", wrong.join("\n"), wrong.len());
    Ok(())
}
