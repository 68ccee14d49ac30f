//! Experiments that other systems ran, on their way to a test record.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::arm::{Arm, TestMetric};
use super::evaluate::{TestInput, TestResult, evaluate};
use crate::config::{Decision, Design, Number, RecordedArm, Test};
use crate::ids::{KpiId, SLUG_MAX, ServiceId, TestId};
use crate::{Error, Result};

/// One measure of one variation against the control, over the whole time of an experiment that has ended. Nothing in it is analysed: what the test shows is
/// computed from its arms, here as everywhere.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Experiment {
    /// Its name at the source: told twice, it is one.
    pub key: String,
    /// As people call the experiment, with the variation where there are several.
    pub name: String,
    /// As the source calls what was measured.
    pub measure: String,
    pub metric: TestMetric,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub control: Arm,
    pub treatment: Arm,
    /// Planned shares of control and treatment.
    pub expected_split: Option<[Number; 2]>,
    /// What keeps it from being a test of two arms as they were; it is shown, and counts for nothing until a person has looked.
    pub doubts: Vec<String>,
    pub link: Option<String>,
}

/// What a test record needs that the system which ran the experiment does not know.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Completion {
    /// Of the record; made of the experiment's name where it is left out.
    #[serde(default)]
    pub id: Option<TestId>,
    pub service: ServiceId,
    #[serde(default)]
    pub kpi: Option<KpiId>,
    /// The indicator that differed between the arms, with its level in each, in the metric's unit.
    #[serde(default)]
    pub metric: Option<String>,
    #[serde(default)]
    pub control_indicator: Option<Number>,
    #[serde(default)]
    pub treatment_indicator: Option<Number>,
    /// What a success is of a unit, or the mean's unit per unit.
    #[serde(default)]
    pub unit: Option<String>,
    /// Share of the eligible units that the treatment reaches now.
    #[serde(default)]
    pub exposed_share: Option<Number>,
    /// Last day on which the effect counts in full.
    pub valid_until: NaiveDate,
    #[serde(default)]
    pub stopped_early: bool,
    #[serde(default)]
    pub mixed_assignment: bool,
    #[serde(default)]
    pub repeats: Option<TestId>,
    #[serde(default)]
    pub programme: String,
}

impl Experiment {
    /// What the test shows, with the check of its split.
    ///
    /// # Errors
    /// Arms that cannot be.
    pub fn evaluate(&self) -> Result<TestResult> {
        evaluate(&TestInput {
            metric: self.metric,
            control: self.control.clone(),
            treatment: self.treatment.clone(),
            confidence: None,
            expected_split: self.expected_split,
        })
    }

    /// The experiment with what was measured in it: `New ranker: Orders`.
    pub fn title(&self) -> String {
        format!("{}: {}", self.name, self.measure)
    }

    /// The record of a randomised test.
    ///
    /// # Errors
    /// A name of which no id can be made, where none is given.
    pub fn record(&self, rest: Completion) -> Result<Test> {
        let arm =
            |arm: &Arm, indicator| RecordedArm { n: arm.n, successes: arm.successes, mean: arm.mean, variance: arm.variance, indicator };
        let id = match rest.id {
            Some(id) => id,
            None => TestId::parse(&slug(&self.title()))
                .map_err(|_| Error::field("id", format!("no id can be made of “{}”: give one", self.title())))?,
        };
        Ok(Test {
            id,
            name: self.title(),
            service: rest.service,
            metric: rest.metric,
            kpi: rest.kpi,
            programme: rest.programme,
            design: Design::Randomised,
            kind: self.metric,
            unit: rest.unit,
            from: self.from,
            to: self.to,
            exposed_share: rest.exposed_share,
            control: arm(&self.control, rest.control_indicator),
            treatment: arm(&self.treatment, rest.treatment_indicator),
            expected_split: self.expected_split,
            confidence: None,
            stopped_early: rest.stopped_early,
            mixed_assignment: rest.mixed_assignment,
            repeats: rest.repeats,
            valid_until: rest.valid_until,
            decision: Decision::Open,
            link: self.link.clone().unwrap_or_default(),
            origin: self.key.clone(),
        })
    }
}

/// A name as an id, as far as it has letters and digits of the alphabet of ids.
fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let whole = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    whole.chars().take(SLUG_MAX).collect::<String>().trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn ranker() -> Experiment {
        let number = |text: &str| Number::parse(text).unwrap();
        let arm = |n: &str, successes: &str| Arm { n: number(n), successes: Some(number(successes)), mean: None, variance: None };
        let day = |text: &str| crate::time::parse_day(text).unwrap();
        Experiment {
            key: "growthbook/exp_1/var_b/met_orders".to_owned(),
            name: "Ranker (v7), calm".to_owned(),
            measure: "Orders".to_owned(),
            metric: TestMetric::Proportion,
            from: day("2026-09-01"),
            to: day("2026-09-28"),
            control: arm("10000", "1000"),
            treatment: arm("9900", "1089"),
            expected_split: Some([number("0.5"), number("0.5")]),
            doubts: Vec::new(),
            link: Some("https://growthbook.example/experiment/exp_1".to_owned()),
        }
    }

    fn completed(rest: serde_json::Value) -> Completion {
        serde_json::from_value(rest).unwrap()
    }

    #[test]
    fn a_record_is_the_experiment_and_what_a_person_adds() {
        let rest = serde_json::json!({"service": "ranker", "valid_until": "2027-09-28", "exposed_share": "0.8", "metric": "accuracy",
            "control_indicator": "0.91", "treatment_indicator": 0.93});
        let test = ranker().record(completed(rest)).unwrap();
        assert_eq!((test.id.as_str(), test.title()), ("ranker-v7-calm-orders", "Ranker (v7), calm: Orders"));
        assert_eq!((test.origin.as_str(), test.control.successes.unwrap().0), ("growthbook/exp_1/var_b/met_orders", 1000.into()));
        assert_eq!(test.treatment.indicator, Some(Number::parse("0.93").unwrap()));
        assert_eq!(test.input().expected_split, ranker().expected_split);
        assert!(evaluate(&test.input()).unwrap().valid);
    }

    #[test]
    fn an_id_is_made_of_the_name_or_asked_for() {
        let rest = serde_json::json!({"service": "ranker", "valid_until": "2027-09-28"});
        let named = |name: &str| Experiment { name: name.to_owned(), measure: "—".to_owned(), ..ranker() }.record(completed(rest.clone()));
        let long = named(&"word ".repeat(30)).unwrap().id;
        assert!(long.as_str().len() <= SLUG_MAX && long.as_str().ends_with("word"), "{long}");
        assert!(named("排序器").unwrap_err().to_string().contains("no id can be made of “排序器: —”: give one"));
    }
}
