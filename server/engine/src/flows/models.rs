//! Reading and changing the model of the company. Each read loads configuration and roll-ups and leaves the rest to a pure builder.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::Result;
use domain::access::Viewer;
use domain::baseline::{Asked, BaselineWindows};
use domain::close::State;
use domain::config::{Change, Configuration, Difference, RateValue};
use domain::ids::{MappingId, ServiceId, WorkspaceId};
use domain::money::Currency;
use domain::ports::{
    DriverView, MappingInputs, Models, Overview, Preview, PreviewInputs, SeriesMonth, SeriesSample, ServiceListRow, ServiceView,
    ValueMapView,
};
use domain::report::MonthReport;
use domain::sample::{SeriesKey, Summary};
use domain::time::{Month, SLOT_MS, Window, local, slot_start, utc_day};
use domain::value::{Facts, WhatIf, ledger_drawn_by, what_if};

use super::{file, rates};
use crate::context::Engine;
use crate::store::summaries;
use crate::threads::Threads;
use crate::views;

/// Months that a page looks back on: the 13 of its trend and the one before, which the first change is measured from.
const LOOK_BACK: i32 = 14;

/// What every read of one request starts from: a revision of the workspace and an instant.
pub(super) struct Standing {
    pub(super) workspace: WorkspaceId,
    pub(super) revision: i64,
    pub(super) configuration: Arc<Configuration>,
    pub(super) now_ms: i64,
}

/// What a page is built from.
pub(super) struct Scene {
    pub(super) configuration: Arc<Configuration>,
    pub(super) facts: Facts,
    pub(super) month: Month,
    /// Months with any record, newest first.
    months: Vec<Month>,
}

/// A series by day of the month, and spans of downtime.
pub(super) struct DayFigures {
    pub(super) days: BTreeMap<(SeriesKey, u32), Summary>,
    outages: Vec<(i64, i64)>,
}

impl Engine {
    /// The instant that figures of an open month are for: the start of the running slot, so that every page of the same five
    /// minutes shows the same figure.
    pub(crate) fn figures_ms(&self) -> i64 {
        slot_start(self.clock.now_ms())
    }

    /// What a page reads from, as it stands now.
    pub(super) async fn standing(&self, viewer: &Viewer) -> Result<Standing> {
        let (revision, configuration) = self.settled(&viewer.workspace).await?;
        Ok(Standing { workspace: viewer.workspace.clone(), revision, configuration, now_ms: self.figures_ms() })
    }

    /// The roll-ups that a page of a month looks back on.
    pub(super) async fn facts_of(&self, at: &Standing, month: Month) -> Result<Facts> {
        self.facts(&at.workspace, at.revision, &at.configuration, &month.trailing(LOOK_BACK), at.now_ms).await
    }

    /// Months with any record, newest first.
    pub(super) async fn recorded_months(&self, at: &Standing) -> Result<Vec<Month>> {
        if let Some(months) = self.cache.months(&at.workspace, at.revision) {
            return Ok(months);
        }
        let mut months = summaries::recorded_months(&mut *self.store.read().await?, &at.workspace).await?;
        months.reverse();
        self.cache.keep_months(&at.workspace, at.revision, months.clone());
        Ok(months)
    }

    /// The month that a page opens with when none is asked for.
    pub(super) async fn opening_month(&self, at: &Standing) -> Result<Month> {
        if let Some(month) = self.cache.opening_month(&at.workspace, at.revision, at.now_ms) {
            return Ok(month);
        }
        let current = Month::at(at.now_ms, at.configuration.settings.zone()?);
        let month = views::default_month(&at.configuration, &self.facts_of(at, current).await?)?;
        self.cache.keep_opening_month(&at.workspace, at.revision, at.now_ms, month);
        Ok(month)
    }

    /// Loads what a page of a month is built from; without a month, of the default one.
    pub(super) async fn scene(&self, viewer: &Viewer, month: Option<Month>) -> Result<Scene> {
        let at = self.standing(viewer).await?;
        let months = self.recorded_months(&at).await?;
        let month = match month {
            Some(month) => month,
            None => self.opening_month(&at).await?,
        };
        let facts = self.facts_of(&at, month).await?;
        Ok(Scene { configuration: at.configuration, facts, month, months })
    }

    /// The report of a month, from memory when nothing has changed since.
    pub(crate) async fn report(&self, viewer: &Viewer, month: Month) -> Result<Arc<MonthReport>> {
        self.report_at(&self.standing(viewer).await?, month).await
    }

    pub(super) async fn report_at(&self, at: &Standing, month: Month) -> Result<Arc<MonthReport>> {
        let ended = month.window(at.configuration.settings.zone()?).end_ms <= at.now_ms;
        let slot_ms = if ended { 0 } else { at.now_ms };
        if let Some(report) = self.cache.report(&at.workspace, at.revision, month, slot_ms) {
            return Ok(report);
        }
        let stages = self.stages(&at.workspace, at.revision).await?;
        let report = Arc::new(match stages.closed.get(&month) {
            Some(number) => self.issued(&at.workspace, month, *number).await?,
            None => self.live_report(at, month).await?,
        });
        self.cache.keep_report(&at.workspace, at.revision, month, slot_ms, report.clone());
        Ok(report)
    }

    /// The report of a month as the records have it now, whether or not it is closed.
    pub(super) async fn live_report(&self, at: &Standing, month: Month) -> Result<MonthReport> {
        let mut facts = self.facts_of(at, month).await?;
        facts.closed.remove(&month);
        let stages = self.stages(&at.workspace, at.revision).await?;
        let state = if stages.reviews.contains_key(&month) { State::InReview } else { State::Open };
        views::month_report(&at.configuration, &facts, month, state)
    }

    /// Each series merged by local day of the month, and when the uptime series was down.
    pub(super) async fn day_figures(&self, viewer: &Viewer, series: &[SeriesKey], uptime: &SeriesKey, scene: &Scene) -> Result<DayFigures> {
        let zone = scene.configuration.settings.zone()?;
        let window = scene.month.window(zone);
        let range = (utc_day(window.start_ms), utc_day(window.end_ms - 1));
        let stored = summaries::day_slots(&mut *self.store.read().await?, &viewer.workspace, series, range.0, range.1).await?;
        let mut figures = DayFigures { days: BTreeMap::new(), outages: Vec::new() };
        for (key, days) in &stored {
            for slot in days.iter().flat_map(|(day, slots)| slots.within(*day, window)) {
                let day = chrono::Datelike::day(&local(slot.start_ms, zone).date());
                match figures.days.get_mut(&(key.clone(), day)) {
                    Some(summary) => summary.merge(&slot.summary)?,
                    None => drop(figures.days.insert((key.clone(), day), slot.summary.clone())),
                }
                if key == uptime
                    && let Summary::State { down_ms, .. } = slot.summary
                {
                    add_outage(&mut figures.outages, Window { start_ms: slot.start_ms, end_ms: slot.start_ms + SLOT_MS }, down_ms);
                }
            }
        }
        Ok(figures)
    }
}

/// Adds a slot's downtime to the spans so far. A slot that continues a span is down from its start; one that begins a span and is
/// down only in part is taken to be down at its end, where the next slot may continue it.
fn add_outage(spans: &mut Vec<(i64, i64)>, slot: Window, down_ms: i64) {
    if down_ms <= 0 {
        return;
    }
    match spans.last_mut().filter(|(_, end_ms)| *end_ms == slot.start_ms) {
        Some((_, end_ms)) => *end_ms = slot.start_ms + down_ms,
        None => spans.push((slot.end_ms - down_ms, slot.end_ms)),
    }
}

#[async_trait]
impl Models for Engine {
    async fn configuration(&self, viewer: &Viewer) -> Result<Configuration> {
        self.current(&viewer.workspace).await.map(|(_, configuration)| (*configuration).clone())
    }

    async fn change(&self, viewer: &Viewer, changes: Vec<Change>) -> Result<Vec<Difference>> {
        self.make_changes(viewer, changes).await
    }

    async fn apply(&self, viewer: &Viewer, toml: &str, dry_run: bool) -> Result<Vec<Difference>> {
        self.make_it(viewer, file::read(toml)?, dry_run).await
    }

    async fn export(&self, viewer: &Viewer) -> Result<String> {
        let (_, configuration) = self.current(&viewer.workspace).await?;
        file::write(&configuration)
    }

    async fn default_month(&self, viewer: &Viewer) -> Result<Month> {
        self.opening_month(&self.standing(viewer).await?).await
    }

    async fn overview(&self, viewer: &Viewer, month: Option<Month>) -> Result<Overview> {
        let at = self.standing(viewer).await?;
        let months = self.recorded_months(&at).await?;
        let (has_services, has_samples) = (!at.configuration.services.is_empty(), !months.is_empty());
        let report = if has_services && has_samples {
            let month = match month {
                Some(month) => month,
                None => self.opening_month(&at).await?,
            };
            Some((*self.report_at(&at, month).await?).clone())
        } else {
            None
        };
        let has_mappings = !at.configuration.mappings.is_empty();
        Ok(Overview { report, months, now_ms: at.now_ms, has_services, has_samples, has_mappings })
    }

    async fn services(&self, viewer: &Viewer, month: Option<Month>) -> Result<Vec<ServiceListRow>> {
        let scene = self.scene(viewer, month).await?;
        views::services(&scene.configuration, &scene.facts, scene.month)
    }

    async fn service(&self, viewer: &Viewer, service: &ServiceId, month: Option<Month>) -> Result<ServiceView> {
        let scene = self.scene(viewer, month).await?;
        let configuration = &scene.configuration;
        let own = configuration.indicators.values().filter(|indicator| indicator.service == *service).map(|indicator| indicator.series());
        let kpis = configuration.mappings.values().filter(|mapping| mapping.service == *service);
        let kpis = kpis.filter_map(|mapping| mapping.kpi.clone()).map(SeriesKey::Kpi);
        let series: std::collections::BTreeSet<SeriesKey> = own.chain(kpis).collect();
        let series: Vec<SeriesKey> = series.into_iter().collect();
        let uptime = SeriesKey::Indicator { service: service.clone(), metric: "uptime".to_owned() };
        let figures = self.day_figures(viewer, &series, &uptime, &scene).await?;
        let window = scene.month.window(configuration.settings.zone()?);
        let events = self.events_within(&viewer.workspace, configuration, service, window).await?;
        let seen = views::Seen { days: &figures.days, outages: &figures.outages, events };
        views::service(configuration, &scene.facts, service, scene.month, &scene.months, seen)
    }

    async fn value_map(&self, viewer: &Viewer, month: Option<Month>) -> Result<ValueMapView> {
        let scene = self.scene(viewer, month).await?;
        views::value_map(&scene.configuration, &scene.facts, scene.month)
    }

    async fn mapping_inputs(&self, viewer: &Viewer, mapping: &MappingId, month: Option<Month>) -> Result<MappingInputs> {
        let scene = self.scene(viewer, month).await?;
        views::mapping_inputs(&scene.configuration, &scene.facts, mapping, scene.month)
    }

    async fn preview_inputs(&self, viewer: &Viewer, preview: Preview) -> Result<PreviewInputs> {
        let (revision, configuration) = self.settled(&viewer.workspace).await?;
        // A mapping that is not saved yet may be the first to use a profile, and claims from its pool beside the others.
        let mut with_preview = (*configuration).clone();
        let mapping = domain::config::Mapping { versions: vec![preview.version.clone()], ..preview.mapping.clone() };
        with_preview.mappings.insert(mapping.id.clone(), mapping);
        let now_ms = self.figures_ms();
        let facts = self.facts(&viewer.workspace, revision, &with_preview, &preview.month.trailing(2), now_ms).await?;
        views::preview_inputs(&with_preview, &facts, &preview)
    }

    async fn add_rate(&self, viewer: &Viewer, currency: Currency, value: RateValue) -> Result<()> {
        rates::add(self, viewer, currency, value).await
    }

    async fn drivers(&self, viewer: &Viewer, month: Option<Month>) -> Result<DriverView> {
        let scene = self.scene(viewer, month).await?;
        views::drivers(&scene.configuration, &scene.facts, scene.month)
    }

    async fn baseline_windows(&self, viewer: &Viewer, asked: &Asked) -> Result<BaselineWindows> {
        self.look_at_months(viewer, asked).await
    }

    async fn series(&self, viewer: &Viewer, series: &SeriesKey, month: Option<Month>) -> Result<SeriesMonth> {
        self.series_month(viewer, series, month).await
    }

    async fn series_samples(&self, viewer: &Viewer, series: &SeriesKey, day: NaiveDate) -> Result<Vec<SeriesSample>> {
        self.samples_of_day(viewer, series, day).await
    }

    async fn what_if(&self, viewer: &Viewer, month: Month) -> Result<WhatIf> {
        let scene = self.scene(viewer, Some(month)).await?;
        let (ledger, drawn) = ledger_drawn_by(&scene.configuration, month, &scene.facts, &Threads)?;
        what_if(&scene.configuration, &scene.facts, &ledger, Some(&drawn))
    }
}
