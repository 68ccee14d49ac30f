//! Addresses that lead nowhere.

use tests::Outcome;
use tests::http::client;
use tests::program::Served;

#[tokio::test]
async fn an_unknown_address_is_a_page_with_status_404() -> Outcome {
    let served = Served::start().await?;
    for path in ["/nope", "/pkg/nope.js", "/services/a/b/c?x=%F0", "/../etc/passwd"] {
        let answer = client()?.get(served.url(path)).send().await?;
        assert_eq!(answer.status(), 404, "{path}");
        assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
        assert!(answer.text().await?.contains("There is no page at this address"), "{path}");
    }
    let answer = client()?.post(served.url("/nope")).send().await?;
    assert_eq!(answer.status(), 404);
    served.stop().await
}

#[tokio::test]
async fn pages_let_only_their_own_scripts_run() -> Outcome {
    let served = Served::start().await?;
    let first = client()?.get(served.url("/first-admin")).send().await?;
    let second = client()?.get(served.url("/first-admin")).send().await?;
    let policy = |answer: &reqwest::Response| answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
    let nonce = |policy: &str| policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
    assert_ne!(policy(&first), policy(&second), "a nonce is used once");
    assert_eq!(first.headers()["cache-control"], "private, no-cache");
    let nonce = nonce(&policy(&first));
    let page = first.text().await?;
    for script in page.match_indices("<script").map(|(at, _)| &page[at..]) {
        let tag = script.split('>').next().unwrap();
        assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{tag}");
    }
    served.stop().await
}
