use domain::access::Role;
use domain::config::{Change, Item};
use domain::ports::{ImportReport, Models, RunFile, Samples, Tracker};
use domain::sample::SeriesKey;
use domain::time::Month;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::world::{World, at, worlds};
use crate::Engine;

/// Written by the real clients: 200 steps of `acc`, of which one is NaN; 300 of `accuracy/test`.
const WANDB: &[u8] = include_bytes!("../../../../connect/fixtures/wandb/run.wandb");
const CLEARML: &[u8] = include_bytes!("../../../../connect/fixtures/clearml/session.zip");

async fn import(world: &World, tracker: Tracker, bytes: &[u8], names: &[&str]) -> domain::Result<ImportReport> {
    let names = RunFile::names(names.iter().copied())?;
    let file = RunFile { tracker, bytes, service: "recommender".parse()?, names };
    world.engine.import_run(&world.viewer(Role::MlLead), file).await
}

/// Numerator and denominator of all that is recorded of the accuracy.
async fn accuracy(world: &World) -> (Decimal, Decimal) {
    let series = SeriesKey::parse("recommender/accuracy").unwrap();
    let (mut right, mut all) = (Decimal::ZERO, Decimal::ZERO);
    for month in ["2026-10", "2026-11", "2026-12"] {
        let read = world.engine.series(&Engine::command_line(), &series, Some(Month::parse(month).unwrap())).await.unwrap();
        right += read.roll_up.as_ref().and_then(|roll_up| roll_up.numerator).unwrap_or_default();
        all += read.roll_up.as_ref().and_then(|roll_up| roll_up.denominator).unwrap_or_default();
    }
    (right, all)
}

async fn put(world: &World, kind: &str, body: Value) {
    let item = Change::Put(Box::new(Item::from_value(kind, body).unwrap()));
    world.engine.change(&Engine::command_line(), vec![item]).await.unwrap();
}

#[tokio::test]
async fn a_run_becomes_samples_under_the_names_that_are_said_and_twice_changes_nothing() {
    for world in worlds().await {
        let world = world.with_company().await;
        world.clock.set(at("2027-01-01 00:00"));
        let report = import(&world, Tracker::Wandb, WANDB, &["acc=accuracy"]).await.unwrap();
        assert!(report.accepted > 0 && report.rejected == 0 && report.duplicate == 0, "{report:?}");
        // 0.9 + step / 10,000 over the steps 0 to 199 without 99: 199 × 0.9 + 19,801 / 10,000.
        assert_eq!(accuracy(&world).await, (Decimal::new(1_810_801, 4), 199.into()));
        assert_eq!(world.actions().await.last().unwrap(), "import_run");
        let again = import(&world, Tracker::Wandb, WANDB, &["acc=accuracy"]).await.unwrap();
        assert_eq!((again.accepted, again.duplicate), (0, report.accepted));
        assert_eq!(accuracy(&world).await, (Decimal::new(1_810_801, 4), 199.into()));
    }
}

#[tokio::test]
async fn without_names_the_indicators_say_it_and_their_source_has_the_samples() {
    for world in worlds().await {
        let world = world.with_company().await;
        world.clock.set(at("2027-01-01 00:00"));
        let refused = import(&world, Tracker::ClearMl, CLEARML, &[]).await.unwrap_err().to_string();
        assert!(refused.contains("no indicator of recommender asks a ClearML source") && refused.contains("accuracy/test"), "{refused}");
        put(&world, "source", json!({"id": "trackers", "kind": "clearml", "url": "http://127.0.0.1:9"})).await;
        let from = json!({"id": "trackers", "query": "fraud/eval/accuracy/test"});
        put(&world, "indicator", json!({"service": "recommender", "metric": "accuracy", "source": from})).await;
        let report = import(&world, Tracker::ClearMl, CLEARML, &[]).await.unwrap();
        assert_eq!(report.rejected, 0, "{report:?}");
        // 300 × 0.9 + (0 + … + 299) / 10,000.
        assert_eq!(accuracy(&world).await, (Decimal::new(274_485, 3), 300.into()));
        let series = SeriesKey::parse("recommender/accuracy").unwrap();
        let days = world.engine.series(&Engine::command_line(), &series, Some(Month::parse("2026-11").unwrap())).await.unwrap().days;
        let samples = world.engine.series_samples(&Engine::command_line(), &series, days[0].day).await.unwrap();
        assert!(samples.iter().all(|sample| sample.source.as_str() == "trackers"), "as if it had been asked");
        assert_eq!(import(&world, Tracker::ClearMl, CLEARML, &[]).await.unwrap().accepted, 0);
    }
}

#[tokio::test]
async fn a_value_that_cannot_be_is_rejected_at_its_step_and_what_is_wrong_says_what_to_do() {
    let world = worlds().await.remove(0).with_company().await;
    // In April the run lies in the future.
    let report = import(&world, Tracker::Wandb, WANDB, &["acc=accuracy"]).await.unwrap();
    let first: Vec<(u64, &str)> = report.rejected_rows.iter().take(2).map(|row| (row.line, row.column.as_str())).collect();
    assert_eq!((report.accepted, report.rejected, first), (0, 199, vec![(0, "acc"), (1, "acc")]));
    assert!(report.rejected_rows[0].reason.contains("in the future"));

    world.clock.set(at("2027-01-01 00:00"));
    for (tracker, bytes, names, says) in [
        (Tracker::Wandb, WANDB, vec![], "asks a Weights & Biases source for what this file recorded: say which name is which metric"),
        (Tracker::Wandb, WANDB, vec!["accuracy=accuracy"], "nothing under “accuracy”; it has acc, by.region.sg, val/psi"),
        (Tracker::Wandb, WANDB, vec!["acc=cleverness"], "cleverness"),
        (Tracker::Wandb, WANDB, vec!["acc=recall"], "not configured"),
        (Tracker::Wandb, CLEARML, vec!["acc=accuracy"], "this is no .wandb file"),
        (Tracker::ClearMl, WANDB, vec!["acc=accuracy"], "no offline session of ClearML"),
    ] {
        let error = import(&world, tracker, bytes, &names).await.unwrap_err().to_string();
        assert!(error.contains(says), "{says}: {error}");
    }
    let file = RunFile { tracker: Tracker::Wandb, bytes: WANDB, service: "nobody".parse().unwrap(), names: Default::default() };
    let error = world.engine.import_run(&world.viewer(Role::MlLead), file.clone()).await.unwrap_err();
    assert_eq!(error.field_name(), Some("service"));
    assert_eq!(world.engine.import_run(&world.viewer(Role::Executive), file).await.unwrap_err().status(), 403);
}
