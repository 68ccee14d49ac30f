//! Changing the configuration: every way in comes through here.

use domain::access::{Action, Role, Viewer};
use domain::config::{Change, Configuration, Difference, Item};
use domain::ids::{SourceId, WorkspaceId};
use domain::metric::Kind;
use domain::ports::SecretOf;
use domain::{Error, Result};
use sqlx::AnyConnection;

use super::baselines::compute_baselines;
use super::predictions::publish_changed;
use crate::context::Engine;
use crate::store::audit::NewEvent;
use crate::store::roll_up::{Frame, replan};
use crate::store::{self, Writing, accounts, audit, items, samples, source_secret};

/// The permission that an item's kind needs.
fn action_for(kind: &str) -> Action {
    match kind {
        "driver" | "cost" | "rate" | "pool" | "journal" => Action::EditDrivers,
        "baseline" => Action::ApproveBaselines,
        "target" => Action::EditTargets,
        "source" => Action::EditSources,
        "workspace" | "person" => Action::Administer,
        _ => Action::EditModel,
    }
}

fn kind_of(change: &Change) -> &str {
    match change {
        Change::Put(item) => item.kind(),
        Change::Remove { kind, .. } => kind,
    }
}

/// The stored configuration, read inside a write transaction; none while the workspace is not set up.
pub(super) async fn stored(connection: &mut AnyConnection, workspace: &WorkspaceId) -> Result<Option<Configuration>> {
    let items = items::all(connection, workspace).await?;
    if items.iter().any(|item| matches!(item, Item::Workspace(_))) { Configuration::from_items(items).map(Some) } else { Ok(None) }
}

impl Engine {
    /// Makes changes, all or none. What would change nothing is left out.
    pub(crate) async fn make_changes(&self, viewer: &Viewer, changes: Vec<Change>) -> Result<Vec<Difference>> {
        for change in &changes {
            viewer.authorize(action_for(kind_of(change)))?;
        }
        let mut writing = self.store.write().await?;
        store::bump_revision(writing.connection(), &viewer.workspace).await?;
        let before = stored(writing.connection(), &viewer.workspace).await?;
        let before = before.ok_or_else(|| Error::conflict("this workspace is not set up yet: open the first administrator's link"))?;
        self.change_in(writing, viewer, &before, changes, false).await
    }

    /// Makes the workspace what a file says; with `dry_run` only tells the differences.
    pub(crate) async fn make_it(&self, viewer: &Viewer, wanted: Configuration, dry_run: bool) -> Result<Vec<Difference>> {
        let mut writing = self.store.write().await?;
        let connection = writing.connection();
        store::bump_revision(connection, &viewer.workspace).await?;
        let (before, changes) = match stored(connection, &viewer.workspace).await? {
            Some(before) => {
                let changes = before.changes_to(&wanted);
                (before, changes)
            }
            None => {
                viewer.authorize(Action::Administer)?;
                let changes = wanted.items().into_iter().map(|item| Change::Put(Box::new(item))).collect();
                (Configuration::new(wanted.settings.clone()), changes)
            }
        };
        for change in &changes {
            viewer.authorize(action_for(kind_of(change)))?;
        }
        self.change_in(writing, viewer, &before, changes, dry_run).await
    }

    async fn change_in(
        &self,
        mut writing: Writing<'_>,
        viewer: &Viewer,
        before: &Configuration,
        changes: Vec<Change>,
        dry_run: bool,
    ) -> Result<Vec<Difference>> {
        let workspace = &viewer.workspace;
        let connection = writing.connection();
        // A baseline that only leaves out what was computed from its months is the stored one.
        let restated = |change: &Change| match change {
            Change::Put(item) => match &**item {
                Item::Baseline(new) => before.baselines.get(&item.id()).is_some_and(|old| old.restates(new)),
                _ => false,
            },
            Change::Remove { .. } => false,
        };
        let changes: Vec<Change> = changes.into_iter().filter(|change| !restated(change)).collect();
        // The settings that a new workspace starts from are the file's own, and so are no "before".
        let new_workspace = before.items().len() == 1 && items::all(&mut *connection, workspace).await?.is_empty();
        let mut after = before.with_all(&changes)?;
        super::recorded_tests::refuse_future_records(before, &changes, self.today(&after)?)?;
        check_administrators(before, &after)?;
        let extents = samples::extents(connection, workspace).await?;
        check_recorded(before, &after, !extents.is_empty(), &extents)?;
        let computed = compute_baselines(connection, workspace, &after, self.clock.now_ms()).await?;
        for (id, baseline) in &computed {
            after.baselines.insert(id.clone(), baseline.clone());
        }
        let mut differences = Vec::new();
        for change in &changes {
            let change = match change {
                Change::Put(item) => match computed.iter().find(|(id, _)| item.kind() == "baseline" && *id == item.id()) {
                    Some((_, baseline)) => &Change::Put(Box::new(Item::Baseline(baseline.clone()))),
                    None => change,
                },
                Change::Remove { .. } => change,
            };
            let mut difference = before.difference(change)?;
            if new_workspace {
                difference.before = None;
            }
            if difference.before == difference.after {
                continue;
            }
            match change {
                Change::Put(item) => items::put(&mut *connection, workspace, item).await?,
                Change::Remove { kind, id } => {
                    items::remove(&mut *connection, workspace, kind, id).await?;
                    match kind.as_str() {
                        "person" => accounts::forget(&mut *connection, workspace, id).await?,
                        // Another system of the same id must not be shown this one's secrets.
                        "source" => {
                            let id = SourceId::parse(id)?;
                            for of in [SecretOf::Access, SecretOf::Webhook] {
                                source_secret::put(&mut *connection, workspace, &id, of, None).await?;
                            }
                        }
                        _ => {}
                    }
                }
            }
            let verb = if difference.after.is_some() { "put" } else { "remove" };
            let event = NewEvent {
                at_ms: self.clock.now_ms(),
                actor: &viewer.actor,
                action: &format!("{verb}_{}", kind_of(change)),
                subject: &difference.subject,
                before: difference.before.clone(),
                after: difference.after.clone(),
            };
            audit::record(&mut *connection, workspace, event).await?;
            differences.push(difference);
        }
        roll_up_reshaped(connection, workspace, before, &after, &extents).await?;
        publish_changed(connection, workspace, before, &after).await?;
        if !dry_run && !differences.is_empty() {
            writing.commit().await?;
        }
        Ok(differences)
    }
}

/// Somebody must stay who can administer.
fn check_administrators(before: &Configuration, after: &Configuration) -> Result<()> {
    let count = |configuration: &Configuration| configuration.people.values().filter(|person| person.role == Role::Admin).count();
    if count(before) > 0 && count(after) == 0 {
        return Err(Error::conflict("the last administrator stays: make somebody else administrator first"));
    }
    Ok(())
}

type Extents = std::collections::BTreeMap<String, (i64, i64)>;

/// What cannot change any more once samples exist: zone and currency of the workspace, the kind of a series.
fn check_recorded(before: &Configuration, after: &Configuration, any: bool, extents: &Extents) -> Result<()> {
    if any && before.settings.time_zone != after.settings.time_zone {
        return Err(Error::field("time_zone", "the time zone stays once samples exist: months were cut in it"));
    }
    if any && before.settings.currency != after.settings.currency {
        return Err(Error::field("currency", "the currency stays once samples exist: amounts were recorded in it"));
    }
    for series in after.series() {
        let (Ok(old), Ok(new)) = (before.shape(&series), after.shape(&series)) else { continue };
        if old.kind != new.kind && extents.contains_key(&series.to_string()) {
            let message = format!("{series} has samples of kind {}: give the new kind a new id", old.kind.key());
            return Err(Error::field("kind", message));
        }
    }
    Ok(())
}

/// A changed interval changes how long checks hold, and so every slot of the series.
async fn roll_up_reshaped(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    before: &Configuration,
    after: &Configuration,
    extents: &Extents,
) -> Result<()> {
    for series in after.series() {
        let (Ok(old), Ok(shape)) = (before.shape(&series), after.shape(&series)) else { continue };
        let Some(extent) = extents.get(&series.to_string()).filter(|_| old != shape && shape.kind == Kind::State) else { continue };
        // Old holds may reach beyond the last day.
        let reach = domain::sample::hold_ms(old.interval_s.max(shape.interval_s)) / domain::time::DAY_MS + 1;
        let frame = Frame { shape, zone: after.settings.zone()? };
        let plan = replan(&mut *connection, workspace, &series, frame, (extent.0, extent.1 + reach)).await?;
        plan.store(&mut *connection, workspace).await?;
    }
    Ok(())
}
