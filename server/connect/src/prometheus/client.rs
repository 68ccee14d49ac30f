//! Asking over HTTP.

use async_trait::async_trait;
use domain::Result;
use domain::metric::Kind;
use domain::sample::Sample;
use reqwest::Method;

use super::{Answers, Line, Span, answer, failure, samples, step_s};
use crate::connector::Connector;
use crate::fed::Fed;
use crate::http::Http;

/// What evaluates PromQL.
#[async_trait]
pub trait Ranges: Send + Sync {
    /// Evaluates `query` at each instant of the span, of which there may be at most 11,000.
    ///
    /// # Errors
    /// Everything that can fail there, in words that say what to do.
    async fn range(&self, query: &str, span: Span) -> Result<Vec<Line>>;
}

/// Samples of one series between two instants, by its queries.
///
/// # Errors
/// What the queries fail with, and answers that do not fit the kind of the series.
pub async fn evaluated(ranges: &(impl Ranges + ?Sized), fed: &Fed, from_ms: i64, until_ms: i64) -> Result<Vec<Sample>> {
    let step_s = step_s(fed.shape.interval_s);
    let Some(span) = Span::aligned(from_ms, until_ms, step_s) else { return Ok(Vec::new()) };
    let mut answers = Answers::default();
    match fed.shape.kind {
        Kind::Ratio => {
            answers.first = ranges.range(text(&fed.from.numerator), span).await?;
            answers.second = ranges.range(text(&fed.from.denominator), span).await?;
        }
        Kind::Histogram => answers.first = ranges.range(text(&fed.from.histogram), span).await?,
        _ => answers.first = ranges.range(text(&fed.from.query), span).await?,
    }
    samples(fed.shape.kind, &answers, step_s, fed.from.scale)
}

/// A Prometheus, or what speaks like it.
pub struct Prometheus {
    http: Http,
}

impl Prometheus {
    /// Prepares to ask the API below the source's address, which may name it.
    pub fn new(http: Http) -> Self {
        Self { http: http.below(|path| format!("{}/api/v1", path.trim_end_matches("/api/v1"))) }
    }

    /// Sends the form and reads a success, or an error of the API itself.
    async fn ask(&self, endpoint: &str, form: &[(&str, &str)]) -> Result<Vec<Line>> {
        let answer = self.http.send(self.http.request(Method::POST, endpoint)?.form(form)).await?;
        let code = answer.status.as_u16();
        if answer.status.is_success() || is_api_error(&answer.body) {
            return answer::parse(&answer.body, &self.http.host);
        }
        Err(if matches!(code, 404 | 405) { failure::no_api(&self.http.host, code) } else { crate::failure::status(&self.http, &answer) })
    }
}

#[async_trait]
impl Ranges for Prometheus {
    async fn range(&self, query: &str, span: Span) -> Result<Vec<Line>> {
        let (start, end, step) = (span.start_s.to_string(), span.end_s.to_string(), span.step_s.to_string());
        let lines = self.ask("query_range", &[("query", query), ("start", &start), ("end", &end), ("step", &step)]).await?;
        let asked = span.start_s * 1000..=span.end_s * 1000;
        match lines.iter().flat_map(|line| &line.points).any(|point| !asked.contains(&point.at_ms)) {
            false => Ok(lines),
            true => Err(failure::other_times(&self.http.host)),
        }
    }
}

#[async_trait]
impl Connector for Prometheus {
    async fn reach(&self) -> Result<()> {
        self.http.reach().await
    }

    async fn sign_in(&self) -> Result<()> {
        self.ask("query", &[("query", "vector(1)")]).await.map(drop)
    }

    async fn samples(&self, fed: &Fed, from_ms: i64, until_ms: i64) -> Result<Vec<Sample>> {
        evaluated(self, fed, from_ms, until_ms).await
    }
}

/// The check of the configuration made sure that the queries which a kind needs are there.
fn text(query: &Option<String>) -> &str {
    query.as_deref().unwrap_or_default()
}

/// Prometheus reports bad queries with 400 and 422, and time-outs with 503, in its own envelope.
fn is_api_error(body: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Value>(body).is_ok_and(|value| value["status"] == "error" && value["error"].is_string())
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
