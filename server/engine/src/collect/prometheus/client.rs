//! Asking over HTTP.

use std::sync::Once;
use std::time::Duration;

use domain::config::Source;
use domain::{Error, Result};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use url::Url;

use super::{Line, Span, answer, failure};

/// How long a query may take.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Largest answer that is read, unpacked: 10,000 points of 60 buckets fit.
const ANSWER_MAX: usize = 32_000_000;

/// A Prometheus that can be asked.
pub struct Prometheus {
    http: Client,
    base: Url,
    token: Option<String>,
    host: String,
}

impl Prometheus {
    /// Prepares to ask `source`; `token` is the secret that its `secret_env` names.
    ///
    /// # Errors
    /// An address that is missing or not http(s).
    pub fn new(source: &Source, token: Option<String>) -> Result<Self> {
        let text = source.url.as_deref().unwrap_or_default();
        let bad = || Error::field("url", format!("“{text}” is not the address of a Prometheus: write for example http://prometheus:9090"));
        let mut base = Url::parse(text).map_err(|_| bad())?;
        if !matches!(base.scheme(), "http" | "https") || !base.has_host() {
            return Err(bad());
        }
        let path = base.path().trim_end_matches('/').trim_end_matches("/api/v1").to_owned();
        base.set_path(&format!("{path}/api/v1/"));
        base.set_query(None);
        base.set_fragment(None);
        let mut shown = base.clone();
        // Both only fail for addresses without a host.
        let _ = (shown.set_username(""), shown.set_password(None));
        let host = shown.as_str().trim_end_matches("/api/v1/").to_owned();
        Ok(Self { http: http_client()?, base, token, host })
    }

    /// The address as it may be shown.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Evaluates `query` at each instant of the span, which must have at most [`super::POINTS_MAX`].
    pub async fn range(&self, query: &str, span: Span) -> Result<Vec<Line>> {
        let (start, end, step) = (span.start_s.to_string(), span.end_s.to_string(), span.step_s.to_string());
        let answer = self.ask("query_range", &[("query", query), ("start", &start), ("end", &end), ("step", &step)]).await?;
        let lines = answer::parse(&answer, &self.host)?;
        let asked = span.start_s * 1000..=span.end_s * 1000;
        match lines.iter().flat_map(|line| &line.points).any(|point| !asked.contains(&point.at_ms)) {
            false => Ok(lines),
            true => Err(failure::other_times(&self.host)),
        }
    }

    /// Evaluates `query` now.
    pub async fn now(&self, query: &str) -> Result<Vec<Line>> {
        let answer = self.ask("query", &[("query", query)]).await?;
        answer::parse(&answer, &self.host)
    }

    /// Does anything answer at the address? The status does not matter.
    pub async fn reach(&self) -> Result<()> {
        let answer = self.http.get(self.base.clone()).send().await;
        answer.map(drop).map_err(|cause| failure::unreachable(&self.host, &cause))
    }

    /// Sends the form and reads the body of a success; errors of the API itself are left to the reader of the body.
    async fn ask(&self, endpoint: &str, form: &[(&str, &str)]) -> Result<Vec<u8>> {
        let url = self.base.join(endpoint).map_err(|_| Error::field("url", "the address cannot be completed"))?;
        let mut request = self.http.post(url).form(form);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let answer = request.send().await.map_err(|cause| failure::unreachable(&self.host, &cause))?;
        let status = answer.status();
        let location = answer.headers().get("location").and_then(|value| value.to_str().ok()).map(str::to_owned);
        let body = self.read(answer).await?;
        if status.is_success() || is_api_error(&body) {
            return Ok(body);
        }
        Err(failure::status(&self.host, status, location.as_deref(), self.token.is_some(), &body))
    }

    async fn read(&self, mut answer: Response) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(|cause| failure::unreachable(&self.host, &cause))? {
            if body.len() + part.len() > ANSWER_MAX {
                return Err(failure::too_large(&self.host, ANSWER_MAX));
            }
            body.extend_from_slice(&part);
        }
        Ok(body)
    }
}

/// Prometheus reports bad queries with 400 and 422, and time-outs with 503, in its own envelope.
fn is_api_error(body: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Value>(body).is_ok_and(|value| value["status"] == "error" && value["error"].is_string())
}

/// No redirect is followed: the token must not travel to another address.
fn http_client() -> Result<Client> {
    static PROVIDER: Once = Once::new();
    // An error only says that another part of the program was first.
    PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
    Client::builder()
        .timeout(TIMEOUT)
        .connect_timeout(Duration::from_secs(10))
        .redirect(Policy::none())
        .user_agent(concat!("modelworth/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|cause| {
            Error::unavailable(format!(
                "secure connections cannot be set up ({cause}): install the machine's certificates (ca-certificates)"
            ))
        })
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
