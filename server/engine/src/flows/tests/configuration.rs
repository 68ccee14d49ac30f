use domain::access::Role;
use domain::config::{Change, Item, Number};
use domain::ports::{Accounts, Models};

use super::world::{COMPANY, worlds};
use crate::Engine;

#[tokio::test]
async fn applying_twice_changes_nothing_and_export_reads_back() {
    let mut exports = Vec::new();
    for world in worlds().await {
        world.first_admin().await;
        let viewer = Engine::command_line();
        let planned = world.engine.apply(&viewer, COMPANY, true).await.unwrap();
        let n_before = world.actions().await.len();
        let done = world.engine.apply(&viewer, COMPANY, false).await.unwrap();
        assert_eq!(planned, done);
        assert_eq!(world.actions().await.len(), n_before + done.len(), "one event per item");
        assert!(world.engine.apply(&viewer, COMPANY, false).await.unwrap().is_empty());
        let exported = world.engine.export(&viewer).await.unwrap();
        assert!(world.engine.apply(&viewer, &exported, false).await.unwrap().is_empty(), "{exported}");
        assert_eq!(world.actions().await.len(), n_before + done.len());
        exports.push(exported);
    }
    assert!(exports.windows(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test]
async fn mistakes_in_a_file_are_named_with_their_line() {
    let world = worlds().await.remove(0).with_company().await;
    for (file, expected) in [
        (COMPANY.replace("coverage_threshold", "coverage_treshold"), "line 5: unknown field `coverage_treshold`"),
        (format!("{COMPANY}\n[[widget]]\nid = \"x\"\n"), "unknown field `widget`"),
        (COMPANY.replace("\"2026-04-15\"", "\"15 April\""), "line 102"),
        (COMPANY.replace("metric = \"latency\"", "metric = \"latencyy\""), "did you mean “latency”?"),
        (format!("{COMPANY}\n[[team]]\nid = \"growth\"\nname = \"Twice\"\n"), "team growth stands twice"),
        (COMPANY.replace("team = \"growth\"", "team = \"grwth\""), "grwth"),
        ("[workspace".to_owned(), "line 1"),
    ] {
        let error = world.engine.apply(&Engine::command_line(), &file, false).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error} lacks {expected}");
        assert_eq!(error.status(), 422, "{error}");
    }
    assert!(world.engine.apply(&Engine::command_line(), COMPANY, true).await.unwrap().is_empty(), "nothing was written");
}

#[tokio::test]
async fn each_kind_of_item_needs_its_role() {
    let world = worlds().await.remove(0).with_company().await;
    let configuration = world.engine.configuration(&world.viewer(Role::Executive)).await.unwrap();
    for item in configuration.items() {
        let may: Vec<Role> = match item.kind() {
            "driver" | "cost" | "baseline" | "journal" => vec![Role::Admin, Role::Finance],
            "target" => vec![Role::Admin, Role::MlLead, Role::Finance],
            "workspace" | "person" => vec![Role::Admin],
            _ => vec![Role::Admin, Role::MlLead],
        };
        for role in Role::ALL {
            let change = vec![Change::Put(Box::new(item.clone()))];
            let outcome = world.engine.change(&world.viewer(role), change).await;
            assert_eq!(outcome.is_ok(), may.contains(&role), "{role:?} {}", item.subject());
            assert!(outcome.map_or_else(|error| error.status() == 403, |differences| differences.is_empty()));
        }
    }
}

#[tokio::test]
async fn changes_are_all_or_none_and_tell_before_and_after() {
    for world in worlds().await {
        let world = world.with_company().await;
        let viewer = world.viewer(Role::Admin);
        let mut cost = world.engine.configuration(&viewer).await.unwrap().costs.into_values().next().unwrap();
        cost.name = "Inference, two regions".into();
        let good = Change::Put(Box::new(Item::Cost(cost.clone())));
        let bad = Change::Remove { kind: "team".into(), id: "growth".into() };
        let n = world.actions().await.len();
        assert!(world.engine.change(&viewer, vec![good.clone(), bad]).await.is_err());
        assert_eq!(world.actions().await.len(), n);
        world.engine.change(&viewer, vec![good]).await.unwrap();
        let event = world.engine.audit(&viewer, None).await.unwrap().remove(0);
        assert_eq!((event.action.as_str(), event.subject.as_str()), ("put_cost", "cost cloud"));
        assert!(event.before.unwrap().contains("\"Inference\"") && event.after.unwrap().contains("two regions"));
        assert_eq!(event.actor, viewer.actor);
        cost.values[0].per_month = Number::parse("9").unwrap();
        let edited = world.engine.change(&viewer, vec![Change::Put(Box::new(Item::Cost(cost)))]).await.unwrap_err();
        assert_eq!(edited.status(), 409);
    }
}
