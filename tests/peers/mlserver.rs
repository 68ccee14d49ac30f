//! A real MLServer, counted as it was asked.

use serde_json::json;
use tests::Outcome;
use tests::model_server::ModelServer;

use super::serving::{MINUTES, Request, Server, Watched, near};

#[tokio::test]
async fn mlserver_is_counted_as_it_was_asked() -> Outcome {
    let mut mlserver = ModelServer::start().await?;
    let rows = |row: &[f64]| json!({ "inputs": [{ "name": "x", "shape": [1, row.len()], "datatype": "FP64", "data": row }] });
    let infer = "/v2/models/fraud-score/infer";
    let good = |row| Request { path: infer, body: rows(row), status: 200 };
    let requests = [good(&[1.0, 0.0]), good(&[2.0, 0.0]), Request { path: infer, body: rows(&[1.0, 2.0, 3.0]), status: 500 }];
    let (url, page) = (mlserver.url.clone(), format!("http://{}/metrics", mlserver.metrics));
    let server = Server {
        system: "MLServer",
        url: &url,
        page: &page,
        model: "fraud-score",
        ready: &["/v2/health/ready", "/v2/health/live", "/v2/models/fraud-score/ready", "/v2/models/fraud-score", "/v2"],
        unknown: &["/v2/models/nobody/ready", "/v1/models/fraud-score"],
        requests: &requests,
    };
    let watched = Watched::start(&server).await?;
    watched.is_up().await?;
    let minutes = MINUTES as f64;
    assert!(near(watched.figure("model/predictions").await?, 2.0 * minutes));
    assert!(near(watched.figure("model/error-rate").await?, 0.333_333));
    assert!(near(watched.timed().await?, 3.0 * minutes), "failed ones took their time too");
    assert!(near(watched.figure("model/predictions-per-second").await?, 0.033_333));
    mlserver.crash();
    watched.is_down().await
}
