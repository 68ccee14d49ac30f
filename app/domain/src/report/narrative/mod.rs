//! The report's sentences, filled from the month's figures by stated conditions. Verbs follow the sign, metric names stay out, and
//! what is not known is said.

mod certainty;
mod headline;
mod lead;
mod reasons;
mod service;
mod words;

pub use certainty::{certainty, span, told_median};
pub use headline::{Finding, headline};
pub use lead::{Story, lead, losses};
pub use reasons::reasons;
pub use service::{line_sentence, service_text};
