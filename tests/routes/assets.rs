//! What a page links to is there, pressed and kept.

use tests::Outcome;
use tests::http::client;
use tests::program::Served;

#[tokio::test]
async fn every_linked_asset_is_served_pressed_and_for_ever() -> Outcome {
    let served = Served::start().await?;
    let page = client()?.get(served.url("/first-admin")).send().await?.text().await?;
    let linked: Vec<&str> =
        page.split('"').filter(|text| text.starts_with("/pkg/") || text.starts_with("/fonts/")).filter(|text| text.contains('.')).collect();
    for (kind, content_type) in [
        (".css", "text/css; charset=utf-8"),
        (".js", "text/javascript; charset=utf-8"),
        (".wasm", "application/wasm"),
        (".woff2", "font/woff2"),
    ] {
        let path = linked.iter().find(|path| path.ends_with(kind)).ok_or(kind)?;
        let ask = client()?.get(served.url(path)).header("accept-encoding", "br");
        let answer = ask.send().await?;
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(answer.headers()["content-type"], content_type);
        assert_eq!(answer.headers()["cache-control"], "public, max-age=31536000, immutable");
        let pressed = answer.headers().get("content-encoding").is_some_and(|coding| coding == "br");
        assert_eq!(pressed, kind != ".woff2", "{path}");

        let etag = answer.headers()["etag"].clone();
        let again = client()?.get(served.url(path)).header("if-none-match", etag).send().await?;
        assert_eq!(again.status(), 304, "{path}");

        let raw = client()?.get(served.url(path)).send().await?;
        assert!(raw.headers().get("content-encoding").is_none());
        let length = raw.bytes().await?.len().to_string();
        let head = client()?.head(served.url(path)).send().await?;
        assert_eq!(head.headers()["content-length"], length.as_str());
        assert!(head.bytes().await?.is_empty());
    }
    served.stop().await
}

#[tokio::test]
async fn a_file_that_keeps_its_name_is_asked_for_again() -> Outcome {
    let served = Served::start().await?;
    let answer = client()?.get(served.url("/robots.txt")).send().await?;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/plain; charset=utf-8");
    assert_eq!(answer.headers()["cache-control"], "no-cache");
    let etag = answer.headers()["etag"].clone();
    assert!(answer.text().await?.contains("Disallow: /"));

    let again = client()?.get(served.url("/robots.txt")).header("if-none-match", etag).send().await?;
    assert_eq!(again.status(), 304);
    assert!(again.bytes().await?.is_empty());
    served.stop().await
}
