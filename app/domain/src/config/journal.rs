//! On which accounts finance books a month.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::money_model::CostPart;
use super::template::Template;
use crate::{Error, Result};

/// Longest accepted account, in characters.
const ACCOUNT_MAX: usize = 100;

/// The accounts of the journal export. What has no account here cannot be exported, and the export says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journal {
    /// The other side of every entry.
    pub counter: String,
    /// What pools take back from the claims.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overlap: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub benefit: BTreeMap<Template, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub cost: BTreeMap<CostPart, String>,
}

impl Journal {
    /// Every account is there and short enough to be one.
    ///
    /// # Errors
    /// Names the entry without an account.
    pub fn check(&self) -> Result<()> {
        let benefit = self.benefit.iter().map(|(template, account)| (format!("benefit.{}", template.key()), account));
        let cost = self.cost.iter().map(|(part, account)| (format!("cost.{}", part.name()), account));
        let single = [("counter".to_owned(), Some(&self.counter)), ("overlap".to_owned(), self.overlap.as_ref())];
        let single = single.into_iter().filter_map(|(name, account)| Some((name, account?)));
        for (name, account) in single.chain(benefit).chain(cost) {
            if account.trim().is_empty() || account.chars().count() > ACCOUNT_MAX || account.chars().any(char::is_control) {
                let message = format!("journal {name}: write the account in 1 to {ACCOUNT_MAX} characters, such as 4100");
                return Err(Error::field(name, message));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn an_account_is_a_few_characters() {
        let journal = |account: &str| -> Journal {
            serde_json::from_value(json!({"counter": "2190", "benefit": {"own_chain": account}, "cost": {"cloud": "6100"}})).unwrap()
        };
        assert_eq!(journal("4100 Model value").check(), Ok(()));
        for bad in ["", " ", "41\n00", &"4".repeat(101)] {
            let error = journal(bad).check().unwrap_err();
            assert_eq!(error.field_name(), Some("benefit.own_chain"), "{error}");
        }
    }

    #[test]
    fn an_unknown_template_is_named() {
        let read = serde_json::from_value::<Journal>(json!({"counter": "2190", "benefit": {"luck": "4100"}}));
        assert!(read.unwrap_err().to_string().contains("luck"));
    }
}
