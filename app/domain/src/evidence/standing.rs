//! For how long a test's effect counts.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::grade::Grade;
use crate::config::Test;

/// What a test is worth in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It ended later: nobody could know it then.
    NotYet,
    InForce,
    /// After its last valid day, for as long again as from its end to that day: one grade lower.
    Expired,
    /// After that second term: not claimed.
    RunOut,
}

impl Standing {
    /// The grade that is left of a test's own.
    pub fn grade(self, base: Option<Grade>) -> Option<Grade> {
        match self {
            Self::InForce => base,
            Self::Expired => base.map(Grade::lowered),
            Self::NotYet | Self::RunOut => None,
        }
    }
}

/// The standing of a test on a day: of a month, the one as of which it is told ([`crate::time::Month::as_of`]).
pub fn standing(test: &Test, day: NaiveDate) -> Standing {
    if day < test.to {
        Standing::NotYet
    } else if day <= test.valid_until {
        Standing::InForce
    } else if day <= runs_out(test) {
        Standing::Expired
    } else {
        Standing::RunOut
    }
}

/// Last day of the second term.
pub fn runs_out(test: &Test) -> NaiveDate {
    let term = u64::try_from((test.valid_until - test.to).num_days()).unwrap_or(0);
    test.valid_until.checked_add_days(Days::new(term)).unwrap_or(NaiveDate::MAX)
}
