//! Cases by id and the days they make up, in one transaction with the samples that they give.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Days, NaiveDate};
use domain::access::Viewer;
use domain::config::Configuration;
use domain::ids::ServiceId;
use domain::ports::RowOutcome;
use domain::prediction::{Case, Day, Labelled, Predicted};
use domain::{Error, Result};

use super::publish;
use crate::context::Engine;
use crate::flows::samples::{Outcomes, rejection};
use crate::store::audit::NewEvent;
use crate::store::{self, audit, predictions};

/// Something told of a case, by its place in the request or file.
pub struct Told {
    pub place: usize,
    pub id: String,
    pub what: What,
}

pub enum What {
    Prediction(Predicted),
    Outcome(Labelled),
}

impl Engine {
    /// Keeps what is told, counts the days again that it touches, and writes their figures.
    pub(super) async fn keep_cases(
        &self,
        viewer: &Viewer,
        configuration: &Configuration,
        service: &ServiceId,
        told: Vec<Told>,
        action: &str,
    ) -> Result<Outcomes> {
        let (workspace, n_told) = (&viewer.workspace, told.len());
        let (today, label_days) = (self.today(configuration)?, configuration.predictions_of(service)?.label_days);
        let closed_before = today.checked_sub_days(Days::new(label_days.into())).unwrap_or(NaiveDate::MIN);
        let mut writing = self.store.write().await?;
        let connection = writing.connection();
        store::bump_revision(&mut *connection, workspace).await?;
        let ids: BTreeSet<&str> = told.iter().map(|told| told.id.as_str()).collect();
        let ids: Vec<&str> = ids.into_iter().collect();
        let known = predictions::cases(&mut *connection, workspace, service, &ids).await?;
        let new = told.iter().filter_map(|told| match &told.what {
            What::Prediction(predicted) => Some(predicted.day),
            What::Outcome(_) => None,
        });
        let touched: BTreeSet<NaiveDate> = new.chain(known.values().filter_map(Case::day)).collect();
        let before = predictions::days(&mut *connection, workspace, service, &touched).await?;
        let mut kept = Kept { cases: known, days: before.clone(), closed_before, label_days, changed: BTreeSet::new() };
        let mut outcomes = Outcomes::new();
        for told in told {
            outcomes.insert(told.place, kept.tell(&told.id, told.what));
        }
        if kept.changed.is_empty() {
            return Ok(outcomes);
        }
        let cases: Vec<(&str, NaiveDate, &Case)> = kept.changed().map(|(id, case)| (id, case.day().unwrap_or(today), case)).collect();
        predictions::put_cases(&mut *connection, workspace, service, &cases).await?;
        let changed = kept.days.iter().filter(|(day, cases)| before.get(*day) != Some(*cases));
        let days: BTreeMap<NaiveDate, Day> = changed.map(|(day, cases)| (*day, cases.clone())).collect();
        for (day, cases) in &days {
            predictions::put_day(&mut *connection, workspace, service, *day, cases).await?;
        }
        // Closed cases are remembered as long again, so that what comes too late is told so.
        if let Some(forgotten) = closed_before.checked_sub_days(Days::new(label_days.into())) {
            predictions::forget(&mut *connection, workspace, service, forgotten).await?;
        }
        publish::publish(&mut *connection, workspace, configuration, service, &before, &days).await?;
        let after = serde_json::json!({ "service": service.as_str(), "changed": cases.len(), "rows": n_told }).to_string();
        let event =
            NewEvent { at_ms: self.clock.now_ms(), actor: &viewer.actor, action, subject: "predictions", before: None, after: Some(after) };
        audit::record(&mut *connection, workspace, event).await?;
        writing.commit().await?;
        Ok(outcomes)
    }
}

/// Cases and days of one transaction.
struct Kept {
    cases: HashMap<String, Case>,
    days: BTreeMap<NaiveDate, Day>,
    closed_before: NaiveDate,
    label_days: u32,
    changed: BTreeSet<String>,
}

impl Kept {
    fn tell(&mut self, id: &str, what: What) -> RowOutcome {
        let before = self.cases.get(id).cloned().unwrap_or_default();
        let mut after = before.clone();
        let changed = match what {
            What::Prediction(predicted) => after.predict(predicted),
            What::Outcome(labelled) => after.label(labelled),
        };
        if !changed {
            return RowOutcome::Duplicate;
        }
        match self.replace(&before, &after) {
            Ok(()) => {
                self.cases.insert(id.to_owned(), after);
                self.changed.insert(id.to_owned());
                RowOutcome::Accepted
            }
            Err(error) => rejection(&error),
        }
    }

    /// Counts a case anew, or leaves everything as it was.
    fn replace(&mut self, before: &Case, after: &Case) -> Result<()> {
        if [before, after].iter().any(|case| case.day().is_some_and(|day| day < self.closed_before)) {
            let message = format!(
                "too late: cases are open for {} days after their prediction, and what they came to stands; label_days of the service says how long",
                self.label_days
            );
            return Err(Error::field("id", message));
        }
        if let Some(day) = before.day() {
            self.days.entry(day).or_default().take(before);
        }
        let Some(day) = after.day() else { return Ok(()) };
        let put = self.days.entry(day).or_default().put(after);
        if put.is_err()
            && let Some(day) = before.day()
        {
            self.days.entry(day).or_default().put(before)?;
        }
        put
    }

    fn changed(&self) -> impl Iterator<Item = (&str, &Case)> {
        self.changed.iter().filter_map(|id| Some((id.as_str(), self.cases.get(id)?)))
    }
}
