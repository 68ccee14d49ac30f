//! What blocks a close: each point with who can settle it, and where.

use serde::{Deserialize, Serialize};

use crate::format::{self, sentence};
use crate::report::MonthReport;
use crate::value::{NotClaimed, Reason};

/// What a point is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckKind {
    /// Too little of the month was measured, or its labels are not in yet.
    Coverage,
    /// A driver, a baseline, a volume or an exchange rate is missing.
    Input,
    /// A cost is not known.
    Cost,
    /// More is claimed on a pool than there was.
    Pool,
    /// A line is disputed, and its owner has not answered.
    Challenge,
}

impl CheckKind {
    /// As a heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Coverage => "Not measured enough",
            Self::Input => "An input is missing",
            Self::Cost => "A cost is not known",
            Self::Challenge => "A challenge is not answered",
            Self::Pool => "The same money is claimed twice",
        }
    }
}

/// Something open: the month is closed without it only as provisional, with a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    pub kind: CheckKind,
    /// What it is about: a line, a cost, a pool.
    pub subject: String,
    pub why: String,
    /// What settles it.
    pub remedy: String,
    /// Who can; empty where nobody is named.
    pub owner_name: String,
    /// The page where it is settled.
    pub link: String,
}

/// Everything open in a month, from its report alone; by kind.
pub fn checks(report: &MonthReport) -> Vec<Check> {
    let mut found: Vec<Check> = report.ledger.not_claimed.iter().filter_map(unclaimed).collect();
    let pools = report.ledger.pools.iter().filter(|pool| pool.overlap.is_loss());
    found.extend(pools.map(|pool| Check {
        kind: CheckKind::Pool,
        subject: pool.name.clone(),
        why: format!(
            "The lines claim {} more than the pool holds. It is taken back, the weakest evidence first.",
            format::money(pool.overlap.negated())
        ),
        remedy: "Measure one of the claims by a test, or share the pool out.".to_owned(),
        owner_name: String::new(),
        link: "/value-map".to_owned(),
    }));
    found.extend(report.ledger.blocks.iter().map(|block| Check {
        kind: CheckKind::Pool,
        subject: block.subject.clone(),
        why: sentence(&block.why),
        remedy: sentence(&block.remedy),
        owner_name: String::new(),
        link: "/value-map".to_owned(),
    }));
    let waiting = report.challenges.iter().filter(|challenge| challenge.answered.is_none());
    found.extend(waiting.map(|challenge| Check {
        kind: CheckKind::Challenge,
        subject: challenge.line.clone(),
        why: format!("{} asks: {}", challenge.asked_by, challenge.text),
        remedy: "Its owner keeps it, cuts it or withdraws it.".to_owned(),
        owner_name: challenge.owner_name.clone(),
        link: format!("/reports/{}/review#challenges", report.month),
    }));
    found.sort_by(|a, b| a.kind.cmp(&b.kind).then_with(|| a.subject.cmp(&b.subject)));
    found
}

/// What was seen and not priced blocks where somebody can still supply what lacks; what is not proved, or priced elsewhere, does not.
fn unclaimed(seen: &NotClaimed) -> Option<Check> {
    let service = format!("/services/{}", seen.service);
    let (kind, link) = match seen.reason {
        Reason::LowCoverage { .. } | Reason::NoSamples => (CheckKind::Coverage, service),
        Reason::NoBaseline | Reason::NoDriverValue { .. } | Reason::NoVolume { .. } | Reason::NoProfile { .. } | Reason::NoRate { .. } => {
            (CheckKind::Input, "/drivers".to_owned())
        }
        Reason::CostNotKnown { .. } => (CheckKind::Cost, "/drivers".to_owned()),
        _ => return None,
    };
    Some(Check {
        kind,
        subject: seen.name.clone(),
        why: sentence(&seen.why),
        remedy: sentence(&seen.remedy),
        owner_name: seen.owner_name.clone(),
        link,
    })
}
