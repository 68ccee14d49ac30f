//! Bodies of the real clients, recorded by `fixtures/record.py`, which says what they were told.

use proptest::prelude::*;

use super::*;
use crate::body::unpack;
use crate::series::{Batch, Sample, Type};

const AT: i64 = 1_764_028_800_000;
const V1: &[u8] = include_bytes!("../../fixtures/datadog/v1_series.json");
const V1_ZLIB: &[u8] = include_bytes!("../../fixtures/datadog/v1_series.json.zlib");
const V2: &[u8] = include_bytes!("../../fixtures/datadog/v2_series.json");
const V2_GZIP: &[u8] = include_bytes!("../../fixtures/datadog/v2_series.json.gz");
const V2_ZLIB: &[u8] = include_bytes!("../../fixtures/datadog/v2_series.json.zlib");
const V2_ZSTD: &[u8] = include_bytes!("../../fixtures/datadog/v2_series.json.zst");
const DISTRIBUTION: &[u8] = include_bytes!("../../fixtures/datadog/distribution_points.json");
const EVENT: &[u8] = include_bytes!("../../fixtures/datadog/event.json");
const CHECK: &[u8] = include_bytes!("../../fixtures/datadog/check_run.json");

const TAGS: &str = r#"canary="true",env="prod",host="host-1",model="fraud""#;

/// Seconds after [`AT`], and values.
type Samples = Vec<(i64, f64)>;

fn told(batch: &Batch) -> Vec<(String, Samples, bool)> {
    let samples = |all: &[Sample]| all.iter().map(|sample| ((sample.at_ms - AT) / 1000, sample.value)).collect();
    batch.series.iter().map(|series| (series.to_string(), samples(&series.samples), series.growth)).collect()
}

#[test]
fn series_of_the_first_version() {
    let batch = series_v1(V1).unwrap();
    assert_eq!(
        told(&batch),
        [
            (format!("model_accuracy{{{TAGS}}}"), vec![(0, 0.93), (10, 0.94)], false),
            (format!("model_requests{{{TAGS}}}"), vec![(0, 12.0), (10, 8.0)], true),
            (format!("model_errors{{{TAGS}}}"), vec![(0, 0.5)], false),
        ]
    );
    assert_eq!(series_v1(&unpack(V1_ZLIB, Some("deflate"), 10_000).unwrap()).unwrap(), batch);
}

#[test]
fn series_of_the_second_version_in_all_four_encodings() {
    let batch = series_v2(V2).unwrap();
    let hostless = TAGS.replace(r#"host="host-1","#, "");
    assert_eq!(
        told(&batch),
        [
            (format!("model_requests{{{TAGS}}}"), vec![(0, 12.0), (10, 8.0)], true),
            (format!("model_errors{{{hostless}}}"), vec![(0, 0.5)], false),
            (format!("model_accuracy{{{hostless}}}"), vec![(0, 0.93)], false),
            ("model_plain".to_owned(), vec![(0, 1.0)], false),
        ]
    );
    assert_eq!((batch.metadata["model_requests"].kind, batch.metadata["model_requests"].unit.as_str()), (Type::Counter, "request"));
    for (packed, encoding) in [(V2_GZIP, "gzip"), (V2_ZLIB, "deflate"), (V2_ZSTD, "zstd1")] {
        assert_eq!(series_v2(&unpack(packed, Some(encoding), 10_000).unwrap()).unwrap(), batch, "{encoding}");
    }
}

#[test]
fn distributions_grow_histograms() {
    let batch = distribution_points(DISTRIBUTION).unwrap();
    // 0.02, 0.03 and 0.2 at first, ten seconds later 5: counted by hand up to each bound.
    let counts = |le: &str| -> Vec<(i64, f64)> {
        let found = batch.series.iter().filter(|series| series.name() == "model_latency_bucket" && series.label("le") == Some(le));
        found.map(|series| ((series.samples[0].at_ms - AT) / 1000, series.samples[0].value)).collect()
    };
    assert_eq!(counts("0.015625"), [(0, 0.0), (10, 0.0)]);
    assert_eq!(counts("0.03125"), [(0, 2.0), (10, 0.0)]);
    assert_eq!(counts("4"), [(0, 3.0), (10, 0.0)]);
    assert_eq!(counts("8"), [(0, 3.0), (10, 1.0)]);
    assert_eq!(counts("+Inf"), [(0, 3.0), (10, 1.0)]);
    let sums: Vec<_> = told(&batch).into_iter().filter(|(name, ..)| name.contains("_sum")).collect();
    assert_eq!(
        sums,
        [(format!("model_latency_sum{{{TAGS}}}"), vec![(0, 0.25)], true), (format!("model_latency_sum{{{TAGS}}}"), vec![(10, 5.0)], true)]
    );
    assert!(batch.series.iter().all(|series| series.growth));
}

#[test]
fn events_and_checks() {
    let told_event = event(EVENT).unwrap();
    assert_eq!(
        told_event,
        Event {
            title: "Deployed fraud 12".to_owned(),
            text: "by release 12".to_owned(),
            at_ms: Some(AT),
            host: Some("host-1".to_owned()),
            tags: vec![("model".to_owned(), "fraud".to_owned())],
            alert: "success".to_owned(),
            aggregation_key: "fraud-12".to_owned(),
            source: "jenkins".to_owned(),
        }
    );
    let batch = check_run(CHECK, 0).unwrap();
    let name = r#"service_check_status{check="model.ready",host="host-1",model="fraud"}"#.to_owned();
    assert_eq!(told(&batch), [(name, vec![(0, 2.0)], false)]);
    let two = check_run(br#"[{"check":"a","status":0},{"check":"b","status":9}]"#, AT + 5000).unwrap();
    assert_eq!(told(&two), [(r#"service_check_status{check="a"}"#.to_owned(), vec![(5, 0.0)], false)]);
    assert_eq!(two.rejected.count, 1);
}

#[test]
fn points_that_cannot_be_taken_are_counted() {
    let body = br#"{"series":[
        {"metric":"a","points":[[1764028800,1],[1764028800000,2],[-1,3],[1764028810,null]],"tags":["x:1","x:2","noise"]},
        {"metric":"b","points":[[1764028800,1],[1764028801,1]],"type":"sketch"},
        {"metric":" ","points":[[1764028800,1]]}]}"#;
    let batch = series_v1(body).unwrap();
    assert_eq!(told(&batch), [(r#"a{noise="true",x="1;2"}"#.to_owned(), vec![(0, 1.0)], false)]);
    assert_eq!(batch.rejected.count, 6);
    assert_eq!(batch.rejected.reason.as_deref(), Some("a: the time 1764028800000 is not in seconds since 1970"));
}

#[test]
fn a_short_body_of_many_histograms_is_held_back() {
    let point = "[1764028800,[1]]";
    let body = format!(r#"{{"series":[{{"metric":"m","points":[{}]}}]}}"#, vec![point; 50_000].join(","));
    let batch = distribution_points(body.as_bytes()).unwrap();
    assert!(batch.size <= crate::series::MAX_BATCH && batch.series.len() < 1_000_000, "{}", batch.series.len());
    // Whole histograms only: 110 buckets, a count and a sum.
    assert_eq!((batch.series.len() % 112, batch.series.len() as u64 / 112 + batch.rejected.count), (0, 50_000));
    assert!(batch.rejected.reason.unwrap().contains("too many series"));
}

#[test]
fn a_body_that_is_none_is_named() {
    for error in [series_v1(b"{}"), series_v2(V1), series_v1(&V1[..50]), distribution_points(V1), check_run(b"[]]", 0)] {
        assert!(error.unwrap_err().to_string().starts_with("the body is no "));
    }
    let deep = format!(r#"{{"series":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert!(series_v1(deep.as_bytes()).is_err());
    assert!(event(br#"{"title":"x","date_happened":1e300}"#).is_err());
}

proptest! {
    #[test]
    fn no_body_panics(at: prop::sample::Index, to: u8, cut: prop::sample::Index, which in 0..5usize) {
        let real = [V1, V2, DISTRIBUTION, EVENT, CHECK][which];
        let mut body = real.to_vec();
        body[at.index(real.len())] = to;
        for body in [&body[..], &body[..cut.index(real.len())]] {
            let _ = (series_v1(body), series_v2(body), distribution_points(body), event(body), check_run(body, 0));
        }
    }
}
