//! A program at the other end, started by a script of `tests/peers/heavy`.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use connect::{Connector, Fed, connect, days};
use domain::config::{Source, SourceRef};
use domain::metric::Kind;
use domain::sample::{Reading, Sample, SeriesKey, SeriesShape};
use serde::de::DeserializeOwned;

/// Ends with this value: its input is closed.
pub struct Peer {
    child: Child,
}

/// Starts a script in its environment, and reads the line in which it tells what is true.
pub fn start<T: DeserializeOwned>(environment: &str, script: &str, arguments: &[&str]) -> (Peer, T) {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests");
    let python: PathBuf = tests.join(format!(".venv-{environment}/bin/python"));
    let mut child = Command::new(&python)
        .arg(tests.join("peers/heavy").join(script))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|cause| panic!("{} does not start ({cause}): run tests/run --peers", python.display()));
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let told = serde_json::from_str(&line).unwrap_or_else(|cause| panic!("{script} tells no truth ({cause}): {line}"));
    (Peer { child }, told)
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// The connector of a kind of source at an address, with settings.
pub fn connector(kind: &str, url: &str, secret: &str, options: &[(&str, &str)]) -> Box<dyn Connector> {
    let options: std::collections::BTreeMap<_, _> = options.iter().copied().collect();
    let source: Source = serde_json::from_value(serde_json::json!({ "id": "it", "kind": kind, "url": url, "options": options })).unwrap();
    source.check().unwrap();
    connect(&source, (!secret.is_empty()).then(|| secret.to_owned())).unwrap()
}

/// A series of a kind that asks for one name.
pub fn fed(kind: Kind, query: &str) -> Fed {
    let from = SourceRef { query: Some(query.to_owned()), ..SourceRef::default() };
    Fed { series: SeriesKey::parse("fraud/feature-drift").unwrap(), shape: SeriesShape { kind, interval_s: 86_400 }, from }
}

/// Every sample of a time, asked for day by day as a back-fill does.
pub async fn pulled(connector: &dyn Connector, fed: &Fed, from_ms: i64, until_ms: i64) -> Vec<Sample> {
    let mut all = Vec::new();
    for (from_ms, until_ms) in days(from_ms, until_ms) {
        let samples = connector.samples(fed, from_ms, until_ms).await.unwrap();
        assert!(samples.iter().all(|sample| (from_ms..=until_ms).contains(&sample.at_ms)));
        all.extend(samples);
    }
    all
}

/// Instants and values of gauges.
pub fn gauges(samples: &[Sample]) -> Vec<(i64, f64)> {
    let value = |sample: &Sample| match &sample.reading {
        Reading::Gauge { value, .. } => value.to_f64(),
        other => panic!("{other:?} is no gauge"),
    };
    samples.iter().map(|sample| (sample.at_ms, value(sample))).collect()
}

/// The same, to the billionth that we keep.
pub fn assert_same(ours: &[(i64, f64)], theirs: &[(i64, f64)], what: &str) {
    assert_eq!(ours.len(), theirs.len(), "{what}: as many values");
    assert!(!theirs.is_empty(), "{what}: there is something to compare");
    for (our, their) in ours.iter().zip(theirs) {
        assert!(our.0 == their.0 && (our.1 - their.1).abs() <= 1e-9, "{what}: {our:?} and {their:?}");
    }
    println!("{what}: {} values, the same", theirs.len());
}
