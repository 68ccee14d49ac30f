//! The inputs of one line: measured and baseline value of its indicator, and its factors in the month.

use super::estimate::{CellInput, ChainInput, Estimate, FactorInput, IndicatorInput, Part};
use super::ledger::{Facts, Scope};
use super::line::{LineCoverage, Reason};
use super::sampling;
use super::tested::Tested;
use super::unclaimed::{Refused, refuse};
use crate::Result;
use crate::config::{Baseline, BaselineMethod, Configuration, Driver, FactorRef, Mapping, MappingVersion, Number, Template};
use crate::evidence::Grade;
use crate::exact::Exact;
use crate::format;
use crate::ids::ServiceId;
use crate::metric::{self, Better, Kind, Metric, Statistic};
use crate::sample::{MonthSummary, SeriesKey};
use crate::time::Month;

/// Decimals to which downtime hours are rounded before they are printed and priced.
pub const DOWNTIME_DECIMALS: u32 = 2;

/// A mapping's chain for a month, and what the records say beside its figure: what the editor loads once and then evaluates as the user
/// types.
///
/// # Errors
/// In words, why there is no figure: coverage, samples, baseline, driver.
pub fn chain_input(
    configuration: &Configuration,
    month: Month,
    facts: &Facts,
    mapping: &Mapping,
    version: &MappingVersion,
) -> Result<(ChainInput, Vec<String>)> {
    let scope = Scope::of(configuration, month, facts)?;
    let read = scope.input(mapping, version)?;
    match read.and_then(|Inputs { input, notes, .. }| scope.disputed(mapping, input, notes)) {
        // Without a rate the chain is still shown: evaluating it says what is missing.
        Ok((input, notes)) => Ok((scope.with_rate(input.clone()).unwrap_or(input), notes)),
        Err(refused) => Err(crate::Error::conflict(format!("{}. {}", refused.why, refused.remedy))),
    }
}

/// The inputs of a line, and what a reader must know of them.
pub(super) struct Inputs {
    pub input: ChainInput,
    pub coverage: Option<LineCoverage>,
    pub baseline_note: String,
    /// What the records say beside the figure; what lies beyond a tested range is [`ChainInput::edge_note`].
    pub notes: Vec<String>,
}

impl Scope<'_> {
    pub(super) fn input(&self, mapping: &Mapping, version: &MappingVersion) -> Result<Result<Inputs, Refused>> {
        let configuration = self.configuration;
        let (mut indicator, mut coverage, mut baseline_note, mut better) = (None, None, String::new(), Better::Higher);
        if let Some(key) = &mapping.metric {
            let metric = metric::find(key)?;
            better = if mapping.template == Template::RevenueProtected { Better::Lower } else { metric.better };
            match self.indicator(mapping, metric)? {
                Ok((input, measured, words)) => (indicator, coverage, baseline_note) = (Some(input), Some(measured), words),
                Err(refused) => return Ok(Err(refused)),
            }
        }
        let mut cells = Vec::new();
        if !version.cells.is_empty() {
            match self.cells(mapping, version)? {
                Ok((inputs, measured, words)) => (cells, coverage, baseline_note) = (inputs, Some(measured), words),
                Err(refused) => return Ok(Err(refused)),
            }
        }
        let (mut factors, mut notes) = (Vec::new(), Vec::new());
        if let Some(effect) = &version.effect {
            let proved = match self.effect(indicator.as_ref().map(|indicator| indicator.unit.as_str()), &version.factors, effect)? {
                Ok(proved) => proved,
                Err(refused) => return Ok(Err(refused)),
            };
            (factors, notes) = (proved.factors, proved.notes);
            if let (Some(indicator), Some((low, high)), Some(key)) = (&mut indicator, proved.range, &mapping.metric) {
                let printed = crate::report::Printed::metric(configuration, metric::find(key)?);
                indicator.tested = Some(Tested { low, high, printed });
            }
        }
        notes.extend(self.sampling_note(mapping)?);
        let margin = version.margin.iter().map(|margin| FactorRef::Driver(margin.clone()));
        for (index, factor) in version.factors.iter().cloned().chain(margin).enumerate() {
            let found = self.factor(&factor).and_then(|mut input| {
                if index == 0 && mapping.template == Template::RevenueProtected {
                    self.price_lost_hours(mapping, &factor, &mut input)?;
                }
                Ok(input)
            });
            match found {
                Ok(factor) => factors.push(factor),
                Err(refused) => return Ok(Err(refused)),
            }
        }
        let input = self.chain(mapping.template, better, indicator, cells, factors);
        Ok(Ok(Inputs { input, coverage, baseline_note, notes }))
    }

    /// A chain of the month, before a rate that it may need.
    pub(super) fn chain(
        &self,
        template: Template,
        better: Better,
        indicator: Option<IndicatorInput>,
        cells: Vec<CellInput>,
        factors: Vec<FactorInput>,
    ) -> ChainInput {
        let configuration = self.configuration;
        ChainInput {
            workspace: configuration.settings.name.clone(),
            template,
            month: self.month,
            time_zone: configuration.settings.time_zone.clone(),
            currency: configuration.currency(),
            better,
            indicator,
            cells,
            factors,
        }
    }

    /// The month's roll-up of an indicator, where it was measured as much as the workspace asks.
    pub(super) fn measured(&self, series: &SeriesKey, metric: &Metric) -> Result<Result<(&MonthSummary, LineCoverage), Refused>> {
        let Some(measured) = self.facts.month(series, self.month) else {
            let why = format!("No figure: nothing was measured of {} in {}", format::inside(metric.name), self.month.name());
            return Ok(Err(refuse(Reason::NoSamples, why, "Connect its source, or import the month")));
        };
        let covered = measured.coverage(self.configuration.shape(series)?, self.facts.now_ms);
        let coverage = LineCoverage { share: covered.share, last_ms: covered.last_ms };
        let threshold = self.configuration.settings.coverage_threshold;
        if coverage.share < threshold {
            let why = format!("No figure: coverage {}, under {}", format::percent(coverage.share, 1), format::percent(threshold, 0));
            let reason = Reason::LowCoverage { share: coverage.share, threshold };
            return Ok(Err(refuse(reason, why, "Mend the source; late samples are counted when they arrive")));
        }
        Ok(Ok((measured, coverage)))
    }

    /// The baseline valid in the month, with its value.
    pub(super) fn baseline_value(
        &self,
        service: &ServiceId,
        metric: &Metric,
        statistic: Statistic,
    ) -> Result<(&Baseline, Number), Refused> {
        let Some(baseline) = self.configuration.baseline(service, metric.key, statistic, self.month) else {
            let why = "No baseline: what would have been is not recorded";
            return Err(refuse(Reason::NoBaseline, why, "Let finance approve a baseline"));
        };
        let why = "No baseline: the months it names have no records yet";
        baseline.value.map(|value| (baseline, value)).ok_or_else(|| refuse(Reason::NoBaseline, why, "Import or back-fill those months"))
    }

    fn indicator(&self, mapping: &Mapping, metric: &Metric) -> Result<Result<(IndicatorInput, LineCoverage, String), Refused>> {
        let configuration = self.configuration;
        let series = SeriesKey::indicator(&mapping.service, metric.key)?;
        let (measured, coverage) = match self.measured(&series, metric)? {
            Ok(measured) => measured,
            Err(refused) => return Ok(Err(refused)),
        };
        let (baseline, value) = match self.baseline_value(&mapping.service, metric, mapping.statistic) {
            Ok(baseline) => baseline,
            Err(refused) => return Ok(Err(refused)),
        };
        let unit = configuration.indicator_unit(mapping.template, metric.unit);
        let (actual, baseline_value) = if mapping.template == Template::RevenueProtected {
            match self.downtime(measured, &stated(baseline, value)) {
                Some(pair) => pair,
                None => return Ok(Err(refuse(Reason::NoSamples, "No figure: no state is known", "Connect its source"))),
            }
        } else {
            let Some(actual) = measured.figure(mapping.statistic, metric.decimals) else { return Ok(Err(too_little(metric))) };
            (sampling::estimate(metric, measured, actual), self.baseline_estimate(metric, stated(baseline, value))?)
        };
        let input = IndicatorInput {
            name: indicator_name(mapping, metric),
            key: format!("{series}/{}", mapping.statistic.key()),
            unit,
            actual,
            baseline: baseline_value,
            baseline_grade: Some(baseline_grade(baseline)),
            baseline_id: Some(crate::config::Item::Baseline(baseline.clone()).id()),
            tested: None,
        };
        let elapsed = self.elapsed()?.filter(|_| metric.kind == Kind::Counter);
        let part = elapsed.map_or_else(String::new, |share| {
            format!("; {} a month × {} of it, which has passed", format::decimal(value.0), format::decimal(share))
        });
        Ok(Ok((input, coverage, self.baseline_note(baseline) + &part)))
    }

    /// Downtime hours of the month, and what the baseline's uptime would have meant over the same hours. The higher the uptime, the fewer
    /// the hours: its high end is their low one.
    fn downtime(&self, measured: &MonthSummary, uptime: &Estimate) -> Option<(Estimate, Estimate)> {
        let availability = measured.availability(self.facts.now_ms)?;
        let down = availability.downtime(DOWNTIME_DECIMALS)?;
        let counted = availability.counted_hours().ok()?;
        let hours = |uptime: Number| Exact::from(1).minus(&uptime.0.into()).times(&counted).round(DOWNTIME_DECIMALS).map(Number);
        let baseline = uptime.each(hours).ok()?;
        let mut actual = Estimate::exact(down.point_h);
        if down.low_h != down.high_h {
            (actual.low, actual.high) = (Some(Number(down.low_h)), Some(Number(down.high_h)));
        }
        Some((actual, Estimate { low: baseline.high, high: baseline.low, ..baseline }))
    }

    /// A counter's baseline is for a whole month: to date it is compared on the same share of elapsed time, its low and high as well.
    fn baseline_estimate(&self, metric: &Metric, baseline: Estimate) -> Result<Estimate> {
        if let Some(share) = self.elapsed()?.filter(|_| metric.kind == Kind::Counter) {
            let share = Exact::from(share);
            return baseline.each(|value| Exact::from(value.0).times(&share).round(metric.decimals).map(Number));
        }
        Ok(baseline)
    }

    pub(super) fn factor(&self, factor: &FactorRef) -> Result<FactorInput, Refused> {
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
        Ok(FactorInput {
            complement: factor.is_complement(),
            low: value.low,
            high: value.high,
            confidence: value.confidence,
            shape: value.shape,
            evidence: Some(evidence_words(value.evidence.name(), &value.source)),
            driver: Some(id.to_string()),
            ..FactorInput::plain(&driver.name, value.value, &driver.unit)
        })
    }

    /// Lost hours at their own hour of the week, where the driver asks for it.
    fn price_lost_hours(&self, mapping: &Mapping, factor: &FactorRef, input: &mut FactorInput) -> Result<(), Refused> {
        let found = self.configuration.drivers.get(factor.driver());
        let Some(driver) = found.filter(|driver| driver.series.is_none() && driver.hour_of_week.is_some()) else { return Ok(()) };
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

    pub(super) fn baseline_note(&self, baseline: &Baseline) -> String {
        let approved = self.configuration.person_name(&baseline.approved_by);
        match (baseline.method, baseline.months.iter().min(), baseline.months.iter().max()) {
            (BaselineMethod::Months, Some(first), Some(last)) => {
                format!("Baseline: {} months from {} to {}, approved by {approved}", baseline.months.len(), first.title(), last.title())
            }
            _ => format!("Baseline: an assumption, approved by {approved}"),
        }
    }
}

/// A baseline as it is recorded; what it does not say of its shape is triangular.
pub(super) fn stated(baseline: &Baseline, value: Number) -> Estimate {
    Estimate { value, low: baseline.low, high: baseline.high, confidence: baseline.confidence, shape: baseline.shape }
}

/// A counterfactual from records, or an assumption.
pub(super) fn baseline_grade(baseline: &Baseline) -> Grade {
    match baseline.method {
        BaselineMethod::Months => Grade::C,
        BaselineMethod::Assumption => Grade::D,
    }
}

/// A ratio of nothing.
pub(super) fn too_little(metric: &Metric) -> Refused {
    let why = format!("No figure: the denominator of {} is zero", format::inside(metric.name));
    refuse(Reason::NoSamples, why, "Check what the source counts")
}

fn indicator_name(mapping: &Mapping, metric: &Metric) -> String {
    match (mapping.template, mapping.statistic) {
        (Template::RevenueProtected, _) => "downtime".to_owned(),
        (_, Statistic::Value) => format::inside(metric.name),
        (_, statistic) => format!("{} {}", statistic.key(), format::inside(metric.name)),
    }
}

fn evidence_words(kind: &str, source: &str) -> String {
    if source.is_empty() { kind.to_owned() } else { format!("{kind}: {source}") }
}
