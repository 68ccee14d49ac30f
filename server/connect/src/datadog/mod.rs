//! Datadog: metrics queries, and the history of service level objectives.

mod objective;
mod query;

use async_trait::async_trait;
use domain::config::Source;
use domain::metric::Kind;
use domain::sample::{Reading, Sample};
use domain::time::{DAY_MS, SLOT_MS};
use domain::{Error, Result};
use reqwest::Method;
use serde::de::DeserializeOwned;
use serde_json::Value;

use self::objective::NoData;
use super::connector::Connector;
use super::failure;
use super::fed::Fed;
use super::http::Http;
use super::json::number;
use super::measured::{Asked, Point};

/// Datadog, at the address of its site.
pub struct Datadog {
    http: Http,
    no_data: Result<NoData>,
}

/// The day that is asked for, in Unix milliseconds. Datadog chooses the distance of points by the length of what is asked, so that always a whole day is
/// asked for, whatever part of it is wanted: the same instants come again, and nothing is counted twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Day {
    from_ms: i64,
    until_ms: i64,
}

impl Day {
    /// The one that ends with the last whole slot before an instant.
    fn before(until_ms: i64) -> Self {
        let until_ms = domain::time::slot_start(until_ms);
        Self { from_ms: until_ms - DAY_MS, until_ms }
    }

    /// Is a step of the answer whole, and wanted?
    fn holds(self, at_ms: i64, step_ms: i64, wanted_ms: i64) -> bool {
        at_ms >= wanted_ms && at_ms + step_ms <= self.until_ms
    }
}

impl Datadog {
    pub fn new(source: &Source, http: Http) -> Self {
        let http = http.below(|path| path.trim_end_matches("/api/v1").to_owned()).signed(|keys| match keys.split_once(':') {
            Some((api, app)) => vec![("dd-api-key", api.to_owned()), ("dd-application-key", app.to_owned())],
            None => vec![("dd-api-key", keys.to_owned())],
        });
        Self { http, no_data: NoData::parse(source.option("no-data")) }
    }

    /// Asks, and tells what Datadog itself says of a question that it does not take.
    async fn ask<T: DeserializeOwned>(&self, endpoint: &str, query: &[(&str, String)]) -> Result<T> {
        let answer = self.http.send(self.http.request(Method::GET, endpoint)?.query(query)).await?;
        if let (400 | 404, Some(errors)) = (answer.status.as_u16(), errors(&answer.body)) {
            return Err(Error::invalid(format!("{} does not take the question: {errors}", self.http.host)));
        }
        self.http.read_json(&answer)
    }

    async fn points(&self, query: &str, from_ms: i64, day: Day) -> Result<Vec<query::Point>> {
        let (from_s, to_s) = (day.from_ms / 1000, day.until_ms / 1000);
        let asked = [("from", from_s.to_string()), ("to", to_s.to_string()), ("query", query.to_owned())];
        let points = query::read(self.ask("api/v1/query", &asked).await?, &self.http.host)?;
        Ok(points.into_iter().filter(|point| day.holds(point.at_ms, point.step_ms, from_ms)).collect())
    }
}

/// What the body says went wrong: `{"errors": ["…"]}`.
fn errors(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let errors: Vec<&str> = body["errors"].as_array()?.iter().filter_map(Value::as_str).collect();
    (!errors.is_empty()).then(|| failure::shortened(&errors.join("; ")))
}

fn measured(points: Vec<query::Point>) -> Vec<Point> {
    let finite =
        |point: query::Point| Some(Point { at_ms: point.at_ms, run: String::new(), step: point.at_ms, value: number(&point.value)? });
    points.into_iter().filter_map(finite).collect()
}

#[async_trait]
impl Connector for Datadog {
    async fn reach(&self) -> Result<()> {
        self.http.reach().await
    }

    /// Both keys: the second one is asked for by every query.
    async fn sign_in(&self) -> Result<()> {
        self.no_data.clone()?;
        self.ask::<Value>("api/v2/validate_keys", &[]).await.map(drop)
    }

    async fn samples(&self, fed: &Fed, from_ms: i64, until_ms: i64) -> Result<Vec<Sample>> {
        let day = Day::before(until_ms);
        let asked = Asked::of(fed)?;
        if let Some(id) = asked.first.strip_prefix("slo:") {
            return self.objective(fed, id.trim(), from_ms, day).await;
        }
        let first = self.points(asked.first, from_ms, day).await?;
        if fed.shape.kind == Kind::State {
            let reading = |point: &query::Point| number(&point.value).map_or(Reading::Unknown, Reading::check);
            return Ok(first.iter().map(|point| Sample { at_ms: point.at_ms, reading: reading(point) }).collect());
        }
        let second = match asked.second {
            Some(second) => self.points(second, from_ms, day).await?,
            None => Vec::new(),
        };
        asked.samples(measured(first), measured(second))
    }
}

/// Instants of a day's slots.
fn slots(from_ms: i64, until_ms: i64) -> impl Iterator<Item = i64> {
    let first = domain::time::slot_start(from_ms + SLOT_MS - 1);
    (0..).map(move |n| first + n * SLOT_MS).take_while(move |at_ms| *at_ms < until_ms)
}

#[cfg(test)]
mod tests;
