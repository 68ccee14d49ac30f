//! Queries that are known to be right for what teams run, so that nobody has to look the names up.
//!
//! A preset is for one metric of the catalogue and one system; `{model}` and its like are blanks to fill in. Growth is asked for over five
//! minutes, which is how often the catalogue collects: an indicator with a wider or narrower interval of its own needs that in `[5m]`.

mod clusters;
mod knative;
mod names;
mod servers;

use rust_decimal::Decimal;

use super::{Asks, System};
use crate::config::SourceRef;
use crate::ids::SourceId;
use crate::{Error, Result};

/// One query that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// The kind of source that is asked so; none for any that speaks PromQL.
    pub kind: Option<&'static str>,
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

/// All presets, by system: those in PromQL first.
pub fn presets() -> impl Iterator<Item = &'static Preset> {
    [servers::PRESETS, knative::PRESETS, clusters::PRESETS, names::PRESETS].into_iter().flatten()
}

/// Those that a kind of system can be asked by.
pub fn presets_of(system: &System) -> impl Iterator<Item = &'static Preset> {
    presets().filter(|preset| preset.kind.map_or(system.asks == Asks::Query, |kind| kind == system.key))
}

/// Looks a preset of a system up by its key.
///
/// # Errors
/// When the system has none of that key.
pub fn find(system: &System, key: &str) -> Result<&'static Preset> {
    presets_of(system).find(|preset| preset.key() == key).ok_or_else(|| Error::not_found("known query", key))
}

const fn query(system: &'static str, metric: &'static str, query: &'static str, note: &'static str) -> Preset {
    Preset { kind: None, system, metric, asks: Asked::Query(query), scale: None, note }
}

const fn share(
    system: &'static str,
    metric: &'static str,
    numerator: &'static str,
    denominator: &'static str,
    note: &'static str,
) -> Preset {
    Preset { kind: None, system, metric, asks: Asked::Share { numerator, denominator }, scale: None, note }
}

const fn histogram(system: &'static str, metric: &'static str, buckets: &'static str, note: &'static str) -> Preset {
    Preset { kind: None, system, metric, asks: Asked::Histogram(buckets), scale: None, note }
}

impl Preset {
    /// The same, whose numbers are in another unit than the metric's.
    const fn scaled(self, scale: &'static str) -> Self {
        Self { scale: Some(scale), ..self }
    }

    /// Its name in addresses: `mlserver-error-rate`.
    pub fn key(&self) -> String {
        let words = self.system.to_lowercase();
        let words: Vec<&str> = words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
        format!("{}-{}", words.join("-"), self.metric)
    }

    /// The blanks to fill in, each once, in the order of the query.
    pub fn blanks(&self) -> Vec<&'static str> {
        let mut blanks = Vec::new();
        for text in self.texts() {
            for (at, _) in text.match_indices('{') {
                if let Some(blank) = blank_at(&text[at..])
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
        let mut source = SourceRef { id: source, ..SourceRef::default() };
        match self.asks {
            Asked::Query(query) => source.query = Some(filled(query, &value)?),
            Asked::Share { numerator, denominator } => {
                (source.numerator, source.denominator) = (Some(filled(numerator, &value)?), Some(filled(denominator, &value)?));
            }
            Asked::Histogram(buckets) => source.histogram = Some(filled(buckets, &value)?),
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

/// The blank that a text begins with: a word in braces. PromQL's own braces never hold a bare word.
fn blank_at(text: &str) -> Option<&str> {
    let (blank, _) = text.strip_prefix('{')?.split_once('}')?;
    (!blank.is_empty() && blank.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')).then_some(blank)
}

/// A text with its blanks filled in; between quotes, as PromQL writes what stands there.
fn filled<'a>(text: &str, value: &impl Fn(&str) -> Option<&'a str>) -> Result<String> {
    let (mut done, mut rest) = (String::new(), text);
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        done.push_str(before);
        let Some(blank) = blank_at(from) else {
            done.push('{');
            rest = &from[1..];
            continue;
        };
        let given = value(blank).map(str::trim).filter(|value| !value.is_empty());
        let given = given.ok_or_else(|| Error::field(format!("blanks[{blank}]"), format!("say which {blank}")))?;
        if before.ends_with('"') {
            done.push_str(&given.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"));
        } else {
            done.push_str(given);
        }
        rest = &from[blank.len() + 2..];
    }
    done.push_str(rest);
    Ok(done)
}

#[cfg(test)]
mod shown;
#[cfg(test)]
mod tests;
