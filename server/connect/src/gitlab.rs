//! GitLab: deployments of a project's environment, with the commit that each brought.

use async_trait::async_trait;
use domain::event::{Deployment, Event};
use domain::sample::Sample;
use domain::{Error, Result};
use reqwest::Method;
use serde::Deserialize;

use super::connector::Connector;
use super::fed::Fed;
use super::http::{Answer, Http};
use super::place::Place;
use super::{failure, instant};

/// Most pages of 100 that are read of one list.
const PAGES_MAX: usize = 100;

/// gitlab.com, or a GitLab of one's own.
pub struct GitLab {
    http: Http,
}

#[derive(Deserialize)]
struct Deployed {
    id: u64,
    #[serde(rename = "ref")]
    reference: String,
    sha: String,
    status: String,
    updated_at: String,
    finished_at: Option<String>,
    deployable: Option<Job>,
}

/// The job that deployed; none where another tool did and told GitLab.
#[derive(Deserialize)]
struct Job {
    finished_at: Option<String>,
    web_url: Option<String>,
}

#[derive(Deserialize)]
struct Commit {
    authored_date: Option<String>,
}

/// Its name among events, the same from the API as from a webhook.
pub fn key(id: u64) -> String {
    format!("gitlab/{id}")
}

/// The tag or branch with the commit.
pub fn version(reference: &str, sha: &str) -> String {
    let short: String = sha.chars().take(8).collect();
    if sha.starts_with(reference) { short } else { format!("{reference} ({short})") }
}

/// Whether it got through; none while it is under way or waits, and of one that was given up before it began.
pub fn succeeded(status: &str) -> Option<bool> {
    match status {
        "success" => Some(true),
        "failed" => Some(false),
        _ => None,
    }
}

impl GitLab {
    pub fn new(http: Http) -> Self {
        let http = http.signed(|token| vec![("private-token", token.to_owned())]);
        Self { http: http.below(|path| format!("{}/api/v4", path.trim_end_matches("/api/v4"))) }
    }

    async fn ask(&self, endpoint: &str, query: &[(&str, String)]) -> Result<Answer> {
        self.http.send(self.http.request(Method::GET, endpoint)?.query(query)).await
    }

    /// Deployments of a place that changed between two instants, oldest change first.
    async fn changed(&self, place: &Place, from_ms: i64, until_ms: i64) -> Result<Vec<Deployed>> {
        let endpoint = format!("{}/deployments", project(place));
        let mut found = Vec::new();
        let mut page = "1".to_owned();
        for _ in 0..PAGES_MAX {
            let query = [
                ("environment", place.environment.clone()),
                ("updated_after", instant::text(from_ms)),
                // To the second, so that the last one is asked for whole.
                ("updated_before", instant::text(until_ms + 1000)),
                ("order_by", "updated_at".to_owned()),
                ("sort", "asc".to_owned()),
                ("per_page", "100".to_owned()),
                ("page", page),
            ];
            let answer = self.ask(&endpoint, &query).await?;
            if answer.status.as_u16() == 404 {
                return Err(Error::invalid(format!(
                    "{} knows no project {} that the token may see: check the name, and that the token has the scope read_api",
                    self.http.host, place.repository
                )));
            }
            found.extend(self.http.read_json::<Vec<Deployed>>(&answer)?);
            match answer.headers.get("x-next-page").and_then(|next| next.to_str().ok()) {
                Some(next) if !next.is_empty() => page = next.to_owned(),
                _ => break,
            }
        }
        Ok(found)
    }

    async fn written(&self, place: &Place, sha: &str) -> Result<Option<i64>> {
        let answer = self.ask(&format!("{}/repository/commits/{sha}", project(place)), &[]).await?;
        // A token may see deployments and not the code.
        if matches!(answer.status.as_u16(), 403 | 404) {
            return Ok(None);
        }
        let commit: Commit = self.http.read_json(&answer)?;
        commit.authored_date.map(|date| instant::parse(&date)).transpose()
    }
}

fn project(place: &Place) -> String {
    format!("projects/{}", place.repository.replace('/', "%2F"))
}

#[async_trait]
impl Connector for GitLab {
    async fn reach(&self) -> Result<()> {
        self.http.reach().await
    }

    async fn sign_in(&self) -> Result<()> {
        let answer = self.ask("version", &[]).await?;
        if answer.status.is_success() { Ok(()) } else { Err(failure::status(&self.http, &answer)) }
    }

    async fn samples(&self, fed: &Fed, _: i64, _: i64) -> Result<Vec<Sample>> {
        Err(failure::events_only(&self.http, fed, "deployments"))
    }

    fn tells_events(&self) -> bool {
        true
    }

    async fn events(&self, fed: &Fed, from_ms: i64, until_ms: i64) -> Result<Vec<Event>> {
        let place = Place::parse(fed.name())?;
        let mut events = Vec::new();
        for deployed in self.changed(&place, from_ms, until_ms).await? {
            let Some(succeeded) = succeeded(&deployed.status) else { continue };
            let job = deployed.deployable.as_ref();
            let finished = deployed.finished_at.as_deref().or(job.and_then(|job| job.finished_at.as_deref()));
            events.push(Event::Deployment(Deployment {
                key: key(deployed.id),
                at_ms: instant::parse(finished.unwrap_or(&deployed.updated_at))?,
                version: version(&deployed.reference, &deployed.sha),
                committed_ms: self.written(&place, &deployed.sha).await?,
                succeeded,
                url: job.and_then(|job| job.web_url.clone()),
            }));
        }
        Ok(events)
    }
}

#[cfg(test)]
#[path = "gitlab_tests.rs"]
mod tests;
