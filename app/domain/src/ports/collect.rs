//! Samples in, and the systems they come from.

use std::collections::BTreeMap;

use async_trait::async_trait;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::access::Viewer;
use crate::config::{Item, Number, Source};
use crate::ids::{ServiceId, SourceId};
use crate::sample::{Sample, SeriesKey};
use crate::{Error, Result};

/// One sample of `POST /api/v1/samples`: which fields are given must fit the series' kind.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WireSample {
    /// `recommender/uptime`, `kpi/checkout-revenue`, `driver/exposed-visitors`.
    pub series: String,
    /// RFC 3339, or Unix milliseconds.
    pub time: serde_json::Value,
    /// State (0 to 1), counter increment, gauge, quantile, or a KPI's value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Number>,
    /// A counter's running total, in place of `value`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numerator: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denominator: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<Number>,
    /// Upper edges of buckets; the last bucket is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bounds: Option<Vec<Number>>,
    /// Counts per bucket, one more than bounds, not cumulative.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<Vec<Number>>,
    /// The unit the sender means; refused when it is not the series' unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum RowOutcome {
    Accepted,
    /// Same series, time, source and value as before: nothing changed.
    Duplicate,
    Rejected {
        field: Option<String>,
        reason: String,
    },
}

/// The answer for one row, by its index in the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowAnswer {
    pub row: usize,
    #[serde(flatten)]
    pub outcome: RowOutcome,
}

/// A row of a file that was rejected, or that needs a look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectedRow {
    /// Line of the file, the header being 1.
    pub line: u64,
    pub column: String,
    pub reason: String,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    pub accepted: u64,
    pub duplicate: u64,
    pub rejected: u64,
    /// The first 1,000 of the rejected.
    pub rejected_rows: Vec<RejectedRow>,
    /// Rows that were recorded and are of no use as they are; the first 1,000.
    #[serde(default)]
    pub warnings: Vec<RejectedRow>,
}

/// How a source is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceState {
    Fresh,
    /// Newest data is older than it should be.
    Late {
        by_ms: i64,
    },
    Failing {
        message: String,
        since_ms: i64,
    },
    BackFilling {
        done: u32,
        total: u32,
        unit: String,
    },
    /// Files and pushes: nothing is expected.
    ByHand,
    NoData,
}

/// A row of the sources page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRow {
    pub source: Source,
    pub state: SourceState,
    /// Newest sample of any of its series.
    pub newest_ms: Option<i64>,
    /// Series it feeds.
    pub series: Vec<SeriesKey>,
    /// Lowest coverage of this month among its series.
    pub coverage: Option<Decimal>,
    pub last_error: Option<String>,
    /// Is a secret kept for it?
    pub has_secret: bool,
    /// Is one kept that its webhooks are signed with?
    pub has_webhook_secret: bool,
}

/// What a secret of a source is for. One never stands in for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretOf {
    /// The system is asked with it.
    Access,
    /// Its webhooks are signed with it.
    Webhook,
}

/// One step of "test this source".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceCheck {
    /// `Host reached in 84 ms`, `Signed in`, `Read one sample of recommender/uptime`.
    pub step: String,
    /// None when an earlier step failed and this was not tried.
    pub passed: Option<bool>,
    /// What to do, when it failed.
    pub advice: String,
    /// What a pass would store of the last hour, or of the last day with samples where one is expected a day.
    pub found: Option<Found>,
}

/// Samples that a system gave to a test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub samples: usize,
    pub newest_ms: i64,
    /// The newest in words: `up`, `940 of 1,000`, `0.42`.
    pub newest: String,
    /// The last of them, newest first, each with its instant and its words.
    pub last: Vec<(i64, String)>,
}

/// An experiment tracker that writes runs as files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tracker {
    /// A `.wandb` file of Weights & Biases.
    Wandb,
    /// A zip of an offline task of ClearML.
    ClearMl,
}

impl Tracker {
    /// Of its kind of source.
    pub fn key(self) -> &'static str {
        match self {
            Self::Wandb => "wandb",
            Self::ClearMl => "clearml",
        }
    }

    /// As read by people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wandb => "Weights & Biases",
            Self::ClearMl => "ClearML",
        }
    }
}

/// A file of one run, and where its values belong.
#[derive(Debug, Clone)]
pub struct RunFile<'a> {
    pub tracker: Tracker,
    pub bytes: &'a [u8],
    pub service: ServiceId,
    /// Metrics by the names that the run recorded; empty where the service's indicators say it.
    pub names: BTreeMap<String, String>,
}

impl RunFile<'_> {
    /// Reads `acc=accuracy` pairs.
    ///
    /// # Errors
    /// What is no pair, and a name or a metric that stands twice.
    pub fn names<'p>(pairs: impl IntoIterator<Item = &'p str>) -> Result<BTreeMap<String, String>> {
        let mut names = BTreeMap::new();
        for pair in pairs.into_iter().map(str::trim).filter(|pair| !pair.is_empty()) {
            let (name, metric) = pair
                .rsplit_once('=')
                .map(|(name, metric)| (name.trim(), metric.trim()))
                .filter(|(name, metric)| !name.is_empty() && !metric.is_empty())
                .ok_or_else(|| Error::field("map", format!("“{pair}” says no metric: write NAME=METRIC, such as acc=accuracy")))?;
            if names.contains_key(name) || names.values().any(|known| known == metric) {
                return Err(Error::field("map", format!("“{pair}” is said twice: one name gives one metric")));
            }
            names.insert(name.to_owned(), metric.to_owned());
        }
        Ok(names)
    }
}

/// Writing samples.
#[async_trait]
pub trait Samples: Send + Sync {
    /// Writes typed samples; durable before it returns; one answer per row, in order.
    async fn write_samples(&self, viewer: &Viewer, samples: Vec<WireSample>) -> Result<Vec<RowAnswer>>;
    /// Writes parsed samples of one series from one source (connectors, back-fill): returns how many were new.
    async fn write_series(&self, viewer: &Viewer, series: &SeriesKey, source: &SourceId, samples: Vec<Sample>) -> Result<u64>;
    /// A CSV with the header `time,service,metric,value[,numerator,denominator,unit]`.
    async fn import_samples(&self, viewer: &Viewer, csv: &[u8]) -> Result<ImportReport>;
    /// A CSV with the header `time,kpi,value` (or `numerator,denominator` for ratios); `driver/ID` is accepted in the column `kpi`.
    async fn import_kpis(&self, viewer: &Viewer, csv: &[u8]) -> Result<ImportReport>;
    /// A CSV of exchange rates with the header `date,currency,rate` or `month,currency,rate`, and `source` where it is known.
    async fn import_rates(&self, viewer: &Viewer, csv: &[u8]) -> Result<ImportReport>;
    /// A CSV of bills with the header `day,service,amount,currency,basis`, or `from,to` in place of `day`.
    async fn import_costs(&self, viewer: &Viewer, csv: &[u8]) -> Result<ImportReport>;
    /// A run that an experiment tracker wrote as a file. A rejected row's line is the step of the run, its column the name that was recorded.
    async fn import_run(&self, viewer: &Viewer, file: RunFile<'_>) -> Result<ImportReport>;
    /// What the viewer's last file did; none when nothing was imported since the program started.
    async fn last_import(&self, viewer: &Viewer) -> Result<Option<ImportReport>>;
}

/// Systems that are asked for samples.
#[async_trait]
pub trait Sources: Send + Sync {
    async fn sources(&self, viewer: &Viewer) -> Result<Vec<SourceRow>>;
    /// Keeps a secret of a source, sealed; an empty one takes it away. It is never shown again.
    async fn set_secret(&self, viewer: &Viewer, source: &SourceId, of: SecretOf, secret: &str) -> Result<()>;
    /// Tries each step and says what to do about the first that fails. Nothing is stored.
    async fn test_source(&self, viewer: &Viewer, source: &SourceId) -> Result<Vec<SourceCheck>>;
    /// Tries each step for an indicator or a KPI as it is given, before it is added or changed. Nothing is stored.
    ///
    /// # Errors
    /// What keeps the configuration from holding it; a source that is not asked for samples.
    async fn look_first(&self, viewer: &Viewer, item: Item) -> Result<Vec<SourceCheck>>;
    /// Starts to fetch `months` past months behind the scenes; progress shows in [`Sources::sources`].
    async fn start_back_fill(&self, viewer: &Viewer, source: &SourceId, months: u32) -> Result<()>;
    /// One pass over all sources of the workspace; returns one line per source.
    async fn collect_once(&self, viewer: &Viewer) -> Result<Vec<(SourceId, Result<u64>)>>;
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn names_are_pairs_that_stand_once() {
        let names = RunFile::names(["eval/acc=accuracy", " x=y=f1 ", ""]).unwrap();
        assert_eq!(
            names.into_iter().collect::<Vec<_>>(),
            [("eval/acc", "accuracy"), ("x=y", "f1")].map(|(a, b)| (a.to_owned(), b.to_owned()))
        );
        for bad in [vec!["acc"], vec!["=accuracy"], vec!["acc="], vec!["acc=f1", "acc=recall"], vec!["a=f1", "b=f1"]] {
            assert_eq!(RunFile::names(bad.clone()).unwrap_err().field_name(), Some("map"), "{bad:?}");
        }
    }
}
