//! Finance disputes a line; its owner answers. The line is kept, cut to a share, or withdrawn, and the report prints both.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::why;
use crate::access::Viewer;
use crate::config::Number;
use crate::exact::Exact;
use crate::ids::{Email, MappingId};
use crate::money::Money;
use crate::value::{Ledger, ValueLine};
use crate::{Error, Result};

/// How the share that a cut leaves is called in the line's chain.
pub const KEPT: &str = "kept after a challenge";

/// What becomes of a disputed line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It stands.
    Kept,
    /// This share of it stands: more than 0, less than 1.
    Cut { kept: Number },
    /// It is not claimed.
    Withdrawn,
}

/// What the owner says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub outcome: Outcome,
    pub text: String,
}

/// An answer with who gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    #[serde(flatten)]
    pub answer: Answer,
    pub by: String,
    pub at_ms: i64,
}

/// A disputed line of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// From 1, in the month.
    pub number: u32,
    pub mapping: MappingId,
    pub line: String,
    pub owner: Email,
    pub owner_name: String,
    /// The line's amount when it was disputed.
    pub amount: Money,
    /// As in the audit trail.
    pub actor: String,
    pub asked_by: String,
    pub asked_ms: i64,
    pub text: String,
    /// The share of the line that the asker would keep, where it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<Answered>,
}

/// What somebody who disputes a line says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewChallenge {
    pub mapping: MappingId,
    pub text: String,
    /// The share of the line that should be kept: 0.8 takes a fifth off.
    #[serde(default)]
    pub proposed: Option<Number>,
}

impl Challenge {
    /// A new one, of a line of the month.
    ///
    /// # Errors
    /// No such line; one that is disputed already; words that explain nothing; a share that is none.
    pub fn ask(known: &[Self], ledger: &Ledger, viewer: &Viewer, at_ms: i64, new: NewChallenge) -> Result<Self> {
        let missing = || Error::field("mapping", format!("{} has no line “{}”", ledger.month.title(), new.mapping));
        let line: &ValueLine = ledger.lines.iter().find(|line| line.mapping == new.mapping).ok_or_else(missing)?;
        if known.iter().any(|one| one.mapping == new.mapping && one.answered.is_none()) {
            return Err(Error::field("mapping", format!("“{}” is disputed already: its owner answers first", line.name)));
        }
        Ok(Self {
            number: u32::try_from(known.len()).unwrap_or(u32::MAX).saturating_add(1),
            mapping: new.mapping,
            line: line.name.clone(),
            owner: line.owner.clone(),
            owner_name: line.owner_name.clone(),
            amount: line.amount,
            actor: viewer.actor.clone(),
            asked_by: viewer.name.clone(),
            asked_ms: at_ms,
            text: why(&new.text).map_err(|error| Error::field("text", error.to_string()))?,
            proposed: new.proposed.map(|share| part("proposed", share)).transpose()?,
            answered: None,
        })
    }

    /// The same with its owner's answer.
    ///
    /// # Errors
    /// One that is answered; somebody who neither owns the line nor administers, or who asked; a share that is none.
    pub fn answer(mut self, viewer: &Viewer, may_administer: bool, at_ms: i64, answer: Answer) -> Result<Self> {
        if self.answered.is_some() {
            return Err(Error::conflict(format!("challenge {} is answered already", self.number)));
        }
        if viewer.actor == self.actor {
            return Err(Error::conflict("you disputed this line: its owner answers"));
        }
        if viewer.email.as_ref() != Some(&self.owner) && !may_administer {
            return Err(Error::Forbidden {
                action: format!("answering for “{}”", self.line),
                who: format!("its owner, {}", self.owner_name),
            });
        }
        if let Outcome::Cut { kept } = answer.outcome {
            part("kept", kept)?;
        }
        let text = why(&answer.text).map_err(|error| Error::field("text", error.to_string()))?;
        self.answered = Some(Answered { answer: Answer { text, ..answer }, by: viewer.name.clone(), at_ms });
        Ok(self)
    }

    /// What the line would be if the asker's share were kept; none where no share was said.
    pub fn proposed_amount(&self) -> Option<Money> {
        let share = self.proposed?;
        Money::round(&self.amount.exact().times(&Exact::from(share.0)), self.amount.currency).ok()
    }

    /// `Waits for Siti Hartono`, `Kept`, `Cut to 80 %`, `Withdrawn`.
    pub fn words(&self) -> String {
        match self.answered.as_ref().map(|answered| answered.answer.outcome) {
            None => format!("Waits for {}", self.owner_name),
            Some(Outcome::Kept) => "Kept".to_owned(),
            Some(Outcome::Cut { kept }) => {
                format!("Cut to {}", crate::format::percent(kept.0, kept.0.normalize().scale().saturating_sub(2)))
            }
            Some(Outcome::Withdrawn) => "Withdrawn".to_owned(),
        }
    }
}

/// What was last decided of a line; none where it is not disputed, or waits.
pub fn decided<'a>(challenges: &'a [Challenge], mapping: &MappingId) -> Option<(&'a Challenge, Outcome)> {
    let decided = |one: &'a Challenge| Some((one, one.answered.as_ref()?.answer.outcome));
    challenges.iter().filter(|one| one.mapping == *mapping).filter_map(decided).next_back()
}

fn part(field: &str, share: Number) -> Result<Number> {
    if share.0 > Decimal::ZERO && share.0 < Decimal::ONE {
        return Ok(share);
    }
    Err(Error::field(field, "the share that is kept lies between 0 and 1: 0.8 takes a fifth off; to take all of it off, withdraw the line"))
}
