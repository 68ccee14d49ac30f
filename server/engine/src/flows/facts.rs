//! Everything measured that a ledger needs, in a number of statements that does not grow with the workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono_tz::Tz;
use domain::Result;
use domain::close::Closed;
use domain::config::{Configuration, Template};
use domain::ids::{DriverId, KpiId, ServiceId, WorkspaceId};
use domain::sample::{DaySlots, Fixed, SeriesKey, SlotSpan, Summary};
use domain::time::{DAY_MS, HOUR_MS, Month, Window, hour_of_week, local, utc_day};
use domain::value::{Facts, Profile};

use super::cache::{Profiles, Stages};
use crate::context::Engine;
use crate::store::{issued, summaries};

/// A profile is read from the 8 weeks before the month.
const PROFILE_DAYS: i64 = 56;

const HOURS_A_WEEK: usize = 168;

/// Slots of one series by UTC day.
type Days = BTreeMap<i64, DaySlots>;

/// A driver that is priced by the hour of the week, and the service whose outages are left out of its history.
type Priced = (DriverId, KpiId, ServiceId);

impl Engine {
    /// Loads the roll-ups of some months and the hour-of-week profiles that price them.
    pub async fn facts(
        &self,
        workspace: &WorkspaceId,
        revision: i64,
        configuration: &Configuration,
        months: &[Month],
        now_ms: i64,
    ) -> Result<Facts> {
        let mut facts = Facts { now_ms, ..Facts::default() };
        let (Some(first), Some(last)) = (months.iter().min().copied(), months.iter().max().copied()) else { return Ok(facts) };
        facts.months = summaries::months(&mut *self.store.read().await?, workspace, first, last).await?;
        facts.challenges.clone_from(&self.stages(workspace, revision).await?.challenges);
        facts.closed = self.closed_months(workspace, revision, first, last).await?;
        let priced = priced(configuration);
        let known = self.cache.profiles(workspace, revision);
        let wanted: BTreeSet<Month> = months
            .iter()
            .filter(|month| priced.iter().any(|(driver, _, service)| !known.contains_key(&(driver.clone(), service.clone(), **month))))
            .copied()
            .collect();
        let mut profiles = known;
        if let (Some(first), Some(last)) = (wanted.first(), wanted.last()) {
            let zone = configuration.settings.zone()?;
            let from_ms = first.window(zone).start_ms - PROFILE_DAYS * DAY_MS;
            let series: BTreeSet<SeriesKey> =
                priced.iter().flat_map(|(_, kpi, service)| [SeriesKey::Kpi(kpi.clone()), uptime(service)]).collect();
            let series: Vec<SeriesKey> = series.into_iter().collect();
            let mut connection = self.store.read().await?;
            let range = (utc_day(from_ms), utc_day(last.window(zone).start_ms));
            let days = summaries::day_slots(&mut connection, workspace, &series, range.0, range.1).await?;
            let new = compute(&priced, &wanted, &days, zone);
            self.cache.keep_profiles(workspace, revision, new.clone());
            profiles.extend(new);
        }
        facts.profiles = profiles.into_iter().filter_map(|(key, profile)| Some((key, profile?))).collect();
        Ok(facts)
    }
}

impl Engine {
    /// How far the months are.
    pub(super) async fn stages(&self, workspace: &WorkspaceId, revision: i64) -> Result<Arc<Stages>> {
        if let Some(stages) = self.cache.stages(workspace, revision) {
            return Ok(stages);
        }
        let mut connection = self.store.read().await?;
        let closed = issued::standing(&mut connection, workspace).await?;
        let reviews = issued::reviews(&mut connection, workspace).await?;
        let stages = Arc::new(Stages { closed, reviews, challenges: issued::challenges(&mut connection, workspace).await? });
        self.cache.keep_stages(workspace, revision, stages.clone());
        Ok(stages)
    }

    /// Closed months between two, both included, as they were issued.
    async fn closed_months(
        &self,
        workspace: &WorkspaceId,
        revision: i64,
        first: Month,
        last: Month,
    ) -> Result<BTreeMap<Month, Arc<Closed>>> {
        let stages = self.stages(workspace, revision).await?;
        let (mut known, mut missing) = (BTreeMap::new(), false);
        for (month, number) in stages.closed.range(first..=last) {
            match self.cache.closed(workspace, *month, *number) {
                Some(closed) => drop(known.insert(*month, closed)),
                None => missing = true,
            }
        }
        if missing {
            for ((month, number), closed) in issued::closed(&mut *self.store.read().await?, workspace, first, last).await? {
                if stages.closed.get(&month) == Some(&number) {
                    let closed = Arc::new(closed);
                    self.cache.keep_closed(workspace, month, number, closed.clone());
                    known.insert(month, closed);
                }
            }
        }
        Ok(known)
    }
}

fn uptime(service: &ServiceId) -> SeriesKey {
    SeriesKey::Indicator { service: service.clone(), metric: "uptime".to_owned() }
}

/// Drivers with a profile that stand first in a chain of protected revenue.
fn priced(configuration: &Configuration) -> BTreeSet<Priced> {
    let mut found = BTreeSet::new();
    for mapping in configuration.mappings.values().filter(|mapping| mapping.template == Template::RevenueProtected) {
        for factor in mapping.versions.iter().filter_map(|version| version.factors.first()) {
            if let Some((driver, kpi)) =
                configuration.drivers.get(factor.driver()).and_then(|driver| Some((driver, driver.hour_of_week.as_ref()?)))
            {
                found.insert((driver.id.clone(), kpi.clone(), mapping.service.clone()));
            }
        }
    }
    found
}

fn compute(priced: &BTreeSet<Priced>, months: &BTreeSet<Month>, days: &BTreeMap<SeriesKey, Days>, zone: Tz) -> Profiles {
    let none = Days::new();
    let mut profiles = Profiles::new();
    for (driver, kpi, service) in priced {
        let sold = days.get(&SeriesKey::Kpi(kpi.clone())).unwrap_or(&none);
        let states = days.get(&uptime(service)).unwrap_or(&none);
        for month in months {
            let end_ms = month.window(zone).start_ms;
            let window = Window { start_ms: end_ms - PROFILE_DAYS * DAY_MS, end_ms };
            let profile = Profile::of(&hours(sold, states, window, zone)).ok();
            profiles.insert((driver.clone(), service.clone(), *month), profile);
        }
    }
    profiles
}

fn spans(days: &Days, window: Window) -> impl Iterator<Item = SlotSpan> + '_ {
    days.range(utc_day(window.start_ms)..=utc_day(window.end_ms)).flat_map(move |(day, slots)| slots.within(*day, window))
}

/// Sum and number of observed hours by hour of the local week. Hours in which the service was down are left out: they show the
/// outage, not what the hour is worth.
fn hours(sold: &Days, states: &Days, window: Window, zone: Tz) -> Vec<(Fixed, u32)> {
    // Zones with half-hour offsets start their hours between those of UTC.
    let hour_start = |at_ms: i64| at_ms - (local(at_ms, zone).and_utc().timestamp_millis()).rem_euclid(HOUR_MS);
    let down: BTreeSet<i64> = spans(states, window)
        .filter(|slot| matches!(slot.summary, Summary::State { down_ms, .. } if down_ms > 0))
        .map(|slot| hour_start(slot.start_ms))
        .collect();
    let mut by_hour: BTreeMap<i64, Fixed> = BTreeMap::new();
    for slot in spans(sold, window) {
        if let Summary::Counter { sum } = slot.summary {
            let hour = by_hour.entry(hour_start(slot.start_ms)).or_default();
            *hour = hour.plus(sum);
        }
    }
    let mut week = vec![(Fixed::ZERO, 0); HOURS_A_WEEK];
    for (start_ms, sum) in by_hour.into_iter().filter(|(start_ms, _)| !down.contains(start_ms)) {
        let (total, n) = &mut week[hour_of_week(start_ms, zone)];
        *total = total.plus(sum);
        *n += 1;
    }
    week
}
