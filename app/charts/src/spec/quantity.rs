/// What the numbers of an axis are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Money in whole units of a currency. The axis chooses thousands or millions and says so once, top left.
    Money {
        /// ISO 4217 code, for example `USD`.
        code: String,
        /// What follows the code, for example `per day`; empty for nothing.
        per: String,
    },
    /// Anything else, written as it is.
    Other {
        /// The unit as it stands top left, for example `ms` or `error rate, %`; empty for none.
        unit: String,
    },
}

impl Quantity {
    /// Money of a month, in whole units of `code`.
    pub fn money(code: impl Into<String>) -> Self {
        Self::Money { code: code.into(), per: String::new() }
    }

    /// A quantity that is not money.
    pub fn other(unit: impl Into<String>) -> Self {
        Self::Other { unit: unit.into() }
    }
}
