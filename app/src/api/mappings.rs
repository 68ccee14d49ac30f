//! Saving a mapping: a new one, or the next version of one, with the driver values that are recorded beside it.

use domain::access::{Action, Viewer};
use domain::config::{Change, Configuration, Item, Mapping, MappingVersion};
use domain::ids::{Email, KpiId, MappingId, PoolId, ServiceId};
use leptos::prelude::*;

use super::address::with_parameters;
use super::form::{answer, check_new, desk, filled, named, read, refuse};
use crate::components::mapping::{Draft, number};

/// The page of a mapping that does not exist yet; its form never replaces one that does.
pub const NEW_PAGE: &str = "/value-map/new";

/// Takes the editor's form. After an error the editor opens again with everything that was typed.
#[server]
pub async fn save_mapping(draft: Draft, back: String) -> Result<(), ServerFnError> {
    match save(&draft, &back).await {
        Ok(id) => answer(Ok(()), &format!("/value-map/mappings/{id}"), "The version is saved."),
        Err(error) => {
            let written = draft.written();
            let written: Vec<(&str, &str)> = written.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            refuse(&error, &with_parameters(&back, &written), &[]);
        }
    }
    Ok(())
}

async fn save(draft: &Draft, back: &str) -> domain::Result<MappingId> {
    let (ports, viewer) = desk()?;
    let configuration = ports.models.configuration(&viewer).await?;
    let id = MappingId::parse(&draft.id)?;
    let mut changes = recorded_values(draft, &configuration, &viewer)?;
    let mapping = match configuration.mappings.get(&id) {
        Some(mapping) if back != NEW_PAGE => next_version(mapping, draft)?,
        _ => {
            check_new(&configuration, "mapping", &draft.id)?;
            Some(new_mapping(&id, draft)?)
        }
    };
    changes.extend(mapping.map(|mapping| Change::Put(Box::new(Item::Mapping(mapping)))));
    if changes.is_empty() {
        return Err(domain::Error::invalid("nothing is changed: a what-if is not saved; change a factor, or record a value"));
    }
    ports.models.change(&viewer, changes).await?;
    Ok(id)
}

fn new_mapping(id: &MappingId, draft: &Draft) -> domain::Result<Mapping> {
    Ok(Mapping {
        id: id.clone(),
        name: named(&draft.name)?,
        service: ServiceId::parse(&draft.service)?,
        metric: filled(&draft.metric).map(str::to_owned),
        statistic: read("statistic", &draft.statistic)?,
        template: read("template", &draft.template)?,
        kpi: filled(&draft.kpi).map(KpiId::parse).transpose()?,
        pool: filled(&draft.pool).map(PoolId::parse).transpose()?,
        basis: read("basis", &draft.basis)?,
        owner: Email::parse(&draft.owner)?,
        versions: vec![draft.version()?],
    })
}

/// The mapping with what the form changes; none where it changes nothing but a what-if.
fn next_version(mapping: &Mapping, draft: &Draft) -> domain::Result<Option<Mapping>> {
    let mut next = mapping.clone();
    next.name = named(&draft.name)?;
    next.kpi = filled(&draft.kpi).map(KpiId::parse).transpose()?;
    next.pool = filled(&draft.pool).map(PoolId::parse).transpose()?;
    next.basis = read("basis", &draft.basis)?;
    next.owner = Email::parse(&draft.owner)?;
    let version = draft.version()?;
    let last = mapping.versions.iter().max_by_key(|version| version.from);
    // A version with another date or reason alone is the same.
    let same = last.is_some_and(|last| *last == MappingVersion { from: last.from, reason: last.reason.clone(), ..version.clone() });
    if !same {
        if let Some(last) = last.filter(|last| last.from >= version.from) {
            return Err(domain::Error::field("from", format!("the last version is from {}: the next one starts later", last.from)));
        }
        next.versions.push(version);
    }
    Ok((next != *mapping).then_some(next))
}

/// Successors of the drivers whose typed value is to be recorded.
fn recorded_values(draft: &Draft, configuration: &Configuration, viewer: &Viewer) -> domain::Result<Vec<Change>> {
    let wanted = draft.factors.iter().filter(|row| row.record == "yes" && !row.value.trim().is_empty());
    let changes = wanted.map(|row| {
        viewer.authorize(Action::EditDrivers)?;
        let typed = number("factors", &row.value)?;
        let before = configuration.drivers.values().find(|driver| driver.id.as_str() == row.driver);
        let before = before.and_then(|driver| driver.values.last());
        let evidence = before.map_or_else(Default::default, |value| value.evidence);
        let value = super::drivers::dated_value(viewer, &draft.from, &typed.0.to_string(), "", "", evidence.name(), &draft.reason)?;
        super::drivers::successor(configuration, &row.driver, value)
    });
    changes.collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::components::mapping::DraftFactor;

    fn mapping() -> Mapping {
        serde_json::from_str(
            r#"{"id":"recall","name":"Recall","service":"search","metric":"accuracy","template":"accuracy_lift","owner":"a@example.com",
            "versions":[{"from":"2026-01-01","factors":["slope","visitors"]}]}"#,
        )
        .unwrap()
    }

    fn draft(mapping: &Mapping) -> Draft {
        Draft {
            name: mapping.name.clone(),
            basis: "contribution".to_owned(),
            owner: mapping.owner.to_string(),
            from: "2026-11-01".to_owned(),
            factors: Draft::rows_of(&mapping.versions[0]),
            ..Draft::default()
        }
    }

    #[test]
    fn a_what_if_alone_saves_no_version() {
        let mapping = mapping();
        let mut draft = draft(&mapping);
        draft.factors[0].value = "0.05".to_owned();
        assert_eq!(next_version(&mapping, &draft).unwrap(), None);
        draft.factors.push(DraftFactor { driver: "returns".to_owned(), complement: "yes".to_owned(), ..DraftFactor::default() });
        let next = next_version(&mapping, &draft).unwrap().unwrap();
        assert_eq!((next.versions.len(), &next.versions[0]), (2, &mapping.versions[0]));
    }

    #[test]
    fn the_next_version_keeps_test_outcomes_and_pool() {
        let mapping: Mapping = serde_json::from_str(
            r#"{"id":"lift","name":"Lift","service":"search","template":"direct_test_lift","owner":"a@example.com","pool":"checkout",
            "versions":[{"from":"2026-01-01","factors":["visitors"],"effect":{"test":"t9","lift":"relative","volume_is_exposed":true},
            "cells":[{"metric":"false-negative-share","value":"missed"}]}]}"#,
        )
        .unwrap();
        let mut draft = Draft { pool: "checkout".to_owned(), ..draft(&mapping) };
        draft.take_parts(&mapping.versions[0]);
        assert_eq!(next_version(&mapping, &draft).unwrap(), None);
        // Through the address and back, with one factor more.
        draft.factors.push(DraftFactor { driver: "value".to_owned(), ..DraftFactor::default() });
        let sent: std::collections::BTreeMap<String, String> = draft.written().into_iter().collect();
        let next = next_version(&mapping, &Draft::read(|name| sent.get(name).cloned())).unwrap().unwrap();
        assert_eq!(next.pool, mapping.pool);
        assert_eq!((&next.versions[1].effect, &next.versions[1].cells), (&mapping.versions[0].effect, &mapping.versions[0].cells));
    }

    #[test]
    fn another_test_alone_is_a_version_and_the_pool_alone_is_none() {
        let mapping = mapping();
        let draft = Draft { effect: "t9".to_owned(), ..draft(&mapping) };
        assert_eq!(next_version(&mapping, &draft).unwrap().unwrap().versions.len(), 2);
        let draft = Draft { effect: String::new(), pool: "checkout".to_owned(), ..draft };
        let next = next_version(&mapping, &draft).unwrap().unwrap();
        assert_eq!((next.versions.len(), next.pool.map(|pool| pool.to_string())), (1, Some("checkout".to_owned())));
    }

    #[test]
    fn a_version_starts_after_the_last() {
        let mapping = mapping();
        let draft = Draft { from: "2026-01-01".to_owned(), factors: Vec::new(), ..draft(&mapping) };
        assert!(next_version(&mapping, &draft).unwrap_err().to_string().contains("starts later"));
    }
}
