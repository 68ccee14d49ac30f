//! What Prometheus answers, read leniently: unknown fields are passed over, since its kin add their own.

use std::collections::BTreeMap;

use domain::{Error, Result};
use serde::Deserialize;
use serde_json::Value;

use super::failure;

/// An instant in Unix milliseconds with its value, which may be NaN or infinite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    pub at_ms: i64,
    pub value: f64,
}

/// One series of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub labels: BTreeMap<String, String>,
    pub points: Vec<Point>,
}

#[derive(Deserialize)]
struct Envelope {
    status: String,
    data: Option<Payload>,
    #[serde(default, rename = "errorType")]
    error_type: String,
    #[serde(default)]
    error: String,
}

#[derive(Deserialize)]
struct Payload {
    #[serde(rename = "resultType")]
    result_type: String,
    result: Value,
}

#[derive(Deserialize)]
struct WireLine {
    #[serde(default)]
    metric: BTreeMap<String, String>,
    #[serde(default)]
    values: Vec<(f64, String)>,
    value: Option<(f64, String)>,
    #[serde(default)]
    histograms: Vec<Value>,
}

/// Reads the body of an answer to `query` or `query_range`.
///
/// # Errors
/// A body that is empty or not of this API, and errors that Prometheus reports, each with what to do.
pub fn parse(body: &[u8], host: &str) -> Result<Vec<Line>> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(failure::empty(host));
    }
    let envelope: Envelope = serde_json::from_slice(body).map_err(|_| failure::not_prometheus(host, body))?;
    if envelope.status != "success" {
        return Err(failure::reported(host, &envelope.error_type, &envelope.error));
    }
    let payload = envelope.data.ok_or_else(|| failure::not_prometheus(host, body))?;
    let unreadable = |_| failure::not_prometheus(host, body);
    match payload.result_type.as_str() {
        "matrix" | "vector" => {
            let lines: Vec<WireLine> = serde_json::from_value(payload.result).map_err(unreadable)?;
            lines.into_iter().map(|line| read_line(line, host)).collect()
        }
        "scalar" => {
            let point: (f64, String) = serde_json::from_value(payload.result).map_err(unreadable)?;
            Ok(vec![Line { labels: BTreeMap::new(), points: vec![read_point(point, host)?] }])
        }
        other => {
            Err(Error::invalid(format!("the query gives a {other}, not numbers over time: write an expression with a number as its value")))
        }
    }
}

fn read_line(line: WireLine, host: &str) -> Result<Line> {
    let points = line.values.into_iter().chain(line.value).map(|point| read_point(point, host)).collect::<Result<Vec<_>>>()?;
    if points.is_empty() && !line.histograms.is_empty() {
        return Err(Error::invalid(
            "the query gives native histograms, which are not read yet: ask for classic buckets, sum by (le) (increase(NAME_bucket[5m]))",
        ));
    }
    Ok(Line { labels: line.metric, points })
}

fn read_point((at_s, value): (f64, String), host: &str) -> Result<Point> {
    let value = value.parse().map_err(|_| Error::unavailable(format!("{host} sent “{value}” where a number belongs")))?;
    Ok(Point { at_ms: (at_s * 1000.0).round() as i64, value })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn points(body: &str) -> Vec<Vec<(i64, String)>> {
        let show = |line: Line| line.points.iter().map(|point| (point.at_ms, point.value.to_string())).collect();
        parse(body.as_bytes(), "prom").unwrap().into_iter().map(show).collect()
    }

    #[test]
    fn every_shape_of_answer_is_read() {
        let matrix = r#"{"status":"success","stats":{"x":1},"warnings":["w"],"data":{"resultType":"matrix","result":[
            {"metric":{"job":"a"},"values":[[1700000000,"1"],[1700000015.123,"NaN"],[1700000030,"+Inf"],[1700000045,"-Inf"],[1700000060,"1e+00"]]}]}}"#;
        let expected = [
            (1_700_000_000_000, "1"),
            (1_700_000_015_123, "NaN"),
            (1_700_000_030_000, "inf"),
            (1_700_000_045_000, "-inf"),
            (1_700_000_060_000, "1"),
        ];
        assert_eq!(points(matrix), [expected.map(|(at, value)| (at, value.to_owned()))]);
        let scalar = r#"{"status":"success","data":{"resultType":"scalar","result":[1700000000,"2.5"]}}"#;
        assert_eq!(points(scalar), [[(1_700_000_000_000, "2.5".to_owned())]]);
        let vector = r#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"3"]}]}}"#;
        assert_eq!(points(vector), [[(1000, "3".to_owned())]]);
        assert!(points(r#"{"status":"success","data":{"resultType":"matrix","result":[]}}"#).is_empty());
    }

    #[test]
    fn what_is_not_an_answer_says_so() {
        for (body, expected) in [
            ("", "empty answer"),
            (" \n", "empty answer"),
            ("<!doctype html><title>Sign in</title>", "a web page"),
            ("{}", "not as a Prometheus does"),
            (r#"{"status":"success"}"#, "not as a Prometheus does"),
            (r#"{"status":"success","data":{"resultType":"string","result":[1,"x"]}}"#, "gives a string"),
            (r#"{"status":"success","data":{"resultType":"scalar","result":[1,"x"]}}"#, "“x” where a number"),
            (r#"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"histograms":[[1,{}]]}]}}"#, "classic buckets"),
            (r#"{"status":"error","errorType":"bad_data","error":"1:5: parse error: unexpected end"}"#, "1:5: parse error"),
        ] {
            let message = parse(body.as_bytes(), "prom").unwrap_err().to_string();
            assert!(message.contains(expected), "{body}: {message}");
        }
    }

    #[test]
    fn an_error_of_a_query_is_not_one_of_its_source() {
        for (kind, of_the_query) in
            [("bad_data", true), ("execution", true), ("400", true), ("422", true), ("timeout", false), ("503", false), ("internal", false)]
        {
            let body = format!(r#"{{"status":"error","errorType":"{kind}","error":"e"}}"#);
            let error = parse(body.as_bytes(), "prom").unwrap_err();
            assert_eq!(matches!(error, Error::Invalid { .. }), of_the_query, "{kind}: {error}");
        }
    }
}
