//! What a storage gives and is asked for. The evaluator asks for everything first ([`crate::Query::needs`]), then computes without waiting.

use regex::{Regex, RegexBuilder};

use crate::{
    Labels,
    error::{Result, bad},
};

/// The bits of the NaN that ends a series: from here on it has no value.
pub const STALE_BITS: u64 = 0x7ff0_0000_0000_0002;

/// Whether a stored value ends its series instead of being one.
pub fn is_stale(value: f64) -> bool {
    value.to_bits() == STALE_BITS
}

/// How a label is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    Equal,
    NotEqual,
    Matches,
    NotMatches,
}

/// One condition on a label. A label that a series does not have counts as empty.
#[derive(Debug, Clone)]
pub struct Matcher {
    pub name: String,
    pub op: Op,
    pub value: String,
    pattern: Option<Regex>,
}

/// A pattern larger than this when compiled is refused, in bytes.
const PATTERN_BYTES: usize = 1 << 20;

/// A pattern that has to match the whole text, as everywhere in PromQL.
pub(crate) fn whole(pattern: &str) -> Result<Regex> {
    RegexBuilder::new(&format!("^(?:{pattern})$"))
        .size_limit(PATTERN_BYTES)
        .dfa_size_limit(PATTERN_BYTES)
        .build()
        .map_err(|wrong| bad(format!("error parsing regexp {pattern:?}: {wrong}")))
}

impl Matcher {
    /// A condition. Fails when a pattern is none, or too large.
    pub fn new(name: impl Into<String>, op: Op, value: impl Into<String>) -> Result<Self> {
        let (name, value) = (name.into(), value.into());
        let pattern = matches!(op, Op::Matches | Op::NotMatches).then(|| whole(&value)).transpose()?;
        Ok(Self { name, op, value, pattern })
    }

    /// Whether a label's value satisfies it; empty for a label that is not there.
    pub fn matches(&self, value: &str) -> bool {
        match self.op {
            Op::Equal => self.value == value,
            Op::NotEqual => self.value != value,
            Op::Matches => self.pattern.as_ref().is_some_and(|pattern| pattern.is_match(value)),
            Op::NotMatches => self.pattern.as_ref().is_some_and(|pattern| !pattern.is_match(value)),
        }
    }
}

/// Whether a series satisfies all conditions.
pub fn all_match(matchers: &[Matcher], labels: &Labels) -> bool {
    matchers.iter().all(|matcher| matcher.matches(labels.get(&matcher.name)))
}

/// A stored series: two columns of the same length, times strictly ascending.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesData {
    pub labels: Labels,
    /// Milliseconds since 1970.
    pub at_ms: Vec<i64>,
    /// One value for each time; [`STALE_BITS`] where the series ends.
    pub values: Vec<f64>,
    /// How long a sample counts, where that is not the query's lookback: a figure of a month holds for the month.
    pub holds_ms: Option<i64>,
}

/// What one selector of a query needs: every series that satisfies the conditions, with its samples from `from_ms` to `until_ms`, both included.
#[derive(Debug, Clone)]
pub struct Selection {
    pub matchers: Vec<Matcher>,
    pub from_ms: i64,
    pub until_ms: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_the_whole_value_or_nothing() -> Result<()> {
        let code = Matcher::new("code", Op::Matches, "5..|")?;
        assert!(code.matches("503") && code.matches("") && !code.matches("x503"));
        assert!(!Matcher::new("code", Op::NotMatches, "5..")?.matches("503"));
        assert!(Matcher::new("code", Op::Matches, "(").is_err());
        assert!(Matcher::new("code", Op::Matches, r"(\pL{500}){500}").is_err());
        Ok(())
    }
}
