//! A token as the password of `Authorization: Basic` (RFC 7617), for clients of Prometheus that know no other way.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

/// The password that was sent; the name before it is not looked at.
pub fn password(headers: &HeaderMap) -> Option<String> {
    let (scheme, credentials) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let text = String::from_utf8(decoded(credentials.trim()).filter(|_| scheme.eq_ignore_ascii_case("basic"))?).ok()?;
    text.split_once(':').map(|(_, password)| password.to_owned())
}

/// Base64 (RFC 4648 §4).
fn decoded(text: &str) -> Option<Vec<u8>> {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut held, mut bytes) = (0_u32, 0, Vec::new());
    for sign in text.trim_end_matches('=').bytes() {
        bits = bits << 6 | u32::try_from(SIGNS.iter().position(|known| *known == sign)?).ok()?;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_password_is_what_follows_the_first_colon() {
        // printf 'grafana:mw_a:b' | base64
        for (sent, expected) in [
            ("Basic Z3JhZmFuYTptd19hOmI=", Some("mw_a:b")),
            ("basic OnNlY3JldA==", Some("secret")),
            ("Basic c2VjcmV0", None),
            ("Basic ?", None),
            ("Basic", None),
            ("Bearer Z3JhZmFuYTptd19hOmI=", None),
        ] {
            let headers = HeaderMap::from_iter([(AUTHORIZATION, sent.parse().unwrap())]);
            assert_eq!(password(&headers).as_deref(), expected, "{sent}");
        }
    }
}
