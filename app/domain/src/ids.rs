//! Identifiers: stable slugs that people read in URLs and in the configuration file.

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Longest accepted slug, in characters.
pub const SLUG_MAX: usize = 64;

fn parse_slug(what: &str, text: &str) -> Result<String> {
    let fits = (1..=SLUG_MAX).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-');
    if fits {
        Ok(text.to_owned())
    } else {
        Err(Error::field("id", format!("“{text}” is not a {what} id: use 1 to {SLUG_MAX} lower-case letters, digits and inner hyphens")))
    }
}

macro_rules! slug_id {
    ($($(#[$doc:meta])* $name:ident = $what:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Parses a slug; the error says what a slug looks like.
            pub fn parse(text: &str) -> Result<Self> {
                parse_slug($what, text).map(Self)
            }

            /// The slug itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = Error;
            fn try_from(text: String) -> Result<Self> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = Error;
            fn from_str(text: &str) -> Result<Self> {
                Self::parse(text)
            }
        }
    )*};
}

slug_id! {
    /// One company or division.
    WorkspaceId = "workspace";
    /// A team that owns services.
    TeamId = "team";
    /// A model in production.
    ServiceId = "service";
    /// A business measure.
    KpiId = "KPI";
    /// A strategic goal.
    ObjectiveId = "objective";
    /// A business input such as revenue per hour.
    DriverId = "driver";
    /// An edge that turns an indicator into money.
    MappingId = "mapping";
    /// A part of the cost to run.
    CostId = "cost";
    /// A system that samples come from.
    SourceId = "source";
    /// A randomised test or holdout.
    TestId = "test";
    /// A business outcome that mappings claim from.
    PoolId = "pool";
}

/// A person, known by e-mail address in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// Parses an address; case is folded, since one person must not have two accounts.
    pub fn parse(text: &str) -> Result<Self> {
        let lower = text.trim().to_lowercase();
        let good = lower.len() <= 254
            && !lower.chars().any(|c| c.is_whitespace() || c.is_control())
            && lower.split_once('@').is_some_and(|(user, host)| {
                !user.is_empty() && !host.contains('@') && host.len() > 2 && !host.starts_with('.') && !host.ends_with('.')
            });
        if good { Ok(Self(lower)) } else { Err(Error::field("email", format!("“{text}” is not an e-mail address"))) }
    }

    /// The address itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Email {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        Self::parse(&text)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> String {
        email.0
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn slugs_are_lower_case_words() {
        for good in ["a", "recommender", "p95-latency", "2026"] {
            assert_eq!(ServiceId::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "A", "a b", "-a", "a-", "é", "a/b", "'; drop table item;--"] {
            assert!(ServiceId::parse(bad).is_err(), "{bad}");
        }
        assert!(ServiceId::parse(&"a".repeat(65)).is_err());
        assert!(serde_json::from_str::<ServiceId>("\"A b\"").is_err());
    }

    #[test]
    fn emails_fold_case() {
        assert_eq!(Email::parse(" Sari@Example.COM ").unwrap().as_str(), "sari@example.com");
        for bad in ["", "sari", "@example.com", "sari@", "a b@example.com", "a@b@c.de"] {
            assert!(Email::parse(bad).is_err(), "{bad}");
        }
    }
}
