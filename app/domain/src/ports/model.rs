//! The configuration and what is computed live from it.

use async_trait::async_trait;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::series::{SeriesMonth, SeriesSample};
use super::views::{DriverView, MappingInputs, Overview, PreviewInputs, ServiceListRow, ServiceView, ValueMapView};
use crate::Result;
use crate::access::Viewer;
use crate::baseline::{Asked, BaselineWindows};
use crate::config::{Change, Configuration, Difference, Mapping, MappingVersion, RateValue};
use crate::ids::{MappingId, ServiceId};
use crate::money::Currency;
use crate::sample::SeriesKey;
use crate::time::Month;
use crate::value::WhatIf;

/// A mapping that is being edited and not saved yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    pub mapping: Mapping,
    pub version: MappingVersion,
    pub month: Month,
}

/// Reading and changing the model of the company.
#[async_trait]
pub trait Models: Send + Sync {
    /// The whole configuration.
    async fn configuration(&self, viewer: &Viewer) -> Result<Configuration>;
    /// Makes changes, all or none, each with its audit event. The action each item needs (see [`crate::access::Action`]) is checked.
    async fn change(&self, viewer: &Viewer, changes: Vec<Change>) -> Result<Vec<Difference>>;
    /// Applies a configuration file; with `dry_run` only says what would change. Twice changes nothing.
    async fn apply(&self, viewer: &Viewer, toml: &str, dry_run: bool) -> Result<Vec<Difference>>;
    /// The configuration as a file that [`Models::apply`] reads.
    async fn export(&self, viewer: &Viewer) -> Result<String>;
    /// The month before the current one that has a figure, else the current one.
    async fn default_month(&self, viewer: &Viewer) -> Result<Month>;
    async fn overview(&self, viewer: &Viewer, month: Option<Month>) -> Result<Overview>;
    async fn services(&self, viewer: &Viewer, month: Option<Month>) -> Result<Vec<ServiceListRow>>;
    async fn service(&self, viewer: &Viewer, service: &ServiceId, month: Option<Month>) -> Result<ServiceView>;
    async fn value_map(&self, viewer: &Viewer, month: Option<Month>) -> Result<ValueMapView>;
    /// What the mapping editor loads once; afterwards it evaluates in the browser.
    async fn mapping_inputs(&self, viewer: &Viewer, mapping: &MappingId, month: Option<Month>) -> Result<MappingInputs>;
    /// The inputs of a mapping that is not saved yet (a new one, or another template or metric).
    async fn preview_inputs(&self, viewer: &Viewer, preview: Preview) -> Result<PreviewInputs>;
    /// Records one exchange rate.
    async fn add_rate(&self, viewer: &Viewer, currency: Currency, value: RateValue) -> Result<()>;
    async fn drivers(&self, viewer: &Viewer, month: Option<Month>) -> Result<DriverView>;
    /// What records say of a window of months that may become a baseline, beside two other windows.
    async fn baseline_windows(&self, viewer: &Viewer, asked: &Asked) -> Result<BaselineWindows>;
    /// What a printed value was read from: the month's roll-up and its days. `driver/ID` is the series behind the driver.
    async fn series(&self, viewer: &Viewer, series: &SeriesKey, month: Option<Month>) -> Result<SeriesMonth>;
    /// The samples of one local day, oldest first, each with its source.
    async fn series_samples(&self, viewer: &Viewer, series: &SeriesKey, day: NaiveDate) -> Result<Vec<SeriesSample>>;
    /// A month with everything that its net value is computed from, for moving its inputs without saving.
    async fn what_if(&self, viewer: &Viewer, month: Month) -> Result<WhatIf>;
}
