//! Reading the data beneath a printed value.

use chrono::NaiveDate;
use domain::Result;
use domain::access::Viewer;
use domain::ports::{SeriesMonth, SeriesSample};
use domain::sample::SeriesKey;
use domain::time::{Month, Window, local_midnight, utc_day};

use crate::context::Engine;
use crate::store::samples;
use crate::views;

impl Engine {
    /// The month's roll-up of a series and its days; without a month, of the one that pages open with.
    pub(super) async fn series_month(&self, viewer: &Viewer, asked: &SeriesKey, month: Option<Month>) -> Result<SeriesMonth> {
        let scene = self.scene(viewer, month).await?;
        let series = views::resolved(&scene.configuration, asked)?;
        let figures = self.day_figures(viewer, std::slice::from_ref(&series), &series, &scene).await?;
        views::series_month(&scene.configuration, &scene.facts, &series, scene.month, &figures.days)
    }

    /// The samples of one local day, oldest first.
    pub(super) async fn samples_of_day(&self, viewer: &Viewer, asked: &SeriesKey, day: NaiveDate) -> Result<Vec<SeriesSample>> {
        let (_, configuration) = self.settled(&viewer.workspace).await?;
        let series = views::resolved(&configuration, asked)?;
        let zone = configuration.settings.zone()?;
        let next = day.succ_opt().unwrap_or(day);
        let window = Window { start_ms: local_midnight(day, zone), end_ms: local_midnight(next, zone) };
        let range = (utc_day(window.start_ms), utc_day(window.end_ms.saturating_sub(1)));
        let chunks = samples::between(&mut *self.store.read().await?, &viewer.workspace, &series, range.0, range.1).await?;
        let mut found: Vec<SeriesSample> = chunks
            .iter()
            .flat_map(|((_, source), samples)| samples.iter().map(move |sample| (source, sample)))
            .filter(|(_, sample)| window.contains(sample.at_ms))
            .map(|(source, sample)| SeriesSample::of(sample.at_ms, source.clone(), &sample.reading))
            .collect();
        found.sort_by(|a, b| (a.at_ms, &a.source).cmp(&(b.at_ms, &b.source)));
        Ok(found)
    }
}
