//! What the pages are given: complete values, so that a page is one call and a constant number of statements.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::ServiceEvents;
use crate::close::State;
use crate::config::{Baseline, Cost, Driver, Mapping, Pool, RateValue, Target};
use crate::ids::{MappingId, ServiceId, TestId};
use crate::metric::{Better, Category, Kind, Statistic};
use crate::money::{Currency, Money};
use crate::report::{MonthReport, TrendLine};
use crate::sample::SeriesKey;
use crate::time::Month;
use crate::value::rates::RateFactor;
use crate::value::{Beside, ChainInput, PoolRow, Range, Saved, Totals};

/// The first page: the month's report content is all it needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// None while nothing is configured or measured: the page then says how to start.
    pub report: Option<MonthReport>,
    /// Months that can be opened, newest first.
    pub months: Vec<Month>,
    pub now_ms: i64,
    /// What the first-run page ticks off.
    pub has_services: bool,
    pub has_samples: bool,
    pub has_mappings: bool,
}

/// A row of the list of services.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceListRow {
    pub service: ServiceId,
    pub name: String,
    pub team: String,
    pub owner_name: String,
    pub purpose: String,
    pub currency: Currency,
    pub totals: Option<Totals>,
    pub nets: Vec<Option<Money>>,
    pub tiles: Vec<Tile>,
    /// Plain sentences about gaps and late data.
    pub gaps: Vec<String>,
}

/// The newest state of one indicator, with everything that must stand near a figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tile {
    pub metric: String,
    pub name: String,
    pub sentence: String,
    pub category: Category,
    pub kind: Kind,
    pub statistic: Statistic,
    pub better: Better,
    /// Printed with its unit: `99.75 %`, `286 ms`; none when unknown.
    pub figure: Option<String>,
    /// `p95`, `month`, `worst value, cannot be merged`.
    pub qualifier: String,
    pub unit: String,
    pub baseline: Option<String>,
    pub target: Option<String>,
    /// None without a target or a figure.
    pub target_met: Option<bool>,
    /// Share of 1.
    pub coverage: Option<Decimal>,
    pub coverage_enough: bool,
    /// Newest sample.
    pub as_of_ms: Option<i64>,
    /// How much older than expected the newest sample is; none when fresh.
    pub late_by_ms: Option<i64>,
}

/// A point of a series at day grain inside the month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeriesPoint {
    /// Day of the month, from 1.
    pub day: u32,
    /// In printed units; none where unknown. A day without data is a gap, never zero.
    pub value: Option<Decimal>,
    pub min: Option<Decimal>,
    pub max: Option<Decimal>,
}

/// One strip of the service page: an indicator or KPI by day over the month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CategorySection {
    pub series: SeriesKey,
    pub tile: Tile,
    /// True for business lines, which stand below the technical ones.
    pub business: bool,
    pub decimals: u32,
    pub points: Vec<SeriesPoint>,
    pub baseline: Option<Decimal>,
    pub target: Option<Decimal>,
}

/// One service on one time axis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceView {
    pub service: ServiceId,
    pub name: String,
    pub purpose: String,
    pub team: String,
    pub owner_name: String,
    pub business_owner_name: String,
    pub risk_tier: String,
    pub started: Option<chrono::NaiveDate>,
    pub month: Month,
    pub months: Vec<Month>,
    pub time_zone: String,
    pub now_ms: i64,
    pub headline: String,
    /// Content of the month, cut down to this service.
    pub totals: Option<Totals>,
    /// Of the net value, as far as its inputs state one.
    pub range: Option<Range>,
    pub change: Option<Money>,
    pub lines: Vec<crate::value::ValueLine>,
    pub costs: Vec<crate::value::CostLine>,
    pub not_claimed: Vec<crate::value::NotClaimed>,
    /// The month by day: technical strips first, then business.
    pub sections: Vec<CategorySection>,
    /// Spans of downtime in the month: start, end, hours in words.
    pub outages: Vec<(i64, i64, String)>,
    /// Deployments and incidents of the month.
    pub events: ServiceEvents,
    /// Tests of the service that ended in the month, in the order of their ends.
    pub tests: Vec<EndedTest>,
    /// 13 months.
    pub technical: Option<TrendLine>,
    pub business: Option<TrendLine>,
    pub trend_months: Vec<Month>,
    pub value: Vec<Option<Money>>,
    pub gaps: Vec<String>,
}

/// A test that ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndedTest {
    pub test: TestId,
    pub title: String,
    /// Its last day.
    pub day: chrono::NaiveDate,
}

/// A node of the value map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NodeView {
    /// As in [`crate::config::NodeId`].
    pub node: String,
    pub name: String,
    /// Service or unit, under the name.
    pub note: String,
    pub owner_name: String,
    /// Money of the month through this node; none where nothing is priced.
    pub amount: Option<Money>,
    /// The mapping, for an edge from a KPI to an indicator.
    pub mapping: Option<MappingId>,
    /// A drawn edge can be removed; one that comes from a mapping or an objective's list is changed there.
    pub removable: bool,
    pub children: Vec<NodeView>,
}

/// The hierarchy with the month's money on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ValueMapView {
    pub month: Month,
    pub currency: Currency,
    pub to_date: bool,
    /// Objectives; then KPIs and indicators that nothing stands above.
    pub roots: Vec<NodeView>,
    /// Lines of mappings that have no KPI.
    pub unattached: Vec<NodeView>,
    /// What pools take back of the lines above; positive where a holdout shows more than they claim.
    pub overlap: Money,
    /// Of all mappings, after overlap and before cost.
    pub total: Money,
    pub n_mappings: usize,
    pub not_claimed: Vec<crate::value::NotClaimed>,
}

/// What the mapping editor needs to compute in the browser.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MappingInputs {
    pub mapping: Mapping,
    pub service_name: String,
    pub owner_name: String,
    pub month: Month,
    pub version_from: chrono::NaiveDate,
    /// None when the month has no figure; `problem` then says why.
    pub input: Option<ChainInput>,
    /// What the records say beside the figure.
    pub notes: Vec<String>,
    pub problem: Option<String>,
    /// What the ledger of the month holds of it.
    pub saved: Option<Saved>,
    pub beside: Beside,
    /// All drivers, for choosing factors.
    pub drivers: Vec<Driver>,
}

/// The same of a mapping that is not saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PreviewInputs {
    pub input: ChainInput,
    pub notes: Vec<String>,
    pub beside: Beside,
}

/// One currency other than the reporting one, that something is stated in or that has rates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrencyRow {
    pub currency: Currency,
    /// The month's average; none where nothing is recorded.
    pub factor: Option<RateFactor>,
    /// Does a driver or a cost name it?
    pub in_use: bool,
    /// The newest that is recorded, of a day or of a month.
    pub newest: Option<RateValue>,
}

/// Drivers, costs, baselines and targets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DriverView {
    pub month: Month,
    pub currency: Currency,
    pub drivers: Vec<Driver>,
    pub costs: Vec<Cost>,
    pub baselines: Vec<Baseline>,
    pub targets: Vec<Target>,
    pub rates: Vec<CurrencyRow>,
    /// Names of services by id.
    pub services: Vec<(ServiceId, String)>,
    /// Names of people by address.
    pub people: Vec<(String, String)>,
    /// The month's volume of each series driver.
    pub volumes: Vec<(String, Option<Decimal>)>,
    /// Mappings that use each driver.
    pub uses: Vec<(String, Vec<MappingId>)>,
    /// Outcomes that mappings claim from.
    pub pools: Vec<Pool>,
    /// What is claimed from each pool in the month, where a line claims from it.
    pub claims: Vec<PoolRow>,
}

/// A row of the list of reports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportRow {
    pub month: Month,
    /// Open where nobody says otherwise.
    #[serde(default)]
    pub state: State,
    /// Of a closed month, the newest.
    #[serde(default)]
    pub revision: Option<u32>,
    /// Of a closed month, what records that came later would change of the net value; none where they change no line.
    #[serde(default)]
    pub pending: Option<Money>,
    pub to_date: bool,
    pub totals: Totals,
    pub n_lines: usize,
    pub n_not_claimed: usize,
}
