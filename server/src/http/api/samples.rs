//! `POST /api/v1/samples`.

use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::State;
use domain::Error;
use domain::ports::{RowAnswer, RowOutcome, WireSample};
use serde::Serialize;
use serde_json::Value;

use crate::http::body::{JSON_LIMIT, Limited};
use crate::http::problem::Problem;
use crate::http::who::Who;
use crate::router::AppState;

/// What became of the batch: counts, and one answer per row in the order sent.
#[derive(Debug, Serialize)]
pub struct Answer {
    accepted: u64,
    duplicate: u64,
    rejected: u64,
    rows: Vec<RowAnswer>,
}

impl Answer {
    /// Counts the rows and puts them in the order sent.
    pub(super) fn of(mut rows: Vec<RowAnswer>) -> Self {
        rows.sort_by_key(|answer| answer.row);
        let count = |wanted: fn(&RowOutcome) -> bool| rows.iter().filter(|answer| wanted(&answer.outcome)).count() as u64;
        Self {
            accepted: count(|outcome| matches!(outcome, RowOutcome::Accepted)),
            duplicate: count(|outcome| matches!(outcome, RowOutcome::Duplicate)),
            rejected: count(|outcome| matches!(outcome, RowOutcome::Rejected { .. })),
            rows,
        }
    }
}

/// Takes a JSON array of samples, or `{"samples": […]}`. Durable before it answers; a bad row does not hold back the others.
pub async fn write(State(state): State<AppState>, Who(viewer): Who, body: Limited<JSON_LIMIT>) -> Result<Json<Answer>, Problem> {
    let (good, mut rows) = read_rows(body.json()?)?;
    let (indices, samples): (Vec<usize>, Vec<WireSample>) = good.into_iter().unzip();
    let written = state.ports.samples.write_samples(&viewer, samples).await?;
    rows.extend(written.into_iter().map(|answer| RowAnswer { row: indices.get(answer.row).copied().unwrap_or(answer.row), ..answer }));
    let answer = Answer::of(rows);
    state.counters.samples_accepted.fetch_add(answer.accepted, Ordering::Relaxed);
    Ok(Json(answer))
}

type Indexed = Vec<(usize, WireSample)>;

/// Splits the batch into rows that can be written, with their place, and answers for those that cannot be read.
fn read_rows(body: Value) -> Result<(Indexed, Vec<RowAnswer>), Problem> {
    let batch = match body {
        Value::Array(rows) => rows,
        Value::Object(mut object) if object.len() == 1 => match object.remove("samples") {
            Some(Value::Array(rows)) => rows,
            _ => return Err(wrong_shape()),
        },
        _ => return Err(wrong_shape()),
    };
    let (mut good, mut bad) = (Vec::with_capacity(batch.len()), Vec::new());
    for (row, value) in batch.into_iter().enumerate() {
        match serde_json::from_value::<WireSample>(value) {
            Ok(sample) => good.push((row, sample)),
            Err(error) => bad.push(RowAnswer { row, outcome: RowOutcome::Rejected { field: None, reason: error.to_string() } }),
        }
    }
    Ok((good, bad))
}

fn wrong_shape() -> Problem {
    Error::field("samples", "send a JSON array of samples, or an object with one key “samples” that holds it").into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_that_cannot_be_read_does_not_hold_back_the_others() {
        let good = json!({"series": "kpi/orders", "time": 1_790_000_000_000_i64, "value": "0.9420"});
        for body in [json!([good, {"series": "kpi/orders", "valeu": 1}]), json!({"samples": [good, {"valeu": 1}]})] {
            let (rows, rejected) = read_rows(body).unwrap();
            assert_eq!(rows.len(), 1);
            assert_eq!(rows[0].1.value.unwrap().0.to_string(), "0.9420");
            assert_eq!(rejected[0].row, 1);
            assert!(matches!(&rejected[0].outcome, RowOutcome::Rejected { reason, .. } if reason.contains("valeu")));
        }
    }

    #[test]
    fn another_shape_is_refused() {
        for body in [json!("x"), json!({}), json!({"samples": 1}), json!({"samples": [], "more": 1}), json!(null)] {
            assert!(read_rows(body.clone()).is_err(), "{body}");
        }
        assert!(read_rows(json!([])).unwrap().0.is_empty());
    }
}
