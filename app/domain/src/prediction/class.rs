//! What a model says, or what came out: one of a few names.

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Longest name of a class, in bytes.
const MAX: usize = 100;

/// A class, written in one way: `1.0` is `1`, `True` is `true`, since one column of a file is often written otherwise than the next.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Class(String);

impl Class {
    /// Reads a class.
    ///
    /// # Errors
    /// Nothing, or more than 100 bytes.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Error::invalid("a class has a name: leave the row out when nothing is known"));
        }
        if text.len() > MAX {
            return Err(Error::invalid(format!("a class has at most {MAX} bytes; this is no class but a text")));
        }
        let truth = ["true", "false"].into_iter().find(|word| text.eq_ignore_ascii_case(word));
        let number = || text.parse::<rust_decimal::Decimal>().ok().map(|number| number.normalize().to_string());
        Ok(Self(truth.map(str::to_owned).or_else(number).unwrap_or_else(|| text.to_owned())))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Class {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        Self::parse(&text)
    }
}

impl From<Class> for String {
    fn from(class: Class) -> Self {
        class.0
    }
}

impl std::fmt::Display for Class {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_class_is_written_in_one_way() {
        for (text, expected) in [("1.0", "1"), (" 1 ", "1"), ("0.50", "0.5"), ("True", "true"), ("FALSE", "false"), ("Fraud", "Fraud")] {
            assert_eq!(Class::parse(text).unwrap().as_str(), expected);
        }
        assert!(Class::parse("  ").is_err() && Class::parse(&"x".repeat(101)).is_err());
    }
}
