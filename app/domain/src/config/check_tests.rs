//! What must hold of recorded tests.

use rust_decimal::Decimal;

use super::check::within;
use super::item::Item;
use super::plan::Configuration;
use super::test_record::Test;
use super::{Mapping, Pool};
use crate::evidence::evaluate;
use crate::metric;
use crate::unit::Unit;
use crate::{Error, Result};

impl Configuration {
    /// Checks every test by itself, and each programme for one measure.
    pub(super) fn check_tests(&self) -> Result<()> {
        self.tests.values().try_for_each(|test| self.check_test(test).map_err(|error| within("test", &test.id, error)))
    }

    /// Is nothing left that refers to a test which is removed?
    pub(super) fn check_unused_test(&self, id: &str) -> Result<()> {
        let counts =
            |mapping: &&Mapping| mapping.versions.iter().filter_map(|version| version.effect.as_ref()).any(|one| one.test.as_str() == id);
        let mappings = self.mappings.values().filter(counts).map(|mapping| format!("the mapping “{}”", mapping.name));
        let overrules = |pool: &&Pool| pool.holdout.as_ref().is_some_and(|holdout| holdout.test.as_str() == id);
        let pools = self.pools.values().filter(overrules).map(|pool| format!("the pool “{}”", pool.name));
        let repeats = |test: &&Test| test.repeats.as_ref().is_some_and(|of| of.as_str() == id);
        let tests = self.tests.values().filter(repeats).map(|test| format!("the test “{}”, which repeats it", test.title()));
        let uses: Vec<String> = mappings.chain(pools).chain(tests).collect();
        if uses.is_empty() || self.tests.values().any(|test| test.id.as_str() == id) {
            return Ok(());
        }
        let uses = uses.join(", ");
        Err(Error::conflict(format!(
            "the test stays: it is used by {uses}. Versions that are recorded keep what they count; record another test for the next one"
        )))
    }

    /// May this test be recorded beside those that are? It is not yet one of them, or is one whose decision, link or term changes.
    ///
    /// # Errors
    /// The first thing that does not hold, at its field.
    pub fn accept_test(&self, test: &Test) -> Result<()> {
        self.check_history(&Item::Test(Box::new(test.clone())))?;
        self.check_test(test)
    }

    fn check_test(&self, test: &Test) -> Result<()> {
        if !self.services.contains_key(&test.service) {
            return Err(Error::field("service", format!("there is no service “{}”: add it first", test.service)));
        }
        if let Some(key) = &test.metric {
            metric::find(key)?;
        }
        if let Some(kpi) = test.kpi.as_ref().filter(|kpi| !self.kpis.contains_key(kpi)) {
            return Err(Error::field("kpi", format!("there is no KPI “{kpi}”: add it first")));
        }
        check_dates(test)?;
        evaluate(&test.input())?;
        check_levels(test)?;
        if let Some(share) = test.exposed_share
            && !(share.0 > Decimal::ZERO && share.0 <= Decimal::ONE)
        {
            return Err(Error::field("exposed_share", format!("{} is not a share above 0 and up to 1, such as 0.5", share.0)));
        }
        if let Some(unit) = &test.unit {
            Unit::parse(unit).map_err(|error| Error::field("unit", error.to_string()))?;
        }
        if !(test.link.is_empty() || test.link.starts_with("https://") || test.link.starts_with("http://")) {
            return Err(Error::field("link", "a link starts with https:// or http://"));
        }
        self.check_company(test)
    }

    /// The tests that this one is read together with.
    fn check_company(&self, test: &Test) -> Result<()> {
        let alike = |other: &Test| other.kind == test.kind && other.kpi == test.kpi;
        if let Some(id) = &test.repeats {
            let unlike = "a test repeats another one of the same kind and KPI";
            match self.tests.get(id) {
                _ if *id == test.id => return Err(Error::field("repeats", "a test does not repeat itself")),
                None => return Err(Error::field("repeats", format!("there is no test “{id}”: record it first"))),
                Some(other) if !alike(other) => return Err(Error::field("repeats", unlike)),
                Some(_) => {}
            }
        }
        let taken_twice = |other: &&Test| !test.origin.is_empty() && other.origin == test.origin && other.id != test.id;
        if let Some(other) = self.tests.values().find(taken_twice) {
            let why = format!("this experiment is recorded already, as the test {}: an experiment is one test", other.id);
            return Err(Error::field("origin", why));
        }
        let in_programme = |other: &&Test| !test.programme.is_empty() && other.programme == test.programme;
        match self.tests.values().filter(in_programme).find(|other| !alike(other)) {
            Some(other) => Err(Error::field(
                "programme",
                format!("the tests of a programme measure one thing: {} has another kind or KPI than this one", other.id),
            )),
            None => Ok(()),
        }
    }
}

fn check_dates(test: &Test) -> Result<()> {
    if test.to < test.from {
        return Err(Error::field("to", format!("it ends on {} before it starts on {}", test.to, test.from)));
    }
    if test.valid_until < test.to {
        return Err(Error::field("valid_until", format!("{} is before the test's end on {}", test.valid_until, test.to)));
    }
    Ok(())
}

/// The indicator's level in the arms: in both or in none, and of a named metric.
fn check_levels(test: &Test) -> Result<()> {
    match (test.control.indicator, test.treatment.indicator) {
        (Some(_), None) => Err(Error::field("treatment.indicator", "give the indicator's level in both arms, or in neither")),
        (None, Some(_)) => Err(Error::field("control.indicator", "give the indicator's level in both arms, or in neither")),
        (Some(_), Some(_)) if test.metric.is_none() => Err(Error::field("metric", "say which indicator the levels in the arms are of")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::{Value, json};

    use super::*;
    use crate::config::Change;

    fn company() -> Configuration {
        let item = |kind: &str, body: Value| Item::from_value(kind, body).unwrap();
        Configuration::from_items([
            item("workspace", json!({"name": "W", "time_zone": "Asia/Jakarta", "currency": "IDR"})),
            item("team", json!({"id": "growth", "name": "Growth"})),
            item("service", json!({"id": "recommender", "name": "Recommender", "team": "growth"})),
            item("kpi", json!({"id": "conversion", "name": "Conversion", "unit": "1", "kind": "ratio"})),
            item("kpi", json!({"id": "orders", "name": "Orders", "unit": "order", "kind": "counter"})),
        ])
        .unwrap()
    }

    fn body() -> Value {
        json!({
            "id": "rec-v7", "service": "recommender", "metric": "accuracy", "kpi": "conversion", "kind": "proportion",
            "from": "2026-05-04", "to": "2026-05-31", "valid_until": "2027-05-31", "exposed_share": "1",
            "control": {"n": 1000, "successes": 100, "indicator": "0.92"}, "treatment": {"n": 1010, "successes": 120, "indicator": "0.94"},
        })
    }

    fn put(changes: &Value) -> Change {
        let mut body = body();
        for (key, value) in changes.as_object().unwrap() {
            body[key] = value.clone();
        }
        Change::Put(Box::new(Item::from_value("test", body).unwrap()))
    }

    fn field_of(outcome: Result<Configuration>) -> String {
        match outcome {
            Err(Error::Invalid { field: Some(field), .. }) => field,
            other => unreachable!("{:?}", other.map(|_| "accepted")),
        }
    }

    #[test]
    fn a_bad_test_is_refused_at_its_field() {
        let other = json!({"id": "other", "programme": "ranking", "origin": "growthbook/exp_1/b/orders"});
        let company = company().with(&put(&other)).unwrap();
        assert!(company.with(&put(&json!({"repeats": "other", "programme": "ranking"}))).is_ok());
        for (changes, field) in [
            (json!({"service": "search"}), "service"),
            (json!({"metric": "cleverness"}), "metric"),
            (json!({"kpi": "clicks"}), "kpi"),
            (json!({"control": {"n": 1000, "successes": 1001, "indicator": "0.9"}}), "control.successes"),
            (json!({"kind": "mean", "control": {"n": 9, "mean": "1", "variance": "-1"}}), "control.variance"),
            (json!({"treatment": {"n": 0, "successes": 0}}), "treatment.n"),
            (json!({"to": "2026-05-03"}), "to"),
            (json!({"valid_until": "2026-05-30"}), "valid_until"),
            (json!({"exposed_share": "0"}), "exposed_share"),
            (json!({"exposed_share": "1.01"}), "exposed_share"),
            (json!({"expected_split": ["0.5", "0.6"]}), "expected_split"),
            (json!({"confidence": "100"}), "confidence"),
            (json!({"unit": "order//visitor"}), "unit"),
            (json!({"link": "javascript:alert(1)"}), "link"),
            (json!({"repeats": "rec-v7"}), "repeats"),
            (json!({"repeats": "rec-v6"}), "repeats"),
            (json!({"repeats": "other", "kpi": "orders"}), "repeats"),
            (json!({"programme": "ranking", "kpi": "orders"}), "programme"),
            (json!({"treatment": {"n": 1010, "successes": 120}}), "treatment.indicator"),
            (json!({"metric": null}), "metric"),
            (json!({"origin": "growthbook/exp_1/b/orders"}), "origin"),
        ] {
            assert_eq!(field_of(company.with(&put(&changes))), field, "{changes}");
        }
    }

    #[test]
    fn a_recorded_test_keeps_what_was_measured() {
        let company = company().with(&put(&json!({}))).unwrap();
        for free in [
            json!({"name": "Seventh ranker"}),
            json!({"decision": "shipped"}),
            json!({"link": "https://example.com/rec-v7"}),
            json!({"valid_until": "2026-12-31"}),
            json!({"exposed_share": "0.5"}),
        ] {
            assert!(company.with(&put(&free)).is_ok(), "{free}");
        }
        for (kept, field) in [
            (json!({"treatment": {"n": 1010, "successes": 130, "indicator": "0.94"}}), "treatment"),
            (json!({"to": "2026-05-30"}), "to"),
            (json!({"design": "holdout"}), "design"),
            (json!({"stopped_early": true}), "stopped_early"),
        ] {
            assert_eq!(field_of(company.with(&put(&kept))), field, "{kept}");
        }
        let remove = Change::Remove { kind: "test".to_owned(), id: "rec-v7".to_owned() };
        let other = put(&json!({"stopped_early": true}));
        assert!(company.with_all(&[remove.clone(), other.clone()]).is_err(), "not in one go");
        assert!(company.with(&remove).unwrap().with(&other).is_ok());
    }

    #[test]
    fn a_test_that_is_used_is_not_removed_and_its_uses_are_named() {
        let company = company().with(&put(&json!({}))).unwrap();
        let again = company.with(&put(&json!({"id": "rec-v7-again", "repeats": "rec-v7"}))).unwrap();
        let remove = |id: &str| Change::Remove { kind: "test".to_owned(), id: id.to_owned() };
        let refused = again.with(&remove("rec-v7")).unwrap_err().to_string();
        assert!(refused.contains("the test stays: it is used by the test “rec-v7-again”, which repeats it."), "{refused}");
        // Both in one go leave nothing that refers to it.
        assert!(again.with_all(&[remove("rec-v7"), remove("rec-v7-again")]).unwrap().tests.is_empty());
    }
}
