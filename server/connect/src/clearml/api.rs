//! ClearML's API, as far as it is asked: every call is a POST, its outcome stands in `meta`.

use std::collections::BTreeMap;

use domain::{Error, Result};
use reqwest::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::failure::shortened;
use crate::http::{Answer, Http};
use crate::instant;
use crate::json::number;
use crate::measured::Point;

/// A version of the API that servers since 2021 speak.
const VERSION: &str = "v2.13";
const PAGE: usize = 500;
const EVENTS: usize = 5_000;
const TASKS_MAX: usize = 20_000;
const EVENTS_MAX: usize = 2_000_000;

pub struct Api {
    http: Http,
    /// The same with the token of a sign-in.
    signed_in: Mutex<Option<Http>>,
}

/// A task, with what it ended with.
#[derive(Debug, Clone, Deserialize)]
pub struct Task {
    pub id: String,
    #[serde(default)]
    status: String,
    completed: Option<String>,
    last_update: Option<String>,
    #[serde(skip)]
    pub changed_ms: i64,
    /// By hashes of metric and variant, whose names are inside.
    #[serde(default)]
    last_metrics: BTreeMap<String, BTreeMap<String, Last>>,
}

#[derive(Debug, Clone, Deserialize)]
struct Last {
    #[serde(default)]
    metric: String,
    #[serde(default)]
    variant: String,
    #[serde(default)]
    value: Value,
}

impl Task {
    fn of(mut self) -> Result<Self> {
        self.changed_ms = self.last_update.as_deref().map_or(Ok(i64::MAX), instant::parse)?;
        Ok(self)
    }

    fn named(&self, metric: &str) -> Option<&Last> {
        self.last_metrics.values().flat_map(BTreeMap::values).find(|last| is_named(&last.metric, &last.variant, metric))
    }

    /// Was the metric ever reported?
    pub fn records(&self, metric: &str) -> bool {
        self.named(metric).is_some()
    }

    /// What it ended with, when it did.
    pub fn last(&self, metric: &str) -> Result<Option<Point>> {
        let ended = matches!(self.status.as_str(), "completed" | "published" | "closed");
        let (Some(last), Some(completed), true) = (self.named(metric), &self.completed, ended) else { return Ok(None) };
        let at_ms = instant::parse(completed)?;
        Ok(number(&last.value).map(|value| Point { at_ms, run: self.id.clone(), step: 0, value }))
    }
}

/// One report of a scalar.
#[derive(Debug, Clone, Deserialize)]
pub struct Event {
    pub timestamp: i64,
    #[serde(default)]
    pub task: String,
    #[serde(default)]
    pub iter: i64,
    #[serde(default)]
    pub metric: String,
    #[serde(default)]
    pub variant: String,
    #[serde(default)]
    value: Value,
}

impl Event {
    pub fn point(&self) -> Option<Point> {
        Some(Point { at_ms: self.timestamp, run: self.task.clone(), step: self.iter, value: number(&self.value)? })
    }
}

/// Is `name` that of a variant of a metric? Both may hold slashes.
fn is_named(metric: &str, variant: &str, name: &str) -> bool {
    name.strip_prefix(metric).and_then(|rest| rest.strip_prefix('/')) == Some(variant)
}

/// Tasks of a project, as far as they were asked for: the last changed first.
#[derive(Debug, Default)]
pub struct Listed {
    pub tasks: BTreeMap<String, Task>,
    oldest_ms: Option<i64>,
    pages: usize,
    whole: bool,
}

impl Listed {
    /// Must it be asked on to know all that changed since an instant?
    pub fn reaches(&self, from_ms: i64) -> bool {
        !self.whole && self.oldest_ms.is_none_or(|oldest| oldest >= from_ms)
    }
}

/// Scalars of a task, as far as they were asked for: the newest first.
#[derive(Debug, Default)]
pub struct Scalars {
    events: Vec<Event>,
    scroll: Option<String>,
    whole: bool,
}

impl Scalars {
    /// Must it be asked on to know all since an instant?
    pub fn reaches(&self, from_ms: i64) -> bool {
        !self.whole && self.events.last().is_none_or(|oldest| oldest.timestamp >= from_ms)
    }

    pub fn of(&self, metric: &str) -> Vec<Point> {
        self.events.iter().filter(|event| is_named(&event.metric, &event.variant, metric)).filter_map(Event::point).collect()
    }
}

impl Api {
    pub fn new(http: Http) -> Self {
        Self { http, signed_in: Mutex::default() }
    }

    pub async fn reach(&self) -> Result<()> {
        self.http.reach().await
    }

    /// Ids and names of all projects.
    pub async fn projects(&self) -> Result<Vec<(String, String)>> {
        #[derive(Deserialize)]
        struct Found {
            #[serde(default)]
            projects: Vec<Project>,
        }
        #[derive(Deserialize)]
        struct Project {
            id: String,
            name: String,
        }
        let mut all = Vec::new();
        for page in 0.. {
            let body = json!({ "page": page, "page_size": PAGE, "only_fields": ["id", "name"], "order_by": ["name"] });
            let found: Found = self.ask("projects.get_all", body).await?;
            let last = found.projects.len() < PAGE;
            all.extend(found.projects.into_iter().map(|project| (project.id, project.name)));
            if last || all.len() >= TASKS_MAX {
                break;
            }
        }
        Ok(all)
    }

    /// Reads the next page of tasks.
    pub async fn list_on(&self, project: &str, listed: &mut Listed) -> Result<()> {
        #[derive(Deserialize)]
        struct Found {
            #[serde(default)]
            tasks: Vec<Task>,
        }
        let fields = ["id", "status", "completed", "last_update", "last_metrics"];
        let body = json!({
            "project": [project], "page": listed.pages, "page_size": PAGE, "order_by": ["-last_update"], "only_fields": fields,
        });
        let found: Found = self.ask("tasks.get_all", body).await?;
        listed.whole = found.tasks.len() < PAGE;
        listed.pages += 1;
        for task in found.tasks {
            let task = task.of()?;
            listed.oldest_ms = Some(task.changed_ms);
            listed.tasks.insert(task.id.clone(), task);
        }
        if listed.tasks.len() > TASKS_MAX {
            return Err(Error::invalid(format!(
                "the project has more than {TASKS_MAX} tasks in that time: evaluate in a project of its own"
            )));
        }
        Ok(())
    }

    /// Reads the next batch of scalars, backwards in time.
    pub async fn read_on(&self, task: &str, scalars: &mut Scalars) -> Result<()> {
        #[derive(Deserialize)]
        struct Found {
            #[serde(default)]
            events: Vec<Event>,
            scroll_id: Option<String>,
        }
        let mut body = json!({ "task": task, "event_type": "training_stats_scalar", "order": "desc", "batch_size": EVENTS });
        if let Some(scroll) = &scalars.scroll {
            body["scroll_id"] = json!(scroll);
        }
        let found: Found = self.ask("events.get_task_events", body).await?;
        scalars.whole = found.events.len() < EVENTS || found.scroll_id.is_none();
        scalars.scroll = found.scroll_id;
        scalars.events.extend(found.events);
        if scalars.events.len() > EVENTS_MAX {
            return Err(Error::invalid(format!("task {task} reported more than {EVENTS_MAX} scalars: evaluate in a task of its own")));
        }
        Ok(())
    }

    async fn ask<T: DeserializeOwned>(&self, call: &str, body: Value) -> Result<T> {
        let mut signed_in = self.signed_in.lock().await;
        let http = match signed_in.take() {
            Some(http) => http,
            None => self.token().await?,
        };
        let answer = http.send(http.post(&format!("{VERSION}/{call}"), &body)?).await?;
        let data = self.read(&answer);
        *signed_in = Some(http);
        data
    }

    /// Exchanges the credentials for a token.
    async fn token(&self) -> Result<Http> {
        #[derive(Deserialize)]
        struct Login {
            token: String,
        }
        let answer = self.http.send(self.http.request(Method::GET, "auth.login")?).await?;
        let Login { token } = self.read(&answer)?;
        Ok(self.http.clone().signed(|_| vec![("authorization", format!("Bearer {token}"))]))
    }

    /// What an answer holds, or what `meta` says of a question that was refused.
    fn read<T: DeserializeOwned>(&self, answer: &Answer) -> Result<T> {
        #[derive(Deserialize)]
        struct Whole<T> {
            data: T,
        }
        #[derive(Deserialize)]
        struct Outcome {
            meta: Meta,
        }
        #[derive(Deserialize)]
        struct Meta {
            result_code: i64,
            #[serde(default)]
            result_msg: String,
        }
        let outcome = serde_json::from_slice(&answer.body).ok();
        match outcome {
            Some(Outcome { meta }) if meta.result_code != 200 && !matches!(answer.status.as_u16(), 401 | 403 | 429 | 500..) => {
                Err(Error::invalid(format!("ClearML says: {} ({})", shortened(&meta.result_msg), meta.result_code)))
            }
            _ => self.http.read_json::<Whole<T>>(answer).map(|whole| whole.data),
        }
    }
}
