//! PagerDuty: incidents of a service.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::event::{Event, Incident};
use domain::sample::Sample;
use domain::time::DAY_MS;
use domain::{Error, Result};
use reqwest::Method;
use serde::Deserialize;

use super::connector::Connector;
use super::fed::Fed;
use super::http::{Answer, Http};
use super::{failure, instant};

/// Incidents are listed by when they began; one that ends later than this after it began is only known as open.
const OPEN_MS: i64 = 90 * DAY_MS;
/// PagerDuty lists at most half a year at once.
const WINDOW_MS: i64 = 30 * DAY_MS;
const PAGE: usize = 100;
/// PagerDuty answers nothing behind this place of a list.
const LIST_MAX: usize = 10_000;

/// PagerDuty's REST API.
pub struct PagerDuty {
    http: Http,
}

#[derive(Deserialize)]
struct Listed {
    incidents: Vec<Told>,
    #[serde(default)]
    more: bool,
}

/// An incident, as the API and the webhooks tell it.
#[derive(Deserialize)]
pub struct Told {
    id: String,
    #[serde(default)]
    title: Option<String>,
    status: String,
    #[serde(default)]
    urgency: Option<String>,
    #[serde(default)]
    priority: Option<Named>,
    created_at: String,
    #[serde(default)]
    resolved_at: Option<String>,
    #[serde(default)]
    last_status_change_at: Option<String>,
    #[serde(default)]
    html_url: Option<String>,
}

#[derive(Deserialize)]
struct Named {
    summary: Option<String>,
}

impl Told {
    /// The incident; `changed` is when it was told, for a version of the API that does not say when it was resolved.
    ///
    /// # Errors
    /// Instants that are none.
    pub fn event(&self, changed: Option<&str>) -> Result<Event> {
        let ended = match self.status.as_str() {
            "resolved" => {
                let ended = self.resolved_at.as_deref().or(self.last_status_change_at.as_deref()).or(changed);
                Some(ended.ok_or_else(|| Error::unavailable(format!("incident {} is resolved and does not say when", self.id)))?)
            }
            _ => None,
        };
        let severity = self.priority.as_ref().and_then(|priority| priority.summary.clone()).or(self.urgency.clone());
        Ok(Event::Incident(Incident {
            key: format!("pagerduty/{}", self.id),
            from_ms: instant::parse(&self.created_at)?,
            until_ms: ended.map(instant::parse).transpose()?,
            title: self.title.clone().unwrap_or_default(),
            severity: severity.unwrap_or_default(),
            affected_share: None,
            url: self.html_url.clone(),
        }))
    }

    fn changed_ms(&self) -> Result<i64> {
        instant::parse(self.last_status_change_at.as_deref().or(self.resolved_at.as_deref()).unwrap_or(&self.created_at))
    }
}

impl PagerDuty {
    pub fn new(http: Http) -> Self {
        Self { http: http.signed(|key| vec![("authorization", format!("Token token={key}"))]) }
    }

    async fn ask(&self, endpoint: &str, query: &[(&str, String)]) -> Result<Answer> {
        let request = self.http.request(Method::GET, endpoint)?.query(query);
        self.http.send(request.header("accept", "application/vnd.pagerduty+json;version=2")).await
    }

    /// Incidents of a service that began in a window of at most 30 days. A window with more than a list may hold is read by halves.
    async fn began(&self, service: &str, window: (i64, i64)) -> Result<Vec<Told>> {
        let (mut found, mut windows) = (Vec::new(), vec![window]);
        'windows: while let Some((from_ms, until_ms)) = windows.pop() {
            let mut read: Vec<Told> = Vec::new();
            loop {
                let query = [
                    ("service_ids[]", service.to_owned()),
                    ("since", instant::text(from_ms)),
                    // To the second: the last one is asked for whole.
                    ("until", instant::text(until_ms + 999)),
                    ("limit", PAGE.to_string()),
                    ("offset", read.len().to_string()),
                ];
                let listed: Listed = self.http.read_json(&self.ask("incidents", &query).await?)?;
                let more = listed.more && !listed.incidents.is_empty();
                read.extend(listed.incidents);
                if !more {
                    break;
                }
                if read.len() + PAGE > LIST_MAX {
                    let middle_ms = from_ms.midpoint(until_ms);
                    if until_ms - from_ms < 2000 {
                        return Err(Error::invalid(format!("service {service} has more incidents in a second than PagerDuty lists")));
                    }
                    windows.extend([(from_ms, middle_ms), (middle_ms, until_ms)]);
                    continue 'windows;
                }
            }
            found.extend(read);
        }
        Ok(found)
    }

    /// A service that has no incident is told from one that is not there.
    async fn knows(&self, service: &str) -> Result<()> {
        let answer = self.ask(&format!("services/{service}"), &[]).await?;
        match answer.status.as_u16() {
            404 => Err(Error::invalid(format!("{} knows no service {service}: its id is the end of its page's address", self.http.host))),
            _ if answer.status.is_success() => Ok(()),
            _ => Err(failure::status(&self.http, &answer)),
        }
    }
}

#[async_trait]
impl Connector for PagerDuty {
    async fn reach(&self) -> Result<()> {
        self.http.reach().await
    }

    async fn sign_in(&self) -> Result<()> {
        let answer = self.ask("abilities", &[]).await?;
        if answer.status.is_success() { Ok(()) } else { Err(failure::status(&self.http, &answer)) }
    }

    async fn samples(&self, fed: &Fed, _: i64, _: i64) -> Result<Vec<Sample>> {
        Err(failure::events_only(&self.http, fed, "incidents"))
    }

    fn tells_events(&self) -> bool {
        true
    }

    async fn events(&self, fed: &Fed, from_ms: i64, until_ms: i64) -> Result<Vec<Event>> {
        let service = fed.name().trim();
        if service.is_empty() || !service.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(Error::field(
                "source",
                format!("“{service}” is no id of a service: it is the end of its page's address, such as PABC123"),
            ));
        }
        let mut told = Vec::new();
        let mut start_ms = from_ms - OPEN_MS;
        while start_ms <= until_ms {
            let end_ms = (start_ms + WINDOW_MS).min(until_ms);
            told.extend(self.began(service, (start_ms, end_ms)).await?);
            start_ms = end_ms + 1;
        }
        if told.is_empty() {
            self.knows(service).await?;
        }
        // A list that grows while it is read tells some twice.
        let mut events = BTreeMap::new();
        for incident in &told {
            if incident.changed_ms()? >= from_ms {
                events.insert(incident.id.clone(), incident.event(None)?);
            }
        }
        Ok(events.into_values().collect())
    }
}

#[cfg(test)]
#[path = "pagerduty_tests.rs"]
mod tests;
