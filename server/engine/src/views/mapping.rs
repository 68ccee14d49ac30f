//! What the mapping editor computes from.

use domain::config::{Configuration, Mapping};
use domain::ids::{MappingId, PoolId};
use domain::ports::{MappingInputs, Preview, PreviewInputs};
use domain::time::Month;
use domain::value::{Beside, Facts, Ledger, Saved, beside, chain_input, ledger};
use domain::{Error, Result};

use super::cut;

/// The saved mapping with its inputs in a month, and what the ledger holds of it and beside it.
///
/// # Errors
/// There is no such mapping.
pub fn mapping_inputs(configuration: &Configuration, facts: &Facts, id: &MappingId, month: Month) -> Result<MappingInputs> {
    let mapping = configuration.mappings.get(id).ok_or_else(|| Error::not_found("mapping", id))?;
    let version = mapping.version_in(month).or_else(|| mapping.versions.first());
    let version = version.ok_or_else(|| Error::invalid(format!("mapping “{id}” has no version: add one with a date and its factors")))?;
    let (input, notes, mut problem) = match chain_input(configuration, month, facts, mapping, version) {
        Ok((input, notes)) => (Some(input), notes, None),
        Err(error) => (None, Vec::new(), Some(error.to_string())),
    };
    let (ledger, beside) = surrounding(configuration, facts, mapping, month)?;
    let saved = Saved::of(&ledger, id);
    if saved.is_none() && problem.is_none() {
        let refused = ledger.not_claimed.into_iter().find(|seen| seen.service == mapping.service && seen.name == mapping.name);
        problem = refused.map(|refused| format!("{}. {}", refused.why, refused.remedy));
    }
    Ok(MappingInputs {
        service_name: configuration.services.get(&mapping.service).map_or_else(|| mapping.service.to_string(), |s| s.name.clone()),
        owner_name: configuration.person_name(&mapping.owner),
        month,
        version_from: version.from,
        input,
        notes,
        problem,
        saved,
        beside,
        drivers: configuration.drivers.values().cloned().collect(),
        mapping: mapping.clone(),
    })
}

/// The inputs of a mapping that is not saved yet.
///
/// # Errors
/// In words, why there is no figure: an unknown service, coverage, samples, baseline, driver.
pub fn preview_inputs(configuration: &Configuration, facts: &Facts, preview: &Preview) -> Result<PreviewInputs> {
    if !configuration.services.contains_key(&preview.mapping.service) {
        return Err(Error::not_found("service", &preview.mapping.service));
    }
    let (input, notes) = chain_input(configuration, preview.month, facts, &preview.mapping, &preview.version)?;
    let (_, beside) = surrounding(configuration, facts, &preview.mapping, preview.month)?;
    Ok(PreviewInputs { input, notes, beside })
}

/// The month's ledger as far as it bears on the mapping's line: its service, and what claims from its pool.
fn surrounding(configuration: &Configuration, facts: &Facts, mapping: &Mapping, month: Month) -> Result<(Ledger, Beside)> {
    let cut = cut::with_pools(configuration, &cut::to_service(configuration, &mapping.service));
    let ledger = ledger(&cut, month, facts)?;
    let pools: Vec<PoolId> = mapping.pool.iter().cloned().collect();
    let beside = beside(&cut, facts, &ledger, mapping, &pools)?;
    Ok((ledger, beside))
}
