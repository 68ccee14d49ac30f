//! One stand-in for ClearML's API server, read by the real client and by us; and an offline session that the real client wrote.

use domain::metric::Kind;
use serde::Deserialize;

use crate::peer;

const START_MS: i64 = 1_790_000_000_000;

#[derive(Deserialize)]
struct Told {
    url: String,
    secret: String,
    version: String,
    values: Vec<(i64, f64)>,
    last: Vec<(i64, f64)>,
}

#[derive(Deserialize)]
struct Offline {
    file: String,
    values: Vec<f64>,
}

#[tokio::test]
async fn every_value_is_the_one_that_the_real_client_reads() {
    let (_peer, told) = peer::start::<Told>("clearml", "clearml_peer.py", &[]);
    println!("clearml {}", told.version);
    let end_ms = START_MS + 3 * 86_400_000;
    let clearml = peer::connector("clearml", &told.url, &told.secret, &[]);
    clearml.reach().await.unwrap();
    clearml.sign_in().await.unwrap();
    let refused = peer::connector("clearml", &told.url, "KEY:wrong", &[]).sign_in().await.unwrap_err().to_string();
    assert!(refused.contains("refuses the secret (401)"), "{refused}");
    for (suffix, expected) in [("", &told.values), ("@last", &told.last)] {
        let fed = peer::fed(Kind::Gauge, &format!("fraud/evaluation of models/accuracy/test{suffix}"));
        let got = peer::pulled(clearml.as_ref(), &fed, START_MS, end_ms).await;
        peer::assert_same(&peer::gauges(&got), expected, &format!("scalars{suffix}"));
    }
}

#[tokio::test]
async fn an_offline_session_holds_what_was_reported() {
    let (_peer, told) = peer::start::<Offline>("clearml", "clearml_peer.py", &["offline"]);
    let task = connect::clearml::file::read(&std::fs::read(&told.file).unwrap()).unwrap();
    let ours: Vec<_> = task.points("val/psi/all").iter().map(|point| (point.step, point.value)).collect();
    let theirs: Vec<_> = (0..).zip(told.values).collect();
    peer::assert_same(&ours, &theirs, "offline session");
}
