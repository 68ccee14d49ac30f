//! What a month does not claim, and why.

use std::collections::BTreeSet;

use super::ledger::Scope;
use super::line::{NotClaimed, Reason};
use crate::ids::ServiceId;
use crate::metric::{self, Statistic};
use crate::money::Money;

/// A refusal to price, with the reason.
pub(super) struct Refused {
    pub reason: Reason,
    pub why: String,
    pub remedy: String,
}

pub(super) fn refuse(reason: Reason, why: impl Into<String>, remedy: impl Into<String>) -> Refused {
    Refused { reason, why: why.into(), remedy: remedy.into() }
}

impl Scope<'_> {
    /// Effects that were measured and have no mapping to money: attributed revenue is shown apart, a business measure is named.
    pub(super) fn seen_without_mapping(&self) -> Vec<NotClaimed> {
        let currency = self.configuration.currency();
        let mapped: BTreeSet<(&ServiceId, &str)> =
            self.configuration.mappings.values().filter_map(|mapping| Some((&mapping.service, mapping.metric.as_deref()?))).collect();
        let unmapped =
            self.configuration.indicators.values().filter(|indicator| !mapped.contains(&(&indicator.service, indicator.metric.as_str())));
        let mut seen = Vec::new();
        for indicator in unmapped {
            let (Ok(metric), Some(measured)) = (indicator.metric(), self.facts.month(&indicator.series(), self.month)) else { continue };
            if metric.key == "attributed-revenue" {
                let shown = measured.summary.figure(Statistic::Value).and_then(|sum| Money::round(&sum, currency).ok());
                let why = "Attributed sales would partly have happened anyway; shown apart, never added";
                let refused = refuse(Reason::Attributed, why, "Run a holdout or a randomised test");
                seen.push(self.not_claimed(metric.name, &indicator.service, refused, shown));
            } else if metric.category == metric::Category::BusinessImpact {
                let refused = refuse(Reason::NoMapping, "Nobody has set what it is worth", "Add a mapping with a driver");
                seen.push(self.not_claimed(metric.name, &indicator.service, refused, None));
            }
        }
        seen
    }

    pub(super) fn not_claimed(&self, name: &str, service: &ServiceId, refused: Refused, shown_apart: Option<Money>) -> NotClaimed {
        let owner = self.configuration.services.get(service).and_then(|service| self.configuration.service_owner(service));
        NotClaimed {
            name: name.to_owned(),
            service: service.clone(),
            service_name: self.service_name(service),
            owner_name: owner.map_or_else(String::new, |owner| self.configuration.person_name(owner)),
            reason: refused.reason,
            why: refused.why,
            remedy: refused.remedy,
            shown_apart,
        }
    }
}
