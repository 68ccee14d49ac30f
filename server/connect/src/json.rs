//! Asking in JSON.

use domain::Result;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, RequestBuilder};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::failure;
use super::http::{Answer, Http};

impl Http {
    /// Asks an endpoint with a query string.
    ///
    /// # Errors
    /// Those of [`Http::json`].
    pub async fn get_json<T: DeserializeOwned>(&self, endpoint: &str, query: &[(&str, String)]) -> Result<T> {
        self.json(self.request(Method::GET, endpoint)?.query(query)).await
    }

    /// Asks an endpoint with a body.
    ///
    /// # Errors
    /// Those of [`Http::json`].
    pub async fn post_json<T: DeserializeOwned>(&self, endpoint: &str, body: &impl Serialize) -> Result<T> {
        self.json(self.post(endpoint, body)?).await
    }

    /// A request with a JSON body.
    ///
    /// # Errors
    /// An endpoint that is no path.
    pub fn post(&self, endpoint: &str, body: &impl Serialize) -> Result<RequestBuilder> {
        let body = serde_json::to_vec(body).map_err(|cause| domain::Error::invalid(format!("the question cannot be written: {cause}")))?;
        Ok(self.request(Method::POST, endpoint)?.header(CONTENT_TYPE, "application/json").body(body))
    }

    /// Sends a request and reads the success it answers.
    ///
    /// # Errors
    /// No answer, another status, a body that is no JSON or of another shape.
    pub async fn json<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T> {
        let answer = self.send(request).await?;
        self.read_json(&answer)
    }

    /// Reads an answer.
    ///
    /// # Errors
    /// A status that is no success, a body that is no JSON or of another shape.
    pub fn read_json<T: DeserializeOwned>(&self, answer: &Answer) -> Result<T> {
        if !answer.status.is_success() {
            return Err(failure::status(self, answer));
        }
        serde_json::from_slice(&answer.body).map_err(|cause| match serde_json::from_slice::<Value>(&answer.body) {
            Ok(_) => failure::other_shape(self, &cause.to_string()),
            Err(_) => failure::not_json(self, &answer.body),
        })
    }
}

/// A number that is finite, also where it is written as a string; JSON has no other way to say NaN, and the largest double is how some
/// systems store infinity.
pub fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    (number.abs() < f64::MAX).then_some(number)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::fake::{Fake, response, source};

    #[test]
    fn what_is_not_finite_is_no_number() {
        for (json, expected) in [
            ("0.5", Some(0.5)),
            (r#""0.5""#, Some(0.5)),
            ("-3", Some(-3.0)),
            (r#""NaN""#, None),
            (r#""Infinity""#, None),
            ("1.7976931348623157e308", None),
            ("-1.7976931348623157e308", None),
            ("true", None),
            ("null", None),
            (r#""high""#, None),
        ] {
            assert_eq!(number(&serde_json::from_str(json).unwrap()), expected, "{json}");
        }
    }

    #[tokio::test]
    async fn what_is_not_the_answer_says_so() {
        for (status, body, expected) in [
            ("200 OK", "<html>Sign in</html>", "not as a Prometheus does (it sent a web page)"),
            ("200 OK", "", "it sent nothing"),
            ("200 OK", r#"{"a":[1,"#, "it sent “{\"a\":[1,”"),
            ("200 OK", r#"{"a":"b"}"#, "in a shape that is not known here (invalid type"),
            ("401 Unauthorized", "<html>", "wants a sign-in (401)"),
            ("500 Internal Server Error", "oops", "fails with 500"),
        ] {
            let answer = response(status, "", body);
            let fake = Fake::start(move |_| answer.clone());
            let http = Http::new(&source("prometheus", &fake.url()), None).unwrap();
            let message = http.get_json::<Vec<u8>>("a", &[]).await.unwrap_err().to_string();
            assert!(message.contains(expected), "{status} {body}: {message}");
        }
    }
}
