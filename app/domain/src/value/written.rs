//! The chain as people read it: each term with its operator and brackets.

use super::chain::{Term, TermRole};
use crate::config::Number;
use crate::format;

/// One printed term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// `×`, `−`, `+`; empty before the first.
    pub operator: &'static str,
    /// Brackets that open before the value: `(`, `(1 − `.
    pub open: &'static str,
    pub close: &'static str,
    /// The term, with the value that stands in this place.
    pub term: Term,
}

impl Written {
    /// The value with its unit: `28,400 USD/h`.
    pub fn quantity(&self) -> String {
        match self.term.unit.as_str() {
            "1" | "" => format::decimal(self.term.value.0),
            unit => format!("{}{}{}", format::decimal(self.term.value.0), format::NBSP, format::unit(unit)),
        }
    }

    fn new(operator: &'static str, open: &'static str, close: &'static str, term: Term) -> Self {
        Self { operator, open, close, term }
    }
}

/// The terms in the order in which they are printed; a price of its own at the actual side is printed twice, once at each side.
pub fn written(chain: &[Term]) -> Vec<Written> {
    let apart = chain.iter().find_map(|term| term.at_actual.map(|at_actual| (term, at_actual)));
    let n_cells = chain.iter().filter(|term| term.role == TermRole::Count).count();
    // The sum of kinds of outcome stands in brackets where a factor follows.
    let bracketed = n_cells > 1 && chain.iter().any(|term| matches!(term.role, TermRole::Factor | TermRole::Complement));
    let (mut out, mut nth): (Vec<Written>, usize) = (Vec::new(), 0);
    for term in chain {
        let times = if out.is_empty() { "" } else { "×" };
        let own = || term.clone();
        match (term.role, apart) {
            (TermRole::First, None) => out.push(Written::new("", "(", "", own())),
            (TermRole::Second, None) => out.push(Written::new("−", "", ")", own())),
            (TermRole::First, Some(price)) => {
                out.push(Written::new("", "(", "", own()));
                out.push(Written::new("×", "", "", side_price(term, price)));
            }
            (TermRole::Second, Some(price)) => {
                out.push(Written::new("−", "", "", own()));
                out.push(Written::new("×", "", ")", side_price(term, price)));
            }
            (TermRole::Count, _) => {
                nth += 1;
                let open = if nth == 1 && bracketed { "((" } else { "(" };
                out.push(Written::new(if nth > 1 { "+" } else { "" }, open, "", own()));
            }
            (TermRole::Expected, _) => out.push(Written::new("−", "", ")", own())),
            (TermRole::CellValue, _) => out.push(Written::new("×", "", if bracketed && nth == n_cells { ")" } else { "" }, own())),
            (TermRole::Factor, _) if term.at_actual.is_some() => {}
            (TermRole::Factor, _) => out.push(Written::new(times, "", "", own())),
            (TermRole::Complement, _) => out.push(Written::new(times, "(1 − ", ")", own())),
        }
    }
    out
}

/// The price at one side. The stated range is that of the driver's own value, not of its value in the hours that were lost.
fn side_price(side: &Term, (price, at_actual): (&Term, Number)) -> Term {
    match side.name.starts_with("baseline") {
        true => Term { at_actual: None, ..price.clone() },
        false => {
            let name = format!("{}, mean of the hours that were lost", price.name);
            Term {
                name,
                value: at_actual,
                at_actual: None,
                low: None,
                high: None,
                evidence: Some("by the hour of the week".into()),
                ..price.clone()
            }
        }
    }
}

/// What each value of the chain is, in its order: `0.9367 accuracy; 0.9210 baseline accuracy; 3,930,032 Visitors at checkout`.
pub fn chain_names(chain: &[Term]) -> String {
    let named = |part: &Written| format!("{} {}", format::decimal(part.term.value.0), part.term.name);
    written(chain).iter().map(named).collect::<Vec<_>>().join("; ")
}

/// The chain on one line, as finance recomputes it: `(5.20 h − 1.85 h) × 28,400 USD/h × (1 − 0.35)`.
pub fn chain_line(chain: &[Term]) -> String {
    let mut line = String::new();
    for part in written(chain) {
        if !part.operator.is_empty() {
            line.push_str(&format!(" {} ", part.operator));
        }
        line.push_str(&format!("{}{}{}", part.open, part.quantity(), part.close));
    }
    line
}
