//! Each preset fits its metric, is PromQL, and answers what a system shows.
#![allow(clippy::unwrap_used, clippy::panic)]
use std::collections::BTreeSet;

use promql::storage::all_match;
use promql::{Answer, Grid, LOOKBACK_MS, Labels, Query, SeriesData, evaluate_instant};

use super::shown::{SHOWN, TOLD};
use super::*;
use crate::{metric, system};

/// Those that are asked by PromQL.
fn promql_presets() -> impl Iterator<Item = &'static Preset> {
    presets_of(system::find("prometheus").unwrap())
}

fn filled(preset: &Preset) -> SourceRef {
    preset.fill(SourceId::parse("prom").unwrap(), |_| Some("fraud")).unwrap()
}

#[test]
fn each_fits_its_metric_and_is_promql() {
    let prometheus = system::find("prometheus").unwrap();
    for preset in promql_presets() {
        let metric = metric::find(preset.metric).unwrap();
        let source = filled(preset);
        source.check(metric.kind, prometheus).unwrap_or_else(|error| panic!("{} {}: {error}", preset.system, preset.metric));
        assert_eq!(source.scale.is_some(), preset.scale.is_some(), "{} {}", preset.system, preset.metric);
        let queries = [source.query, source.numerator, source.denominator, source.histogram];
        for query in queries.iter().flatten() {
            promql::Query::parse(query).unwrap_or_else(|error| panic!("{query}: {error}"));
            assert!(!query.contains("\"{"), "{query} has a blank");
        }
        assert!(preset.note.is_empty() || preset.note.ends_with('.'), "{}", preset.note);
    }
}

#[test]
fn growth_is_asked_for_where_samples_add_up() {
    use crate::metric::Kind::{Counter, Histogram, Ratio};
    for preset in promql_presets() {
        let adds = matches!(metric::find(preset.metric).unwrap().kind, Counter | Ratio | Histogram);
        for text in preset.texts() {
            assert_eq!(text.contains("[5m]") && !text.contains("rate("), adds, "{} {}: {text}", preset.system, preset.metric);
        }
        if let Asked::Histogram(text) = preset.asks {
            assert!(text.starts_with("sum by (le) (increase(") && text.contains("_bucket{"), "{text}");
        }
    }
}

#[test]
fn systems_have_each_metric_once() {
    let all: BTreeSet<_> = presets().map(|preset| (preset.kind, preset.system, preset.metric)).collect();
    assert_eq!(all.len(), presets().count());
}

#[test]
fn keys_are_slugs_and_lead_back() {
    for system in system::SYSTEMS {
        for preset in presets_of(system) {
            assert!(crate::ids::ServiceId::parse(&preset.key()).is_ok(), "{}", preset.key());
            assert_eq!(super::find(system, &preset.key()).unwrap(), preset);
        }
    }
    let [triton, health] = ["prometheus", "health"].map(|kind| system::find(kind).unwrap());
    assert_eq!(super::find(health, "kserve-v1-uptime").unwrap().blanks(), ["model"]);
    assert!(super::find(triton, "kserve-v1-uptime").is_err(), "of another system");
}

#[test]
fn names_fit_their_system_and_metric() {
    let mut named = 0;
    for preset in presets() {
        let Some(kind) = preset.kind else { continue };
        let system = system::find(kind).unwrap();
        let metric = metric::find(preset.metric).unwrap();
        filled(preset).check(metric.kind, system).unwrap_or_else(|error| panic!("{}: {error}", preset.key()));
        named += 1;
    }
    assert!(named > 20);
    let github = system::find("github").unwrap();
    let blank = |name: &str| Some(if name == "repository" { "acme/{environment}" } else { " production " });
    let source = super::find(github, "github-lead-time").unwrap().fill(SourceId::parse("gh").unwrap(), blank).unwrap();
    assert_eq!(source.query.as_deref(), Some("acme/{environment} production"), "what is filled in is not filled in again");
}

#[test]
fn blanks_are_filled_in_as_text() {
    let preset = presets().find(|preset| preset.system == "KServe" && preset.metric == "latency").unwrap();
    assert_eq!(preset.blanks(), ["model"]);
    let source = preset.fill(SourceId::parse("prom").unwrap(), |_| Some(r#"a"b\c"#)).unwrap();
    assert_eq!(source.histogram.as_deref(), Some(r#"sum by (le) (increase(request_predict_seconds_bucket{model_name="a\"b\\c"}[5m]))"#));
    assert_eq!(source.scale, Some(Decimal::from(1000)));
    let error = preset.fill(SourceId::parse("prom").unwrap(), |_| None).unwrap_err();
    assert!(error.to_string().contains("say which model"), "{error}");
}

const MINUTE_MS: i64 = 60_000;
const NOW_MS: i64 = 1_764_028_800_000;

fn blank(name: &str) -> Option<&'static str> {
    let known =
        [("model", "m"), ("job", "j"), ("service", "s"), ("namespace", "n"), ("pods", "p-.*"), ("deployment", "d"), ("endpoint", "7")];
    known.iter().find(|(blank, _)| *blank == name).map(|(_, value)| *value)
}

/// What a query answers at the end of ten minutes, by rising `le`.
fn answer(query: &str) -> Vec<f64> {
    let query = Query::parse(query).unwrap();
    let shown = SHOWN.iter().map(|(series, first, growth)| {
        let (name, labels) = series.split_once(' ').unwrap();
        let labels = labels.split(' ').map(|label| label.split_once('=').unwrap()).chain([("__name__", name)]);
        SeriesData {
            labels: Labels::new(labels),
            at_ms: (0..=10).map(|minute| NOW_MS - (10 - minute) * MINUTE_MS).collect(),
            values: (0..=10).map(|minute| first + growth * f64::from(minute)).collect(),
            holds_ms: None,
        }
    });
    let shown: Vec<SeriesData> = shown.collect();
    let needs = query.needs(Grid::instant(NOW_MS), LOOKBACK_MS);
    let data: Vec<Vec<SeriesData>> =
        needs.iter().map(|need| shown.iter().filter(|series| all_match(&need.matchers, &series.labels)).cloned().collect()).collect();
    match evaluate_instant(&query, &data, NOW_MS, LOOKBACK_MS).unwrap() {
        Answer::Vector(mut found) => {
            let bound = |labels: &Labels| labels.get("le").parse::<f64>().unwrap_or(0.0);
            found.sort_by(|a, b| bound(&a.labels).total_cmp(&bound(&b.labels)));
            found.into_iter().map(|sample| sample.value).collect()
        }
        other => panic!("{other:?}"),
    }
}

fn texts(source: SourceRef) -> Vec<String> {
    [source.query, source.histogram, source.numerator, source.denominator].into_iter().flatten().collect()
}

#[test]
fn each_answers_what_its_system_shows() {
    let mut left: BTreeSet<_> = promql_presets().map(|preset| (preset.system, preset.metric)).collect();
    for (system, metric, told) in TOLD {
        let preset = presets().find(|preset| (preset.system, preset.metric) == (*system, *metric)).unwrap();
        let answers: Vec<Vec<f64>> =
            texts(preset.fill(SourceId::parse("prom").unwrap(), blank).unwrap()).iter().map(|query| answer(query)).collect();
        assert_eq!(answers.len(), told.len(), "{system} {metric}");
        for (answer, told) in answers.iter().zip(*told) {
            assert_eq!(answer.len(), told.len(), "{system} {metric}: {answer:?}");
            assert!(answer.iter().zip(*told).all(|(a, b)| (a - b).abs() < 1e-9), "{system} {metric}: {answer:?}");
        }
        left.remove(&(*system, *metric));
    }
    assert!(left.is_empty(), "{left:?} are not proven");
}

#[test]
fn what_never_failed_has_no_failures_and_what_is_not_there_nothing() {
    let preset = presets().find(|preset| (preset.system, preset.metric) == ("MLServer", "error-rate")).unwrap();
    let answers = |model: &'static str| -> Vec<Vec<f64>> {
        texts(preset.fill(SourceId::parse("prom").unwrap(), |_| Some(model)).unwrap()).iter().map(|query| answer(query)).collect()
    };
    assert_eq!(answers("good"), [vec![0.0], vec![45.0]]);
    // Without a denominator nothing is known, whatever the numerator says.
    assert_eq!(answers("nowhere"), [vec![0.0], vec![]]);
    let uptime = presets().find(|preset| preset.system == "kube-state-metrics").unwrap();
    let down = uptime.fill(SourceId::parse("prom").unwrap(), |name| if name == "deployment" { Some("gone") } else { blank(name) }).unwrap();
    assert_eq!(answer(down.query.as_deref().unwrap()), [0.0]);
}

/// The page that lists them for people.
fn page() -> String {
    let mut page = String::from(
        "# Queries for what teams run\n\nAny Prometheus that scrapes these systems, and Modelworth itself where they send to it, answers them. Fill in what stands in \
         `{braces}`.\nThey suit an indicator that is collected every 5 minutes; each was evaluated over what its system shows.\n",
    );
    let mut system = "";
    for preset in promql_presets() {
        if preset.system != system {
            system = preset.system;
            page += &format!("\n## {system}\n");
        }
        let asks = match preset.asks {
            Asked::Query(text) => vec![("query", text)],
            Asked::Share { numerator, denominator } => vec![("numerator", numerator), ("denominator", denominator)],
            Asked::Histogram(text) => vec![("histogram", text)],
        };
        let scale = preset.scale.map(|scale| format!(", `scale = \"{scale}\"`")).unwrap_or_default();
        let note = if preset.note.is_empty() { String::new() } else { format!(". {}", preset.note) };
        page += &format!("\n`{}`{scale}{note}\n\n```\n", preset.metric);
        for (name, text) in asks {
            page += &format!("{name:<11} {text}\n");
        }
        page += "```\n";
    }
    page
}

#[test]
fn the_page_lists_them() {
    let kept = include_str!("../../../../../docs/queries.md");
    if kept != page() {
        let file = std::env::temp_dir().join("queries.md");
        std::fs::write(&file, page()).unwrap();
        panic!("docs/queries.md is not what the presets say: replace it with {}", file.display());
    }
}
