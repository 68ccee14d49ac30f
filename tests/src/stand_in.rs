//! A stand-in for Prometheus that answers as the test tells it; where a real one is needed see [`crate::prometheus`].

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use axum::{Form, RequestExt, Router};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::Outcome;
use crate::http::wait_for;

/// What a query asks for: its fields by name.
pub type Query = HashMap<String, String>;

/// The stand-in; it goes with this value.
pub struct StandIn {
    /// Its address.
    pub url: String,
    answered: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl StandIn {
    /// Answers every query with what `answer` makes of it.
    pub async fn start<A: IntoResponse>(answer: impl Fn(&Query) -> A + Clone + Send + Sync + 'static) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let answered = Arc::new(AtomicUsize::new(0));
        let count = answered.clone();
        let respond = move |request: Request| {
            let (answer, count) = (answer.clone(), count.clone());
            async move {
                let query = request.extract().await.map(|Form(query): Form<Query>| query).unwrap_or_default();
                count.fetch_add(1, Ordering::SeqCst);
                answer(&query).into_response()
            }
        };
        let task = tokio::spawn(async move { drop(axum::serve(listener, Router::new().fallback(respond)).await) });
        Ok(Self { url, answered, task })
    }

    /// Waits until it has answered so many queries more.
    pub async fn wait_for_queries(&self, more: usize) -> Outcome {
        let wanted = self.answered.load(Ordering::SeqCst) + more;
        wait_for("queries", Duration::from_secs(60), || async { (self.answered.load(Ordering::SeqCst) >= wanted).then_some(()) }).await
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A value for every instant asked for, of the instant alone, so that asking twice gives the same; a query that is not over time gets 1.
pub fn every_instant(query: &Query, value: impl Fn(i64) -> i64) -> Response {
    let field = |name: &str| query.get(name).and_then(|text| text.parse::<i64>().ok());
    let (Some(start), Some(end), Some(step)) = (field("start"), field("end"), field("step")) else {
        return envelope("scalar", r#"[0,"1"]"#);
    };
    series((start..=end).step_by(usize::try_from(step).unwrap_or(1)), value)
}

/// The same for `n` instants up to the last one asked for, whatever was asked.
pub fn so_many_instants(query: &Query, n: i64, value: impl Fn(i64) -> i64) -> Response {
    let Some(end) = query.get("end").and_then(|text| text.parse::<i64>().ok()) else { return every_instant(query, value) };
    series((0..n).rev().map(|back| end - back * 300), value)
}

fn series(instants: impl Iterator<Item = i64>, value: impl Fn(i64) -> i64) -> Response {
    let points: Vec<String> = instants.map(|at_s| format!("[{at_s},\"{}\"]", value(at_s))).collect();
    envelope("matrix", &format!(r#"[{{"metric":{{}},"values":[{}]}}]"#, points.join(",")))
}

fn envelope(kind: &str, result: &str) -> Response {
    format!(r#"{{"status":"success","data":{{"resultType":"{kind}","result":{result}}}}}"#).into_response()
}
