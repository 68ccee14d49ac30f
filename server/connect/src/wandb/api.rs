//! The GraphQL API of Weights & Biases, as far as it is asked. Errors come with status 200.

use std::collections::BTreeMap;

use domain::{Error, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::failure::shortened;
use crate::http::Http;
use crate::instant;
use crate::json::number;
use crate::measured::Point;

/// Steps of one question. It also is the number of samples asked for: with more steps than that the answer would leave some out.
pub const WINDOW: i64 = 1000;
const PAGE: u32 = 100;
const RUNS_MAX: usize = 20_000;

const VIEWER: &str = "query Viewer { viewer { username entity } }";
const RUNS: &str = "query Runs($project: String!, $entity: String!, $cursor: String, $perPage: Int, $order: String, $filters: JSONString) {
  project(name: $project, entityName: $entity) {
    runs(filters: $filters, after: $cursor, first: $perPage, order: $order) {
      edges { node { name state createdAt heartbeatAt summaryMetrics historyKeys } }
      pageInfo { endCursor hasNextPage }
    }
  }
}";
const HISTORY: &str =
    "query HistoryPage($entity: String!, $project: String!, $run: String!, $minStep: Int64!, $maxStep: Int64!, $pageSize: Int!) {
  project(name: $project, entityName: $entity) {
    run(name: $run) { history(minStep: $minStep, maxStep: $maxStep, samples: $pageSize) }
  }
}";

pub struct Api {
    pub http: Http,
    filters: String,
}

/// A run, with what it ended with.
#[derive(Debug, Clone)]
pub struct Run {
    pub name: String,
    pub created_ms: i64,
    /// Its last sign of life.
    pub alive_ms: i64,
    pub last_step: i64,
    finished: bool,
    summary: Value,
    keys: Value,
}

/// Runs of a project, as far as they were asked for: the last active first.
#[derive(Debug, Default)]
pub struct Listed {
    pub runs: BTreeMap<String, Run>,
    oldest_ms: Option<i64>,
    cursor: String,
    whole: bool,
}

/// One row of a history.
#[derive(Debug)]
pub struct Row {
    pub step: i64,
    pub at_ms: i64,
    values: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    name: String,
    #[serde(default)]
    state: String,
    created_at: String,
    heartbeat_at: Option<String>,
    summary_metrics: Option<String>,
    history_keys: Option<Value>,
}

impl Listed {
    /// Must it be asked on to know all that were active since an instant?
    pub fn reaches(&self, from_ms: i64) -> bool {
        !self.whole && self.oldest_ms.is_none_or(|oldest| oldest >= from_ms)
    }
}

impl Run {
    fn of(node: Node) -> Option<Self> {
        let created_ms = instant_ms(&node.created_at)?;
        let keys = match node.history_keys {
            Some(Value::String(text)) => serde_json::from_str(&text).ok()?,
            keys => keys.unwrap_or_default(),
        };
        Some(Self {
            created_ms,
            alive_ms: node.heartbeat_at.as_deref().and_then(instant_ms).unwrap_or(created_ms),
            last_step: keys["lastStep"].as_i64().unwrap_or(-1),
            finished: node.state == "finished",
            summary: node.summary_metrics.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default(),
            name: node.name,
            keys,
        })
    }

    /// Does its history hold the metric?
    pub fn records(&self, metric: &str) -> bool {
        self.keys["keys"].get(metric).is_some()
    }

    /// What it ended with, when it did.
    pub fn last(&self, metric: &str) -> Option<Point> {
        let value = number(at(&self.summary, metric)?)?;
        self.finished.then(|| Point { at_ms: self.alive_ms, run: self.name.clone(), step: 0, value })
    }
}

impl Row {
    fn of(text: &str) -> Option<Self> {
        let values: Value = serde_json::from_str(text).ok()?;
        let at_ms = (number(&values["_timestamp"])? * 1000.0).round() as i64;
        Some(Self { step: values["_step"].as_i64()?, at_ms, values })
    }

    pub fn point(&self, run: &str, metric: &str) -> Option<Point> {
        let value = number(at(&self.values, metric)?)?;
        Some(Point { at_ms: self.at_ms, run: run.to_owned(), step: self.step, value })
    }
}

/// Some servers leave the zone out; it is UTC.
fn instant_ms(text: &str) -> Option<i64> {
    instant::parse(text).or_else(|_| instant::parse(&format!("{text}Z"))).ok()
}

/// A metric of a row: by its own name, or that of nested values joined by dots.
fn at<'a>(values: &'a Value, metric: &str) -> Option<&'a Value> {
    values.get(metric).or_else(|| metric.split('.').try_fold(values, |values, key| values.get(key)))
}

impl Api {
    /// The API below a source's address, which may name it.
    pub fn new(http: Http, filters: &str) -> Self {
        let http = http.below(|path| path.trim_end_matches("/graphql").to_owned());
        Self { http, filters: if filters.trim().is_empty() { "{}".to_owned() } else { filters.to_owned() } }
    }

    pub async fn sign_in(&self) -> Result<()> {
        let answer: Value = self.ask("Viewer", VIEWER, json!({})).await?;
        match answer["viewer"].is_null() {
            false => Ok(()),
            true => Err(Error::unavailable(format!("{} does not know the key: give an API key of a user who may read", self.http.host))),
        }
    }

    /// Reads the next page of runs.
    pub async fn list_on(&self, entity: &str, project: &str, listed: &mut Listed) -> Result<()> {
        #[derive(Deserialize)]
        struct Answer {
            project: Option<Project>,
        }
        #[derive(Deserialize)]
        struct Project {
            runs: Page,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Page {
            edges: Vec<Edge>,
            page_info: PageInfo,
        }
        #[derive(Deserialize)]
        struct Edge {
            node: Node,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct PageInfo {
            end_cursor: Option<String>,
            has_next_page: bool,
        }
        let cursor = Some(&listed.cursor).filter(|cursor| !cursor.is_empty());
        let variables = json!({
            "entity": entity, "project": project, "cursor": cursor, "perPage": PAGE, "order": "-heartbeat_at", "filters": self.filters,
        });
        let answer: Answer = self.ask("Runs", RUNS, variables).await?;
        let page = answer.project.ok_or_else(|| no_project(entity, project))?.runs;
        for run in page.edges.into_iter().filter_map(|edge| Run::of(edge.node)) {
            listed.oldest_ms = Some(run.alive_ms);
            listed.runs.insert(run.name.clone(), run);
        }
        listed.cursor = page.page_info.end_cursor.unwrap_or_default();
        listed.whole = !page.page_info.has_next_page || listed.cursor.is_empty();
        if listed.runs.len() > RUNS_MAX {
            return Err(Error::invalid(format!(
                "the project has more than {RUNS_MAX} runs in that time: give the source a filter, such as {{\"tags\": \"production\"}}"
            )));
        }
        Ok(())
    }

    /// Every row of a window of steps; `until` is not in it.
    pub async fn window(&self, entity: &str, project: &str, run: &str, from: i64, until: i64) -> Result<Vec<Row>> {
        #[derive(Deserialize)]
        struct Answer {
            project: Option<Project>,
        }
        #[derive(Deserialize)]
        struct Project {
            run: Option<History>,
        }
        #[derive(Deserialize)]
        struct History {
            history: Option<Vec<String>>,
        }
        let variables = json!({ "entity": entity, "project": project, "run": run, "minStep": from, "maxStep": until, "pageSize": WINDOW });
        let answer: Answer = self.ask("HistoryPage", HISTORY, variables).await?;
        let run = answer.project.ok_or_else(|| no_project(entity, project))?.run;
        let rows = run.and_then(|run| run.history).unwrap_or_default();
        Ok(rows.iter().filter_map(|row| Row::of(row)).collect())
    }

    async fn ask<T: DeserializeOwned>(&self, name: &str, query: &str, variables: Value) -> Result<T> {
        #[derive(Deserialize)]
        struct Fault {
            message: String,
        }
        #[derive(Deserialize)]
        struct Answer {
            #[serde(default)]
            errors: Vec<Fault>,
            #[serde(default)]
            data: Value,
        }
        let body = json!({ "operationName": name, "query": query, "variables": variables });
        let answer: Answer = self.http.post_json("graphql", &body).await?;
        if let Some(fault) = answer.errors.first() {
            return Err(Error::invalid(format!("Weights & Biases says: {}", shortened(&fault.message))));
        }
        T::deserialize(answer.data).map_err(|cause| crate::failure::other_shape(&self.http, &cause.to_string()))
    }
}

fn no_project(entity: &str, project: &str) -> Error {
    Error::invalid(format!("there is no project {entity}/{project} that the key may read: write ENTITY/PROJECT/METRIC"))
}
