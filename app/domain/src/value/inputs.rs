//! The inputs of one line: measured and baseline value of its indicator, and its factors in the month.

use rust_decimal::Decimal;

use super::estimate::{ChainInput, Estimate, FactorInput, IndicatorInput, Part};
use super::ledger::{Facts, Scope};
use super::line::{LineCoverage, Reason};
use super::sampling;
use super::unclaimed::{Refused, refuse};
use crate::Result;
use crate::config::{Baseline, BaselineMethod, Configuration, Driver, FactorRef, Mapping, MappingVersion, Number, Template};
use crate::evidence::Grade;
use crate::exact::Exact;
use crate::format;
use crate::metric::{self, Better, Kind, Metric, Statistic};
use crate::sample::{MonthSummary, SeriesKey};
use crate::time::Month;

/// Decimals to which downtime hours are rounded before they are printed and priced.
pub const DOWNTIME_DECIMALS: u32 = 2;

/// Builds the inputs of a mapping's chain for a month: what the editor loads once and then evaluates as the user types.
///
/// # Errors
/// In words, why there is no figure: coverage, samples, baseline, driver.
pub fn chain_input(
    configuration: &Configuration,
    month: Month,
    facts: &Facts,
    mapping: &Mapping,
    version: &MappingVersion,
) -> Result<ChainInput> {
    match Scope::of(configuration, month, facts)?.input(mapping, version)? {
        Ok((input, ..)) => {
            // Without a rate the chain is still shown: evaluating it says what is missing.
            let scope = Scope::of(configuration, month, facts)?;
            Ok(scope.with_rate(input.clone()).unwrap_or(input))
        }
        Err(refused) => Err(crate::Error::conflict(format!("{}. {}", refused.why, refused.remedy))),
    }
}

type Inputs = (ChainInput, Option<LineCoverage>, String);

impl Scope<'_> {
    pub(super) fn input(&self, mapping: &Mapping, version: &MappingVersion) -> Result<Result<Inputs, Refused>> {
        let configuration = self.configuration;
        let (mut indicator, mut coverage, mut note, mut better) = (None, None, String::new(), Better::Higher);
        if let Some(key) = &mapping.metric {
            let metric = metric::find(key)?;
            better = if mapping.template == Template::RevenueProtected { Better::Lower } else { metric.better };
            match self.indicator(mapping, metric)? {
                Ok((input, measured, words)) => (indicator, coverage, note) = (Some(input), Some(measured), words),
                Err(refused) => return Ok(Err(refused)),
            }
        }
        let mut factors = Vec::new();
        for (index, factor) in version.factors.iter().enumerate() {
            match self.factor(mapping, factor, index == 0) {
                Ok(factor) => factors.push(factor),
                Err(refused) => return Ok(Err(refused)),
            }
        }
        if let Some(margin) = &version.margin {
            match self.factor(mapping, &FactorRef::Driver(margin.clone()), false) {
                Ok(factor) => factors.push(factor),
                Err(refused) => return Ok(Err(refused)),
            }
        }
        let input = ChainInput {
            cells: Vec::new(),
            workspace: configuration.settings.name.clone(),
            template: mapping.template,
            month: self.month,
            time_zone: configuration.settings.time_zone.clone(),
            currency: configuration.currency(),
            better,
            indicator,
            factors,
        };
        Ok(Ok((input, coverage, note)))
    }

    fn indicator(&self, mapping: &Mapping, metric: &Metric) -> Result<Result<(IndicatorInput, LineCoverage, String), Refused>> {
        let configuration = self.configuration;
        let series = SeriesKey::indicator(&mapping.service, metric.key)?;
        let Some(measured) = self.facts.month(&series, self.month) else {
            let why = format!("No figure: nothing was measured of {} in {}", metric.name.to_lowercase(), self.month.name());
            return Ok(Err(refuse(Reason::NoSamples, why, "Connect its source, or import the month")));
        };
        let covered = measured.coverage(configuration.shape(&series)?, self.facts.now_ms);
        let coverage = LineCoverage { share: covered.share, last_ms: covered.last_ms };
        let threshold = configuration.settings.coverage_threshold;
        if coverage.share < threshold {
            let why = format!("No figure: coverage {}, under {}", format::percent(coverage.share, 1), format::percent(threshold, 0));
            let reason = Reason::LowCoverage { share: coverage.share, threshold };
            return Ok(Err(refuse(reason, why, "Mend the source; late samples are counted when they arrive")));
        }
        let Some(baseline) = configuration.baseline(&mapping.service, metric.key, mapping.statistic, self.month) else {
            return Ok(Err(refuse(
                Reason::NoBaseline,
                "No baseline: what would have been is not recorded",
                "Let finance approve a baseline",
            )));
        };
        let Some(value) = baseline.value else {
            let why = "No baseline: the months it names have no records yet";
            return Ok(Err(refuse(Reason::NoBaseline, why, "Import or back-fill those months")));
        };
        let unit = configuration.indicator_unit(mapping.template, metric.unit);
        let (actual, baseline_value) = if mapping.template == Template::RevenueProtected {
            match self.downtime(measured, value.0) {
                Some(pair) => pair,
                None => return Ok(Err(refuse(Reason::NoSamples, "No figure: no state is known", "Connect its source"))),
            }
        } else {
            let Some(actual) = measured.figure(mapping.statistic, metric.decimals) else {
                return Ok(Err(refuse(Reason::NoSamples, "No figure: the denominator is zero", "Check what the source counts")));
            };
            (sampling::estimate(metric, measured, actual), self.baseline_estimate(metric, baseline, value.0)?)
        };
        let input = IndicatorInput {
            name: indicator_name(mapping, metric),
            key: format!("{series}/{}", mapping.statistic.key()),
            unit,
            actual,
            baseline: baseline_value,
            baseline_grade: Some(match baseline.method {
                BaselineMethod::Months => Grade::C,
                BaselineMethod::Assumption => Grade::D,
            }),
            baseline_id: Some(crate::config::Item::Baseline(baseline.clone()).id()),
        };
        Ok(Ok((input, coverage, self.baseline_note(baseline))))
    }

    /// Downtime hours of the month, and what the baseline's uptime would have meant over the same hours.
    fn downtime(&self, measured: &MonthSummary, baseline_uptime: Decimal) -> Option<(Estimate, Estimate)> {
        let availability = measured.availability(self.facts.now_ms)?;
        let down = availability.downtime(DOWNTIME_DECIMALS)?;
        let share = Exact::from(1).minus(&baseline_uptime.into());
        let baseline = share.times(&availability.counted_hours().ok()?).round(DOWNTIME_DECIMALS).ok()?;
        let mut actual = Estimate::exact(down.point_h);
        if down.low_h != down.high_h {
            (actual.low, actual.high) = (Some(Number(down.low_h)), Some(Number(down.high_h)));
        }
        Some((actual, Estimate::exact(baseline)))
    }

    /// A counter's baseline is for a whole month: to date it is compared on the same share of elapsed time.
    fn baseline_estimate(&self, metric: &Metric, baseline: &Baseline, value: Decimal) -> Result<Estimate> {
        if metric.kind == Kind::Counter && self.window.ms() < self.whole.ms() {
            let share = Exact::ratio(self.window.ms().into(), self.whole.ms().into())?;
            return Ok(Estimate::exact(Exact::from(value).times(&share).round(metric.decimals)?));
        }
        Ok(Estimate { value: Number(value), low: baseline.low, high: baseline.high, confidence: None, shape: None })
    }

    fn factor(&self, mapping: &Mapping, factor: &FactorRef, first: bool) -> Result<FactorInput, Refused> {
        let id = factor.driver();
        let Some(driver) = self.configuration.drivers.get(id) else {
            let why = format!("Driver “{id}” does not exist");
            return Err(refuse(Reason::NoDriverValue { driver: id.to_string() }, why, "Add it under Drivers"));
        };
        if driver.series.is_some() {
            return self.volume(driver);
        }
        let Some(value) = driver.value_on(self.month.last_day()) else {
            let why = format!("No driver: nobody has set “{}” for {}", driver.name, self.month.title());
            return Err(refuse(Reason::NoDriverValue { driver: id.to_string() }, why, "Set a value that is valid in the month"));
        };
        let mut input = FactorInput {
            complement: factor.is_complement(),
            low: value.low,
            high: value.high,
            confidence: value.confidence,
            shape: value.shape,
            evidence: Some(evidence_words(value.evidence.name(), &value.source)),
            driver: Some(id.to_string()),
            ..FactorInput::plain(&driver.name, value.value, &driver.unit)
        };
        if first && driver.hour_of_week.is_some() && mapping.template == Template::RevenueProtected {
            self.price_lost_hours(mapping, driver, &mut input)?;
        }
        Ok(input)
    }

    fn price_lost_hours(&self, mapping: &Mapping, driver: &Driver, input: &mut FactorInput) -> Result<(), Refused> {
        let key = (driver.id.clone(), mapping.service.clone(), self.month);
        let Some(profile) = self.facts.profiles.get(&key) else {
            let why = format!("“{}” is priced by the hour of the week, and the KPI has no history for every hour yet", driver.name);
            let remedy = "Import hourly figures for at least one week before the month";
            return Err(refuse(Reason::NoProfile { driver: driver.id.to_string() }, why, remedy));
        };
        let uptime = SeriesKey::Indicator { service: mapping.service.clone(), metric: "uptime".to_owned() };
        let down = self.facts.month(&uptime, self.month).map_or(&[][..], |month| &month.down_by_hour_of_week_ms);
        let currency = crate::unit::Unit::parse(&driver.unit).ok().and_then(|unit| unit.currency());
        let decimals = input.value.0.scale().max(currency.unwrap_or(self.configuration.currency()).minor_digits());
        input.at_actual = profile.price_of(input.value.0, down, decimals).map(Number);
        Ok(())
    }

    fn volume(&self, driver: &Driver) -> Result<FactorInput, Refused> {
        let Some(reference) = &driver.series else {
            let message = format!("driver {} has no series", driver.id);
            return Err(refuse(Reason::Unpriceable { message: message.clone() }, message, "Correct the driver"));
        };
        let series = reference.key(&driver.id);
        let decimals = match &series {
            SeriesKey::Kpi(id) => self.configuration.kpis.get(id).map_or(0, |kpi| kpi.decimals),
            SeriesKey::Indicator { metric, .. } => metric::find(metric).map_or(0, |metric| metric.decimals),
            SeriesKey::Driver(_) => 0,
        };
        let value = self.facts.month(&series, self.month).and_then(|month| month.figure(Statistic::Value, decimals));
        let Some(value) = value else {
            let why = format!("No volume: “{}” has no records in {}", driver.name, self.month.title());
            return Err(refuse(Reason::NoVolume { driver: driver.id.to_string() }, why, "Import the month"));
        };
        Ok(FactorInput {
            part: Part::Volume,
            evidence: Some("record".to_owned()),
            driver: Some(driver.id.to_string()),
            ..FactorInput::plain(&driver.name, Number(value), &driver.unit)
        })
    }

    fn baseline_note(&self, baseline: &Baseline) -> String {
        let approved = self.configuration.person_name(&baseline.approved_by);
        match (baseline.method, baseline.months.iter().min(), baseline.months.iter().max()) {
            (BaselineMethod::Months, Some(first), Some(last)) => {
                format!("Baseline: {} months from {} to {}, approved by {approved}", baseline.months.len(), first.title(), last.title())
            }
            _ => format!("Baseline: an assumption, approved by {approved}"),
        }
    }
}

fn indicator_name(mapping: &Mapping, metric: &Metric) -> String {
    match (mapping.template, mapping.statistic) {
        (Template::RevenueProtected, _) => "downtime".to_owned(),
        (_, Statistic::Value) => metric.name.to_lowercase(),
        (_, statistic) => format!("{} {}", statistic.key(), metric.name.to_lowercase()),
    }
}

fn evidence_words(kind: &str, source: &str) -> String {
    if source.is_empty() { kind.to_owned() } else { format!("{kind}: {source}") }
}
