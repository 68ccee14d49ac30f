//! The newest state of an indicator or KPI, with everything that must stand near a figure.

use std::collections::BTreeMap;

use domain::Result;
use domain::config::{Configuration, Indicator, Kpi};
use domain::ids::ServiceId;
use domain::metric::{Better, Cadence, Category, Kind, Metric, Statistic};
use domain::ports::Tile;
use domain::report::{Printed, TRAIL_MONTHS, kpi_statistic};
use domain::sample::{SeriesKey, SeriesShape};
use domain::time::{DAY_MS, Month};
use domain::value::Facts;
use rust_decimal::Decimal;

/// The percentile a histogram is read at: the one that is priced or has a target, else p95.
pub(super) struct Percentiles<'a>(BTreeMap<(&'a ServiceId, &'a str), Statistic>);

impl<'a> Percentiles<'a> {
    pub(super) fn of(configuration: &'a Configuration) -> Self {
        let targets = configuration.targets.values().map(|target| ((&target.service, target.metric.as_str()), target.statistic));
        let priced =
            configuration.mappings.values().filter_map(|mapping| Some(((&mapping.service, mapping.metric.as_deref()?), mapping.statistic)));
        Self(targets.chain(priced).filter(|(_, statistic)| *statistic != Statistic::Value).collect())
    }

    pub(super) fn statistic(&self, indicator: &Indicator, metric: &Metric) -> Statistic {
        match metric.kind {
            Kind::Histogram => self.0.get(&(&indicator.service, metric.key)).copied().unwrap_or(Statistic::P95),
            _ => Statistic::Value,
        }
    }
}

/// An indicator in a month. Under the coverage limit it has no figure.
pub(super) fn indicator_tile(
    configuration: &Configuration,
    facts: &Facts,
    month: Month,
    indicator: &Indicator,
    statistic: Statistic,
) -> Result<Tile> {
    let (metric, series) = (indicator.metric()?, indicator.series());
    let printed = Printed::metric(configuration, metric);
    let state = State::of(configuration, facts, month, &series, indicator.shape()?)?;
    let figure = facts
        .month(&series, month)
        .filter(|_| state.enough)
        .and_then(|measured| measured.summary.figure(statistic))
        .and_then(|figure| printed.value(&figure));
    let target = configuration.target(&indicator.service, metric.key, statistic, month).map(|target| printed.recorded(target.value.0));
    let baseline = configuration.baseline(&indicator.service, metric.key, statistic, month).and_then(|baseline| baseline.value);
    let met = |figure: Decimal, target: Decimal| match metric.better {
        Better::Higher => figure >= target,
        Better::Lower => figure <= target,
    };
    let late = if metric.cadence == Cadence::OnEvents { None } else { state.late_by_ms };
    Ok(Tile {
        metric: metric.key.to_owned(),
        name: metric.name.to_owned(),
        sentence: metric.sentence.to_owned(),
        category: metric.category,
        kind: metric.kind,
        statistic,
        better: metric.better,
        figure: figure.map(|figure| printed.text(figure)),
        qualifier: qualifier(metric.kind, statistic, state.to_date),
        baseline: baseline.map(|value| printed.text(printed.recorded(value.0))),
        target: target.map(|target| printed.text(target)),
        target_met: figure.zip(target).map(|(figure, target)| met(figure, target)),
        coverage: state.coverage,
        coverage_enough: state.enough,
        as_of_ms: state.as_of_ms,
        late_by_ms: late,
        unit: printed.unit,
    })
}

/// A KPI in a month. Its figure stands also where days are missing; the coverage beside it says so.
pub(super) fn kpi_tile(configuration: &Configuration, facts: &Facts, month: Month, kpi: &Kpi) -> Result<Tile> {
    let (printed, series, shape) = (Printed::kpi(kpi), kpi.series(), kpi.shape());
    let statistic = kpi_statistic(shape);
    let state = State::of(configuration, facts, month, &series, shape)?;
    let figure = facts.month(&series, month).and_then(|measured| measured.summary.figure(statistic)).and_then(|f| printed.value(&f));
    Ok(Tile {
        metric: kpi.id.to_string(),
        name: kpi.name.clone(),
        sentence: "A business measure that mappings point to.".to_owned(),
        category: Category::BusinessImpact,
        kind: kpi.kind,
        statistic,
        better: kpi.better,
        figure: figure.map(|figure| printed.text(figure)),
        qualifier: qualifier(kpi.kind, statistic, state.to_date),
        baseline: None,
        target: None,
        target_met: None,
        coverage: state.coverage,
        coverage_enough: state.enough,
        as_of_ms: state.as_of_ms,
        late_by_ms: state.late_by_ms,
        unit: printed.unit,
    })
}

fn qualifier(kind: Kind, statistic: Statistic, to_date: bool) -> String {
    match (kind, statistic) {
        (Kind::LoneQuantile, _) => "worst value, cannot be merged".to_owned(),
        (_, Statistic::Value) => if to_date { "month to date" } else { "month" }.to_owned(),
        (_, percentile) => percentile.key().to_owned(),
    }
}

/// Coverage and freshness of a series.
struct State {
    coverage: Option<Decimal>,
    enough: bool,
    to_date: bool,
    as_of_ms: Option<i64>,
    late_by_ms: Option<i64>,
}

impl State {
    fn of(configuration: &Configuration, facts: &Facts, month: Month, series: &SeriesKey, shape: SeriesShape) -> Result<Self> {
        let window = month.window(configuration.settings.zone()?);
        let to_date = window.contains(facts.now_ms);
        let coverage = facts.month(series, month).map(|measured| measured.coverage(shape, facts.now_ms).share);
        // The newest sample of an open month may still lie in an earlier one.
        let back = if to_date { TRAIL_MONTHS } else { 1 };
        let newest = (0..back).find_map(|n| facts.month(series, month.plus(-n))).map(|measured| measured.last_ms);
        let allowed_ms = allowed_age_ms(configuration, series, shape);
        let late_by_ms = newest.filter(|_| to_date).map(|newest| facts.now_ms - newest - allowed_ms).filter(|late| *late > 0);
        let enough = coverage.is_some_and(|share| share >= configuration.settings.coverage_threshold);
        Ok(Self { coverage, enough, to_date, as_of_ms: newest, late_by_ms })
    }
}

/// A daily series is late after 2 days, any other after twice its expected interval and the delay of its source.
fn allowed_age_ms(configuration: &Configuration, series: &SeriesKey, shape: SeriesShape) -> i64 {
    if shape.interval_s >= 86_400 {
        return 2 * DAY_MS.max(i64::from(shape.interval_s) * 1000);
    }
    let source = match series {
        SeriesKey::Indicator { .. } => configuration.indicators.get(series).map(|indicator| &indicator.source),
        SeriesKey::Kpi(id) => configuration.kpis.get(id).map(|kpi| &kpi.source),
        SeriesKey::Driver(_) => None,
    };
    let delay_s = source.and_then(|source| configuration.sources.get(&source.id)).and_then(|source| source.delay).unwrap_or(0);
    // A slot is known by its start: its newest sample may be a whole slot younger.
    i64::from(shape.interval_s.max(300)) * 2000 + i64::from(delay_s) * 1000
}
