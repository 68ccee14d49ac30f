//! Style, fonts and browser code, included in the program when it is built (see `server/build`).

use app::shell::AssetPaths;
use axum::Router;
use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// One included file.
#[derive(Debug)]
pub struct Asset {
    /// Path of its URL.
    pub path: &'static str,
    /// Value of `Content-Type`.
    pub content_type: &'static str,
    /// Value of `ETag`, with its quotes.
    pub etag: &'static str,
    /// True if the path names the content, so that a copy may be kept for ever.
    pub immutable: bool,
    /// The file.
    pub raw: &'static [u8],
    /// The same, pressed with brotli, where that is smaller.
    pub brotli: Option<&'static [u8]>,
}

/// One route an asset.
pub fn routes() -> Router {
    ASSETS
        .iter()
        .fold(Router::new(), |router, asset| router.route(asset.path, get(move |headers: HeaderMap| async move { serve(asset, &headers) })))
}

/// What the document links to.
pub fn paths() -> AssetPaths {
    AssetPaths { css: CSS_PATH, fonts: FIRST_FONTS, code_folder: CODE_FOLDER, code_name: CODE_NAME }
}

fn serve(asset: &'static Asset, request: &HeaderMap) -> Response {
    let mut response = if matches(request, asset.etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let pressed = asset.brotli.filter(|_| accepts_brotli(request));
        let mut response = Body::from(pressed.unwrap_or(asset.raw)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
        if pressed.is_some() {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
        response
    };
    let keep = if asset.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(ETAG, HeaderValue::from_static(asset.etag));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if asset.brotli.is_some() {
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    }
    response
}

/// RFC 9110 §13.1.2: any entity tag of the list, weak or strong, or `*`.
fn matches(request: &HeaderMap, etag: &str) -> bool {
    let tags = request.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    tags.flat_map(|value| value.split(',')).map(str::trim).any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag)
}

/// RFC 9110 §12.5.3: `br` is named and its weight is not zero.
fn accepts_brotli(request: &HeaderMap) -> bool {
    let codings = request.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    codings.flat_map(|value| value.split(',')).any(|coding| {
        let (name, parameters) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = parameters.trim().strip_prefix("q=").map_or(Ok(1.0), |q| q.trim().parse::<f32>());
        name.trim().eq_ignore_ascii_case("br") && weight.is_ok_and(|weight| weight > 0.0)
    })
}

#[cfg(test)]
#[path = "../build/minify.rs"]
mod minify;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    use super::*;

    const FILE: Asset = Asset {
        path: "/pkg/x.css",
        content_type: "text/css; charset=utf-8",
        etag: "\"0123\"",
        immutable: true,
        raw: b"raw bytes",
        brotli: Some(b"br"),
    };
    static HASHED: Asset = FILE;
    static NAMED: Asset = Asset { immutable: false, brotli: None, ..FILE };

    fn request(name: HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn brotli_only_where_it_is_accepted() {
        for (sent, expected) in [
            ("gzip, deflate, br, zstd", true),
            ("BR", true),
            ("br;q=0.5", true),
            ("br;q=0", false),
            ("gzip", false),
            ("brotli", false),
            ("br;q=many", false),
            ("", false),
        ] {
            assert_eq!(accepts_brotli(&request(ACCEPT_ENCODING, sent)), expected, "{sent}");
            let answer = serve(&HASHED, &request(ACCEPT_ENCODING, sent));
            assert_eq!(answer.headers().contains_key(CONTENT_ENCODING), expected, "{sent}");
        }
        assert_eq!(serve(&HASHED, &HeaderMap::new()).headers()[VARY], "accept-encoding");
    }

    #[test]
    fn a_known_copy_is_not_sent_again() {
        for (sent, expected) in [
            ("\"0123\"", StatusCode::NOT_MODIFIED),
            ("\"9\", W/\"0123\"", StatusCode::NOT_MODIFIED),
            ("*", StatusCode::NOT_MODIFIED),
            ("0123", StatusCode::OK),
            ("\"012\"", StatusCode::OK),
        ] {
            assert_eq!(serve(&NAMED, &request(IF_NONE_MATCH, sent)).status(), expected, "{sent}");
        }
    }

    #[test]
    fn only_hashed_names_are_kept_for_ever() {
        let keep = |asset| serve(asset, &HeaderMap::new()).headers()[CACHE_CONTROL].clone();
        assert_eq!(keep(&HASHED), "public, max-age=31536000, immutable");
        assert_eq!(keep(&NAMED), "no-cache");
    }

    #[test]
    fn the_table_holds_what_the_document_links_to() {
        let held = |path: &str| ASSETS.iter().any(|asset| asset.path == path);
        assert!(held(CSS_PATH), "{CSS_PATH}");
        assert!(FIRST_FONTS.iter().all(|font| held(font)), "{FIRST_FONTS:?}");
        assert_eq!(CODE_FOLDER.is_some(), held(JS_PATH) && held(WASM_PATH));
    }
}
