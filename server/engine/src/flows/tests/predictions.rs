//! Predictions with late labels, on both databases: days are what they would be had everything been known at once.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::ids::ServiceId;
use domain::ports::{Cases, Models, RowOutcome, WireOutcome, WirePrediction};
use domain::prediction::Day;
use domain::sample::SeriesKey;
use domain::time::{DAY_MS, Month, local_midnight, parse_day};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rust_decimal::Decimal;
use serde_json::json;

use super::world::{World, at, worlds};
use crate::Engine;
use crate::store::{predictions, summaries};

const COMPANY: &str = include_str!("../../../../../tests/golden/predictions.toml");
const CASES: &str = include_str!("../../../../../tests/golden/predictions.csv");

async fn companies() -> Vec<World> {
    let mut companies = Vec::new();
    for world in worlds().await {
        world.clock.set(at("2026-11-15 12:00"));
        world.engine.apply(&Engine::command_line(), COMPANY, false).await.unwrap();
        companies.push(world);
    }
    companies
}

fn fraud() -> ServiceId {
    ServiceId::parse("fraud").unwrap()
}

fn predicted(id: &str, time: &str, prediction: &str) -> WirePrediction {
    let features = BTreeMap::from([("country".to_owned(), json!("ID"))]);
    WirePrediction { id: json!(id), time: json!(time), prediction: json!(prediction), score: json!(null), features }
}

fn came_out(id: &str, outcome: &str, time: &str) -> WireOutcome {
    WireOutcome { id: json!(id), outcome: json!(outcome), time: json!(time) }
}

async fn tell(world: &World, predictions: Vec<WirePrediction>, outcomes: Vec<WireOutcome>) -> String {
    let answers = world.engine.tell_cases(&Engine::command_line(), &fraud(), predictions, outcomes).await.unwrap();
    let letter = |outcome: &RowOutcome| match outcome {
        RowOutcome::Accepted => "A".to_owned(),
        RowOutcome::Duplicate => "D".to_owned(),
        RowOutcome::Rejected { field, reason } => format!("{}: {reason}\n", field.as_deref().unwrap_or_default()),
    };
    answers.predictions.iter().chain(&answers.outcomes).map(|answer| letter(&answer.outcome)).collect()
}

/// The one sample of a local day in words; none where it is not known.
async fn figure(world: &World, metric: &str, day: &str) -> Option<String> {
    let (series, day) = (SeriesKey::parse(&format!("fraud/{metric}")).unwrap(), parse_day(day).unwrap());
    let found = world.engine.series_samples(&Engine::command_line(), &series, day).await.unwrap();
    assert!(found.len() <= 1 && found.iter().all(|sample| sample.at_ms == local_midnight(day, chrono_tz::Asia::Jakarta)));
    let plain = |value: Option<Decimal>| value.map(|value| value.normalize().to_string());
    found.first().and_then(|sample| match (sample.numerator, sample.denominator) {
        (None, None) => plain(sample.value),
        (numerator, denominator) => Some(format!("{} of {}", plain(numerator)?, plain(denominator)?)),
    })
}

#[tokio::test]
async fn figures_follow_late_labels_and_corrections() {
    for world in companies().await {
        let (first, second) = ("2026-09-10T08:00:00+07:00", "2026-09-11T23:30:00+07:00");
        let told = vec![predicted("a", first, "fraud"), predicted("b", first, "good"), predicted("c", second, "fraud")];
        assert_eq!(tell(&world, told.clone(), vec![came_out("d", "fraud", "2026-09-12")]).await, "AAAA");
        assert_eq!(figure(&world, "label-coverage", "2026-09-10").await.as_deref(), Some("0 of 2"));
        assert_eq!(figure(&world, "accuracy", "2026-09-10").await, None, "unknown, not zero");
        assert_eq!(figure(&world, "predictions", "2026-09-11").await.as_deref(), Some("1"), "23:30 in Jakarta is the same day");
        assert_eq!(figure(&world, "prediction-drift", "2026-09-10").await, None, "nothing to compare with");

        assert_eq!(tell(&world, told, vec![came_out("a", "fraud", "2026-09-12T08:00:00+07:00")]).await, "DDDA", "told twice, counted once");
        assert_eq!(figure(&world, "precision", "2026-09-10").await.as_deref(), Some("1 of 1"));
        assert_eq!(figure(&world, "recall", "2026-09-10").await.as_deref(), Some("1 of 1"));
        assert_eq!(figure(&world, "label-age", "2026-09-10").await.as_deref(), Some("2"), "days");

        // The outcome of “a” is corrected: nothing is right any more, and recall of no fraud is unknown.
        assert_eq!(tell(&world, vec![], vec![came_out("a", "good", "2026-09-13T08:00:00+07:00")]).await, "A");
        assert_eq!(figure(&world, "precision", "2026-09-10").await.as_deref(), Some("0 of 1"));
        assert_eq!(figure(&world, "recall", "2026-09-10").await, None, "what was known is taken away");
        assert_eq!(figure(&world, "label-age", "2026-09-10").await.as_deref(), Some("3"));

        // The prediction of “d” comes after its outcome; “c” moves to another day.
        let told = vec![predicted("d", second, "good"), predicted("c", first, "fraud")];
        assert_eq!(tell(&world, told, vec![]).await, "AA");
        assert_eq!(figure(&world, "recall", "2026-09-11").await.as_deref(), Some("0 of 1"));
        assert_eq!(figure(&world, "predictions", "2026-09-10").await.as_deref(), Some("3"));
        assert_eq!(figure(&world, "predictions", "2026-09-11").await.as_deref(), Some("1"));

        // Another positive class, by a new file: every day is judged again.
        let other = COMPANY.replace("positive = \"fraud\"", "positive = \"good\"");
        world.engine.apply(&Engine::command_line(), &other, false).await.unwrap();
        assert_eq!(figure(&world, "recall", "2026-09-10").await.as_deref(), Some("0 of 1"));
        assert_eq!(figure(&world, "precision", "2026-09-11").await.as_deref(), Some("0 of 1"));
    }
}

#[tokio::test]
async fn bad_rows_are_answered_and_hold_nobody_back() {
    for world in companies().await {
        let time = "2026-09-10T08:00:00+07:00";
        let with =
            |name: &str, value| WirePrediction { features: BTreeMap::from([(name.to_owned(), value)]), ..predicted("x", time, "good") };
        let told = vec![
            predicted("good", time, "good"),
            predicted("", time, "good"),
            predicted("x", "2026-11-16", "good"),
            predicted("x", time, ""),
            with("amuont", json!(3)),
            with("amount", json!("NaN")),
            with("amount", json!([1])),
        ];
        let answers = tell(&world, told, vec![came_out("good", "fraud", "yesterday")]).await;
        let expected = [
            "Aid: each case",
            "time: this time is in the future",
            "prediction: a class has a name",
            "“amuont” is not watched",
            "“NaN” is not a number",
            "[1] is no value",
            "time: “yesterday”",
        ];
        for (said, text) in answers.lines().zip(expected) {
            assert!(said.contains(text), "{text}: {answers}");
        }
        let unknown = world.engine.tell_cases(&Engine::command_line(), &ServiceId::parse("other").unwrap(), vec![], vec![]).await;
        assert!(unknown.unwrap_err().to_string().contains("no service"));
    }
}

#[tokio::test]
async fn what_comes_too_late_is_told_so_and_what_was_counted_stands() {
    for world in companies().await {
        let time = "2026-09-10T08:00:00+07:00";
        tell(&world, vec![predicted("a", time, "fraud"), predicted("b", time, "fraud")], vec![came_out("a", "fraud", time)]).await;
        world.clock.set(at("2026-09-10") + 181 * DAY_MS);
        let answers =
            tell(&world, vec![predicted("new", time, "good")], vec![came_out("b", "good", time), came_out("a", "fraud", time)]).await;
        assert!(answers.starts_with("id: too late") && answers.ends_with("\nD"), "{answers}");
        assert_eq!(answers.matches("too late").count(), 2, "{answers}");
        assert_eq!(figure(&world, "precision", "2026-09-10").await.as_deref(), Some("1 of 1"));
        // A year later the ids are forgotten, and the figures stand.
        world.clock.set(at("2026-09-10") + 361 * DAY_MS);
        assert_eq!(tell(&world, vec![predicted("c", "2027-09-05", "good")], vec![]).await, "A");
        let mut connection = world.engine.store.read().await.unwrap();
        assert_eq!(predictions::cases(&mut connection, &Engine::workspace(), &fraud(), &["a", "b", "c"]).await.unwrap().len(), 1);
        drop(connection);
        assert_eq!(figure(&world, "precision", "2026-09-10").await.as_deref(), Some("1 of 1"));
    }
}

type Stored = (BTreeMap<NaiveDate, Day>, Vec<String>);

async fn stored(world: &World) -> Stored {
    let mut connection = world.engine.store.read().await.unwrap();
    let days = predictions::all_days(&mut connection, &Engine::workspace(), &fraud()).await.unwrap();
    let (first, last) = (Month::parse("2026-08").unwrap(), Month::parse("2026-11").unwrap());
    let months = summaries::months(&mut connection, &Engine::workspace(), first, last).await.unwrap();
    (days, months.into_iter().map(|(key, summary)| format!("{key:?} {summary:?}")).collect())
}

/// Any order of predictions and outcomes, in any batches, some of them twice: the same cells, and the same roll-ups.
#[tokio::test]
async fn any_order_in_any_batches_gives_the_same_days() {
    let mut rows: Vec<String> = Vec::new();
    for line in CASES.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        rows.push(format!("{},fraud,{},{},{},,,{},{}", cells[0], cells[1], cells[2], cells[3], cells[6], cells[7]));
        if !cells[4].is_empty() {
            rows.push(format!("{},fraud,,,,{},{},,", cells[0], cells[4], cells[5]));
        }
    }
    let orders = (Just((0..rows.len()).collect::<Vec<_>>()).prop_shuffle(), vec(0..rows.len(), 0..50), vec(1usize..400, 10));
    let mut runner = TestRunner::deterministic();
    let mut expected: Option<Stored> = None;
    for _ in 0..3 {
        let (mut order, again, sizes) = orders.new_tree(&mut runner).unwrap().current();
        order.extend(again);
        for world in companies().await {
            let (mut rest, mut sizes) = (order.as_slice(), sizes.iter().cycle());
            while !rest.is_empty() {
                let (batch, more) = rest.split_at((*sizes.next().unwrap()).min(rest.len()));
                let lines: Vec<&str> = batch.iter().map(|row| rows[*row].as_str()).collect();
                let file =
                    format!("id,service,time,prediction,score,outcome,outcome_time,feature:amount,feature:country\n{}\n", lines.join("\n"));
                let report = world.engine.import_predictions(&Engine::command_line(), file.as_bytes()).await.unwrap();
                assert_eq!(report.rejected, 0, "{:?}", report.rejected_rows);
                rest = more;
            }
            let stored = stored(&world).await;
            assert_eq!((stored.0.len(), stored.0.values().map(Day::n).sum::<u64>()), (10, 600));
            match &expected {
                None => expected = Some(stored),
                Some(expected) => assert!(*expected == stored, "another order, other figures"),
            }
        }
    }
}
