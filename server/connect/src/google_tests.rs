#![allow(clippy::unwrap_used)]
use domain::config::SourceRef;
use domain::metric::Kind;
use domain::sample::{SeriesKey, SeriesShape};

use super::*;
use crate::fake::{Fake, every_instant, response, source};

/// The key file of an account that does not exist: see `make.sh` beside it.
const ACCOUNT: &str = include_str!("../fixtures/google/account.json");

fn account(token_uri: &str) -> String {
    ACCOUNT.replace("https://oauth2.googleapis.com/token", token_uri)
}

#[test]
fn an_assertion_is_the_one_that_openssl_signs() {
    let account: Account = serde_json::from_str(ACCOUNT).unwrap();
    assert_eq!(account.assertion(1_790_000_000).unwrap(), include_str!("../fixtures/google/assertion.txt"));
}

#[tokio::test]
async fn a_prometheus_of_google_is_asked_with_a_token_that_is_fetched_once() {
    let fake = Fake::start(|request| match request {
        token if token.starts_with("POST /token HTTP/1.1") => {
            response("200 OK", "", r#"{"access_token":"ya29.t0ken","expires_in":3599,"token_type":"Bearer"}"#)
        }
        asked => every_instant(asked, "1"),
    });
    let path = "/v1/projects/p1/location/global/prometheus";
    let secret = account(&format!("{}/token", fake.url()));
    let prometheus = connect(&source("prometheus", &format!("{}{path}", fake.url())), Some(secret)).unwrap();
    prometheus.sign_in().await.unwrap();
    let from = SourceRef { query: Some("min(up)".to_owned()), ..SourceRef::default() };
    let fed = Fed { series: SeriesKey::parse("fraud/uptime").unwrap(), shape: SeriesShape { kind: Kind::State, interval_s: 300 }, from };
    assert_eq!(prometheus.samples(&fed, 300_000, 900_000).await.unwrap().len(), 3);
    let requests = fake.requests();
    assert_eq!(requests.len(), 3);
    assert!(requests[0].contains("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=ey"), "{}", requests[0]);
    assert!(requests[2].starts_with(&format!("POST {path}/api/v1/query_range HTTP/1.1")), "{}", requests[2]);
    assert!(requests[1..].iter().all(|request| request.contains("authorization: Bearer ya29.t0ken")));
}

#[tokio::test]
async fn a_token_that_ends_is_renewed() {
    let fake = Fake::start(|request| match request.starts_with("POST /token") {
        true => response("200 OK", "", r#"{"access_token":"short","expires_in":60}"#),
        false => every_instant(request, "1"),
    });
    let prometheus = connect(&source("prometheus", &fake.url()), Some(account(&format!("{}/token", fake.url())))).unwrap();
    prometheus.sign_in().await.unwrap();
    prometheus.sign_in().await.unwrap();
    assert_eq!(fake.requests().iter().filter(|request| request.starts_with("POST /token")).count(), 2);
}

#[tokio::test]
async fn a_refused_account_and_a_bad_key_say_what_to_do() {
    let fake =
        Fake::start(|_| response("400 Bad Request", "", r#"{"error":"invalid_grant","error_description":"Invalid JWT Signature."}"#));
    let here = source("prometheus", &fake.url());
    let failure = async |secret: String| match connect(&here, Some(secret)) {
        Ok(connector) => connector.sign_in().await.unwrap_err().to_string(),
        Err(failure) => failure.to_string(),
    };
    let refused = failure(account(&fake.url())).await;
    assert!(refused.contains("refuses the service account reader@example") && refused.contains("Invalid JWT Signature"), "{refused}");
    assert!(failure(account(&fake.url()).replace("MII", "AAA")).await.contains("private key of the service account cannot be read"));
    assert!(failure("{\"type\":\"authorized_user\"}".to_owned()).await.contains("missing field `client_email`"));
    assert!(failure(account("http://169.254.169.254/token")).await.contains("MODELWORTH_ALLOW_LINK_LOCAL"));
}
