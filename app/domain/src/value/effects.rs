//! The effect of a recorded test as a factor of a chain.

use rust_decimal::Decimal;

use super::estimate::{FactorInput, Part};
use super::ledger::Scope;
use super::line::Reason;
use super::unclaimed::{Refused, refuse};
use crate::Result;
use crate::config::{Effect, FactorRef, LiftKind, Number, Shape, Test};
use crate::evidence::{Analysis, Estimated, Standing, analyse_as_of, standing};
use crate::metric::{self, Better};
use crate::time::day_title;

/// Confidence of a test's interval, in per cent.
const CONFIDENCE: u32 = 95;

/// What a test brings to a chain.
pub(super) struct Proved {
    pub factors: Vec<FactorInput>,
    /// Levels of the indicator between which the effect was tested, for a slope.
    pub range: Option<(Number, Number)>,
    pub notes: Vec<String>,
}

impl Scope<'_> {
    /// The effect as it stands in the month: what was counted, its exposed share, and its grade. Beside an indicator, whose unit is given, it
    /// is a slope; `drivers` are the factors that follow.
    pub(super) fn effect(&self, indicator: Option<&str>, drivers: &[FactorRef], effect: &Effect) -> Result<Result<Proved, Refused>> {
        let test = self.configuration.effect_test(effect)?;
        let day = self.as_of()?;
        let analysis = analyse_as_of(test, &self.configuration.tests, day)?;
        let refused = |why: String, remedy: &str| Ok(Err(refuse(Reason::Test { test: test.id.clone() }, why, remedy)));
        let title = test.title();
        if !analysis.valid {
            let reason = analysis
                .reasons
                .first()
                .map(|reason| reason.trim_end_matches("; the test earns nothing").to_owned())
                .unwrap_or_else(|| "it shows nothing".to_owned());
            return refused(format!("The test “{title}” earns nothing. {reason}"), "Run it again, or rest on another test");
        }
        let stands = standing(test, day);
        let mut notes = Vec::new();
        match stands {
            Standing::NotYet => return refused(format!("The test “{title}” had not ended"), "It counts from the month in which it ends"),
            Standing::RunOut => {
                let why =
                    format!("No test any more: “{title}” was valid until {}, and a second term has passed", day_title(test.valid_until));
                return refused(why, "Test again");
            }
            Standing::Expired => {
                notes.push(format!(
                    "The test “{title}” was valid until {}: one grade lower until it is repeated",
                    day_title(test.valid_until)
                ));
            }
            Standing::InForce => {}
        }
        let slope = indicator.is_some();
        let Some(counted) = counted(&analysis, effect, slope) else {
            return refused(format!("The test “{title}” shows no figure that could be counted"), "See its analysis under Evidence");
        };
        let unit = self.configuration.effect_unit(indicator, drivers, effect)?;
        // A slope is printed per 100 ms where the indicator is in ms.
        let times = if unit.ends_with("/100ms") { Decimal::ONE_HUNDRED } else { Decimal::ONE };
        let scaled = |number: Number| Number((number.0 * times).normalize());
        // Of a measure that is better lower, the chain counts how much lower it is: the slope is that of the improvement.
        let counted = if slope && lower_is_better(test) {
            let turned = |number: Number| Number(-number.0);
            Estimated { value: turned(counted.value), low: turned(counted.high), high: turned(counted.low) }
        } else {
            counted
        };
        if analysis.absolute_shrunk.is_some() {
            notes.push(format!("The effect of “{title}” is drawn towards the mean of its programme"));
        }
        let mut factors = vec![FactorInput {
            low: Some(scaled(counted.low)),
            high: Some(scaled(counted.high)),
            confidence: Some(CONFIDENCE),
            shape: Some(Shape::Normal),
            part: Part::Effect,
            grade: stands.grade(analysis.base_grade),
            test: Some(test.id.to_string()),
            evidence: Some(format!("test: {title}, {} to {}", day_title(test.from), day_title(test.to))),
            ..FactorInput::plain(name(test, effect, slope), scaled(counted.value), unit)
        }];
        factors.extend(exposed(test, effect));
        let range = if slope { analysis.tested_range } else { None };
        Ok(Ok(Proved { factors, range, notes }))
    }
}

fn counted(analysis: &Analysis, effect: &Effect, slope: bool) -> Option<Estimated> {
    match effect.lift {
        _ if slope => analysis.slope,
        LiftKind::Absolute => analysis.counted_absolute(),
        LiftKind::Relative => analysis.counted_relative(),
    }
}

fn lower_is_better(test: &Test) -> bool {
    test.metric.as_deref().and_then(|key| metric::find(key).ok()).is_some_and(|metric| metric.better == Better::Lower)
}

fn name(test: &Test, effect: &Effect, slope: bool) -> String {
    let metric =
        test.metric.as_deref().and_then(|key| metric::find(key).ok()).map_or_else(String::new, |metric| metric.name.to_lowercase());
    match effect.lift {
        _ if slope => format!("effect of {metric}, by test {}", test.title()),
        LiftKind::Absolute => format!("lift, by test {}", test.title()),
        LiftKind::Relative => format!("relative lift, by test {}", test.title()),
    }
}

/// Exposure is counted once: by the share, or by the volume. A share of 1 is not printed.
fn exposed(test: &Test, effect: &Effect) -> Option<FactorInput> {
    let share = test.exposed_share.filter(|share| !effect.volume_is_exposed && share.0 != Decimal::ONE)?;
    Some(FactorInput {
        part: Part::Volume,
        evidence: Some("record".to_owned()),
        test: Some(test.id.to_string()),
        ..FactorInput::plain("exposed share", share, "1")
    })
}
