//! GitHub: deployments of a repository's environment, with the commit that each brought.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::event::{Deployment, Event};
use domain::sample::Sample;
use domain::time::DAY_MS;
use domain::{Error, Result};
use reqwest::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;

use super::connector::Connector;
use super::fed::Fed;
use super::http::{Answer, Http};
use super::place::Place;
use super::{failure, instant};

/// A deployment may wait this long for an approval, and still be found when it goes through.
const WAIT_MS: i64 = 7 * DAY_MS;
/// Most pages of 100 that are read of one list.
const PAGES_MAX: usize = 100;

/// GitHub, or a GitHub Enterprise Server.
pub struct GitHub {
    http: Http,
    /// When a commit was written, as this pass found it; none of a commit that is gone.
    written: Mutex<BTreeMap<String, Option<i64>>>,
}

/// A deployment, with what happened to it in `statuses`.
#[derive(Deserialize)]
pub struct Deployed {
    pub id: u64,
    pub sha: String,
    #[serde(rename = "ref")]
    pub reference: String,
    pub environment: String,
    created_at: String,
    updated_at: String,
}

#[derive(Deserialize)]
pub struct Status {
    pub state: String,
    pub created_at: String,
    #[serde(default)]
    log_url: Option<String>,
    #[serde(default)]
    target_url: Option<String>,
}

#[derive(Deserialize)]
struct Commit {
    commit: Written,
}

#[derive(Deserialize)]
struct Written {
    author: Option<Author>,
}

#[derive(Deserialize)]
struct Author {
    date: Option<String>,
}

impl Deployed {
    /// Its name among events, the same from the API as from a webhook.
    pub fn key(&self) -> String {
        format!("github/{}", self.id)
    }

    /// The tag or branch with the commit; the commit alone where that was deployed.
    pub fn version(&self) -> String {
        let short: String = self.sha.chars().take(7).collect();
        if self.sha.starts_with(&self.reference) { short } else { format!("{} ({short})", self.reference) }
    }
}

impl Status {
    /// Whether it got through or failed; none while it is under way, and once another took its place.
    pub fn succeeded(&self) -> Option<bool> {
        match self.state.as_str() {
            "success" => Some(true),
            "failure" | "error" => Some(false),
            _ => None,
        }
    }

    /// Where to read of it.
    pub fn url(&self) -> Option<String> {
        [&self.log_url, &self.target_url].into_iter().flatten().find(|url| !url.is_empty()).cloned()
    }
}

impl GitHub {
    pub fn new(http: Http) -> Self {
        Self { http, written: Mutex::default() }
    }

    async fn ask(&self, endpoint: &str, query: &[(&str, String)]) -> Result<Answer> {
        let request = self.http.request(Method::GET, endpoint)?.query(query);
        let request = request.header("accept", "application/vnd.github+json").header("x-github-api-version", "2022-11-28");
        self.http.send(request).await
    }

    /// One page of 100 of a list, and whether there is another.
    async fn page<T: DeserializeOwned>(&self, endpoint: &str, page: usize, query: &[(&str, String)]) -> Result<(Vec<T>, bool)> {
        let mut query = query.to_vec();
        query.extend([("per_page", "100".to_owned()), ("page", page.to_string())]);
        let answer = self.ask(endpoint, &query).await?;
        let links = answer.headers.get("link").and_then(|links| links.to_str().ok()).unwrap_or_default();
        let more = links.contains("rel=\"next\"");
        Ok((self.http.read_json(&answer)?, more))
    }

    /// Deployments of a place that changed between two instants. The list is ordered by creation, newest first.
    async fn changed(&self, place: &Place, from_ms: i64, until_ms: i64) -> Result<Vec<Deployed>> {
        let endpoint = format!("repos/{}/deployments", place.repository);
        let mut found = Vec::new();
        for page in 1..=PAGES_MAX {
            let listed = self.page(&endpoint, page, &[("environment", place.environment.clone())]).await;
            let (deployments, more): (Vec<Deployed>, bool) = listed.map_err(|failure| self.unknown(place, failure))?;
            let mut old = false;
            for deployment in deployments {
                old |= instant::parse(&deployment.created_at)? < from_ms - WAIT_MS;
                let updated_ms = instant::parse(&deployment.updated_at)?;
                if !old && updated_ms >= from_ms && instant::parse(&deployment.created_at)? <= until_ms {
                    found.push(deployment);
                }
            }
            if old || !more {
                break;
            }
        }
        Ok(found)
    }

    /// GitHub says “not found” also of what a token may not see.
    fn unknown(&self, place: &Place, failure: Error) -> Error {
        if !failure.to_string().contains("(404") {
            return failure;
        }
        Error::invalid(format!(
            "{} knows no repository {} that the token may see: check the name, and that the token may read its deployments",
            self.http.host, place.repository
        ))
    }

    /// The first success; the last failure where none got through. A success is followed by “inactive” when the next one takes its place.
    async fn outcome(&self, place: &Place, deployment: &Deployed) -> Result<Option<(bool, Status)>> {
        let endpoint = format!("repos/{}/deployments/{}/statuses", place.repository, deployment.id);
        let (mut success, mut failed) = (None, None);
        for page in 1..=PAGES_MAX {
            let (statuses, more): (Vec<Status>, bool) = self.page(&endpoint, page, &[]).await?;
            for status in statuses {
                match status.succeeded() {
                    Some(true) => success = Some(status),
                    Some(false) => failed = failed.or(Some(status)),
                    None => {}
                }
            }
            if !more {
                break;
            }
        }
        Ok(success.map(|status| (true, status)).or(failed.map(|status| (false, status))))
    }

    async fn written(&self, place: &Place, sha: &str) -> Result<Option<i64>> {
        let key = format!("{}@{sha}", place.repository);
        if let Some(known) = self.written.lock().await.get(&key) {
            return Ok(*known);
        }
        let answer = self.ask(&format!("repos/{}/commits/{sha}", place.repository), &[]).await?;
        // A commit may be gone after a force-push.
        let at_ms = match answer.status.as_u16() {
            404 | 422 => None,
            _ => {
                let commit: Commit = self.http.read_json(&answer)?;
                commit.commit.author.and_then(|author| author.date).map(|date| instant::parse(&date)).transpose()?
            }
        };
        self.written.lock().await.insert(key, at_ms);
        Ok(at_ms)
    }
}

#[async_trait]
impl Connector for GitHub {
    async fn reach(&self) -> Result<()> {
        self.http.reach().await
    }

    async fn sign_in(&self) -> Result<()> {
        let answer = self.ask("meta", &[]).await?;
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
        for deployment in self.changed(&place, from_ms, until_ms).await? {
            let Some((succeeded, status)) = self.outcome(&place, &deployment).await? else { continue };
            events.push(Event::Deployment(Deployment {
                key: deployment.key(),
                at_ms: instant::parse(&status.created_at)?,
                version: deployment.version(),
                committed_ms: self.written(&place, &deployment.sha).await?,
                succeeded,
                url: status.url(),
            }));
        }
        Ok(events)
    }
}

#[cfg(test)]
#[path = "github_tests.rs"]
mod tests;
