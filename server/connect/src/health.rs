//! Health endpoints as checks of availability: ready when the answer is a success, whatever it says (KServe's V1 and V2 protocols, MLServer,
//! Triton, TorchServe and others differ in their bodies).

use async_trait::async_trait;
use domain::metric::Kind;
use domain::sample::{Reading, Sample};
use domain::{Error, Result};

use super::connector::Connector;
use super::fed::Fed;
use super::http::Http;

/// A model server that is asked whether it is ready.
pub struct Health {
    http: Http,
}

impl Health {
    pub fn new(http: Http) -> Self {
        Self { http }
    }
}

#[async_trait]
impl Connector for Health {
    async fn reach(&self) -> Result<()> {
        self.http.reach().await
    }

    /// Each check signs in for itself.
    async fn sign_in(&self) -> Result<()> {
        Ok(())
    }

    /// One check, now. A server that does not answer is down; a name that leads nowhere, or a refused secret, says nothing about it.
    async fn samples(&self, fed: &Fed, _: i64, until_ms: i64) -> Result<Vec<Sample>> {
        if fed.shape.kind != Kind::State {
            return Err(Error::invalid("a health check gives the uptime of a service and nothing else: take another source"));
        }
        let path = fed.from.query.as_deref().unwrap_or_default();
        let reading = Reading::check(if self.http.is_ready(path).await? { 1.0 } else { 0.0 });
        Ok(vec![Sample { at_ms: until_ms, reading }])
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use domain::config::SourceRef;
    use domain::sample::{Fixed, SeriesKey, SeriesShape};

    use super::*;
    use crate::fake::{Fake, response, source};

    async fn check(url: &str) -> Result<bool> {
        let shape = SeriesShape { kind: Kind::State, interval_s: 300 };
        let from = SourceRef { query: Some("/v2/health/ready".to_owned()), ..SourceRef::default() };
        let fed = Fed { series: SeriesKey::parse("fraud/uptime").unwrap(), shape, from };
        let health = Health::new(Http::new(&source("health", url), None).unwrap());
        let samples = health.samples(&fed, 0, 600_000).await?;
        assert_eq!((samples.len(), samples[0].at_ms), (1, 600_000));
        Ok(samples[0].reading == Reading::State { up_share: Fixed::ONE })
    }

    #[tokio::test]
    async fn what_answers_with_success_is_up() {
        for (status, body, up) in [
            ("200 OK", "", true),
            ("200 OK", r#"{"ready":true}"#, true),
            ("503 Service Unavailable", "", false),
            ("404 Not Found", r#"{"error":"no such model"}"#, false),
        ] {
            let answer = response(status, "", body);
            let fake = Fake::start(move |_| answer.clone());
            assert_eq!(check(&fake.url()).await, Ok(up), "{status}");
            assert!(fake.requests()[0].starts_with("GET /v2/health/ready HTTP/1.1"));
        }
        let cut = Fake::start(|_| String::new());
        assert_eq!(check(&cut.url()).await, Ok(false), "a server that breaks off is down");
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        assert_eq!(check(&format!("http://127.0.0.1:{port}")).await, Ok(false), "nothing listens");
    }

    #[tokio::test]
    async fn what_says_nothing_about_the_server_is_no_downtime() {
        let closed = Fake::start(|_| response("401 Unauthorized", "", ""));
        assert!(check(&closed.url()).await.unwrap_err().to_string().contains("wants a sign-in"));
        assert!(check("http://nowhere.invalid").await.unwrap_err().to_string().contains("no host of that name"));
    }
}
