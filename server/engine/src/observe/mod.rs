//! Series read as from a Prometheus: raw ones, and our own of indicators and money.

mod listing;
mod own;
mod reading;

use async_trait::async_trait;
use domain::access::Viewer;
use domain::ports::{Asked, Observations, Over, QueryError};
use promql::{Answer, Grid, LOOKBACK_MS, Query, SeriesData};
use tokio::sync::Semaphore;

use crate::context::Engine;
use crate::error::internal;

/// Queries that are evaluated at a time; each may hold 20 million values.
const AT_A_TIME: usize = 4;

/// Whose turn it is to evaluate.
#[derive(Debug)]
pub struct Turns(Semaphore);

impl Default for Turns {
    fn default() -> Self {
        Self(Semaphore::new(AT_A_TIME))
    }
}

#[async_trait]
impl Observations for Engine {
    async fn query(&self, viewer: &Viewer, query: &str, at_ms: Option<i64>) -> Result<String, QueryError> {
        let at_ms = at_ms.unwrap_or_else(|| self.clock.now_ms());
        let evaluate = move |query: &Query, data: &[Vec<SeriesData>]| promql::evaluate_instant(query, data, at_ms, LOOKBACK_MS);
        self.evaluate(viewer, query, Grid::instant(at_ms), |_, grid| promql::in_bounds(grid), evaluate).await
    }

    async fn query_range(&self, viewer: &Viewer, over: &Over) -> Result<String, QueryError> {
        let grid = Grid { start_ms: over.start_ms, end_ms: over.end_ms, step_ms: over.step_ms };
        let evaluate = move |query: &Query, data: &[Vec<SeriesData>]| promql::evaluate_range(query, data, grid, LOOKBACK_MS);
        self.evaluate(viewer, &over.query, grid, promql::check_range, evaluate).await
    }

    async fn series(&self, viewer: &Viewer, asked: &Asked) -> Result<String, QueryError> {
        self.list_series(viewer, asked).await
    }

    async fn label_names(&self, viewer: &Viewer, asked: &Asked) -> Result<String, QueryError> {
        self.list_label_names(viewer, asked).await
    }

    async fn label_values(&self, viewer: &Viewer, label: &str, asked: &Asked) -> Result<String, QueryError> {
        self.list_label_values(viewer, label, asked).await
    }

    async fn metric_metadata(&self, _: &Viewer, metric: Option<&str>, limit: Option<usize>) -> Result<String, QueryError> {
        Ok(listing::metadata(metric, limit))
    }
}

impl Engine {
    /// Reads what a query needs, then evaluates it where it keeps no other request waiting.
    async fn evaluate(
        &self,
        viewer: &Viewer,
        text: &str,
        grid: Grid,
        check: impl FnOnce(&Query, Grid) -> promql::Result<()>,
        evaluate: impl FnOnce(&Query, &[Vec<SeriesData>]) -> promql::Result<Answer> + Send + 'static,
    ) -> Result<String, QueryError> {
        let query = Query::parse(text).map_err(refused)?;
        check(&query, grid).map_err(refused)?;
        let Ok(_turn) = self.turns.0.acquire().await else {
            return Err(domain::Error::unavailable("the program is stopping").into());
        };
        let mut data = Vec::new();
        for need in query.needs(grid, LOOKBACK_MS) {
            data.push(self.observed(viewer, &need).await?);
        }
        let answered = tokio::task::spawn_blocking(move || {
            let mut json = String::new();
            evaluate(&query, &data).map(|answer| promql::json::write_answer(&mut json, &answer)).map(|()| json)
        });
        answered.await.map_err(|fault| internal("query", fault))?.map_err(refused)
    }
}

fn refused(error: promql::Error) -> QueryError {
    match error {
        promql::Error::BadData(message) => QueryError::BadData(message),
        promql::Error::Execution(message) => QueryError::Execution(message),
    }
}
