//! A GrowthBook with three experiments, of which two have ended: one whose new ranker wins, one whose split is broken.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::Outcome;

/// The secret that it takes.
pub const SECRET: &str = "secret_x";

/// The stand-in; it goes with this value.
pub struct GrowthBook {
    /// Its address.
    pub url: String,
    asked: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl GrowthBook {
    /// Listens on a free port.
    pub async fn start() -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let asked = Arc::new(AtomicUsize::new(0));
        let count = asked.clone();
        let respond = move |request: Request| {
            count.fetch_add(1, Ordering::SeqCst);
            std::future::ready(answer(&request))
        };
        let task = tokio::spawn(async move { drop(axum::serve(listener, Router::new().fallback(respond)).await) });
        Ok(Self { url, asked, task })
    }

    /// Requests so far.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Drop for GrowthBook {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn answer(request: &Request) -> Response {
    if request.headers().get("authorization").is_none_or(|value| value != &format!("Bearer {SECRET}")) {
        return (StatusCode::UNAUTHORIZED, r#"{"message":"No API key provided"}"#).into_response();
    }
    let found = match request.uri().path() {
        "/api/v1/experiments" => {
            let all = [listed("exp_calm", "stopped"), listed("exp_broken", "stopped"), listed("exp_new", "running")];
            json!({"experiments": all, "limit": 100, "offset": 0, "count": 3, "total": 3, "hasMore": false, "nextOffset": null})
        }
        "/api/v1/experiments/exp_calm/results" => results("exp_calm", 9_900),
        "/api/v1/experiments/exp_broken/results" => results("exp_broken", 8_000),
        "/api/v1/metrics/met_orders" => json!({"metric": {"id": "met_orders", "name": "Orders", "type": "binomial"}}),
        _ => return (StatusCode::NOT_FOUND, r#"{"message":"Not found"}"#).into_response(),
    };
    axum::Json(found).into_response()
}

fn listed(id: &str, status: &str) -> Value {
    let name = format!("Ranker {}", id.trim_start_matches("exp_"));
    json!({"id": id, "trackingKey": id, "name": name, "status": status, "archived": false, "type": "standard",
        "variations": [{"variationId": "var_a", "key": "0", "name": "Control"}, {"variationId": "var_b", "key": "1", "name": "New"}],
        "phases": [{"name": "Main", "dateStarted": "2026-09-01T00:00:00.000Z", "dateEnded": "2026-09-28T12:00:00.000Z", "coverage": 1,
            "trafficSplit": [{"variationId": "var_a", "weight": 0.5}, {"variationId": "var_b", "weight": 0.5}]}]})
}

/// Orders of 10,000 visitors with the control and of `users` with the new ranker: 0.10 against 0.11 where they are 9,900.
fn results(id: &str, users: i64) -> Value {
    let arm = |id: &str, users: i64, orders: f64, share: f64| {
        json!({"variationId": id, "users": users, "analyses": [{"engine": "bayesian", "numerator": orders, "denominator": users, "mean": share,
            "stddev": 0.3, "percentChange": 0.1, "ciLow": 0.01, "ciHigh": 0.19, "pValue": null, "chanceToBeatControl": 0.99}]})
    };
    let orders = json!({"metricId": "met_orders", "variations": [arm("var_a", 10_000, 1_000.0, 0.1), arm("var_b", users, 1_089.0, 0.11)]});
    json!({"result": {"experimentId": id, "phase": "0", "settings": {"statsEngine": "bayesian"},
        "results": [{"dimension": "All", "totalUsers": 10_000 + users, "checks": {"srm": 0.48}, "metrics": [orders]}]}})
}
