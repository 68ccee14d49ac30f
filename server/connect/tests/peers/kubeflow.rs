//! One stand-in for the API of Kubeflow Pipelines, read by the real client and by us.

use domain::metric::Kind;
use domain::sample::Reading;
use serde::Deserialize;

use crate::peer;

const START_MS: i64 = 1_790_000_000_000;

#[derive(Deserialize)]
struct Told {
    url: String,
    token: String,
    version: String,
    failed: Vec<(i64, f64)>,
    hours: Vec<(i64, f64)>,
}

#[tokio::test]
async fn runs_end_as_the_real_client_says() {
    let (_peer, told) = peer::start::<Told>("kubeflow", "kubeflow_peer.py", &[]);
    println!("kfp {}", told.version);
    let kubeflow = peer::connector("kubeflow", &told.url, &told.token, &[("namespace", "team")]);
    kubeflow.reach().await.unwrap();
    kubeflow.sign_in().await.unwrap();
    let refused = peer::connector("kubeflow", &told.url, "wrong", &[]).sign_in().await.unwrap_err().to_string();
    assert!(refused.contains("refuses the secret (401)"), "{refused}");
    let end_ms = START_MS + 5 * 86_400_000;
    let share = peer::pulled(kubeflow.as_ref(), &peer::fed(Kind::Ratio, "fraud nightly/failed"), START_MS, end_ms).await;
    let (mut failed, mut finished) = (0.0, 0.0);
    for sample in &share {
        let Reading::Ratio { numerator, denominator } = &sample.reading else { panic!("{sample:?}") };
        (failed, finished) = (failed + numerator.to_f64(), finished + denominator.to_f64());
    }
    let theirs: f64 = told.failed.iter().map(|(_, failed)| failed).sum();
    println!("{failed} of {finished} runs failed");
    assert!(failed == theirs && finished == told.failed.len() as f64, "{theirs} of {}", told.failed.len());
    let hours = peer::pulled(kubeflow.as_ref(), &peer::fed(Kind::Gauge, "fraud nightly/hours"), START_MS, end_ms).await;
    let mut unique = told.hours.clone();
    unique.dedup_by_key(|(at_ms, _)| *at_ms);
    assert_eq!(hours.len(), unique.len(), "instants of ends");
    for (at_ms, value) in peer::gauges(&hours) {
        assert!(told.hours.iter().any(|(at, hours)| *at == at_ms && (hours - value).abs() < 1e-8), "{at_ms}: {value}");
    }
}
