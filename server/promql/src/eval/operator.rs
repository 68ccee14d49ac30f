//! Binary operators on numbers.

use promql_parser::parser::token::*;

/// A binary operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Power,
    Atan2,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    And,
    Or,
    Unless,
}

impl Operator {
    /// The operator of a parser's token.
    pub fn of(token: TokenId) -> Option<Self> {
        Some(match token {
            T_ADD => Self::Add,
            T_SUB => Self::Subtract,
            T_MUL => Self::Multiply,
            T_DIV => Self::Divide,
            T_MOD => Self::Modulo,
            T_POW => Self::Power,
            T_ATAN2 => Self::Atan2,
            T_EQLC => Self::Equal,
            T_NEQ => Self::NotEqual,
            T_LSS => Self::Less,
            T_LTE => Self::LessOrEqual,
            T_GTR => Self::Greater,
            T_GTE => Self::GreaterOrEqual,
            T_LAND => Self::And,
            T_LOR => Self::Or,
            T_LUNLESS => Self::Unless,
            _ => return None,
        })
    }

    /// Whether it works on sets of series instead of values.
    pub fn of_sets(self) -> bool {
        matches!(self, Self::And | Self::Or | Self::Unless)
    }

    /// The comparison of two values, `None` for arithmetic.
    pub fn holds(self, left: f64, right: f64) -> Option<bool> {
        Some(match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
            _ => return None,
        })
    }

    /// Whether it compares.
    pub fn compares(self) -> bool {
        self.holds(0.0, 0.0).is_some()
    }

    /// Whether a result keeps the series' name: as its value does in a filter, and by an oversight of Prometheus 2 for `atan2`.
    pub fn keeps_name(self, bool: bool) -> bool {
        (self.compares() && !bool) || (self == Self::Atan2)
    }

    /// The result for two numbers; 1 and 0 for a comparison.
    pub fn apply(self, left: f64, right: f64) -> f64 {
        match self {
            Self::Add => left + right,
            Self::Subtract => left - right,
            Self::Multiply => left * right,
            Self::Divide => left / right,
            Self::Modulo => left % right,
            Self::Power => left.powf(right),
            Self::Atan2 => left.atan2(right),
            other => other.holds(left, right).map_or(f64::NAN, |holds| f64::from(u8::from(holds))),
        }
    }
}
