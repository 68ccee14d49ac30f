//! Queries that are known to be right for what teams run, so that nobody has to look the names up.
//!
//! A preset is for one metric of the catalogue and one system; `{model}` and its like are blanks to fill in. Growth is asked for over five
//! minutes, which is how often the catalogue collects: an indicator with a wider or narrower interval of its own needs that in `[5m]`.

mod clusters;
mod knative;
mod servers;

use rust_decimal::Decimal;

use crate::config::SourceRef;
use crate::ids::SourceId;
use crate::{Error, Result};

/// One query that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// Who shows the series, as read by people.
    pub system: &'static str,
    /// Key of the metric in the catalogue.
    pub metric: &'static str,
    pub asks: Asked,
    /// What the numbers are multiplied by, where it is not 1.
    pub scale: Option<&'static str>,
    /// What must be known of the figure; empty when nothing.
    pub note: &'static str,
}

/// What is asked, by the kind of the metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Query(&'static str),
    Share { numerator: &'static str, denominator: &'static str },
    Histogram(&'static str),
}

/// All presets, by system.
pub fn presets() -> impl Iterator<Item = &'static Preset> {
    [servers::PRESETS, knative::PRESETS, clusters::PRESETS].into_iter().flatten()
}

const fn query(system: &'static str, metric: &'static str, query: &'static str, note: &'static str) -> Preset {
    Preset { system, metric, asks: Asked::Query(query), scale: None, note }
}

const fn share(
    system: &'static str,
    metric: &'static str,
    numerator: &'static str,
    denominator: &'static str,
    note: &'static str,
) -> Preset {
    Preset { system, metric, asks: Asked::Share { numerator, denominator }, scale: None, note }
}

const fn histogram(system: &'static str, metric: &'static str, buckets: &'static str, note: &'static str) -> Preset {
    Preset { system, metric, asks: Asked::Histogram(buckets), scale: None, note }
}

impl Preset {
    /// The same, whose numbers are in another unit than the metric's.
    const fn scaled(self, scale: &'static str) -> Self {
        Self { scale: Some(scale), ..self }
    }

    /// The blanks to fill in, each once, in the order of the query.
    pub fn blanks(&self) -> Vec<&'static str> {
        let mut blanks = Vec::new();
        for text in self.texts() {
            for part in text.split("\"{").skip(1) {
                if let Some((blank, _)) = part.split_once("}\"")
                    && !blanks.contains(&blank)
                {
                    blanks.push(blank);
                }
            }
        }
        blanks
    }

    /// What a series asks a source for, with the blanks filled in by `value`.
    ///
    /// # Errors
    /// Names a blank without a value.
    pub fn fill<'a>(&self, source: SourceId, value: impl Fn(&str) -> Option<&'a str>) -> Result<SourceRef> {
        let filled = |text: &str| {
            self.blanks().into_iter().try_fold(text.to_owned(), |text, blank| {
                let value =
                    value(blank).filter(|value| !value.is_empty()).ok_or_else(|| Error::field(blank, format!("say which {blank}")))?;
                let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
                Ok::<_, Error>(text.replace(&format!("\"{{{blank}}}\""), &format!("\"{value}\"")))
            })
        };
        let mut source = SourceRef { id: source, ..SourceRef::default() };
        match self.asks {
            Asked::Query(query) => source.query = Some(filled(query)?),
            Asked::Share { numerator, denominator } => {
                (source.numerator, source.denominator) = (Some(filled(numerator)?), Some(filled(denominator)?));
            }
            Asked::Histogram(buckets) => source.histogram = Some(filled(buckets)?),
        }
        source.scale = self.scale.and_then(|scale| scale.parse::<Decimal>().ok());
        Ok(source)
    }

    fn texts(&self) -> Vec<&'static str> {
        match self.asks {
            Asked::Query(text) | Asked::Histogram(text) => vec![text],
            Asked::Share { numerator, denominator } => vec![numerator, denominator],
        }
    }
}

#[cfg(test)]
mod shown;
#[cfg(test)]
mod tests;
