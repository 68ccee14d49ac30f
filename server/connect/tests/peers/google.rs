//! A real Prometheus behind the paths and the sign-in of Google Managed Prometheus.

use domain::metric::Kind;
use serde::Deserialize;

use crate::peer;

#[derive(Deserialize)]
struct Told {
    url: String,
    account: String,
    until_ms: i64,
    values: Vec<(i64, f64)>,
}

#[tokio::test]
async fn a_service_account_reads_what_prometheus_itself_answers() {
    let (_peer, told) = peer::start::<Told>("google", "google_peer.py", &[]);
    let prometheus = peer::connector("prometheus", &told.url, &told.account, &[]);
    prometheus.reach().await.unwrap();
    prometheus.sign_in().await.unwrap();
    let mut fed = peer::fed(Kind::Gauge, "sum(scrape_samples_scraped)");
    fed.shape.interval_s = 15;
    let got = prometheus.samples(&fed, told.until_ms - 15_000, told.until_ms).await.unwrap();
    peer::assert_same(&peer::gauges(&got), &told.values, "behind Google's paths");

    let open = peer::connector("prometheus", &told.url, "", &[]).sign_in().await.unwrap_err().to_string();
    assert!(open.contains("wants a sign-in (401)"), "{open}");
    let other = told.account.replace("reader@", "nobody@");
    let refused = peer::connector("prometheus", &told.url, &other, &[]).sign_in().await.unwrap_err().to_string();
    assert!(refused.contains("Google refuses the service account nobody@example"), "{refused}");
}
