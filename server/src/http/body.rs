//! Bodies with a limit, read before anything looks into them.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_LENGTH;
use serde::de::DeserializeOwned;

use super::problem::Problem;

/// Largest JSON body: 1 MiB.
pub const JSON_LIMIT: usize = 1 << 20;
/// Largest file of an import: 64 MiB.
pub const FILE_LIMIT: usize = 64 << 20;

/// The raw body, `LIMIT` bytes at most; more is answered with 413.
pub struct Limited<const LIMIT: usize>(pub Bytes);

impl<const LIMIT: usize, S: Send + Sync> FromRequest<S> for Limited<LIMIT> {
    type Rejection = Problem;

    async fn from_request(request: Request<Body>, _: &S) -> Result<Self, Problem> {
        let announced = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        if announced.is_some_and(|length| length > LIMIT) {
            return Err(Problem::too_large(LIMIT));
        }
        // Only the limit or a broken connection end here, and nobody reads an answer on the latter.
        to_bytes(request.into_body(), LIMIT).await.map(Self).map_err(|_| Problem::too_large(LIMIT))
    }
}

impl<const LIMIT: usize> Limited<LIMIT> {
    /// The body as JSON.
    ///
    /// # Errors
    /// 400 for what is no JSON; 422 for JSON that does not fit, with the place.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        let reader = &mut serde_json::Deserializer::from_slice(&self.0);
        let read = serde_path_to_error::deserialize(&mut *reader).map_err(|error| {
            let path = error.path().to_string();
            (Some(path).filter(|path| path != "."), error.into_inner())
        });
        match read.and_then(|body| reader.end().map(|()| body).map_err(|error| (None, error))) {
            Ok(body) => Ok(body),
            Err((path, error)) if error.is_data() => Err(self.misfit(path, &error).into()),
            Err((_, error)) => Err(Problem::malformed(format!("the body is not JSON: {error}"))),
        }
    }

    /// JSON that does not fit, at its field, in words that name no type of the program.
    fn misfit(&self, path: Option<String>, error: &serde_json::Error) -> domain::Error {
        let text = error.to_string();
        let message = text.split(" at line ").next().unwrap_or(&text);
        let is_other = serde_json::from_slice::<serde_json::Value>(&self.0).is_ok_and(|body| !body.is_object());
        if path.is_none() && is_other {
            return domain::Error::invalid("the body is not an object: send one, {…}, with the fields of /api/openapi.json");
        }
        // What is missing is named by its own place, not by that of the object it is missing in.
        let missing = message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
        let field = match (path, missing) {
            (Some(path), Some(name)) => Some(format!("{path}.{name}")),
            (None, Some(name)) => Some(name.to_owned()),
            (path, None) => path,
        };
        let message = match (missing, message.split_once(", expected struct ")) {
            (Some(name), _) => format!("“{name}” is missing"),
            (None, Some((found, _))) => format!("{found}, expected an object, {{…}}"),
            (None, None) => message.to_owned(),
        };
        domain::Error::Invalid { field, message }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use domain::evidence::TestInput;

    use super::*;

    /// Field and message of the refusal.
    fn refused(body: &str) -> (Option<String>, String) {
        match Limited::<JSON_LIMIT>(Bytes::copy_from_slice(body.as_bytes())).json::<TestInput>().unwrap_err().error() {
            domain::Error::Invalid { field, message } => (field.clone(), message.clone()),
            other => (None, other.to_string()),
        }
    }

    #[test]
    fn what_does_not_fit_is_named_by_its_field() {
        let of = |control: &str| format!(r#"{{"metric": "proportion", "control": {control}, "treatment": {{"n": 10, "successes": 1}}}}"#);
        for (body, field) in [
            (of(r#"{"successes": 1}"#), "control.n"),
            (of(r#"{"n": "many", "successes": 1}"#), "control.n"),
            (of(r#"{"n": 10, "success": 1}"#), "control.success"),
            (of("[]"), "control"),
            (r#"{"metric": "median"}"#.to_owned(), "metric"),
            (r#"{"metric": "mean"}"#.to_owned(), "control"),
        ] {
            let (named, message) = refused(&body);
            assert_eq!(named.as_deref(), Some(field), "{body}: {message}");
            assert!(!message.contains("struct") && !message.contains(" at line "), "{message}");
        }
    }

    #[test]
    fn a_body_of_another_form_is_told_in_words() {
        for body in ["[]", "3", "null"] {
            let (field, message) = refused(body);
            assert!(field.is_none() && message.starts_with("the body is not an object: send one"), "{body}: {message}");
        }
        assert!(refused("{} {}").1.contains("missing"), "the first of two is read first");
        assert!(refused("{").1.contains("not JSON"));
        // A number that no figure needs is not echoed digit by digit.
        let (field, message) = refused(r#"{"metric": "mean", "control": {"n": 1e300}}"#);
        assert!(field.as_deref() == Some("control.n") && message.len() < 120, "{message}");
    }
}
