//! What the mapping editor computes from.

use domain::config::Configuration;
use domain::ids::MappingId;
use domain::ports::{MappingInputs, Preview};
use domain::time::Month;
use domain::value::{ChainInput, Facts, Valued, chain_input, ledger_with_ranges};
use domain::{Error, Result};

use super::cut;

/// The saved mapping with its inputs in a month, and what the ledger holds of it.
///
/// # Errors
/// There is no such mapping.
pub fn mapping_inputs(configuration: &Configuration, facts: &Facts, id: &MappingId, month: Month) -> Result<MappingInputs> {
    let mapping = configuration.mappings.get(id).ok_or_else(|| Error::not_found("mapping", id))?;
    let version = mapping.version_in(month).or_else(|| mapping.versions.first());
    let version = version.ok_or_else(|| Error::invalid(format!("mapping “{id}” has no version: add one with a date and its factors")))?;
    let (input, mut problem) = match chain_input(configuration, month, facts, mapping, version) {
        Ok(input) => (Some(input), None),
        Err(error) => (None, Some(error.to_string())),
    };
    let ledger = ledger_with_ranges(&cut::to_mapping(configuration, &mapping.service, id), month, facts)?;
    let valued = ledger.lines.into_iter().find(|line| line.mapping == *id).map(|line| Valued {
        amount: line.amount,
        local: line.local,
        low: line.low,
        median: line.median,
        high: line.high,
        p_loss: line.p_loss,
        grade: line.grade,
        chain: line.chain,
    });
    if valued.is_none() && problem.is_none() {
        let refused = ledger.not_claimed.into_iter().find(|seen| seen.service == mapping.service && seen.name == mapping.name);
        problem = refused.map(|refused| format!("{}. {}", refused.why, refused.remedy));
    }
    Ok(MappingInputs {
        service_name: configuration.services.get(&mapping.service).map_or_else(|| mapping.service.to_string(), |s| s.name.clone()),
        owner_name: configuration.person_name(&mapping.owner),
        month,
        version_from: version.from,
        input,
        problem,
        valued,
        drivers: configuration.drivers.values().cloned().collect(),
        mapping: mapping.clone(),
    })
}

/// The inputs of a mapping that is not saved yet.
///
/// # Errors
/// In words, why there is no figure: an unknown service, coverage, samples, baseline, driver.
pub fn preview_inputs(configuration: &Configuration, facts: &Facts, preview: &Preview) -> Result<ChainInput> {
    if !configuration.services.contains_key(&preview.mapping.service) {
        return Err(Error::not_found("service", &preview.mapping.service));
    }
    chain_input(configuration, preview.month, facts, &preview.mapping, &preview.version)
}
