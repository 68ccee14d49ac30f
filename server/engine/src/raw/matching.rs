//! Raw series as PromQL asks for them.

use domain::Result;
use domain::ids::WorkspaceId;
use promql::{Labels, Matcher, NAME, Op, Selection, SeriesData};

use super::select::{Selected, Wanted};
use crate::context::Engine;

/// The series that satisfy all conditions; with `job`, only those of that job.
pub struct Matching<'a> {
    pub matchers: &'a [Matcher],
    pub job: Option<&'a str>,
}

impl Wanted for Matching<'_> {
    fn name(&self) -> Option<&str> {
        let named = |matcher: &&Matcher| matcher.name == NAME && matcher.op == Op::Equal && !matcher.value.is_empty();
        self.matchers.iter().find(named).map(|matcher| matcher.value.as_str())
    }

    fn has_name(&self, name: &str) -> bool {
        self.matchers.iter().filter(|matcher| matcher.name == NAME).all(|matcher| matcher.matches(name))
    }

    fn has_labels(&self, labels: &[(String, String)]) -> bool {
        let value = |name: &str| labels.iter().find(|(label, _)| label == name).map_or("", |(_, value)| value.as_str());
        self.job.is_none_or(|job| value("job") == job) && self.matchers.iter().all(|matcher| matcher.matches(value(&matcher.name)))
    }
}

impl Engine {
    /// What a selector of a query needs, sorted by labels.
    ///
    /// # Errors
    /// Only when our own store fails.
    pub async fn raw_data(&self, workspace: &WorkspaceId, selection: &Selection, job: Option<&str>) -> Result<Vec<SeriesData>> {
        let wanted = Matching { matchers: &selection.matchers, job };
        let selected = self.select_raw(workspace, &wanted, selection.from_ms, selection.until_ms).await?;
        let data = |Selected { labels, columns }| SeriesData {
            labels: Labels::new(labels),
            at_ms: columns.at_ms,
            values: columns.values,
            holds_ms: None,
        };
        let mut series: Vec<SeriesData> = selected.into_iter().map(data).collect();
        series.sort_unstable_by(|a, b| a.labels.cmp(&b.labels));
        Ok(series)
    }
}
