#![allow(clippy::unwrap_used)]
use super::*;
use crate::fake::{Fake, matrix, response, source};

const SPAN: Span = Span { start_s: 300, end_s: 900, step_s: 300 };

fn prometheus(url: &str, secret: Option<&str>) -> Prometheus {
    Prometheus::new(Http::new(&source("prometheus", url), secret.map(str::to_owned)).unwrap())
}

async fn failure_of(url: &str, token: Option<&str>) -> String {
    prometheus(url, token).range("up", SPAN).await.unwrap_err().to_string()
}

#[tokio::test]
async fn a_range_is_asked_for_with_its_token_and_read() {
    let fake = Fake::start(|_| matrix(r#"[300,"1"],[600,"NaN"]"#));
    let prometheus = prometheus(&format!("{}/prom/api/v1/", fake.url()), Some("s3cret"));
    let lines = prometheus.range("min(up{job=\"a b\"})", SPAN).await.unwrap();
    assert_eq!((lines.len(), lines[0].points.len(), lines[0].points[0].at_ms), (1, 2, 300_000));
    let request = fake.requests().remove(0);
    assert!(request.starts_with("POST /prom/api/v1/query_range HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("authorization: Bearer s3cret\r\n"), "{request}");
    assert!(request.ends_with("query=min%28up%7Bjob%3D%22a+b%22%7D%29&start=300&end=900&step=300"), "{request}");
}

#[tokio::test]
async fn every_failure_says_what_to_do() {
    let error = |kind: &str, text: &str| format!(r#"{{"status":"error","errorType":"{kind}","error":"{text}"}}"#);
    let points = "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)";
    for (status, headers, body, token, expected) in [
        ("500 Internal Server Error", "", "<html>oops</html>".to_owned(), None, "fails with 500 and sends a web page: look at its own log"),
        ("502 Bad Gateway", "", String::new(), None, "fails with 502 and sends nothing"),
        ("200 OK", "", String::new(), None, "empty answer: check that the address"),
        ("200 OK", "", "<html>Sign in</html>".to_owned(), None, "it sent a web page): give the address of a Prometheus"),
        ("200 OK", "", "pong".to_owned(), None, "it sent “pong”"),
        ("401 Unauthorized", "", "no".to_owned(), None, "wants a sign-in (401): give the source its secret"),
        ("403 Forbidden", "", "no".to_owned(), Some("t"), "refuses the secret (403): give a bearer token"),
        ("404 Not Found", "", "404 page not found".to_owned(), None, "up to and without /api/v1"),
        ("302 Found", "location: https://login.example.com/\r\n", String::new(), None, "sends us on to https://login.example.com/"),
        (
            "400 Bad Request",
            "",
            error("bad_data", "1:4: parse error: unexpected right brace"),
            None,
            "does not understand the query: 1:4: parse error",
        ),
        ("400 Bad Request", "", error("bad_data", points), None, "expected_interval"),
        ("422 Unprocessable Entity", "", error("execution", "found duplicate series"), None, "cannot evaluate the query: found duplicate"),
        ("503 Service Unavailable", "", error("timeout", "query timed out"), None, "make it cheaper"),
    ] {
        let answer = response(status, headers, &body);
        let fake = Fake::start(move |_| answer.clone());
        let message = failure_of(&fake.url(), token).await;
        assert!(message.contains(expected), "{status} {body}: {message}");
    }
}

#[tokio::test]
async fn a_host_that_is_not_there_says_so() {
    // The port was just free, so nothing listens.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let message = failure_of(&format!("http://user:secret@127.0.0.1:{port}"), None).await;
    assert_eq!(
        message,
        format!("http://127.0.0.1:{port} refuses the connection: check that Prometheus runs and that address and port are right")
    );
    let fake = Fake::start(|_| String::new());
    assert!(failure_of(&fake.url(), None).await.contains("breaks the connection off"));
    let cut = Fake::start(|_| "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"status\"".to_owned());
    assert!(failure_of(&cut.url(), None).await.contains("breaks the connection off"));
    for bad in ["", "prometheus:9090", "ftp://prometheus", "/metrics"] {
        let refused = Http::new(&source("prometheus", bad), None).err().unwrap().to_string();
        assert!(refused.contains("write for example http://prometheus.internal:9090"), "{bad}: {refused}");
    }
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let fake = Fake::start(|_| response("200 OK", "", &"1".repeat(32_000_001)));
    assert!(failure_of(&fake.url(), None).await.contains("more than 32 MB for one question"));
}
