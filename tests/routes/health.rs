//! `/healthz` and `/readyz`.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use server::health::{Readiness, routes};
use tests::Outcome;
use tower::ServiceExt;

async fn status(readiness: &Readiness, path: &str) -> Outcome<StatusCode> {
    let request = Request::get(path).body(Body::empty())?;
    Ok(routes(readiness.clone()).oneshot(request).await?.status())
}

#[tokio::test]
async fn ready_until_told_to_stop_and_alive_even_then() -> Outcome {
    let readiness = Readiness::default();
    assert_eq!(status(&readiness, "/healthz").await?, 200);
    assert_eq!(status(&readiness, "/readyz").await?, 200);
    readiness.set_stopping();
    assert_eq!(status(&readiness, "/healthz").await?, 200);
    assert_eq!(status(&readiness, "/readyz").await?, 503);
    Ok(())
}
