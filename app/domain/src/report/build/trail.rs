//! Thirteen months of ledgers, with each service's totals.

use std::collections::{BTreeMap, BTreeSet};

use crate::Result;
use crate::config::Configuration;
use crate::ids::ServiceId;
use crate::money::Money;
use crate::time::Month;
use crate::uncertainty::Workers;
use crate::value::{CostLine, Drawn, Facts, Ledger, Totals, ValueLine, ledger, ledger_drawn_by};

/// Months shown in a trend: a year, and the same month of the year before.
pub const TRAIL_MONTHS: i32 = 13;

/// A month of the trail.
#[derive(Debug, Clone)]
pub struct Past {
    pub ledger: Ledger,
    pub services: BTreeMap<ServiceId, Totals>,
    /// Services with a line.
    pub priced: BTreeSet<ServiceId>,
    /// What the draws say of services and inputs; of the month in question alone, and where ranges were asked for.
    pub drawn: Option<Drawn>,
    /// Was anything priced or measured? Otherwise its totals are unknown, not zero.
    pub known: bool,
}

/// The ledgers that end with the month in question, oldest first; never empty.
#[derive(Debug, Clone)]
pub struct Trail {
    pub months: Vec<Past>,
}

impl Trail {
    /// Computes the 13 months that end with `month`.
    pub fn of(configuration: &Configuration, facts: &Facts, month: Month) -> Result<Self> {
        Self::over(configuration, facts, &month.trailing(TRAIL_MONTHS))
    }

    /// Computes the given months, of which the last is the one in question.
    pub fn over(configuration: &Configuration, facts: &Facts, months: &[Month]) -> Result<Self> {
        let measured: BTreeSet<Month> = facts.months.keys().map(|(_, month)| *month).collect();
        let past = |month: &Month| {
            let ledger = ledger(configuration, *month, facts)?;
            let known = !ledger.lines.is_empty() || measured.contains(month) || facts.closed.contains_key(month);
            let priced = ledger.lines.iter().map(|line| line.service.clone()).collect();
            Ok(Past { services: by_service(&ledger)?, priced, ledger, drawn: None, known })
        };
        Ok(Self { months: months.iter().map(past).collect::<Result<_>>()? })
    }

    /// Adds the ranges of the month in question, where they are printed: they are drawn, which costs far more than the amounts.
    ///
    /// # Errors
    /// Those of [`ledger_drawn_by`].
    pub fn with_ranges(mut self, configuration: &Configuration, facts: &Facts, workers: &dyn Workers) -> Result<Self> {
        if let Some(last) = self.months.last_mut() {
            let (ledger, mut drawn) = ledger_drawn_by(configuration, last.ledger.month, facts, workers)?;
            match facts.closed.get(&last.ledger.month) {
                Some(closed) => drawn.services = closed.services.clone(),
                None => last.ledger = ledger,
            }
            last.drawn = Some(drawn);
        }
        Ok(self)
    }

    /// The same months of one service: its lines with their shares of what pools take back, its costs and its range.
    ///
    /// # Errors
    /// Amounts beyond 64 bits.
    pub fn only(mut self, service: &ServiceId) -> Result<Self> {
        for past in &mut self.months {
            let ledger = &mut past.ledger;
            ledger.lines.retain(|line| line.service == *service);
            ledger.costs.retain(|cost| cost.service == *service);
            ledger.not_claimed.retain(|seen| seen.service == *service);
            let unknown_costs = ledger.unknown_costs().count();
            let totals = Totals::of(&ledger.lines, &ledger.costs, ledger.totals.net.currency)?;
            let return_on_cost = totals.return_on_cost.filter(|_| unknown_costs == 0);
            ledger.totals = Totals { unknown_costs, return_on_cost, ..totals };
            let drawn = past.drawn.as_ref().and_then(|drawn| drawn.services.get(service));
            ledger.range = drawn.map(|ranges| ranges.net);
            past.services.retain(|id, _| id == service);
            past.priced.retain(|id| id == service);
        }
        Ok(self)
    }

    /// Index of the month in question.
    pub fn last(&self) -> usize {
        self.months.len().saturating_sub(1)
    }

    /// The ledger of the month in question.
    pub fn ledger(&self) -> &Ledger {
        &self.months[self.last()].ledger
    }

    /// What the draws of the month in question say, where they were asked for.
    pub fn drawn(&self) -> Option<&Drawn> {
        self.months[self.last()].drawn.as_ref()
    }

    /// Last month, where it can be compared with: this month is over, and last month is known.
    pub fn comparable(&self) -> Option<&Ledger> {
        let before = self.months.get(self.last().checked_sub(1)?)?;
        (before.known && !self.ledger().to_date).then_some(&before.ledger)
    }

    /// Is there no known month before?
    pub fn is_first(&self) -> bool {
        self.months[..self.last()].iter().all(|past| !past.known)
    }

    /// A service's totals of a month; none where it is unknown or has neither line nor cost.
    pub fn service(&self, index: usize, service: &ServiceId) -> Option<Totals> {
        let past = self.months.get(index).filter(|past| past.known)?;
        past.services.get(service).copied()
    }

    /// A service's net value, month by month.
    pub fn nets(&self, service: &ServiceId) -> Vec<Option<Money>> {
        (0..self.months.len()).map(|index| self.service(index, service).map(|totals| totals.net)).collect()
    }

    /// A service's benefit, month by month.
    pub fn benefits(&self, service: &ServiceId) -> Vec<Option<Money>> {
        let benefit = |(index, past): (usize, &Past)| Some(self.service(index, service).filter(|_| past.priced.contains(service))?.benefit);
        self.months.iter().enumerate().map(benefit).collect()
    }
}

/// Totals of each service in one pass.
fn by_service(ledger: &Ledger) -> Result<BTreeMap<ServiceId, Totals>> {
    let mut groups: BTreeMap<&ServiceId, (Vec<&ValueLine>, Vec<&CostLine>)> = BTreeMap::new();
    ledger.lines.iter().for_each(|line| groups.entry(&line.service).or_default().0.push(line));
    ledger.costs.iter().for_each(|cost| groups.entry(&cost.service).or_default().1.push(cost));
    let currency = ledger.totals.net.currency;
    groups.into_iter().map(|(id, (lines, costs))| Ok((id.clone(), Totals::of(lines, costs, currency)?))).collect()
}
