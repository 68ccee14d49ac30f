//! One month's ledger, from the configuration and the rolled-up samples.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::chain::priced;
use super::estimate::{ChainInput, FactorInput, Part};
use super::inputs::Inputs;
use super::line::{Ledger, Reason, ValueLine};
use super::model::Model;
use super::pools::{Limit, PoolRow};
use super::profile::Profile;
use super::simulation::{Caps, Drawn, draw};
use super::totals::Totals;
use super::unclaimed::{Refused, refuse};
use crate::Result;
use crate::close::{Challenge, Closed, KEPT, Outcome, decided};
use crate::config::{Basis, Configuration, Mapping, MappingVersion};
use crate::exact::Exact;
use crate::ids::{DriverId, ServiceId};
use crate::sample::{MonthSummary, SeriesKey};
use crate::time::{Month, Window, local};
use crate::uncertainty::{OneByOne, Workers};

/// Decimals of the elapsed share of a month.
const SHARE_DECIMALS: u32 = 6;

/// Everything measured that a month's ledger needs. It holds roll-ups only, so its size does not depend on raw samples.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub months: BTreeMap<(SeriesKey, Month), MonthSummary>,
    /// Hour-of-week profiles by driver and service, for the month in question.
    pub profiles: BTreeMap<(DriverId, ServiceId, Month), Profile>,
    /// Closed months: their ledgers stand as they were issued.
    pub closed: BTreeMap<Month, Arc<Closed>>,
    /// Disputed lines of each month, oldest first.
    pub challenges: BTreeMap<Month, Vec<Challenge>>,
    /// The instant the figures are computed for; a month that has not ended by then is "to date".
    pub now_ms: i64,
}

impl Facts {
    /// The month's disputed lines, oldest first.
    pub fn challenges_of(&self, month: Month) -> &[Challenge] {
        self.challenges.get(&month).map_or(&[], Vec::as_slice)
    }

    /// The month's roll-up of a series.
    pub fn month(&self, series: &SeriesKey, month: Month) -> Option<&MonthSummary> {
        self.months.get(&(series.clone(), month))
    }
}

/// A month: as it was issued, where it is closed; else each mapping's line, or why it is not claimed, the cost to run, and totals of the rounded rows.
///
/// # Errors
/// A configuration that no longer checks, or amounts beyond 64 bits.
pub fn ledger(configuration: &Configuration, month: Month, facts: &Facts) -> Result<Ledger> {
    match facts.closed.get(&month) {
        Some(closed) => Ok(closed.ledger.clone()),
        None => compute(configuration, month, facts, None),
    }
}

/// The same, with the range of each line, each service and the month. All lines are drawn together: an input that several use is drawn
/// once.
///
/// # Errors
/// Those of [`ledger`].
pub fn ledger_with_ranges(configuration: &Configuration, month: Month, facts: &Facts) -> Result<Ledger> {
    Ok(ledger_drawn_by(configuration, month, facts, &OneByOne)?.0)
}

/// The same, with what the draws say of services and inputs. The digits are the same whatever the workers.
///
/// # Errors
/// Those of [`ledger`].
pub fn ledger_drawn_by(configuration: &Configuration, month: Month, facts: &Facts, workers: &dyn Workers) -> Result<(Ledger, Drawn)> {
    let mut models = Vec::new();
    let mut ledger = compute(configuration, month, facts, Some(&mut models))?;
    // What each capped pool may pay in the month; the sums are drawn after what it takes back.
    let cap = |row: &PoolRow| match row.limit {
        Some(Limit::Cap { amount, .. }) => Some((row.pool.clone(), amount)),
        _ => None,
    };
    let caps: Caps = ledger.pools.iter().filter_map(cap).collect();
    let drawn = draw(&mut ledger, &models, &caps, workers)?;
    ledger.range = Some(drawn.total.net);
    Ok((ledger, drawn))
}

/// Adds each line's model to `models`, where they are asked for.
fn compute(configuration: &Configuration, month: Month, facts: &Facts, mut models: Option<&mut Vec<Model>>) -> Result<Ledger> {
    let scope = Scope::of(configuration, month, facts)?;
    let (whole, window) = (scope.whole, scope.window);
    let (mut lines, mut not_claimed) = (Vec::new(), Vec::new());
    for mapping in configuration.mappings.values() {
        let Some(version) = mapping.version_in(month).filter(|version| !version.retired) else { continue };
        if window.ms() == 0 {
            continue;
        }
        match scope.line(mapping, version, models.as_deref_mut())? {
            Ok((line, outside)) => {
                not_claimed.extend(outside.map(|refused| scope.not_claimed(&line.name, &line.service, refused, None)));
                lines.push(line);
            }
            Err(refused) => not_claimed.push(scope.not_claimed(&mapping.name, &mapping.service, refused, None)),
        }
    }
    not_claimed.extend(scope.set_apart(&mut lines, models));
    let (pools, blocks) = scope.pools(&mut lines)?;
    not_claimed.extend(scope.seen_without_mapping());
    let (costs, unknown) = scope.costs()?;
    let totals = Totals::of(&lines, &costs, configuration.currency())?.without_costs(unknown.len());
    not_claimed.extend(unknown);
    Ok(Ledger { month, window, to_date: facts.now_ms < whole.end_ms, lines, not_claimed, costs, pools, blocks, totals, range: None })
}

/// A line, and what of its effect lay outside the tested range.
type Claimed = (ValueLine, Option<Refused>);

/// A month of a company, with what was measured in it.
pub(super) struct Scope<'a> {
    pub configuration: &'a Configuration,
    pub month: Month,
    pub facts: &'a Facts,
    pub whole: Window,
    /// The part of `whole` that has passed.
    pub window: Window,
}

impl<'a> Scope<'a> {
    pub(super) fn of(configuration: &'a Configuration, month: Month, facts: &'a Facts) -> Result<Self> {
        let whole = month.window(configuration.settings.zone()?);
        Ok(Self { configuration, month, facts, whole, window: whole.until(facts.now_ms) })
    }

    /// The share of the month that has passed, with the digits that are printed; none of a month that has ended.
    pub(super) fn elapsed(&self) -> Result<Option<Decimal>> {
        if self.window.ms() >= self.whole.ms() {
            return Ok(None);
        }
        Exact::ratio(self.window.ms().into(), self.whole.ms().max(1).into())?.round(SHARE_DECIMALS).map(Some)
    }

    /// The day as of which evidence is judged.
    pub(super) fn as_of(&self) -> Result<NaiveDate> {
        Ok(self.month.as_of(local(self.facts.now_ms, self.configuration.settings.zone()?).date()))
    }

    fn line(&self, mapping: &Mapping, version: &MappingVersion, models: Option<&mut Vec<Model>>) -> Result<Result<Claimed, Refused>> {
        let reporting = self.configuration.settings.basis;
        if let Some(refused) = other_basis(mapping.basis, reporting, version.margin.is_some()) {
            return Ok(Err(refused));
        }
        let Inputs { input, coverage, baseline_note, notes } = match self.input(mapping, version)? {
            Ok(inputs) => inputs,
            Err(refused) => return Ok(Err(refused)),
        };
        let (input, notes) = match self.disputed(mapping, input, notes) {
            Ok(inputs) => inputs,
            Err(refused) => return Ok(Err(refused)),
        };
        let input = match self.with_rate(input) {
            Ok(input) => input,
            Err(refused) => return Ok(Err(refused)),
        };
        let modelled =
            priced(&input).and_then(|(valued, scale)| Ok((valued, models.is_some().then(|| Model::of(&input, scale)).transpose()?)));
        let (valued, model) = match modelled {
            Ok(modelled) => modelled,
            Err(error) => {
                let message = error.to_string();
                return Ok(Err(refuse(Reason::Unpriceable { message: message.clone() }, message, "Correct the mapping")));
            }
        };
        if let Some(models) = models {
            models.extend(model);
        }
        let edge = input.edge_note();
        let line = ValueLine {
            mapping: mapping.id.clone(),
            name: mapping.name.clone(),
            service: mapping.service.clone(),
            service_name: self.service_name(&mapping.service),
            owner: mapping.owner.clone(),
            owner_name: self.configuration.person_name(&mapping.owner),
            template: mapping.template,
            metric: mapping.metric.clone(),
            kpi: mapping.kpi.clone(),
            basis: if version.margin.is_some() { reporting } else { mapping.basis },
            version_from: version.from,
            amount: valued.amount,
            low: None,
            median: None,
            high: None,
            p_loss: None,
            grade: valued.grade,
            chain: valued.chain,
            local: valued.local,
            pool: mapping.pool.clone(),
            overlap: None,
            notes: notes.into_iter().chain(input.cut_note()).chain(edge.clone()).collect(),
            coverage,
            baseline_note,
        };
        Ok(Ok((line, edge.map(|why| refuse(Reason::OutsideRange, why, "Test the new range")))))
    }

    /// With what was decided of a disputed line: a cut is a factor of its chain.
    pub(super) fn disputed(
        &self,
        mapping: &Mapping,
        mut input: ChainInput,
        mut notes: Vec<String>,
    ) -> Result<(ChainInput, Vec<String>), Refused> {
        let Some((challenge, outcome)) = decided(self.facts.challenges_of(self.month), &mapping.id) else { return Ok((input, notes)) };
        match outcome {
            Outcome::Kept => notes.push(format!("Disputed by {} and kept", challenge.asked_by)),
            Outcome::Withdrawn => {
                let why = format!("Withdrawn after {} disputed it", challenge.asked_by);
                return Err(refuse(Reason::Withdrawn, why, "Claim it again with what was asked for"));
            }
            Outcome::Cut { kept } => {
                notes.push(format!("Disputed by {} and cut", challenge.asked_by));
                let share = FactorInput::plain(KEPT, kept, "1");
                input.factors.push(FactorInput { part: Part::Effect, evidence: Some("record".to_owned()), ..share });
            }
        }
        Ok((input, notes))
    }

    pub(super) fn service_name(&self, id: &ServiceId) -> String {
        self.configuration.services.get(id).map_or_else(|| id.to_string(), |service| service.name.clone())
    }
}

/// Why a mapping of another basis is not added: nothing converts it.
pub(super) fn other_basis(basis: Basis, reporting: Basis, has_margin: bool) -> Option<Refused> {
    let why = format!("It is counted in {}; totals are in {}", basis.name(), reporting.name());
    let refused = || refuse(Reason::OtherBasis { basis, reporting }, why, "Name the margin that converts it");
    (!basis.adds_to(reporting) && !has_margin).then(refused)
}
