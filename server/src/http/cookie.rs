//! The session's cookie.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;

/// Its name.
pub const SESSION: &str = "modelworth_session";

/// The session's secret, if the request carries one.
pub fn session(headers: &HeaderMap) -> Option<&str> {
    let sent = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = sent.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find_map(|(name, value)| (name == SESSION && !value.is_empty()).then_some(value))
}

/// `Set-Cookie` that opens a session that lasts so long. Scripts never see it; other sites send it only when a link leads here.
pub fn opening(secret: &str, lasts_ms: i64, https: bool) -> String {
    let seconds = lasts_ms / 1000;
    format!("{SESSION}={secret}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{}", secure(https))
}

/// `Set-Cookie` that takes the session away.
pub fn closing(https: bool) -> String {
    format!("{SESSION}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{}", secure(https))
}

fn secure(https: bool) -> &'static str {
    if https { "; Secure" } else { "" }
}

/// Did the reader come by https? A proxy in front says so.
pub fn is_https(headers: &HeaderMap) -> bool {
    headers.get("x-forwarded-proto").is_some_and(|proto| proto.as_bytes().eq_ignore_ascii_case(b"https"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_secret_is_found_by_its_whole_name() {
        for (sent, expected) in [
            ("modelworth_session=abc", Some("abc")),
            ("theme=dark; modelworth_session=a=b", Some("a=b")),
            ("x_modelworth_session=abc", None),
            ("modelworth_session=", None),
        ] {
            let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_static(sent))]);
            assert_eq!(session(&headers), expected, "{sent}");
        }
    }

    #[test]
    fn scripts_do_not_see_it_and_https_keeps_it() {
        assert_eq!(opening("s", 60_000, false), "modelworth_session=s; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
        assert!(opening("s", 60_000, true).ends_with("; Secure"));
        assert!(closing(false).contains("Max-Age=0"));
    }
}
