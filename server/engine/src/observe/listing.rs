//! Which series, labels and values there are.

use std::collections::BTreeSet;

use domain::access::Viewer;
use domain::ports::{Asked, QueryError};
use domain::time::DAY_MS;
use promql::{Labels, Matcher, NAME, Selection, json};

use super::{own, refused};
use crate::context::Engine;
use crate::raw::Matching;

/// How far back is looked when nothing is asked for.
const BACK_MS: i64 = 31 * DAY_MS;

impl Engine {
    pub(super) async fn list_series(&self, viewer: &Viewer, asked: &Asked) -> Result<String, QueryError> {
        if asked.selectors.is_empty() {
            return Err(QueryError::BadData("no match[] parameter provided".to_owned()));
        }
        let all = self.all_labels(viewer, asked).await?;
        let mut out = String::new();
        json::list(&mut out, all.iter().take(asked.limit.unwrap_or(usize::MAX)), json::labels);
        Ok(out)
    }

    pub(super) async fn list_label_names(&self, viewer: &Viewer, asked: &Asked) -> Result<String, QueryError> {
        let all = self.all_labels(viewer, asked).await?;
        Ok(texts(all.iter().flat_map(|labels| labels.iter().map(|(name, _)| name)).collect(), asked))
    }

    pub(super) async fn list_label_values(&self, viewer: &Viewer, label: &str, asked: &Asked) -> Result<String, QueryError> {
        if label == NAME && asked.selectors.is_empty() {
            // What a query editor asks first, and the one thing that is known without looking at every series.
            let names = self.raw_names(&viewer.workspace).await?;
            return Ok(texts(names.iter().map(String::as_str).chain(own::METRICS.iter().map(|(name, _)| *name)).collect(), asked));
        }
        let all = self.all_labels(viewer, asked).await?;
        Ok(texts(all.iter().map(|labels| labels.get(label)).filter(|value| !value.is_empty()).collect(), asked))
    }

    /// Labels of all series that satisfy one of the selectors.
    async fn all_labels(&self, viewer: &Viewer, asked: &Asked) -> Result<BTreeSet<Labels>, QueryError> {
        let until_ms = asked.end_ms.unwrap_or_else(|| self.clock.now_ms());
        let from_ms = asked.start_ms.unwrap_or(until_ms.saturating_sub(BACK_MS));
        let mut selectors: Vec<Vec<Matcher>> = Vec::new();
        for text in &asked.selectors {
            selectors.push(promql::selector(text).map_err(refused)?);
        }
        if selectors.is_empty() {
            selectors.push(Vec::new());
        }
        let mut all = BTreeSet::new();
        for matchers in selectors {
            let found = self.find_raw(&viewer.workspace, &Matching { matchers: &matchers, job: None }).await?;
            let found = found.into_iter().map(|(_, labels)| Labels::new(labels));
            all.extend(found.filter(|labels| !own::is_own(labels.get(NAME))));
            all.extend(own::labels(self, viewer, &Selection { matchers, from_ms, until_ms }).await?);
        }
        Ok(all)
    }
}

fn texts(all: BTreeSet<&str>, asked: &Asked) -> String {
    let mut out = String::new();
    json::list(&mut out, all.into_iter().take(asked.limit.unwrap_or(usize::MAX)), json::text);
    out
}

/// Kind and meaning of our own metrics.
pub(super) fn metadata(metric: Option<&str>, limit: Option<usize>) -> String {
    let mut out = String::from("{");
    let asked = own::METRICS.iter().filter(|(name, _)| metric.is_none_or(|metric| metric == *name));
    for (name, help) in asked.take(limit.unwrap_or(usize::MAX)) {
        if out.len() > 1 {
            out.push(',');
        }
        json::text(&mut out, name);
        out.push_str(":[{\"type\":\"gauge\",\"help\":");
        json::text(&mut out, help);
        out.push_str(",\"unit\":\"\"}]");
    }
    out.push('}');
    out
}
