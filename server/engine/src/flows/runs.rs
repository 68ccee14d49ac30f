//! Files that experiment trackers wrote: one run or task each, whose recorded names are told apart into series of a service.

use std::collections::{BTreeMap, BTreeSet};

use connect::measured::{Asked, Point};
use connect::{Fed, clearml, wandb};
use domain::access::{Action, Viewer};
use domain::config::{Configuration, SourceRef};
use domain::ids::{ServiceId, SourceId};
use domain::ports::{ImportReport, RowOutcome, RunFile, Tracker};
use domain::sample::{Sample, SeriesKey};
use domain::{Error, Result};

use super::import::reject;
use super::samples::{AHEAD_MAX_MS, Row, built_in, rejection};
use super::wire;
use crate::context::Engine;

/// Names of a file that an error lists.
const LISTED_MAX: usize = 12;

/// One run, as its file tells it.
enum Run {
    Wandb(wandb::file::Recorded),
    ClearMl(clearml::file::Recorded),
}

impl Run {
    fn read(tracker: Tracker, file: &[u8]) -> Result<Self> {
        let read = match tracker {
            Tracker::Wandb => wandb::file::read(file).map(Self::Wandb),
            Tracker::ClearMl => clearml::file::read(file).map(Self::ClearMl),
        };
        read.map_err(|error| Error::field("file", error.to_string()))
    }

    fn points(&self, name: &str) -> Vec<Point> {
        match self {
            Self::Wandb(run) => run.points(name),
            Self::ClearMl(task) => task.points(name),
        }
    }

    /// Every name that it recorded.
    fn names(&self) -> BTreeSet<&str> {
        match self {
            Self::Wandb(run) => run.rows.iter().flat_map(|row| row.values.keys()).map(String::as_str).collect(),
            Self::ClearMl(task) => task.scalars.keys().map(String::as_str).collect(),
        }
    }

    /// What a query of an indicator asks of this run; none where it means another project, or what runs ended with. A run that was recorded offline may not
    /// know its entity.
    fn asked<'a>(&self, query: &'a str) -> Option<&'a str> {
        if query.ends_with("@last") {
            return None;
        }
        match self {
            Self::Wandb(run) => {
                let (entity, rest) = query.split_once('/')?;
                let rest = rest.strip_prefix(run.project.as_str())?.strip_prefix('/')?;
                (run.entity.is_empty() || run.entity == entity).then_some(rest)
            }
            Self::ClearMl(task) => query.strip_prefix(task.project.as_str())?.strip_prefix('/'),
        }
    }
}

/// Where values of the run belong: a series, the names it is read from, and the source that its samples count as.
struct Target {
    fed: Fed,
    source: SourceId,
}

/// Reads a file and writes what it recorded under the names that are stated, or else that the service's indicators ask a source of that kind for. Samples of
/// such an indicator are its source's, so that asking it for the same time later changes nothing.
///
/// # Errors
/// A file of another kind, one that is damaged, and names that lead to no series.
pub async fn run(engine: &Engine, viewer: &Viewer, file: RunFile<'_>) -> Result<ImportReport> {
    viewer.authorize(Action::WriteSamples)?;
    let (_, configuration) = engine.current(&viewer.workspace).await?;
    if !configuration.services.contains_key(&file.service) {
        return Err(Error::field("service", format!("there is no service “{}”: add it first", file.service)));
    }
    let run = Run::read(file.tracker, file.bytes)?;
    let targets = if file.names.is_empty() {
        by_indicators(&configuration, &run, file.tracker, &file.service)?
    } else {
        stated(&configuration, &run, &file.service, &file.names)?
    };
    let latest_ms = engine.clock.now_ms() + AHEAD_MAX_MS;
    let mut report = ImportReport::default();
    for target in targets {
        let (samples, steps) = samples(&run, &target.fed, latest_ms, &mut report)?;
        let series = &target.fed.series;
        let rows = samples.into_iter().enumerate().map(|(place, sample)| Row { place, series: series.clone(), sample }).collect();
        let outcomes = engine.write_rows(viewer, &configuration, &target.source, rows, Some("import_run")).await?;
        for (place, outcome) in outcomes {
            match outcome {
                RowOutcome::Accepted => report.accepted += 1,
                RowOutcome::Duplicate => report.duplicate += 1,
                RowOutcome::Rejected { reason, .. } => {
                    reject(&mut report, steps.get(place).copied().unwrap_or_default(), target.fed.name(), reason);
                }
            }
        }
    }
    engine.last_imports.set(viewer, report.clone());
    Ok(report)
}

/// The series that are stated by name and metric.
fn stated(configuration: &Configuration, run: &Run, service: &ServiceId, names: &BTreeMap<String, String>) -> Result<Vec<Target>> {
    let known = run.names();
    let mut targets = Vec::new();
    for (name, metric) in names {
        if !known.contains(name.as_str()) {
            return Err(Error::field("map", format!("the file recorded nothing under “{name}”; it has {}", listed(&known))));
        }
        let series = SeriesKey::parse(&format!("{service}/{metric}")).map_err(|error| Error::field("map", error.to_string()))?;
        let shape = configuration.shape(&series).map_err(|error| Error::field("map", error.to_string()))?;
        let from = SourceRef { query: Some(name.clone()), ..SourceRef::default() };
        targets.push(Target { fed: Fed { series, shape, from }, source: built_in("csv")? });
    }
    Ok(targets)
}

/// The service's indicators that ask a source of the file's kind for something that this run recorded.
fn by_indicators(configuration: &Configuration, run: &Run, tracker: Tracker, service: &ServiceId) -> Result<Vec<Target>> {
    let known = run.names();
    let of_service = configuration.indicators.values().filter(|indicator| indicator.service == *service);
    let mut targets = Vec::new();
    for indicator in of_service {
        let from = &indicator.source;
        if configuration.source(&from.id).is_none_or(|source| source.kind.key() != tracker.key()) {
            continue;
        }
        let asked = |query: &Option<String>| query.as_deref().and_then(|query| run.asked(query)).map(str::to_owned);
        let own = SourceRef {
            query: asked(&from.query),
            numerator: asked(&from.numerator),
            denominator: asked(&from.denominator),
            ..from.clone()
        };
        let all_asked = [(&from.query, &own.query), (&from.numerator, &own.numerator), (&from.denominator, &own.denominator)];
        let fed = Fed { series: indicator.series(), shape: indicator.shape()?, from: own.clone() };
        if all_asked.iter().all(|(stated, asked)| stated.is_some() == asked.is_some()) && known.contains(fed.name()) {
            targets.push(Target { fed, source: from.id.clone() });
        }
    }
    if targets.is_empty() {
        let why = format!(
            "no indicator of {service} asks a {} source for what this file recorded: say which name is which metric, as acc=accuracy; the file has {}",
            tracker.name(),
            listed(&known)
        );
        return Err(Error::field("map", why));
    }
    Ok(targets)
}

fn listed(names: &BTreeSet<&str>) -> String {
    if names.is_empty() {
        return "nothing".to_owned();
    }
    let more = if names.len() > LISTED_MAX { " and more" } else { "" };
    format!("{}{more}", names.iter().take(LISTED_MAX).copied().collect::<Vec<_>>().join(", "))
}

/// Samples of one series, each with its step. A value that cannot be true of it is rejected by itself.
fn samples(run: &Run, fed: &Fed, latest_ms: i64, report: &mut ImportReport) -> Result<(Vec<Sample>, Vec<u64>)> {
    let asked = Asked::of(fed)?;
    let seconds: BTreeMap<i64, Point> =
        asked.second.map(|name| run.points(name)).unwrap_or_default().into_iter().map(|point| (point.step, point)).collect();
    let mut good = Vec::new();
    let mut step_at: BTreeMap<i64, u64> = BTreeMap::new();
    for point in run.points(asked.first) {
        let (step, at_ms) = (u64::try_from(point.step).unwrap_or_default(), point.at_ms);
        let second: Vec<Point> = seconds.get(&point.step).cloned().into_iter().collect();
        let checked = asked.samples(vec![point.clone()], second).and_then(|samples| {
            samples.iter().try_for_each(|sample| {
                wire::check_time(sample.at_ms, latest_ms)?;
                wire::check_reading(&fed.series, fed.shape.kind, &sample.reading)
            })
        });
        match checked {
            Ok(()) => {
                step_at.insert(at_ms, step);
                good.push(point);
            }
            Err(error) => {
                if let RowOutcome::Rejected { reason, .. } = rejection(&error) {
                    reject(report, step, fed.name(), reason);
                }
            }
        }
    }
    let samples = asked.samples(good, seconds.into_values().collect())?;
    let steps = samples.iter().map(|sample| step_at.get(&sample.at_ms).copied().unwrap_or_default()).collect();
    Ok((samples, steps))
}
