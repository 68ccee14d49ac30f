//! One stand-in for Weights & Biases, read by the real client and by us; and a file that the real client wrote.

use domain::metric::Kind;
use serde::Deserialize;

use crate::peer;

const START_MS: i64 = 1_790_000_000_000;

#[derive(Deserialize)]
struct Told {
    url: String,
    key: String,
    version: String,
    history: Vec<(i64, f64)>,
    last: Vec<(i64, f64)>,
    crashed: usize,
}

#[derive(Deserialize)]
struct Offline {
    file: String,
    psi: Vec<(i64, f64)>,
}

#[tokio::test]
async fn every_value_is_the_one_that_the_real_client_reads() {
    let (_peer, told) = peer::start::<Told>("wandb", "wandb_peer.py", &[]);
    println!("wandb {}", told.version);
    let end_ms = START_MS + 3 * 86_400_000;
    let wandb = peer::connector("wandb", &told.url, &told.key, &[]);
    wandb.reach().await.unwrap();
    wandb.sign_in().await.unwrap();
    let refused = peer::connector("wandb", &told.url, "wrong", &[]).sign_in().await.unwrap_err().to_string();
    assert!(refused.contains("refuses the secret (401)"), "{refused}");

    let acc = peer::fed(Kind::Gauge, "team/fraud/acc");
    peer::assert_same(&peer::gauges(&peer::pulled(wandb.as_ref(), &acc, START_MS, end_ms).await), &told.history, "histories");
    let last = peer::fed(Kind::Gauge, "team/fraud/acc@last");
    peer::assert_same(&peer::gauges(&peer::pulled(wandb.as_ref(), &last, START_MS, end_ms).await), &told.last, "summaries");
    let filtered = peer::connector("wandb", &told.url, &told.key, &[("filter", r#"{"state": "crashed"}"#)]);
    let crashed = peer::pulled(filtered.as_ref(), &acc, START_MS, end_ms).await;
    assert_eq!((told.crashed, crashed.len()), (1, 5), "the one crashed run has five steps");
    let unknown = wandb.samples(&peer::fed(Kind::Gauge, "team/fraud/ACC"), START_MS, end_ms).await.unwrap();
    assert!(unknown.is_empty());
}

#[tokio::test]
async fn a_file_holds_what_the_clients_own_messages_say() {
    let (_peer, told) = peer::start::<Offline>("wandb", "wandb_peer.py", &["offline"]);
    let run = connect::wandb::file::read(&std::fs::read(&told.file).unwrap()).unwrap();
    let ours: Vec<_> = run.points("deep.psi").iter().map(|point| (point.at_ms, point.value)).collect();
    peer::assert_same(&ours, &told.psi, "offline file");
    assert_eq!((run.project.as_str(), run.exit_code), ("fraud", Some(0)));
}
