//! Looking first: what a window of months would give as a baseline, beside two other windows.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::figures::{FromRecords, MONTHS_MIN, cases, from_records, refusal};
use crate::config::Configuration;
use crate::ids::ServiceId;
use crate::metric::{self, Better, Metric, Statistic};
use crate::report::Printed;
use crate::sample::{MonthSummary, SeriesKey, SeriesShape, Summary};
use crate::time::Month;
use crate::{Error, Result};

/// Most months of a window: what is older than a year before is another business, and a longer window has none of its length to be
/// compared with a year earlier.
pub const MONTHS_MAX: usize = 12;

/// An indicator and a window of months, both ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub service: ServiceId,
    pub metric: String,
    pub statistic: Statistic,
    pub from: Month,
    pub to: Month,
}

/// What records say of the window that was asked for, and of others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaselineWindows {
    pub service: ServiceId,
    pub metric: String,
    pub statistic: Statistic,
    pub unit: String,
    pub chosen: BaselineWindow,
    /// As many months right before.
    pub before: BaselineWindow,
    /// The same months a year earlier; none where those are the months right before.
    pub year_earlier: Option<BaselineWindow>,
    /// Were the chosen months worse than every other window that has figures, beyond its range? None where no other has figures.
    pub unusually_bad: Option<bool>,
    /// The same in words, with the figures; empty without figures of the chosen months.
    pub judgement: String,
}

/// Consecutive months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaselineWindow {
    pub from: Month,
    pub to: Month,
    pub months: Vec<BaselineMonth>,
    /// From the comparable months; none when there are fewer than three.
    pub figures: Option<FromRecords>,
    /// Why there are no figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// One month of a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaselineMonth {
    pub month: Month,
    pub value: Option<Decimal>,
    /// Cases of a ratio, or of response times.
    pub n: Option<u64>,
    /// Share of 1 that was measured; none where nothing was.
    pub coverage: Option<Decimal>,
    /// Why it does not count; none when it does.
    pub refused: Option<String>,
}

impl BaselineWindow {
    /// Months that count.
    pub fn used(&self) -> Vec<Month> {
        self.months.iter().filter(|month| month.refused.is_none()).map(|month| month.month).collect()
    }

    /// `October 2025 to December 2025`.
    pub fn title(&self) -> String {
        format!("{} to {}", self.from.title(), self.to.title())
    }
}

impl Asked {
    /// As text states it; the months with the names of their fields.
    ///
    /// # Errors
    /// Names the field that does not read.
    pub fn read(service: &str, metric: &str, statistic: &str, from: (&str, &str), to: (&str, &str)) -> Result<Self> {
        let month =
            |(field, text): (&str, &str)| Month::parse(text.trim()).map_err(|_| Error::field(field, "name a month, such as 2026-01"));
        let statistic = [Statistic::Value, Statistic::P50, Statistic::P95, Statistic::P99].into_iter().find(|known| match statistic {
            "" => *known == Statistic::Value,
            named => known.key() == named,
        });
        Ok(Self {
            service: ServiceId::parse(service).map_err(|_| Error::field("service", "name a service, such as recommender"))?,
            metric: metric::find(metric)?.key.to_owned(),
            statistic: statistic.ok_or_else(|| Error::field("statistic", "the statistic is value, p50, p95 or p99"))?,
            from: month(from)?,
            to: month(to)?,
        })
    }

    /// How many months the window has.
    fn len(&self) -> Result<i32> {
        let n = (self.to.year() - self.from.year()) * 12 + self.to.number() as i32 - self.from.number() as i32 + 1;
        match n {
            ..1 => Err(Error::field("to", format!("the last month is before {}, the first", self.from.title()))),
            n if n as usize > MONTHS_MAX => Err(Error::field("to", format!("these are {n} months: choose at most {MONTHS_MAX}"))),
            n => Ok(n),
        }
    }
}

/// First and last month that are read to answer: those of the window itself and of the other two.
///
/// # Errors
/// The window ends before it starts, or is longer than a year.
pub fn months_read(asked: &Asked) -> Result<(Month, Month)> {
    asked.len().map(|_| (asked.from.plus(-12), asked.to))
}

/// What the records say. `records` holds the month summaries of the indicator.
///
/// # Errors
/// An indicator that is not there or cannot be merged over months, a window that is none.
pub fn windows(
    configuration: &Configuration,
    asked: &Asked,
    records: &BTreeMap<Month, MonthSummary>,
    now_ms: i64,
) -> Result<BaselineWindows> {
    let metric = metric::find(&asked.metric)?;
    metric.check_statistic(asked.statistic)?;
    metric.check_priceable()?;
    let n = asked.len()?;
    let series = SeriesKey::indicator(&asked.service, metric.key)?;
    let shape = configuration.shape(&series).map_err(|_| Error::not_found("indicator", &series))?;
    let reader = Reader { configuration, asked, metric, shape, records, now_ms };
    let chosen = reader.window(asked.from, n)?;
    let before = reader.window(asked.from.plus(-n), n)?;
    let year_earlier = if n < 12 { Some(reader.window(asked.from.plus(-12), n)?) } else { None };
    let others: Vec<(&str, &BaselineWindow)> =
        [("the months right before", Some(&before)), ("the same months a year earlier", year_earlier.as_ref())]
            .into_iter()
            .filter_map(|(name, window)| Some((name, window?)))
            .collect();
    let (unusually_bad, judgement) = judged(configuration, metric, &chosen, &others);
    Ok(BaselineWindows {
        service: asked.service.clone(),
        metric: asked.metric.clone(),
        statistic: asked.statistic,
        unit: configuration.metric_unit(metric.unit),
        chosen,
        before,
        year_earlier,
        unusually_bad,
        judgement,
    })
}

struct Reader<'a> {
    configuration: &'a Configuration,
    asked: &'a Asked,
    metric: &'a Metric,
    shape: SeriesShape,
    records: &'a BTreeMap<Month, MonthSummary>,
    now_ms: i64,
}

impl Reader<'_> {
    fn window(&self, from: Month, n: i32) -> Result<BaselineWindow> {
        let mut months: Vec<BaselineMonth> = (0..n).map(|later| self.month(from.plus(later))).collect::<Result<_>>()?;
        self.refuse_other_buckets(&mut months);
        let used: Vec<&MonthSummary> =
            months.iter().filter(|month| month.refused.is_none()).filter_map(|month| self.records.get(&month.month)).collect();
        let figures = if used.len() < MONTHS_MIN { None } else { Some(from_records(self.metric, self.asked.statistic, &used)?) };
        let why = figures.is_none().then(|| too_few(&months));
        Ok(BaselineWindow { from, to: from.plus(n - 1), months, figures, why })
    }

    fn month(&self, month: Month) -> Result<BaselineMonth> {
        let settings = &self.configuration.settings;
        let (window, record) = (month.window(settings.zone()?), self.records.get(&month));
        Ok(BaselineMonth {
            month,
            value: record.and_then(|record| record.figure(self.asked.statistic, self.metric.decimals)),
            n: record.and_then(|record| cases(&record.summary)),
            coverage: record.map(|record| record.coverage(self.shape, self.now_ms).share),
            refused: refusal(self.metric, self.asked.statistic, self.shape, settings.coverage_threshold, window, record, self.now_ms),
        })
    }

    /// Months whose response times were counted in other buckets than those of the newest month cannot be merged with it.
    fn refuse_other_buckets(&self, months: &mut [BaselineMonth]) {
        let buckets = |month: Month| match &self.records.get(&month)?.summary {
            Summary::Histogram { bounds, .. } => Some(bounds),
            _ => None,
        };
        let Some(newest) = months.iter().rev().find(|month| month.refused.is_none()).map(|month| month.month) else { return };
        for month in months.iter_mut().filter(|month| month.refused.is_none() && buckets(month.month) != buckets(newest)) {
            month.refused = Some(format!("its buckets are others than those of {}: they cannot be merged", newest.title()));
        }
    }
}

/// `2 of 3 months are comparable, and a baseline needs 3. December 2025: nothing was measured`.
fn too_few(months: &[BaselineMonth]) -> String {
    let used = months.iter().filter(|month| month.refused.is_none()).count();
    let reasons: Vec<String> =
        months.iter().filter_map(|month| Some(format!("{}: {}", month.month.title(), month.refused.as_ref()?))).collect();
    let (of, are) = (if months.len() == 1 { "month" } else { "months" }, if used == 1 { "is" } else { "are" });
    let reasons = if reasons.is_empty() { String::new() } else { format!(". {}", reasons.join("; ")) };
    format!("{used} of {} {of} {are} comparable, and a baseline needs {MONTHS_MIN}{reasons}", months.len())
}

/// Is the chosen window beyond the range of every other, on the side that makes a claim larger? What is unusually bad tends to come
/// back by itself (regression to the mean).
fn judged(
    configuration: &Configuration,
    metric: &Metric,
    chosen: &BaselineWindow,
    others: &[(&str, &BaselineWindow)],
) -> (Option<bool>, String) {
    let Some(found) = &chosen.figures else { return (None, String::new()) };
    let printed = Printed::metric(configuration, metric);
    let text = |value: Decimal| printed.text(printed.kept(value));
    let others: Vec<_> = others.iter().filter_map(|(name, window)| Some((name, window, window.figures.as_ref()?))).collect();
    if others.is_empty() {
        return (None, "Nothing to compare with: whether these months were usual cannot be told from the records.".to_owned());
    }
    let beyond = |other: &FromRecords| match metric.better {
        Better::Higher => found.value < other.low,
        Better::Lower => found.value > other.high,
    };
    let named = others.iter().map(|(name, window, other)| {
        format!("{name} ({}) at {}, range {} to {}", window.title(), text(other.value), text(other.low), text(other.high))
    });
    let named = named.collect::<Vec<_>>().join("; ");
    if others.iter().all(|(_, _, other)| beyond(other)) {
        let words = format!(
            "These months were unusually bad: they stand at {}; {named}. Part of an improvement over them may be the return to normal, which would \
             have come by itself.",
            text(found.value)
        );
        return (Some(true), words);
    }
    (Some(false), format!("No sign that these months were unusually bad: they stand at {}; {named}.", text(found.value)))
}
