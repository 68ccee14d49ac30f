//! Lines that are computed and shown, but not added up.

use std::collections::BTreeSet;

use super::ledger::Scope;
use super::line::{NotClaimed, Reason, ValueLine};
use super::model::Model;
use super::unclaimed::{Refused, refuse};
use crate::config::Template;
use crate::evidence::Grade;
use crate::ids::ServiceId;

/// The cost metric that holds idle time.
const ALLOCATED: &str = "cost-per-prediction-allocated";

impl Scope<'_> {
    /// Takes out what nothing speaks for, and what is in another line already: saved cost is counted on one basis, and where that is
    /// the allocation, idle time is part of it. The models of lines that stay stay beside them.
    pub(super) fn set_apart(&self, lines: &mut Vec<ValueLine>, models: Option<&mut Vec<Model>>) -> Vec<NotClaimed> {
        let on_allocation: BTreeSet<ServiceId> =
            lines.iter().filter(|line| is_on_allocation(line) && line.grade != Grade::E).map(|line| line.service.clone()).collect();
        let (mut apart, mut stays) = (Vec::new(), Vec::new());
        lines.retain(|line| {
            let Some(refused) = why_apart(line.template, line.metric.as_deref(), line.grade, on_allocation.contains(&line.service)) else {
                stays.push(true);
                return true;
            };
            stays.push(false);
            apart.push(self.not_claimed(&line.name, &line.service, refused, Some(line.amount)));
            false
        });
        if let Some(models) = models {
            let mut stays = stays.into_iter();
            models.retain(|_| stays.next().unwrap_or(true));
        }
        apart
    }
}

/// Why a line is shown and never added; `on_allocation` is whether its service's saved cost is counted with idle time.
pub(super) fn why_apart(template: Template, metric: Option<&str>, grade: Grade, on_allocation: bool) -> Option<Refused> {
    let is_part = template == Template::IdleCapacity || template == Template::CostSaved && metric != Some(ALLOCATED);
    if grade == Grade::E {
        let remedy = "State an assumption somebody stands for, or run a test";
        Some(refuse(Reason::NotProved, "Nothing speaks for it (grade E); shown apart, never added", remedy))
    } else if is_part && on_allocation {
        let why = "The service’s cost with idle time holds this already; shown apart, never added";
        Some(refuse(Reason::OtherCostBasis, why, "Count one basis of cost: retire the other mapping"))
    } else {
        None
    }
}

pub(super) fn is_on_allocation(line: &ValueLine) -> bool {
    line.template == Template::CostSaved && line.metric.as_deref() == Some(ALLOCATED)
}
