//! `modelworth export grafana`: files that Grafana reads, over series that there are.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::Outcome;
use tests::database::Database;
use tests::program::Program;
use tests::site::EXAMPLE;

fn exported(program: &Program, arguments: &[&str]) -> Outcome<Vec<(String, Value)>> {
    let folder = program.folder().join("dashboards").display().to_string();
    let told = program.run(&[&["export", "grafana", "--out", &folder], arguments].concat())?;
    let read = |file: &str| Ok((file.to_owned(), serde_json::from_slice(&std::fs::read(file)?)?));
    told.lines().map(read).collect()
}

fn number(value: &Value) -> Outcome<u64> {
    value.as_u64().ok_or_else(|| format!("{value} is no number").into())
}

fn list(value: &Value) -> Outcome<&Vec<Value>> {
    value.as_array().ok_or_else(|| format!("{value} is no list").into())
}

/// What Grafana needs of a dashboard, and that every query is PromQL over our series.
fn check(file: &str, dashboard: &Value) -> Outcome {
    assert_eq!(dashboard["schemaVersion"], 42, "{file}");
    assert!(dashboard["uid"].as_str().is_some_and(|uid| uid.len() <= 40 && uid.starts_with("modelworth-")), "{file}");
    let variable = &dashboard["templating"]["list"][0];
    assert_eq!([&variable["name"], &variable["type"], &variable["query"]], ["DS", "datasource", "prometheus"], "{file}");
    let panels = list(&dashboard["panels"])?;
    let ids = panels.iter().map(|panel| number(&panel["id"])).collect::<Outcome<BTreeSet<u64>>>()?;
    assert!(panels.len() >= 5 && ids.len() == panels.len(), "{file}");
    let mut cells = BTreeSet::new();
    for panel in panels {
        let side = |name: &str| number(&panel["gridPos"][name]);
        let (x, y, w, h) = (side("x")?, side("y")?, side("w")?, side("h")?);
        assert!(x + w <= 24, "{file}: {panel}");
        for cell in (x..x + w).flat_map(|x| (y..y + h).map(move |y| (x, y))) {
            assert!(cells.insert(cell), "{file}: panels overlap at {cell:?}");
        }
        assert!(["stat", "timeseries"].iter().any(|kind| panel["type"] == *kind), "{file}");
        let targets = list(&panel["targets"])?;
        let letters: BTreeSet<String> = targets.iter().map(|target| target["refId"].to_string()).collect();
        assert!(!targets.is_empty() && letters.len() == targets.len(), "{file}: {panel}");
        for target in targets {
            assert_eq!(target["datasource"], json!({"type": "prometheus", "uid": "${DS}"}));
            let expr = target["expr"].as_str().ok_or("no query")?;
            assert!(promql::Query::parse(expr).is_ok() && expr.contains("modelworth_"), "{file}: {expr}");
        }
    }
    Ok(())
}

#[test]
fn every_service_and_the_executives_have_a_dashboard_that_grafana_reads() -> Outcome {
    let program = Program::new(Database::sqlite()?, EXAMPLE)?;
    let all = exported(&program, &[])?;
    assert_eq!(all.len(), EXAMPLE.matches("[[service]]").count() + 1);
    for (file, dashboard) in &all {
        check(file, dashboard)?;
    }
    let (file, executives) = all.last().ok_or("no file")?;
    assert!(file.ends_with("executives.json"), "{file}");
    assert_eq!(executives["panels"][0]["fieldConfig"]["defaults"]["unit"], "currency:USD ");
    let one = exported(&program, &["--service", "recommender"])?;
    assert_eq!(one.len(), 1);
    assert!(one[0].1["panels"].to_string().contains("modelworth_value{service=\\\"recommender\\\"}"));
    assert!(program.run(&["export", "grafana", "--service", "nobody", "--out", "x"]).is_err());
    Ok(())
}
