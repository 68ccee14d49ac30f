//! Pages made by `fixtures/expositions.py`, which also says what the Python client's own parsers read in them.

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::series::{Sample, Type};

const NOW: i64 = 1_764_028_800_000;
const OPENMETRICS: Option<&str> = Some("application/openmetrics-text; version=1.0.0; charset=utf-8");

macro_rules! page {
    ($name:literal, $kind:expr) => {
        (
            $name,
            $kind,
            include_str!(concat!("../../fixtures/exposition/", $name)),
            include_str!(concat!("../../fixtures/exposition/", $name, ".json")),
        )
    };
}

/// Name, Content-Type, page, what another parser read in it.
const PAGES: &[(&str, Option<&str>, &str, &str)] = &[
    page!("python.txt", Some("text/plain; version=0.0.4; charset=utf-8")),
    page!("python.om", OPENMETRICS),
    page!("kserve.txt", None),
    page!("mlserver.txt", None),
    page!("triton.txt", None),
    page!("torchserve.txt", None),
    page!("dcgm.txt", None),
    page!("mixed.txt", None),
];

fn reason(page: &str, kind: Option<&str>) -> String {
    read(page.as_bytes(), kind, NOW).unwrap_err().to_string()
}

#[test]
fn another_parser_reads_the_same() {
    for (name, kind, page, told) in PAGES {
        let batch = read(page.as_bytes(), *kind, NOW).unwrap();
        assert_eq!(batch.rejected.count, 0, "{name}");
        let told: Vec<Value> = serde_json::from_str(told).unwrap();
        let told: Vec<_> = told.iter().filter(|sample| !sample[0].as_str().unwrap().ends_with("_created")).collect();
        assert_eq!(batch.series.len(), told.len(), "{name}");
        for (series, told) in batch.series.iter().zip(told) {
            let labels = told[1].as_object().unwrap().iter().map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()));
            assert_eq!(series.labels, Series::new(told[0].as_str().unwrap(), labels).unwrap().labels, "{name}");
            let (sample, value): (Sample, f64) = (series.samples[0], told[2].as_str().unwrap().parse().unwrap());
            assert!(sample.value == value || sample.value.is_nan() && value.is_nan(), "{name} {series}: {} and {value}", sample.value);
            assert_eq!(sample.at_ms, told[3].as_i64().unwrap_or(NOW), "{name} {series}");
            assert!(!series.growth);
        }
    }
}

#[test]
fn families_say_what_they_are() {
    let text = read(PAGES[0].2.as_bytes(), PAGES[0].1, NOW).unwrap();
    let openmetrics = read(PAGES[1].2.as_bytes(), PAGES[1].1, NOW).unwrap();
    for batch in [&text, &openmetrics] {
        let requests = &batch.metadata["model_requests_total"];
        assert_eq!((requests.kind, requests.help.as_str()), (Type::Counter, "Requests\nof all kinds"));
        assert_eq!(batch.metadata["latency_seconds"].kind, Type::Histogram);
        assert_eq!(batch.metadata["size"].kind, Type::Summary);
        assert_eq!(batch.metadata["drift"].help, r#"Drift of "quoted" \ names"#);
        assert!(!batch.metadata.keys().any(|name| name.ends_with("_created")));
    }
    assert_eq!(openmetrics.metadata["latency_seconds"].unit, "seconds");
    let triton = read(PAGES[4].2.as_bytes(), None, NOW).unwrap();
    assert_eq!(triton.metadata["nv_inference_request_success"].kind, Type::Counter);
}

#[test]
fn real_servers_tell_their_requests() {
    // Each was asked four times well and once badly by `fixtures/record_servers.py`.
    let value = |page: usize, series: &str| {
        let batch = read(PAGES[page].2.as_bytes(), None, NOW).unwrap();
        batch.series.iter().find(|found| found.to_string() == series).map(|found| found.samples[0].value)
    };
    assert_eq!(value(2, r#"request_predict_seconds_bucket{le="+Inf",model_name="fraud"}"#), Some(5.0));
    assert_eq!(value(2, r#"request_postprocess_seconds_count{model_name="fraud"}"#), Some(4.0));
    assert_eq!(value(3, r#"model_infer_request_success_total{model="fraud",version="None"}"#), Some(4.0));
    assert_eq!(value(3, r#"model_infer_request_failure_total{model="fraud",version="None"}"#), Some(1.0));
    assert_eq!(value(4, r#"nv_inference_request_success{model="fraud",version="1"}"#), Some(4.0));
    assert_eq!(value(4, r#"nv_inference_request_summary_us{model="fraud",quantile="0.99",version="1"}"#), Some(3690.0));
}

#[test]
fn times_are_seconds_in_openmetrics() {
    let page = include_str!("../../fixtures/exposition/times.om");
    let batch = read(page.as_bytes(), OPENMETRICS, NOW).unwrap();
    let told: Vec<_> = batch.series.iter().map(|series| (series.to_string(), series.samples[0].at_ms, series.samples[0].value)).collect();
    assert_eq!(told, [(r#"x{a="b"}"#.to_owned(), 1_764_028_800_500, 2.0), ("x".to_owned(), NOW, 3.0)]);
    assert_eq!(
        reason(page, None),
        "line 3 of the metrics page has a time that is not in milliseconds since 1970: x{a=\"b\"} 2 1764028800.5 # {trace_id=\"{} x\"} 1 1764028800.1"
    );
}

#[test]
fn names_in_quotes_are_made_fit() {
    let batch = read(b"{\"model.latency\",\"http.code\"=\"200\",b=\"1\"} 3\n", None, NOW).unwrap();
    assert_eq!(batch.series[0].to_string(), r#"model_latency{b="1",http_code="200"}"#);
    let batch = read("# TYPE \"größe\" gauge\n{\"größe\"} 3".as_bytes(), None, NOW).unwrap();
    assert_eq!((batch.series[0].name(), batch.metadata["gr__e"].kind), ("gr__e", Type::Gauge));
}

#[test]
fn a_page_that_is_none_is_refused_with_its_line() {
    let cases = [
        ("\n<!DOCTYPE html>\n<html>", "line 2 of the metrics page is of a web page: check the address, metrics are mostly at /metrics"),
        ("{\"status\":\"alive\"}", "line 1 of the metrics page has labels that are not parted by commas: {\"status\":\"alive\"}"),
        ("a 1\nb", "line 2 of the metrics page has no value: b"),
        ("a 1\nb 1,5", "line 2 of the metrics page has a value that is no number: b 1,5"),
        ("a 1 5 7", "line 1 of the metrics page goes on after its time: a 1 5 7"),
        ("a{b=\"c} 1", "line 1 of the metrics page has quotes that do not close: a{b=\"c} 1"),
        ("a{b=c} 1", "line 1 of the metrics page has a label whose value is not in quotes: a{b=c} 1"),
        ("a{b=\"c\" d=\"e\"} 1", "line 1 of the metrics page has labels that are not parted by commas: a{b=\"c\" d=\"e\"} 1"),
        ("2a 1", "line 1 of the metrics page has a name that begins with a digit: 2a 1"),
        ("a{=\"b\"} 1", "line 1 of the metrics page has a label without a name or without =: a{=\"b\"} 1"),
        ("{} 1", "line 1 of the metrics page does not begin with the name of a series: {} 1"),
    ];
    for (page, told) in cases {
        assert_eq!(reason(page, None), told);
    }
    assert_eq!(reason("a 1\n", OPENMETRICS), "the metrics page ends before its # EOF: it was cut off");
    assert_eq!(reason("a 1\n# EOF\na 2", OPENMETRICS), "line 3 of the metrics page stands after # EOF");
    assert_eq!(read(b"a\xff 1", None, NOW).unwrap_err().to_string(), "line 1 of the metrics page is no text in UTF-8");
    assert_eq!(read(b"", Some("application/vnd.google.protobuf"), NOW).unwrap_err().status(), 415);
    assert!(read(b"", None, NOW).unwrap().series.is_empty());
}

#[test]
fn sizes_are_capped() {
    assert_eq!(reason(&format!("a{{b=\"{}\"}} 1", "x".repeat(10_000_000)), None), "line 1 of the metrics page is longer than 64 kB");
    let batch = read(format!("a{{b=\"{}\"}} 1\nc 2", "x".repeat(5000)).as_bytes(), None, NOW).unwrap();
    assert_eq!((batch.series.len(), batch.rejected.count), (1, 1));
    let page: String = (0..=MAX_SERIES).map(|n| format!("a{{n=\"{n}\"}} 1\n")).collect();
    assert_eq!(reason(&page, None), "line 100001 of the metrics page is beyond 100000 series: let the page show less");
}

proptest! {
    #[test]
    fn no_page_panics(page in ".*") {
        let _ = (read(page.as_bytes(), None, NOW), read(page.as_bytes(), OPENMETRICS, NOW));
    }

    #[test]
    fn no_change_of_a_page_panics(which in 0..8usize, at: prop::sample::Index, to: u8) {
        let (_, kind, page, _) = PAGES[which];
        let mut body = page.as_bytes().to_vec();
        body[at.index(page.len())] = to;
        let _ = read(&body, kind, NOW);
    }

    #[test]
    fn any_value_of_a_label_comes_back(value in "[^\\r]{1,40}") {
        let escaped = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        let batch = read(format!("a{{b=\"{escaped}\"}} 1").as_bytes(), None, NOW).unwrap();
        prop_assert_eq!(batch.series[0].label("b"), Some(value.as_str()));
    }
}
