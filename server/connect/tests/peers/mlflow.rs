//! A real MLflow, seeded and read by its own client.

use std::collections::BTreeMap;

use domain::event::Event;
use domain::metric::Kind;
use domain::sample::Reading;
use serde::Deserialize;

use crate::peer;

const START_MS: i64 = 1_790_000_000_000;
const END_MS: i64 = START_MS + 3 * 86_400_000;

#[derive(Deserialize)]
struct Told {
    url: String,
    version: String,
    password: String,
    histories: BTreeMap<String, Vec<(i64, f64)>>,
    last: Vec<(i64, f64)>,
    registered: Vec<(i64, f64)>,
    versions: Vec<(i64, String)>,
    stage: (i64, String),
    champion: (i64, String),
}

#[tokio::test]
async fn every_value_is_the_one_that_its_own_client_reads() {
    let (_peer, told) = peer::start::<Told>("mlflow", "mlflow_peer.py", &[]);
    println!("MLflow {}", told.version);
    let mlflow = peer::connector("mlflow", &told.url, "", &[]);
    mlflow.reach().await.unwrap();
    mlflow.sign_in().await.unwrap();
    for (metric, expected) in &told.histories {
        let fed = peer::fed(Kind::Gauge, &format!("/teams/fraud eval/{metric}"));
        let got = peer::pulled(mlflow.as_ref(), &fed, START_MS, END_MS).await;
        peer::assert_same(&peer::gauges(&got), expected, metric);
    }
    let last = peer::fed(Kind::Gauge, "/teams/fraud eval/val/accuracy@last");
    peer::assert_same(&peer::gauges(&peer::pulled(mlflow.as_ref(), &last, START_MS, END_MS).await), &told.last, "last values");

    let filtered = peer::connector("mlflow", &told.url, "", &[("filter", "metrics.judged > 600")]);
    let got = peer::pulled(filtered.as_ref(), &peer::fed(Kind::Gauge, "/teams/fraud eval/judged"), START_MS, END_MS).await;
    assert_eq!(got.len(), 9, "runs 501 to 509 have judged more");

    let mut weighed = peer::fed(Kind::Ratio, "/teams/fraud eval/val/accuracy");
    weighed.from.denominator = Some("/teams/fraud eval/judged".to_owned());
    let got = peer::pulled(mlflow.as_ref(), &weighed, START_MS, END_MS).await;
    let (mut right, mut judged) = (0.0, 0.0);
    for sample in &got {
        let Reading::Ratio { numerator, denominator } = &sample.reading else { panic!("{sample:?}") };
        (right, judged) = (right + numerator.to_f64(), judged + denominator.to_f64());
    }
    // Step 7 of each run: 0.9 + n / 10,000 of 100 + n.
    let by_hand: f64 = (0..510).map(f64::from).map(|n| (0.9 + n / 10_000.0) * (100.0 + n)).sum();
    assert!((right - by_hand).abs() < 1e-3 && (judged - (51_000.0 + 129_795.0)).abs() < 1e-9, "{right} of {judged}, {by_hand} by hand");

    registry(mlflow.as_ref(), &told).await;
}

async fn registry(mlflow: &dyn connect::Connector, told: &Told) {
    let (first_ms, last_ms) = (told.versions[0].0, told.stage.0);
    let metric = peer::fed(Kind::Gauge, "models:/fraud/val/accuracy");
    let got = peer::pulled(mlflow, &metric, first_ms, last_ms).await;
    peer::assert_same(&peer::gauges(&got), &told.registered, "registered versions");
    let told_of = |events: Vec<Event>| {
        let deployment = |event| match event {
            Event::Deployment(it) => (it.at_ms, it.version),
            Event::Incident(it) => panic!("{it:?}"),
        };
        let mut told: Vec<_> = events.into_iter().map(deployment).collect();
        told.sort();
        told
    };
    for (name, expected) in [
        ("models:/fraud", told.versions.clone()),
        ("models:/fraud/Production", vec![told.stage.clone()]),
        ("models:/fraud@champion", vec![told.champion.clone()]),
    ] {
        let events = mlflow.events(&peer::fed(Kind::Counter, name), first_ms, last_ms).await.unwrap();
        assert_eq!(told_of(events), expected, "{name}");
    }
    let unknown = mlflow.events(&peer::fed(Kind::Counter, "models:/fraud@nobody"), first_ms, last_ms).await.unwrap_err();
    assert!(unknown.to_string().contains("alias nobody not found"), "{unknown}");
}

#[tokio::test]
async fn a_sign_in_is_asked_for_and_taken() {
    let (_peer, told) = peer::start::<Told>("mlflow", "mlflow_peer.py", &["auth"]);
    let open = peer::connector("mlflow", &told.url, "", &[]);
    open.reach().await.unwrap();
    let refused = open.sign_in().await.unwrap_err().to_string();
    assert!(refused.contains("wants a sign-in (401)"), "{refused}");
    let wrong = peer::connector("mlflow", &told.url, "admin:wrong", &[]).sign_in().await.unwrap_err().to_string();
    assert!(wrong.contains("refuses the secret (401)"), "{wrong}");
    let mlflow = peer::connector("mlflow", &told.url, &format!("admin:{}", told.password), &[]);
    mlflow.sign_in().await.unwrap();
    let fed = peer::fed(Kind::Gauge, "/teams/fraud eval/val/accuracy");
    let got = peer::pulled(mlflow.as_ref(), &fed, START_MS, END_MS).await;
    peer::assert_same(&peer::gauges(&got), &told.histories["val/accuracy"], "with a sign-in");
}
