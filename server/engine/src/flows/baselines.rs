//! Baselines by months: their figures are computed from the records once, and stored.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::Result;
use domain::config::{Baseline, BaselineMethod, Configuration, Item, Number};
use domain::ids::WorkspaceId;
use domain::metric::{self, Kind};
use domain::sample::{MonthSummary, SeriesKey, Summary};
use rust_decimal::Decimal;
use sqlx::AnyConnection;

use super::configuration::stored;
use crate::context::Engine;
use crate::store::audit::NewEvent;
use crate::store::{self, audit, items, source_state, summaries};

impl Engine {
    /// The configuration, after baselines whose months have become complete since have got their figures. While a back-fill runs,
    /// months are still growing and nothing is computed.
    pub(crate) async fn settled(&self, workspace: &WorkspaceId) -> Result<(i64, Arc<Configuration>)> {
        let (revision, configuration) = self.current(workspace).await?;
        if open(&configuration).is_empty() {
            return Ok((revision, configuration));
        }
        let now_ms = self.clock.now_ms();
        {
            let mut connection = self.store.read().await?;
            let filling = source_state::all(&mut connection, workspace).await?.values().any(|state| state.back_fill_total.is_some());
            if filling || compute_baselines(&mut connection, workspace, &configuration, now_ms).await?.is_empty() {
                return Ok((revision, configuration));
            }
        }
        let mut writing = self.store.write().await?;
        let connection = writing.connection();
        store::bump_revision(connection, workspace).await?;
        if let Some(configuration) = stored(connection, workspace).await? {
            for (id, baseline) in compute_baselines(connection, workspace, &configuration, now_ms).await? {
                let before = configuration.find("baseline", &id).map(|item| item.to_json()).transpose()?;
                let item = Item::Baseline(baseline);
                items::put(connection, workspace, &item).await?;
                let event = NewEvent {
                    at_ms: now_ms,
                    actor: "modelworth",
                    action: "compute_baseline",
                    subject: &item.subject(),
                    before,
                    after: Some(item.to_json()?),
                };
                audit::record(connection, workspace, event).await?;
            }
        }
        writing.commit().await?;
        self.current(workspace).await
    }
}

/// Baselines by months without a figure.
fn open(configuration: &Configuration) -> Vec<(&String, &Baseline)> {
    let open = |baseline: &Baseline| baseline.method == BaselineMethod::Months && baseline.value.is_none();
    configuration.baselines.iter().filter(|(_, baseline)| open(baseline)).collect()
}

/// Figures of baselines by months that have none yet, where every month has ended and is measured as the workspace demands of a
/// claimed line. A month of a few stray samples would otherwise be frozen into the baseline.
pub(super) async fn compute_baselines(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    configuration: &Configuration,
    now_ms: i64,
) -> Result<Vec<(String, Baseline)>> {
    let open = open(configuration);
    let months: BTreeSet<_> = open.iter().flat_map(|(_, baseline)| &baseline.months).copied().collect();
    let (Some(first), Some(last)) = (months.first(), months.last()) else { return Ok(Vec::new()) };
    let known = summaries::months(connection, workspace, *first, *last).await?;
    let mut computed = Vec::new();
    for (id, baseline) in open {
        let series = SeriesKey::indicator(&baseline.service, &baseline.metric)?;
        let Ok(shape) = configuration.shape(&series) else { continue };
        let threshold = configuration.settings.coverage_threshold;
        let complete = |record: &&MonthSummary| record.window.end_ms <= now_ms && record.coverage(shape, now_ms).share >= threshold;
        let records: Option<Vec<&MonthSummary>> =
            baseline.months.iter().map(|month| known.get(&(series.clone(), *month)).filter(complete)).collect();
        if let Some(baseline) = records.and_then(|records| figures(baseline, &records)) {
            computed.push((id.clone(), baseline));
        }
    }
    Ok(computed)
}

/// The months as one figure: their merged roll-up (a counter's mean month), and the smallest and largest month as low and high.
fn figures(baseline: &Baseline, months: &[&MonthSummary]) -> Option<Baseline> {
    let metric = metric::find(&baseline.metric).ok()?;
    let each: Vec<Decimal> = months.iter().map(|month| month.figure(baseline.statistic, metric.decimals)).collect::<Option<_>>()?;
    let merged = Summary::merged(months.iter().map(|month| &month.summary)).ok()??;
    let mut value = merged.figure(baseline.statistic)?;
    if metric.kind == Kind::Counter {
        value = value.over(&i64::try_from(months.len()).ok()?.into()).ok()?;
    }
    Some(Baseline {
        value: Some(Number(value.round(metric.decimals).ok()?)),
        low: each.iter().min().copied().map(Number),
        high: each.iter().max().copied().map(Number),
        n: observations(&merged, months.len()),
        ..baseline.clone()
    })
}

/// What the figure rests on: the cases of a ratio, else the months.
fn observations(merged: &Summary, months: usize) -> Option<u64> {
    match merged {
        Summary::Ratio { denominator, .. } => u64::try_from(denominator.exact().round(0).ok()?).ok(),
        _ => u64::try_from(months).ok(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use domain::sample::Fixed;
    use domain::time::{Month, parse_zone};

    #[test]
    fn the_cases_of_a_ratio_are_counted_and_weigh_its_months() {
        let month = |text: &str, numerator: i64, denominator: i64| MonthSummary {
            window: Month::parse(text).unwrap().window(parse_zone("UTC").unwrap()),
            summary: Summary::Ratio { numerator: Fixed::whole(numerator), denominator: Fixed::whole(denominator) },
            intervals_seen: 30,
            last_ms: 0,
            down_by_hour_of_week_ms: Vec::new(),
        };
        let months = [month("2026-01", 90, 100), month("2026-02", 160, 200), month("2026-03", 70, 100)];
        let baseline = serde_json::from_str(
            r#"{"service":"search","metric":"accuracy","from":"2026-04-01","method":"months","months":["2026-01","2026-02","2026-03"],
            "approved_by":"a@example.com"}"#,
        );
        let found = figures(&baseline.unwrap(), &months.iter().collect::<Vec<_>>()).unwrap();
        // (90 + 160 + 70) ÷ (100 + 200 + 100) = 320 ÷ 400 = 0.8; the months are 0.9, 0.8 and 0.7.
        let share = |number: Option<Number>| number.unwrap().0.normalize().to_string();
        assert_eq!((share(found.value), share(found.low), share(found.high)), ("0.8".into(), "0.7".into(), "0.9".into()));
        assert_eq!(found.n, Some(400));
    }
}
