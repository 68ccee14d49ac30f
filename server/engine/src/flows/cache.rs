//! What is remembered between requests. Everything is keyed by the workspace's revision, so nothing can be stale.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::close::{Challenge, Closed, Prepared};
use domain::config::Configuration;
use domain::ids::{DriverId, ServiceId, WorkspaceId};
use domain::report::MonthReport;
use domain::time::Month;
use domain::value::Profile;

/// Closed months that are remembered.
const CLOSED_MAX: usize = 64;

/// Profiles by driver, service and month; none where the KPI has no history.
pub type Profiles = BTreeMap<(DriverId, ServiceId, Month), Option<Profile>>;

/// How far the months are.
#[derive(Debug, Default)]
pub struct Stages {
    /// The revision that stands of each closed month.
    pub closed: BTreeMap<Month, u32>,
    /// Who prepared each month in review.
    pub reviews: BTreeMap<Month, Prepared>,
    /// Disputed lines of each month, oldest first.
    pub challenges: BTreeMap<Month, Vec<Challenge>>,
}

#[derive(Default)]
struct Kept {
    revision: i64,
    configuration: Option<Arc<Configuration>>,
    profiles: Profiles,
    months: Option<Vec<Month>>,
    stages: Option<Arc<Stages>>,
    /// With the slot of the instant it was found for.
    opening_month: Option<(i64, Month)>,
    /// By month, and for a month that has not ended by the slot of the instant it was computed for.
    reports: HashMap<(Month, i64), Arc<MonthReport>>,
}

/// One entry per workspace, of its newest revision.
#[derive(Default)]
pub struct Cache {
    kept: Mutex<HashMap<WorkspaceId, Kept>>,
    /// What was issued never changes, so it outlives the revision of the workspace.
    closed: Mutex<HashMap<(WorkspaceId, Month, u32), Arc<Closed>>>,
}

impl Cache {
    pub fn configuration(&self, workspace: &WorkspaceId, revision: i64) -> Option<Arc<Configuration>> {
        self.at(workspace, revision, |kept| kept.configuration.clone()).flatten()
    }

    pub fn keep(&self, workspace: &WorkspaceId, revision: i64, configuration: Arc<Configuration>) {
        self.change(workspace, revision, |kept| kept.configuration = Some(configuration));
    }

    pub fn profiles(&self, workspace: &WorkspaceId, revision: i64) -> Profiles {
        self.at(workspace, revision, |kept| kept.profiles.clone()).unwrap_or_default()
    }

    pub fn keep_profiles(&self, workspace: &WorkspaceId, revision: i64, profiles: Profiles) {
        self.change(workspace, revision, |kept| kept.profiles.extend(profiles));
    }

    pub fn months(&self, workspace: &WorkspaceId, revision: i64) -> Option<Vec<Month>> {
        self.at(workspace, revision, |kept| kept.months.clone()).flatten()
    }

    pub fn keep_months(&self, workspace: &WorkspaceId, revision: i64, months: Vec<Month>) {
        self.change(workspace, revision, |kept| kept.months = Some(months));
    }

    pub fn stages(&self, workspace: &WorkspaceId, revision: i64) -> Option<Arc<Stages>> {
        self.at(workspace, revision, |kept| kept.stages.clone()).flatten()
    }

    pub fn keep_stages(&self, workspace: &WorkspaceId, revision: i64, stages: Arc<Stages>) {
        self.change(workspace, revision, |kept| kept.stages = Some(stages));
    }

    pub fn closed(&self, workspace: &WorkspaceId, month: Month, revision: u32) -> Option<Arc<Closed>> {
        let kept = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&(workspace.clone(), month, revision)).cloned()
    }

    pub fn keep_closed(&self, workspace: &WorkspaceId, month: Month, revision: u32, closed: Arc<Closed>) {
        let mut kept = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= CLOSED_MAX {
            kept.clear();
        }
        kept.insert((workspace.clone(), month, revision), closed);
    }

    pub fn opening_month(&self, workspace: &WorkspaceId, revision: i64, slot_ms: i64) -> Option<Month> {
        self.at(workspace, revision, |kept| kept.opening_month).flatten().filter(|(at_ms, _)| *at_ms == slot_ms).map(|(_, month)| month)
    }

    pub fn keep_opening_month(&self, workspace: &WorkspaceId, revision: i64, slot_ms: i64, month: Month) {
        self.change(workspace, revision, |kept| kept.opening_month = Some((slot_ms, month)));
    }

    pub fn report(&self, workspace: &WorkspaceId, revision: i64, month: Month, slot_ms: i64) -> Option<Arc<MonthReport>> {
        self.at(workspace, revision, |kept| kept.reports.get(&(month, slot_ms)).cloned()).flatten()
    }

    pub fn keep_report(&self, workspace: &WorkspaceId, revision: i64, month: Month, slot_ms: i64, report: Arc<MonthReport>) {
        self.change(workspace, revision, |kept| {
            // Only the newest slot of an open month is asked for again.
            kept.reports.retain(|(known, at), _| *known != month || *at == slot_ms);
            kept.reports.insert((month, slot_ms), report);
        });
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<WorkspaceId, Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn at<T>(&self, workspace: &WorkspaceId, revision: i64, read: impl FnOnce(&Kept) -> T) -> Option<T> {
        self.lock().get(workspace).filter(|kept| kept.revision == revision).map(read)
    }

    /// Something computed for an older revision than the kept one is not kept.
    fn change(&self, workspace: &WorkspaceId, revision: i64, change: impl FnOnce(&mut Kept)) {
        let mut lock = self.lock();
        let kept = lock.entry(workspace.clone()).or_default();
        if kept.revision > revision {
            return;
        }
        if kept.revision < revision {
            *kept = Kept { revision, ..Kept::default() };
        }
        change(kept);
    }
}
