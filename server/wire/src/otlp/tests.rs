//! Bodies of the real exporters, recorded by `fixtures/record.py`, which says what they were told.

use proptest::prelude::*;

use super::*;
use crate::body::unpack;
use crate::series::{Batch, STALE, Series, Type, is_stale};

const PYTHON: &[u8] = include_bytes!("../../fixtures/otlp/cumulative.pb");
const PYTHON_GZIP: &[u8] = include_bytes!("../../fixtures/otlp/cumulative.pb.gz");
const DELTA: &[u8] = include_bytes!("../../fixtures/otlp/delta.pb");
const MADE: &[u8] = include_bytes!("../../fixtures/otlp/made.pb");
const JAVASCRIPT: &[u8] = include_bytes!("../../fixtures/otlp/javascript.json");

fn named<'a>(batch: &'a Batch, name: &str) -> Vec<&'a Series> {
    batch.series.iter().filter(|series| series.name() == name).collect()
}

/// The one value of the one series of this name whose label has this value.
fn value(batch: &Batch, name: &str, label: &str, is: &str) -> f64 {
    let found: Vec<_> = named(batch, name).into_iter().filter(|series| series.label(label) == Some(is)).collect();
    assert_eq!(found.len(), 1, "{name} with {label}={is}");
    assert_eq!(found[0].samples.len(), 1);
    found[0].samples[0].value
}

fn buckets(batch: &Batch, name: &str, bounds: &[&str]) -> Vec<f64> {
    bounds.iter().map(|le| value(batch, &format!("{name}_bucket"), "le", le)).collect()
}

#[test]
fn the_python_exporter_is_read() {
    let batch = read(PYTHON, Form::Protobuf).unwrap();
    assert_eq!(batch.rejected.count, 0);
    let requests = named(&batch, "model_requests_total");
    assert_eq!(requests[0].to_string(), r#"model_requests_total{code="200",instance="pod-1",job="risk/fraud",k8s_namespace_name="prod"}"#);
    assert_eq!(requests[0].samples[0].at_ms / 60_000, 1_795_565_653_956 / 60_000);
    assert!(batch.series.iter().all(|series| !series.growth));
    assert_eq!(value(&batch, "model_requests_total", "code", "200"), 5.0);
    assert_eq!(value(&batch, "model_requests_total", "code", "500"), 1.0);
    assert_eq!(value(&batch, "queue_size", "job", "risk/fraud"), -4.0);
    assert_eq!(value(&batch, "gpu_utilization_ratio", "gpu", "0"), 0.75);
    assert_eq!(buckets(&batch, "latency_milliseconds", &["10", "100", "1000", "+Inf"]), [2.0, 3.0, 4.0, 5.0]);
    assert_eq!(value(&batch, "latency_milliseconds_sum", "instance", "pod-1"), 5565.0);
    let told = &batch.metadata["latency_milliseconds"];
    assert_eq!((told.kind, told.help.as_str(), told.unit.as_str()), (Type::Histogram, "Time to answer", "ms"));
    assert_eq!(batch.metadata["model_requests_total"].kind, Type::Counter);
    assert_eq!(batch.metadata["queue_size"].kind, Type::Gauge);
    let packed = unpack(PYTHON_GZIP, Some("gzip"), 1 << 20).unwrap();
    let again = read(&packed, Form::Protobuf).unwrap();
    assert_eq!(again.series.len(), batch.series.len());
}

#[test]
fn exponential_buckets_are_merged_exactly() {
    // 0, 0.1, 0.25, 0.5, 0.5, 0.9, 1 and 3, counted by hand up to each bound; 3 lies between 2^(6/4) and 2^(7/4).
    let batch = read(PYTHON, Form::Protobuf).unwrap();
    let counted = buckets(
        &batch,
        "model_score",
        &[
            "0.0009765625",
            "0.0625",
            "0.125",
            "0.25",
            "0.42044820762685725",
            "0.5",
            "1",
            "2.8284271247461903",
            "3.363585661014858",
            "131072",
            "+Inf",
        ],
    );
    assert_eq!(counted, [1.0, 1.0, 2.0, 3.0, 3.0, 5.0, 7.0, 7.0, 8.0, 8.0, 8.0]);
    assert_eq!(named(&batch, "model_score_bucket").len(), 110);
    assert_eq!(value(&batch, "model_score_sum", "job", "risk/fraud"), 6.25);
    // The JavaScript exporter was told 0, 0.25, 0.5, 1 and 3.
    let batch = read(JAVASCRIPT, Form::Json).unwrap();
    assert_eq!(buckets(&batch, "model_score", &["0.125", "0.25", "0.5", "1", "2", "4"]), [1.0, 2.0, 3.0, 4.0, 4.0, 5.0]);
}

#[test]
fn increases_grow() {
    let batch = read(DELTA, Form::Protobuf).unwrap();
    assert_eq!(value(&batch, "model_requests_total", "code", "200"), 7.0);
    assert_eq!(buckets(&batch, "latency_milliseconds", &["10", "100", "1000", "+Inf"]), [0.0, 1.0, 1.0, 1.0]);
    for series in &batch.series {
        let grows = series.name().starts_with("model_requests") || series.name().starts_with("latency");
        assert_eq!(series.growth, grows, "{series}");
    }
}

#[test]
fn the_javascript_exporter_is_read() {
    let batch = read(JAVASCRIPT, Form::Json).unwrap();
    assert_eq!(batch.rejected.count, 0);
    let failed = named(&batch, "model_requests_total")[1];
    assert_eq!(failed.to_string(), r#"model_requests_total{code="500",instance="pod-2",job="fraud",retried="true",tries="2"}"#);
    assert_eq!(value(&batch, "model_requests_total", "code", "200"), 3.0);
    assert_eq!(buckets(&batch, "latency_seconds", &["0.01", "0.1", "1", "+Inf"]), [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(value(&batch, "latency_seconds_sum", "job", "fraud"), 5.555);
    assert_eq!(value(&batch, "gpu_utilization_percent", "job", "fraud"), 75.0);
    let broken = value(&batch, "broken", "job", "fraud");
    assert!(broken.is_nan() && !is_stale(broken));
}

#[test]
fn summaries_ends_and_points_without_meaning() {
    // made.pb is written by OpenTelemetry's own message classes: see `made` in record.py.
    let batch = read(MADE, Form::Protobuf).unwrap();
    let quantiles: Vec<_> = named(&batch, "answer_seconds").iter().map(|s| (s.label("quantile").unwrap(), s.samples[0].value)).collect();
    assert_eq!(quantiles, [("0.5", 0.2), ("0.99", 1.5)]);
    assert_eq!((value(&batch, "answer_seconds_count", "job", "made"), value(&batch, "answer_seconds_sum", "job", "made")), (10.0, 3.25));
    assert_eq!(named(&batch, "gone")[0].samples[0].value.to_bits(), STALE.to_bits());
    let ended = named(&batch, "gone_histogram_bucket");
    assert!(!ended.is_empty() && ended.iter().all(|series| is_stale(series.samples[0].value)));
    let growing = named(&batch, "growing_bucket");
    assert_eq!((growing.len(), growing[0].growth), (110, true));
    assert_eq!(buckets(&batch, "growing", &["1", "2", "4", "+Inf"]), [3.0, 5.0, 5.0, 5.0]);
    // A sum of no temporality, a point of no value and one of no time.
    assert_eq!(batch.rejected.count, 3);
    assert_eq!(batch.rejected.reason.as_deref(), Some("untold: aggregationTemporality must be 1 (delta) or 2 (cumulative)"));
}

#[test]
fn json_is_read_in_all_its_clothes() {
    let body = r#"{"resourceMetrics":[{"resource":{},"scopeMetrics":[{"metrics":[
        {"name":"a","sum":{"aggregationTemporality":"AGGREGATION_TEMPORALITY_DELTA","isMonotonic":true,"dataPoints":[
            {"timeUnixNano":1764028800000000000,"asInt":"42","traceId":"5b8efff798038103d269b633813fc60c","unheard":[{}]}]}},
        {"name":"b","histogram":{"aggregationTemporality":2,"dataPoints":[
            {"timeUnixNano":"1764028800000000000","count":"3","sum":"1.5","bucketCounts":["1","2"],"explicitBounds":[1],
             "attributes":[{"key":"list","value":{"arrayValue":{"values":[]}}},{"key":"n","value":{"intValue":"9007199254740993"}}]}]}},
        {"name":"c","gauge":{"dataPoints":[{"timeUnixNano":"1764028800000000000","asDouble":"-Infinity"}]}}]}]}]}"#;
    let batch = read(body.as_bytes(), Form::Json).unwrap();
    assert_eq!(batch.rejected.count, 0, "{:?}", batch.rejected.reason);
    let told: Vec<_> = batch.series.iter().map(|s| (s.to_string(), s.samples[0].at_ms, s.samples[0].value, s.growth)).collect();
    let at = 1_764_028_800_000;
    let n = "n=\"9007199254740993\"";
    assert_eq!(
        told,
        [
            ("a_total".to_owned(), at, 42.0, true),
            (format!("b_bucket{{le=\"+Inf\",{n}}}"), at, 3.0, false),
            (format!("b_bucket{{le=\"1\",{n}}}"), at, 1.0, false),
            (format!("b_count{{{n}}}"), at, 3.0, false),
            (format!("b_sum{{{n}}}"), at, 1.5, false),
            ("c".to_owned(), at, f64::NEG_INFINITY, false),
        ]
    );
}

#[test]
fn a_body_that_is_no_request_is_named() {
    for (body, form) in [
        (&PYTHON[..100], Form::Protobuf),
        (b"<html>", Form::Protobuf),
        (b"<html>", Form::Json),
        (&JAVASCRIPT[..500], Form::Json),
        (br#"{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"gauge":{"dataPoints":[{"timeUnixNano":-1}]}}]}]}]}"#, Form::Json),
        // A field of 2^63 bytes, and a varint without an end.
        (&[0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], Form::Protobuf),
        (&[0xff; 40], Form::Protobuf),
    ] {
        let Err(error) = read(body, form) else { panic!("{body:?}") };
        assert_eq!(error.status(), 400);
        assert!(error.to_string().starts_with("the body is no OTLP metrics request"), "{error}");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(read(format!(r#"{{"unheard":{deep}}}"#).as_bytes(), Form::Json).unwrap().series.is_empty());
    assert_eq!(read(format!(r#"{{"resourceMetrics":{deep}}}"#).as_bytes(), Form::Json).unwrap_err().status(), 400);
    assert!(read(b"", Form::Protobuf).unwrap().series.is_empty());
    assert!(read(b"{}", Form::Json).unwrap().series.is_empty());
}

#[test]
fn a_label_of_ten_megabytes_is_rejected_and_the_others_stay() {
    let body = format!(
        r#"{{"resourceMetrics":[{{"scopeMetrics":[{{"metrics":[{{"name":"a","gauge":{{"dataPoints":[
            {{"timeUnixNano":"1","asInt":1,"attributes":[{{"key":"k","value":{{"stringValue":"{}"}}}}]}},
            {{"timeUnixNano":"1","asInt":2}}]}}}}]}}]}}]}}"#,
        "x".repeat(10_000_000)
    );
    let batch = read(body.as_bytes(), Form::Json).unwrap();
    assert_eq!((batch.series.len(), batch.rejected.count), (1, 1));
    let told = String::from_utf8(answer(&batch.rejected, Form::Json)).unwrap();
    assert_eq!(
        told,
        r#"{"partialSuccess":{"errorMessage":"a: the label k is longer than 2048 bytes: send less in it","rejectedDataPoints":"1"}}"#
    );
}

#[test]
fn answers_are_in_the_form_of_the_request() {
    let (mut rejected, form) = (crate::series::Rejected::default(), Form::of(Some("Application/JSON; charset=utf-8")).unwrap());
    assert_eq!((answer(&rejected, form), answer(&rejected, Form::Protobuf)), (b"{}".to_vec(), Vec::new()));
    rejected.add(3, "why");
    // partial_success = 1 (7 bytes): rejected_data_points = 1 is 3, error_message = 2 is “why”.
    assert_eq!(answer(&rejected, Form::Protobuf), b"\x0a\x07\x08\x03\x12\x03why");
    assert_eq!(failure("no", Form::Protobuf), b"\x12\x02no");
    assert_eq!(failure("no", Form::Json), br#"{"message":"no"}"#);
    assert_eq!(Form::of(Some("text/plain")).unwrap_err().status(), 415);
    assert_eq!(Form::of(None).unwrap_err().status(), 415);
}

proptest! {
    #[test]
    fn no_body_panics(body: Vec<u8>) {
        let _ = read(&body, Form::Protobuf);
        let _ = read(&body, Form::Json);
    }

    #[test]
    fn no_change_of_a_real_body_panics(at: prop::sample::Index, to: u8, cut: prop::sample::Index) {
        for (real, form) in [(PYTHON, Form::Protobuf), (MADE, Form::Protobuf), (JAVASCRIPT, Form::Json)] {
            let mut body = real.to_vec();
            body[at.index(real.len())] = to;
            let _ = read(&body, form);
            let _ = read(&body[..cut.index(real.len())], form);
        }
    }
}
