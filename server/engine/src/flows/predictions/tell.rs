//! A prediction or an outcome as it was sent becomes one as it is counted, or an error that says which field and why.

use chrono_tz::Tz;
use domain::config::{Configuration, FeatureKind, Predictions};
use domain::ids::ServiceId;
use domain::ports::{WireOutcome, WirePrediction};
use domain::prediction::{Bin, Class, Input, Labelled, Predicted, SCORE};
use domain::time::local;
use domain::{Error, Result};
use serde_json::Value;

use super::keep::What;
use crate::flows::samples::AHEAD_MAX_MS;
use crate::flows::wire::{check_time, instant};

/// Longest id and longest name of a category, in bytes.
const ID_MAX: usize = 200;
const CATEGORY_MAX: usize = 100;

/// Reads what is told of one service.
pub struct Reader<'a> {
    configuration: &'a Configuration,
    pub stated: &'a Predictions,
    zone: Tz,
    latest_ms: i64,
}

impl<'a> Reader<'a> {
    /// # Errors
    /// A service that takes no predictions.
    pub fn of(configuration: &'a Configuration, service: &ServiceId, now_ms: i64) -> Result<Self> {
        let stated = configuration.predictions_of(service)?;
        Ok(Self { configuration, stated, zone: configuration.settings.zone()?, latest_ms: now_ms + AHEAD_MAX_MS })
    }

    /// # Errors
    /// Each at its field.
    pub fn prediction(&self, wire: &WirePrediction) -> Result<(String, What)> {
        let at_ms = self.time("time", &wire.time)?;
        let mut inputs = Vec::with_capacity(wire.features.len() + 1);
        if let Some(input) = input(SCORE, FeatureKind::Number, &wire.score)? {
            inputs.push((SCORE.to_owned(), input));
        }
        for (name, value) in &wire.features {
            let Some(kind) = self.stated.features.get(name) else {
                let message = format!("“{name}” is not watched: list it under the service's features, or leave it out");
                return Err(Error::field("features", message));
            };
            if let Some(input) = input("features", *kind, value)? {
                inputs.push((name.clone(), input));
            }
        }
        let predicted = Predicted { at_ms, day: local(at_ms, self.zone).date(), class: class("prediction", &wire.prediction)?, inputs };
        Ok((id(&wire.id)?, What::Prediction(predicted)))
    }

    /// # Errors
    /// Each at its field.
    pub fn outcome(&self, wire: &WireOutcome) -> Result<(String, What)> {
        let known = !matches!(&wire.time, Value::Null);
        let at_ms = if known { Some(self.time("time", &wire.time)?) } else { None };
        Ok((id(&wire.id)?, What::Outcome(Labelled { class: class("outcome", &wire.outcome)?, at_ms })))
    }

    fn time(&self, field: &str, value: &Value) -> Result<i64> {
        let read = instant(self.configuration, value).and_then(|at_ms| check_time(at_ms, self.latest_ms).map(|()| at_ms));
        read.map_err(|error| at(field, error))
    }
}

/// Puts an error at a field.
fn at(field: &str, error: Error) -> Error {
    match error {
        Error::Invalid { message, .. } => Error::field(field, message),
        other => other,
    }
}

fn id(value: &Value) -> Result<String> {
    let text = text(value).unwrap_or_default();
    if text.is_empty() || text.len() > ID_MAX {
        return Err(Error::field("id", format!("each case has an id, of 1 to {ID_MAX} bytes, which its outcome repeats")));
    }
    Ok(text)
}

fn class(field: &str, value: &Value) -> Result<Class> {
    let read = text(value).ok_or_else(|| Error::invalid("a class is a text, a number or a truth")).and_then(|text| Class::parse(&text));
    read.map_err(|error| at(field, error))
}

/// A value of a feature; none where it is not known.
fn input(field: &str, kind: FeatureKind, value: &Value) -> Result<Option<Input>> {
    let Some(text) = text(value).filter(|text| !text.is_empty()) else {
        return if value.is_null() || value.is_string() { Ok(None) } else { Err(Error::field(field, format!("{value} is no value"))) };
    };
    match kind {
        FeatureKind::Number => {
            let bin = text.parse::<f64>().ok().and_then(Bin::of);
            let wrong = || Error::field(field, format!("“{text}” is not a number: leave it out when nothing was measured"));
            bin.map(|bin| Some(Input::Number(bin))).ok_or_else(wrong)
        }
        FeatureKind::Category if text.len() > CATEGORY_MAX => {
            Err(Error::field(field, format!("a category has at most {CATEGORY_MAX} bytes; this is no category but a text")))
        }
        FeatureKind::Category => Ok(Some(Input::Category(text))),
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}
