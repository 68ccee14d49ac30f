//! What a recorded test shows, whether it may be believed, and with which grade.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::arm::Checked;
use super::estimated::Estimated;
use super::evaluate::{TestResult, evaluate_split};
use super::grade::Grade;
use super::lift::Lift;
use super::programme::{self, Effect, PROGRAMME_MIN, Programme, Shrinkage};
use crate::Result;
use crate::config::{Design, Number, RecordedArm, Test};
use crate::exact::Exact;
use crate::ids::TestId;

/// A shorter test may show how new a thing is rather than how good it is.
const SHORT_DAYS: i64 = 7;

/// The analysis of one test among all that are recorded. What is counted is four digits long; [`TestResult`] has all of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Analysis {
    /// At the test's own confidence.
    pub result: TestResult,
    /// May it be counted as evidence? If not, it earns nothing.
    pub valid: bool,
    /// Why it is not valid; of a valid one, what to keep in mind.
    pub reasons: Vec<String>,
    /// Before its valid-until; none if it is not valid.
    pub base_grade: Option<Grade>,
    /// As the arms show it.
    pub absolute: Option<Estimated>,
    pub relative: Option<Estimated>,
    /// Drawn towards the mean of the programme, in a programme of five or more.
    pub absolute_shrunk: Option<Estimated>,
    pub relative_shrunk: Option<Estimated>,
    pub programme: Programme,
    /// The absolute lift that is counted per unit of the indicator's change, which is taken as certain.
    pub slope: Option<Estimated>,
    /// Lower and higher level of the indicator in the arms.
    pub tested_range: Option<(Number, Number)>,
}

impl Analysis {
    /// The absolute lift that is counted: the shrunk one where there is one.
    pub fn counted_absolute(&self) -> Option<Estimated> {
        self.absolute_shrunk.or(self.absolute)
    }

    /// The relative lift that is counted.
    pub fn counted_relative(&self) -> Option<Estimated> {
        self.relative_shrunk.or(self.relative)
    }
}

/// Analyses a test among the tests known on a day: a past month is not changed by a repetition or a sixth test that came later.
///
/// # Errors
/// As [`analyse`].
pub fn analyse_as_of(test: &Test, all: &BTreeMap<TestId, Test>, day: NaiveDate) -> Result<Analysis> {
    analyse_among(test, all.values().filter(|other| other.to <= day))
}

/// Analyses a test among all that are recorded, which its repetition and its programme are looked for in.
///
/// # Errors
/// Arms that the configuration would refuse, and numbers too large to compute with.
pub fn analyse(test: &Test, all: &BTreeMap<TestId, Test>) -> Result<Analysis> {
    analyse_among(test, all.values())
}

fn analyse_among<'a>(test: &'a Test, all: impl Iterator<Item = &'a Test>) -> Result<Analysis> {
    let Verdict { result, valid, mut reasons } = verdict(test)?;
    let alike: Vec<&Test> =
        all.filter(|other| other.id != test.id && other.kind == test.kind && other.kpi == test.kpi && trusted(other)).collect();
    let (control, treatment) = arms(test)?;
    let at_95 = evaluate_split(&super::TestInput { confidence: None, ..test.input() }, false)?;
    let exact = exact_lifts(test);
    let absolute = Estimated::of(at_95.absolute, exact.0.as_ref())?;
    let relative = Estimated::of(at_95.relative, exact.1.as_ref())?;
    let in_programme = |other: &&Test| !test.programme.is_empty() && other.programme == test.programme;
    let peers: Vec<&Test> = alike.iter().copied().filter(|other| in_programme(other) && other.design != Design::QuasiExperiment).collect();
    let shrunk = Shrunk::of(test, valid, &peers, (control, treatment))?;
    let base_grade = valid.then(|| grade(test, &result, &alike));
    if valid && test.design == Design::Randomised && base_grade == Some(Grade::B) && test.repeats.is_some() {
        reasons.push("It repeats a test that is not valid or points the other way, so that it stays a single test".to_owned());
    }
    let levels = test.control.indicator.zip(test.treatment.indicator);
    let tested_range = levels.map(|(a, b)| (a.min(b), a.max(b)));
    let change = levels.map(|(control, treatment)| treatment.0 - control.0);
    let slope = match change {
        Some(change) if change.is_zero() => {
            reasons.push("No slope: the indicator stood at the same level in both arms".to_owned());
            None
        }
        Some(change) => match shrunk.absolute_lift {
            Some(lift) => Estimated::over(lift, None, change)?,
            None => Estimated::over(at_95.absolute, exact.0.as_ref(), change)?,
        },
        None => None,
    };
    Ok(Analysis {
        result,
        valid,
        reasons,
        base_grade,
        absolute,
        relative,
        absolute_shrunk: shrunk.absolute,
        relative_shrunk: shrunk.relative,
        programme: shrunk.note,
        slope,
        tested_range,
    })
}

struct Verdict {
    result: TestResult,
    valid: bool,
    reasons: Vec<String>,
}

/// The test by itself: its arms, and how it was run.
fn verdict(test: &Test) -> Result<Verdict> {
    // Nobody assigned the units of a quasi-experiment, so that there is no split to keep.
    let mut result = evaluate_split(&test.input(), test.design != Design::QuasiExperiment)?;
    let mut reasons = Vec::new();
    if test.mixed_assignment {
        reasons.push("Units were seen in both arms: the difference is not that of the two versions; the test earns nothing".to_owned());
    }
    if test.stopped_early {
        reasons.push(
            "It was stopped because of what it showed: a test that ends when it looks best shows too much; it earns nothing".to_owned(),
        );
    }
    result.valid &= reasons.is_empty();
    reasons.append(&mut result.reasons);
    let days = (test.to - test.from).num_days() + 1;
    if days < SHORT_DAYS {
        let days = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
        reasons.push(format!("It ran for {days}, less than a week: part of the effect may be that the change was new"));
    }
    result.reasons.clone_from(&reasons);
    Ok(Verdict { valid: result.valid, result, reasons })
}

fn trusted(test: &Test) -> bool {
    verdict(test).is_ok_and(|verdict| verdict.valid)
}

fn grade(test: &Test, result: &TestResult, alike: &[&Test]) -> Grade {
    match test.design {
        Design::Holdout => Grade::A,
        Design::QuasiExperiment => Grade::C,
        Design::Randomised => {
            let linked = |other: &&&Test| test.repeats.as_ref() == Some(&other.id) || other.repeats.as_ref() == Some(&test.id);
            let assigned = |other: &&&Test| other.design != Design::QuasiExperiment;
            let repeated = alike.iter().filter(linked).filter(assigned).any(|other| {
                let lift = |result: &TestResult| result.absolute.value.unwrap_or(0.0);
                verdict(other).is_ok_and(|theirs| lift(&theirs.result) * lift(result) > 0.0)
            });
            if repeated { Grade::A } else { Grade::B }
        }
    }
}

fn arms(test: &Test) -> Result<(Checked, Checked)> {
    Ok((test.control.arm().check(test.kind, "control")?, test.treatment.arm().check(test.kind, "treatment")?))
}

/// Absolute and relative lift as fractions.
fn exact_lifts(test: &Test) -> (Option<Exact>, Option<Exact>) {
    let level = |arm: &RecordedArm| match arm.successes {
        Some(successes) => Exact::from(successes.0).over(&Exact::from(arm.n.0)).ok(),
        None => arm.mean.map(|mean| Exact::from(mean.0)),
    };
    let Some((control, treatment)) = level(&test.control).zip(level(&test.treatment)) else { return (None, None) };
    (Some(treatment.minus(&control)), treatment.over(&control).ok().map(|ratio| ratio.minus(&Exact::one())))
}

struct Shrunk {
    note: Programme,
    absolute: Option<Estimated>,
    relative: Option<Estimated>,
    /// The same with all digits, for the slope.
    absolute_lift: Option<Lift>,
}

impl Shrunk {
    fn of(test: &Test, valid: bool, peers: &[&Test], (control, treatment): (Checked, Checked)) -> Result<Self> {
        let tests = peers.len() + usize::from(valid && test.design != Design::QuasiExperiment);
        let mut note = Programme { name: test.programme.clone(), tests, absolute: None, relative: None, not_shrunk: None };
        let why = if test.programme.is_empty() {
            Some("Not shrunk: it belongs to no programme of tests".to_owned())
        } else if !valid {
            Some("Not shrunk: the test is not valid".to_owned())
        } else if test.design == Design::QuasiExperiment {
            Some("Not shrunk: its groups were not assigned by chance, unlike those of the programme's tests".to_owned())
        } else if tests < PROGRAMME_MIN {
            Some(format!("Not shrunk: {tests} valid of the {PROGRAMME_MIN} tests that a programme needs"))
        } else {
            None
        };
        if why.is_some() {
            note.not_shrunk = why;
            return Ok(Self { note, absolute: None, relative: None, absolute_lift: None });
        }
        let fit = |effect: fn(Checked, Checked) -> Option<Effect>| {
            let own = effect(control, treatment)?;
            let others = peers.iter().filter_map(|peer| arms(peer).ok().and_then(|(control, treatment)| effect(control, treatment)));
            let all: Vec<Effect> = std::iter::once(own).chain(others).collect();
            let shrinkage = Shrinkage::of(&all)?;
            Some((shrinkage.prior(), shrinkage.posterior(own)))
        };
        let (mut absolute, mut relative, mut absolute_lift) = (None, None, None);
        if let Some((prior, (mean, sd))) = fit(programme::absolute) {
            note.absolute = Some(prior?);
            absolute = Some(Estimated::normal(mean, sd)?);
            let half = super::estimated::critical() * sd;
            absolute_lift = Some(Lift { value: Some(mean), low: Some(mean - half), high: Some(mean + half) });
        }
        if let Some((prior, (mean, sd))) = fit(programme::log_ratio) {
            note.relative = Some(prior?);
            relative = Some(Estimated::log_ratio(mean, sd)?);
        }
        if absolute.is_none() {
            note.not_shrunk = Some(format!("Not shrunk: fewer than {PROGRAMME_MIN} tests of the programme have a standard error"));
        }
        Ok(Self { note, absolute, relative, absolute_lift })
    }
}
