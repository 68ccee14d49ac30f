#![allow(clippy::unwrap_used)]
use domain::config::SourceRef;
use domain::sample::Fixed;
use serde_json::json;

use super::*;
use crate::fake::{Fake, fed, json, response, source};

/// 2026-10-01, 08:00 UTC.
const AT: i64 = 1_790_841_600_000;
const MINUTE: i64 = 60_000;

fn datadog(url: &str, no_data: Option<&str>) -> Datadog {
    let mut source = source("datadog", url);
    source.options.extend(no_data.map(|no_data| ("no-data".to_owned(), no_data.to_owned())));
    Datadog::new(&source, Http::new(&source, Some("api-key:app-key".to_owned())).unwrap())
}

/// One series with a point every 5 minutes; the last one is not whole when the last slot is not over.
fn answer(points: &[(i64, Value)]) -> String {
    let pointlist: Vec<Value> = points.iter().map(|(at_ms, value)| json!([*at_ms as f64, value])).collect();
    json(&json!({"status": "ok", "res_type": "time_series", "from_date": 0, "to_date": 0, "query": "q", "group_by": [], "message": "",
        "series": [{"metric": "m", "scope": "service:fraud", "interval": 300, "length": points.len(), "pointlist": pointlist, "unit": null}]}))
}

#[tokio::test]
async fn a_query_is_asked_for_a_whole_day_and_whole_steps_are_read() {
    let fake = Fake::start(|_| {
        answer(&[
            (AT - 15 * MINUTE, json!(9)),
            (AT - 10 * MINUTE, json!(0.25)),
            (AT - 5 * MINUTE, json!(null)),
            (AT, json!(0.5)),
            (AT + 5 * MINUTE, json!("NaN")),
            (AT + 10 * MINUTE, json!(0.75)),
        ])
    });
    let query = "avg:gpu.utilization{service:fraud}";
    // 08:12: the step from 08:10 on is not whole.
    let samples =
        datadog(&fake.url(), None).samples(&fed("fraud/gpu-utilisation", query), AT - 10 * MINUTE, AT + 12 * MINUTE).await.unwrap();
    let expected = [(AT - 10 * MINUTE, "0.25"), (AT, "0.5")];
    let gauge = |(at_ms, value): (i64, &str)| Sample { at_ms, reading: Reading::gauge(Fixed::parse(value).unwrap()) };
    assert_eq!(samples, expected.map(gauge));
    let request = fake.requests().remove(0);
    let asked = "GET /api/v1/query?from=1790755800&to=1790842200&query=avg%3Agpu.utilization%7Bservice%3Afraud%7D HTTP/1.1";
    assert!(request.starts_with(asked), "{request}");
    assert!(request.contains("dd-api-key: api-key\r\n") && request.contains("dd-application-key: app-key\r\n"), "{request}");
    assert!(!request.contains("authorization"), "{request}");
}

#[tokio::test]
async fn a_share_of_two_queries_needs_both() {
    let fake = Fake::start(|request| {
        let errors = request.contains("errors");
        answer(&[(AT, if errors { json!(3) } else { json!(1000) }), (AT + 5 * MINUTE, if errors { json!(null) } else { json!(900) })])
    });
    let mut fed = fed("fraud/error-rate", "");
    let text = |name: &str| Some(format!("sum:trace.fraud.request.{name}{{*}}.as_count()"));
    fed.from = SourceRef { numerator: text("errors"), denominator: text("hits"), ..SourceRef::default() };
    let samples = datadog(&fake.url(), None).samples(&fed, AT, AT + 10 * MINUTE).await.unwrap();
    let reading = Reading::Ratio { numerator: Fixed::whole(3), denominator: Fixed::whole(1000) };
    assert_eq!(samples, [Sample { at_ms: AT, reading }], "no errors counted is not no errors");
}

/// Up, down from 07:41:30 to 07:52, no data from 07:57 on.
fn of_time() -> String {
    let s = |minutes: f64| AT as f64 / 1000.0 + minutes * 60.0;
    json(&json!({"data": {"type": "monitor", "from_ts": 0, "to_ts": 1, "overall": {"sli_value": 98.1, "span_precision": 2,
        "history": [[s(-1440.0), 0], [s(-18.5), 1], [s(-8.0), 0], [s(-3.0), 2]]}, "thresholds": {}}, "errors": null}))
}

#[tokio::test]
async fn an_objective_of_time_is_uptime_to_the_second() {
    let fake = Fake::start(|_| of_time());
    let read = async |no_data: Option<&str>| {
        let samples = datadog(&fake.url(), no_data).samples(&fed("fraud/uptime", "slo:abc-1"), AT - 20 * MINUTE, AT + 1).await.unwrap();
        let words = |sample: Sample| ((sample.at_ms - AT) / 1000, sample.reading.in_words());
        samples.into_iter().map(words).collect::<Vec<_>>()
    };
    let expected = |last: &str| {
        [(-1200, "up"), (-1110, "down"), (-900, "down"), (-600, "down"), (-480, "up"), (-300, "up"), (-180, last)]
            .map(|(at, state)| (at, state.to_owned()))
    };
    assert_eq!(read(None).await, expected("not known"));
    assert_eq!(read(Some("up")).await, expected("up"));
    assert_eq!(read(Some("down")).await, expected("down"));
    assert!(fake.requests()[0].starts_with("GET /api/v1/slo/abc-1/history?from_ts=1790755200&to_ts=1790841600 "));
    let bad = datadog(&fake.url(), Some("fine")).sign_in().await.unwrap_err().to_string();
    assert!(bad.contains("write unknown, up or down"), "{bad}");
}

#[tokio::test]
async fn an_objective_of_events_counts_the_bad_ones_for_an_error_rate() {
    let fake = Fake::start(|_| {
        let times = [AT - 5 * MINUTE, AT, AT + 5 * MINUTE];
        json(
            &json!({"data": {"type": "metric", "overall": {"sli_value": 99.0}, "series": {"interval": 300, "times": times, "resp_version": 2,
            "numerator": {"count": 3, "sum": 2990.0, "values": [1000, 995, 995]}, "denominator": {"count": 3, "sum": 3000.0, "values": [1000, 1000, null]}}}}),
        )
    });
    for (series, numerator) in [("fraud/error-rate", 5), ("fraud/engagement", 995)] {
        let samples = datadog(&fake.url(), None).samples(&fed(series, "slo:abc"), AT, AT + 10 * MINUTE).await.unwrap();
        let reading = Reading::Ratio { numerator: Fixed::whole(numerator), denominator: Fixed::whole(1000) };
        assert_eq!(samples, [Sample { at_ms: AT, reading }], "{series}");
    }
    for (series, expected) in
        [("fraud/uptime", "counts events, not time"), ("fraud/predictions", "gives uptime or a share of events and nothing else")]
    {
        let message = datadog(&fake.url(), None).samples(&fed(series, "slo:abc"), AT, AT + 10 * MINUTE).await.unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    }
    let time = Fake::start(|_| of_time());
    let message = datadog(&time.url(), None).samples(&fed("fraud/error-rate", "slo:abc"), AT, AT + 1).await.unwrap_err().to_string();
    assert!(message.contains("measures time, not events"), "{message}");
}

#[tokio::test]
async fn every_failure_says_what_to_do() {
    let two = json!({"status": "ok", "series": [{"scope": "a", "interval": 300, "pointlist": []}, {"scope": "b", "interval": 300, "pointlist": []}]});
    for (status, body, query, expected) in [
        (
            "403 Forbidden",
            r#"{"errors":["Forbidden"]}"#.to_owned(),
            "q",
            "refuses the secret (403): give an API key and an application key",
        ),
        (
            "400 Bad Request",
            r#"{"errors":["Error parsing query: unexpected }"]}"#.to_owned(),
            "q",
            "does not take the question: Error parsing query",
        ),
        (
            "200 OK",
            r#"{"status":"error","error":"Rule 'x' did not match","series":[]}"#.to_owned(),
            "q",
            "does not take the question: Rule",
        ),
        ("404 Not Found", r#"{"errors":["SLO not found"]}"#.to_owned(), "slo:abc", "SLO not found"),
        ("404 Not Found", "<html>".to_owned(), "slo:abc", "check that the address is that of a Datadog"),
        (
            "200 OK",
            r#"{"errors":[{"error":"monitor was deleted"}],"data":null}"#.to_owned(),
            "slo:abc",
            "no history of slo:abc: monitor was deleted",
        ),
        ("200 OK", two.to_string(), "q", "answers 2 series (a, b…) where one is wanted"),
        ("200 OK", "<html>".to_owned(), "q", "it sent a web page"),
        ("200 OK", r#"{"status":"ok","series":[{"interval""#.to_owned(), "q", "not as a Datadog does"),
        ("429 Too Many Requests", "{}".to_owned(), "q", "asks us to slow down (429)"),
        ("200 OK", "{}".to_owned(), "slo:../validate", "is no id of an objective"),
    ] {
        let answer = response(status, if status.starts_with("429") { "retry-after: 90\r\n" } else { "" }, &body);
        let fake = Fake::start(move |_| answer.clone());
        let message = datadog(&fake.url(), None).samples(&fed("fraud/uptime", query), AT, AT + MINUTE).await.unwrap_err().to_string();
        assert!(message.contains(expected), "{status} {body}: {message}");
    }
}

#[test]
fn the_same_day_is_asked_for_from_any_part_of_its_last_slot() {
    assert_eq!(Day::before(AT), Day::before(AT + 5 * MINUTE - 1));
    assert_eq!(Day::before(AT), Day { from_ms: AT - DAY_MS, until_ms: AT });
    assert_eq!(slots(AT - 1, AT + 6 * MINUTE).collect::<Vec<_>>(), [AT, AT + 5 * MINUTE]);
}
