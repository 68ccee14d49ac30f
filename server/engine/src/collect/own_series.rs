//! Sources whose series are kept here: they are asked by PromQL like a Prometheus, over what was sent or scraped.

use async_trait::async_trait;
use connect::scrape::Scrape;
use connect::{Connector, Fed, Line, Point, Ranges, Span, evaluated};
use domain::config::Source;
use domain::ids::WorkspaceId;
use domain::sample::Sample;
use domain::{Error, Result};
use promql::{Answer, Grid, LOOKBACK_MS, Query, evaluate_range};

use crate::context::Engine;

/// What was sent to a workspace, or scraped from one source.
pub struct OwnSeries<'a> {
    engine: &'a Engine,
    workspace: WorkspaceId,
    /// Of a scraped source: the job its series are labelled with, and its page.
    scraped: Option<(String, Scrape)>,
}

impl<'a> OwnSeries<'a> {
    /// All that were sent.
    pub fn sent(engine: &'a Engine, workspace: &WorkspaceId) -> Self {
        Self { engine, workspace: workspace.clone(), scraped: None }
    }

    /// Those of a source that is scraped.
    ///
    /// # Errors
    /// An address that cannot be asked.
    pub fn scraped(engine: &'a Engine, workspace: &WorkspaceId, source: &Source, secret: Option<String>) -> Result<Self> {
        let scraped = (source.id.to_string(), Scrape::new(source, secret)?);
        Ok(Self { engine, workspace: workspace.clone(), scraped: Some(scraped) })
    }
}

/// Are the series of a source kept here?
pub fn is_own(source: &Source) -> bool {
    matches!(source.kind.key(), "received" | "scrape")
}

#[async_trait]
impl Ranges for OwnSeries<'_> {
    async fn range(&self, query: &str, span: Span) -> Result<Vec<Line>> {
        let wrong = |error: promql::Error| Error::invalid(format!("the query {query} cannot be answered: {error}"));
        let grid = Grid { start_ms: span.start_s * 1000, end_ms: span.end_s * 1000, step_ms: span.step_s * 1000 };
        let query = Query::parse(query).map_err(wrong)?;
        let mut data = Vec::new();
        for selection in query.needs(grid, LOOKBACK_MS) {
            data.push(self.engine.raw_data(&self.workspace, &selection, self.scraped.as_ref().map(|(job, _)| job.as_str())).await?);
        }
        let Answer::Matrix(series) = evaluate_range(&query, &data, grid, LOOKBACK_MS).map_err(wrong)? else { return Ok(Vec::new()) };
        let line = |series: promql::Points| Line {
            labels: series.labels.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            points: series.at_ms.into_iter().zip(series.values).map(|(at_ms, value)| Point { at_ms, value }).collect(),
        };
        Ok(series.into_iter().map(line).collect())
    }
}

#[async_trait]
impl Connector for OwnSeries<'_> {
    async fn reach(&self) -> Result<()> {
        match &self.scraped {
            Some((_, page)) => page.reach().await,
            None => Ok(()),
        }
    }

    async fn sign_in(&self) -> Result<()> {
        match &self.scraped {
            Some((_, page)) => page.page(self.engine.clock.now_ms()).await.map(drop),
            None => Ok(()),
        }
    }

    async fn samples(&self, fed: &Fed, from_ms: i64, until_ms: i64) -> Result<Vec<Sample>> {
        evaluated(self, fed, from_ms, until_ms).await
    }
}
