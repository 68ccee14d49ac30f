//! Parameters, from the address and from a form. What is not known is ignored.

use axum::Form;
use axum::extract::{FromRequest, Query, Request};
use axum::http::Method;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use domain::ports::QueryError;

use super::answer::{Answer, failure};

type Pairs = Vec<(String, String)>;

/// The farthest time from 1970 that is understood, in seconds.
const FARTHEST_S: f64 = 2e11;

/// Name and value pairs; those of a form stand before those of the address.
#[derive(Debug)]
pub struct Params(Pairs);

impl<S: Send + Sync> FromRequest<S> for Params {
    type Rejection = Answer;

    async fn from_request(request: Request, state: &S) -> Result<Self, Answer> {
        let Query(from_address): Query<Pairs> =
            Query::try_from_uri(request.uri()).map_err(|wrong| bad(wrong.to_string()).into_response())?;
        let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let is_form = request.method() == Method::POST && content_type.starts_with("application/x-www-form-urlencoded");
        let mut pairs = Pairs::new();
        if is_form {
            Form(pairs) = Form::from_request(request, state).await.map_err(|wrong| bad(wrong.to_string()).into_response())?;
        }
        pairs.extend(from_address);
        Ok(Self(pairs))
    }
}

struct Bad(QueryError);

impl IntoResponse for Bad {
    fn into_response(self) -> Answer {
        failure(&self.0)
    }
}

fn bad(message: String) -> Bad {
    Bad(QueryError::BadData(message))
}

impl Params {
    /// All values of a name, in order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The first value of a name; empty when there is none.
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// A time in Unix milliseconds; none when it is not given.
    pub fn time(&self, name: &str) -> Result<Option<i64>, QueryError> {
        if self.text(name).is_empty() { Ok(None) } else { self.needed_time(name).map(Some) }
    }

    /// A time that must be given.
    pub fn needed_time(&self, name: &str) -> Result<i64, QueryError> {
        let text = self.text(name);
        time(text).ok_or_else(|| wrong(name, text, "timestamp"))
    }

    /// The distance of two times of a range, in milliseconds.
    pub fn step(&self) -> Result<i64, QueryError> {
        let text = self.text("step");
        let step_ms = seconds(text).or_else(|| promql::duration_ms(text).ok()).ok_or_else(|| wrong("step", text, "duration"))?;
        if step_ms < 1 {
            let why = "zero or negative query resolution step widths are not accepted. Try a positive integer";
            return Err(QueryError::BadData(format!("invalid parameter \"step\": {why}")));
        }
        Ok(step_ms)
    }

    /// Most answers; none when it is not given or 0.
    pub fn limit(&self) -> Result<Option<usize>, QueryError> {
        match self.text("limit") {
            "" | "0" => Ok(None),
            text => text.parse().map(Some).map_err(|_| wrong("limit", text, "number")),
        }
    }
}

fn wrong(name: &str, text: &str, what: &str) -> QueryError {
    QueryError::BadData(format!("invalid parameter {name:?}: cannot parse {text:?} to a valid {what}"))
}

/// Decimal seconds or RFC 3339, as milliseconds.
fn time(text: &str) -> Option<i64> {
    seconds(text).or_else(|| chrono::DateTime::parse_from_rfc3339(text).ok().map(|at| at.timestamp_millis()))
}

fn seconds(text: &str) -> Option<i64> {
    let seconds: f64 = text.parse().ok()?;
    (seconds.abs() <= FARTHEST_S).then(|| (seconds * 1000.0).round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_decimal_seconds_or_rfc_3339() {
        for (text, expected) in [
            ("1767225600", Some(1_767_225_600_000)),
            ("1767225600.1234", Some(1_767_225_600_123)),
            ("-1.5", Some(-1_500)),
            ("1.7672256e9", Some(1_767_225_600_000)),
            ("2026-01-01T00:00:00Z", Some(1_767_225_600_000)),
            ("2026-01-01T08:00:00.5+08:00", Some(1_767_225_600_500)),
            ("NaN", None),
            ("inf", None),
            ("1e300", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(time(text), expected, "{text}");
        }
    }
}
