//! What happens to a service at an instant: deployments and incidents, as the systems that know them tell it.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::config::Number;
use crate::{Error, Result};

/// Longest name of an event at its source, in bytes.
const KEY_MAX: usize = 300;
/// Longest text that is kept of one, in characters.
const TEXT_MAX: usize = 300;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    Deployment(Deployment),
    Incident(Incident),
}

/// A change that went to production, or failed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployment {
    /// Its name at the source: told twice, it is one.
    pub key: String,
    /// When it reached production, or failed.
    pub at_ms: i64,
    /// What was deployed, as people call it: a tag, a commit, a model's version.
    pub version: String,
    /// When the change was first committed, where that is known; lead time counts from here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub committed_ms: Option<i64>,
    /// False when the system itself says that it did not get through.
    pub succeeded: bool,
    /// Where to read of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A time in which a service did not do what it should.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// Its name at the source: told twice, it is one.
    pub key: String,
    pub from_ms: i64,
    /// None while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_ms: Option<i64>,
    pub title: String,
    /// As the source calls it; empty where it does not say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub severity: String,
    /// Which share of the traffic it touched, from 0 to 1; all of it where nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affected_share: Option<Number>,
    /// Where to read of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Event {
    /// Its name at the source.
    pub fn key(&self) -> &str {
        match self {
            Self::Deployment(deployment) => &deployment.key,
            Self::Incident(incident) => &incident.key,
        }
    }

    /// When it happened, or began.
    pub fn at_ms(&self) -> i64 {
        match self {
            Self::Deployment(deployment) => deployment.at_ms,
            Self::Incident(incident) => incident.from_ms,
        }
    }

    /// Fit to be kept: long texts are cut, and an address that no browser should open is left out.
    ///
    /// # Errors
    /// No name, a time before 1970 or after `latest_ms`, an end before its start.
    pub fn checked(self, latest_ms: i64) -> Result<Self> {
        if self.key().trim().is_empty() || self.key().len() > KEY_MAX {
            return Err(Error::field("key", format!("give the event the name that its source knows it by, of at most {KEY_MAX} bytes")));
        }
        let check_time = |field: &str, at_ms: i64| match at_ms {
            at_ms if at_ms > latest_ms => Err(Error::field(field, "this time is in the future: check the sender's clock and zone")),
            at_ms if at_ms < 0 => Err(Error::field(field, "this time is before 1970")),
            _ => Ok(()),
        };
        Ok(match self {
            Self::Deployment(deployment) => {
                check_time("at", deployment.at_ms)?;
                Self::Deployment(Deployment { version: cut(deployment.version), url: opened(deployment.url), ..deployment })
            }
            Self::Incident(incident) => {
                check_time("from", incident.from_ms)?;
                if let Some(until_ms) = incident.until_ms {
                    check_time("until", until_ms)?;
                    if until_ms < incident.from_ms {
                        return Err(Error::field("until", "an incident cannot end before it began"));
                    }
                }
                if incident.affected_share.is_some_and(|share| share.0.is_sign_negative() || share.0 > Decimal::ONE) {
                    let message = "a share of the traffic is a number from 0 to 1, such as 0.25; leave it out where all was affected";
                    return Err(Error::field("affected_share", message));
                }
                let (title, severity) = (cut(incident.title), cut(incident.severity));
                Self::Incident(Incident { title, severity, url: opened(incident.url), ..incident })
            }
        })
    }

    /// The same event after it was told once more, in whatever order the tellings came. A release that got through once did, when it first did;
    /// an incident began when it is first said to have, and an end that is known is not forgotten.
    #[must_use]
    pub fn told_again(self, newer: Self) -> Self {
        match (self, newer) {
            (Self::Deployment(known), Self::Deployment(newer)) => {
                let at_ms = match (known.succeeded, newer.succeeded) {
                    (true, false) => known.at_ms,
                    (false, true) => newer.at_ms,
                    _ => known.at_ms.min(newer.at_ms),
                };
                Self::Deployment(Deployment {
                    at_ms,
                    committed_ms: newer.committed_ms.or(known.committed_ms),
                    succeeded: known.succeeded || newer.succeeded,
                    url: newer.url.or(known.url),
                    ..if known.succeeded && !newer.succeeded {
                        Deployment { url: None, ..known }
                    } else {
                        Deployment { url: None, ..newer }
                    }
                })
            }
            (Self::Incident(known), Self::Incident(newer)) => Self::Incident(Incident {
                from_ms: known.from_ms.min(newer.from_ms),
                until_ms: newer.until_ms.or(known.until_ms),
                severity: if newer.severity.is_empty() { known.severity } else { newer.severity },
                affected_share: newer.affected_share.or(known.affected_share),
                url: newer.url.or(known.url),
                key: newer.key,
                title: newer.title,
            }),
            (_, newer) => newer,
        }
    }
}

fn cut(text: String) -> String {
    if text.chars().count() <= TEXT_MAX { text } else { text.chars().take(TEXT_MAX - 1).chain(['…']).collect() }
}

fn opened(url: Option<String>) -> Option<String> {
    url.filter(|url| (url.starts_with("https://") || url.starts_with("http://")) && url.len() <= 2_000)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn deployment(at_ms: i64, succeeded: bool, committed_ms: Option<i64>) -> Event {
        let url = committed_ms.map(|_| "https://ci.internal/1".to_owned());
        Event::Deployment(Deployment { key: "k".into(), at_ms, version: "v".into(), committed_ms, succeeded, url })
    }

    fn incident(from_ms: i64, until_ms: Option<i64>) -> Event {
        Event::Incident(Incident {
            key: "k".into(),
            from_ms,
            until_ms,
            title: "t".into(),
            severity: String::new(),
            affected_share: None,
            url: None,
        })
    }

    #[test]
    fn two_tellings_are_one_in_any_order() {
        for (a, b, expected) in [
            (deployment(5, true, None), deployment(9, true, Some(1)), deployment(5, true, Some(1))),
            (deployment(5, false, Some(1)), deployment(9, true, None), deployment(9, true, Some(1))),
            (deployment(9, false, None), deployment(5, false, None), deployment(5, false, None)),
            (incident(5, None), incident(5, Some(8)), incident(5, Some(8))),
            (incident(7, Some(8)), incident(5, None), incident(5, Some(8))),
        ] {
            assert_eq!(a.clone().told_again(b.clone()), expected);
            assert_eq!(b.told_again(a), expected);
        }
        let longer = incident(5, Some(8)).told_again(incident(5, Some(9)));
        assert_eq!(longer, incident(5, Some(9)), "the last end told counts");
    }

    #[test]
    fn what_cannot_be_is_refused_at_its_field() {
        for (event, field) in [
            (deployment(11, true, None), "at"),
            (deployment(-1, true, None), "at"),
            (incident(11, None), "from"),
            (incident(5, Some(11)), "until"),
            (incident(5, Some(4)), "until"),
        ] {
            assert_eq!(event.checked(10).unwrap_err().field_name(), Some(field));
        }
        let Event::Incident(plain) = incident(5, None) else { return };
        for key in ["", " ", &"k".repeat(301)] {
            assert_eq!(Event::Incident(Incident { key: key.into(), ..plain.clone() }).checked(10).unwrap_err().field_name(), Some("key"));
        }
        for (share, fits) in [("0", true), ("0.25", true), ("1", true), ("1.01", false), ("-0.1", false)] {
            let share = Some(Number::parse(share).unwrap());
            let checked = Event::Incident(Incident { affected_share: share, ..plain.clone() }).checked(10);
            assert_eq!(checked.is_ok(), fits, "{share:?}");
            assert!(checked.map_or_else(|error| error.field_name() == Some("affected_share"), |_| true));
        }
        let odd = Incident { title: "ü".repeat(400), url: Some("javascript:alert(1)".into()), ..plain };
        let Ok(Event::Incident(kept)) = Event::Incident(odd).checked(10) else { return };
        assert_eq!((kept.title.chars().count(), kept.title.chars().last(), kept.url), (300, Some('…'), None));
    }
}
