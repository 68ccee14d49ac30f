//! `/metrics`: the program itself, observed (Prometheus text format 0.0.4).

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// What is counted since the program started.
#[derive(Debug, Default)]
pub struct Counters {
    /// Answers by the first digit of their status, 1 to 5.
    pub requests: [AtomicU64; 5],
    /// Samples that were new, by HTTP.
    pub samples_accepted: AtomicU64,
}

impl Counters {
    /// Counts one answer.
    pub fn count_answer(&self, status: u16) {
        if let Some(counter) = self.requests.get(usize::from(status / 100).wrapping_sub(1)) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The exposition.
    pub fn text(&self) -> String {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let mut text = format!(
            "# HELP modelworth_build_info The running version.\n# TYPE modelworth_build_info gauge\n\
             modelworth_build_info{{version=\"{}\"}} 1\n\
             # HELP modelworth_http_requests_total Answers by class of status.\n# TYPE modelworth_http_requests_total counter\n",
            env!("CARGO_PKG_VERSION")
        );
        for (index, counter) in self.requests.iter().enumerate() {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "modelworth_http_requests_total{{status=\"{}xx\"}} {}", index + 1, read(counter));
        }
        let _ = write!(
            text,
            "# HELP modelworth_samples_accepted_total New samples taken by HTTP.\n\
             # TYPE modelworth_samples_accepted_total counter\nmodelworth_samples_accepted_total {}\n",
            read(&self.samples_accepted)
        );
        text
    }
}

/// The one route.
pub fn routes(counters: Arc<Counters>) -> Router {
    Router::new().route("/metrics", get(metrics)).with_state(counters)
}

async fn metrics(State(counters): State<Arc<Counters>>) -> Response {
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"), (CACHE_CONTROL, "no-store")], counters.text()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_counted_by_class() {
        let counters = Counters::default();
        for status in [200, 204, 404, 503, 99, 600] {
            counters.count_answer(status);
        }
        let text = counters.text();
        for line in ["{status=\"2xx\"} 2", "{status=\"4xx\"} 1", "{status=\"5xx\"} 1", "modelworth_samples_accepted_total 0"] {
            assert!(text.contains(line), "{line} in {text}");
        }
    }
}
