//! OpenCost: what a service costs, hour by hour, on two bases.

mod allocation;

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use domain::metric::Kind;
use domain::sample::{Fixed, Reading, Sample, SeriesKey};
use domain::time::HOUR_MS;
use domain::{Error, Result};
use reqwest::Method;
use tokio::sync::Mutex;

use self::allocation::{Hour, hours};
use super::connector::Connector;
use super::fed::Fed;
use super::http::Http;
use super::{failure, instant};

/// OpenCost's API. Its currency is a setting of its own that no answer names, so the source states it.
pub struct OpenCost {
    http: Http,
    told: Mutex<Told>,
}

/// What this pass was told, by what it asked for: both bases read one answer.
type Told = BTreeMap<(String, i64, i64), Arc<Vec<Hour>>>;

/// Which cost is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Basis {
    /// What is reserved for the service, with its share of what nobody uses.
    Allocated,
    /// The part of it that the service really used.
    Usage,
}

/// What a series names: `namespace=fraud`, `label:app=fraud`, and ` usage` behind it for that basis.
#[derive(Debug, PartialEq, Eq)]
struct Name<'a> {
    aggregate: &'a str,
    value: &'a str,
    basis: Basis,
}

impl<'a> Name<'a> {
    fn of(fed: &'a Fed) -> Result<Self> {
        let text = fed.name().trim();
        let by_metric = matches!(&fed.series, SeriesKey::Indicator { metric, .. } if metric == "cost-usage");
        let (text, basis) = match text.strip_suffix(" usage") {
            Some(text) => (text, Basis::Usage),
            None if by_metric => (text, Basis::Usage),
            None => (text, Basis::Allocated),
        };
        match text.split_once('=') {
            Some((aggregate, value)) if !aggregate.trim().is_empty() && !value.trim().is_empty() => {
                Ok(Self { aggregate: aggregate.trim(), value: value.trim(), basis })
            }
            _ => Err(Error::field("source", format!("“{text}” names no workload: write for example namespace=fraud or label:app=fraud"))),
        }
    }
}

impl OpenCost {
    pub fn new(http: Http) -> Self {
        Self { http, told: Mutex::default() }
    }

    /// Whole hours between two instants.
    async fn hours(&self, aggregate: &str, from_ms: i64, until_ms: i64) -> Result<Arc<Vec<Hour>>> {
        let key = (aggregate.to_owned(), from_ms, until_ms);
        let mut told = self.told.lock().await;
        if let Some(known) = told.get(&key) {
            return Ok(known.clone());
        }
        let query = [
            ("window", format!("{},{}", instant::text(from_ms), instant::text(until_ms))),
            ("aggregate", aggregate.to_owned()),
            ("step", "1h".to_owned()),
            ("accumulate", "false".to_owned()),
            ("includeIdle", "true".to_owned()),
        ];
        let answer = self.http.send(self.http.request(Method::GET, "allocation")?.query(&query)).await?;
        let asked = from_ms..until_ms;
        let hours = if answer.status.as_u16() == 400 {
            Err(Error::invalid(format!("{} does not take the question: {}", self.http.host, failure::kind_of(&answer.body))))
        } else {
            hours(self.http.read_json(&answer)?, &self.http)
        }?;
        let hours = Arc::new(hours.into_iter().filter(|hour| asked.contains(&hour.at_ms)).collect());
        Ok(told.entry(key).or_insert(hours).clone())
    }
}

#[async_trait]
impl Connector for OpenCost {
    async fn reach(&self) -> Result<()> {
        self.http.reach().await
    }

    /// OpenCost knows no users; a proxy before it may.
    async fn sign_in(&self) -> Result<()> {
        let answer = self.http.send(self.http.request(Method::GET, "healthz")?).await?;
        if answer.status.is_success() { Ok(()) } else { Err(failure::status(&self.http, &answer)) }
    }

    /// The cost of each whole hour, at its start.
    async fn samples(&self, fed: &Fed, from_ms: i64, until_ms: i64) -> Result<Vec<Sample>> {
        if fed.shape.kind != Kind::Counter {
            return Err(Error::invalid(
                "OpenCost knows cost and not what it was spent on: take it for cost-allocated, cost-usage or a KPI that counts money",
            ));
        }
        let name = Name::of(fed)?;
        let whole = |at_ms: i64| at_ms.div_euclid(HOUR_MS) * HOUR_MS;
        let (from_ms, until_ms) = (whole(from_ms), whole(until_ms));
        if from_ms >= until_ms {
            return Ok(Vec::new());
        }
        let hours = self.hours(name.aggregate, from_ms, until_ms).await?;
        let known: std::collections::BTreeSet<&str> = hours.iter().flat_map(Hour::names).collect();
        if !known.is_empty() && !known.contains(name.value) {
            let known: Vec<&str> = known.into_iter().take(20).collect();
            return Err(Error::invalid(format!(
                "{} has no cost of {}={}; it has {}",
                self.http.host,
                name.aggregate,
                name.value,
                known.join(", ")
            )));
        }
        let mut samples = Vec::new();
        for hour in hours.iter() {
            let cost = match name.basis {
                Basis::Allocated => hour.allocated(name.value),
                Basis::Usage => hour.used(name.value),
            };
            let Some(cost) = cost else { continue };
            let by = scaled(Fixed::from_f64(cost)?, fed)?;
            let reading = Reading::Increment { by };
            reading.check_fits(Kind::Counter)?;
            samples.push(Sample { at_ms: hour.at_ms, reading });
        }
        Ok(samples)
    }
}

fn scaled(value: Fixed, fed: &Fed) -> Result<Fixed> {
    let Some(scale) = fed.from.scale else { return Ok(value) };
    let product = value.round(9)?.checked_mul(scale);
    Fixed::from_decimal(product.ok_or_else(|| Error::field("scale", format!("a cost times {scale} is too large to hold")))?)
}

#[cfg(test)]
mod tests;
