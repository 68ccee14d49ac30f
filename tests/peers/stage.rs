//! The stage itself: a real Prometheus sees the requests and the failures of a real model server.

use std::time::Duration;

use tests::Outcome;
use tests::http::wait_for;
use tests::model_server::ModelServer;
use tests::prometheus::Prometheus;

#[tokio::test]
async fn prometheus_counts_what_the_model_server_answered() -> Outcome {
    let model = ModelServer::start().await?;
    let prometheus = Prometheus::start(&[("fraud-score", &model.metrics)], Duration::from_secs(1)).await?;
    for n in 0..7 {
        assert_eq!(model.infer(&[f64::from(n), 1.0]).await?, 200);
    }
    for _ in 0..2 {
        assert!(model.infer(&[1.0, 2.0, 3.0]).await? >= 400, "three features are an error");
    }
    for (counter, expected) in [
        ("model_infer_request_success_total{model=\"fraud-score\"}", 7.0),
        ("model_infer_request_failure_total{model=\"fraud-score\"}", 2.0),
    ] {
        wait_for(&format!("{counter} = {expected}"), Duration::from_secs(20), || async {
            let value = prometheus.value(counter).await.ok()??;
            (value == expected).then_some(())
        })
        .await?;
    }
    assert_eq!(prometheus.value("up{job=\"fraud-score\"}").await?, Some(1.0));
    Ok(())
}
