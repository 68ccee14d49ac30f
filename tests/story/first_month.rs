//! From an empty database to a month's report, over the API alone: the refusals first, then money that a hand can check.

use domain::access::Role;
use engine::{Clock, Engine};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use tests::Outcome;
use tests::database::Database;
use tests::program::Served;

/// 5 November 2026, 12:00 in Jakarta.
pub(crate) const NOW_MS: i64 = 1_793_854_800_000;

pub(crate) const COMPANY: &str = r#"
[workspace]
name = "Nusantara Retail"
time_zone = "Asia/Jakarta"
currency = "USD"

[[person]]
email = "dewi@example.com"
name = "Dewi"
role = "admin"

[[team]]
id = "growth"
name = "Growth"
lead = "dewi@example.com"

[[service]]
id = "recommender"
name = "Recommender"
team = "growth"

[[indicator]]
service = "recommender"
metric = "accuracy"
source = { id = "push" }

[[kpi]]
id = "orders"
name = "Orders"
unit = "order"
kind = "counter"
source = { id = "csv" }

[[driver]]
id = "orders-seen"
name = "Orders with a recommendation"
unit = "order"
series = { kpi = "orders" }

[[driver]]
id = "value-of-a-right-pick"
name = "Contribution of a right pick"
unit = "USD/order"
values = [{ from = "2026-01-01", value = "0.47", evidence = "record", source = "ledger", by = "dewi@example.com" }]

[[baseline]]
service = "recommender"
metric = "accuracy"
from = "2026-01-01"
method = "assumption"
value = "0.9100"
approved_by = "dewi@example.com"

[[cost]]
id = "cloud"
service = "recommender"
part = "cloud"
name = "Cloud"
values = [{ from = "2026-01", per_month = "100.00", by = "dewi@example.com" }]

[[mapping]]
id = "picks"
name = "Better picks"
service = "recommender"
metric = "accuracy"
template = "accuracy_lift"
kpi = "orders"
owner = "dewi@example.com"
versions = [{ from = "2026-01-01", factors = ["orders-seen", "value-of-a-right-pick"] }]
"#;

struct Api<'a> {
    client: Client,
    served: &'a Served,
    token: String,
}

impl Api<'_> {
    async fn post(&self, path: &str, kind: &str, body: String) -> Outcome<(StatusCode, Value)> {
        let request = self.client.post(self.served.url(path)).bearer_auth(&self.token).header("content-type", kind);
        let answer = request.body(body).send().await?;
        Ok((answer.status(), serde_json::from_str(&answer.text().await?)?))
    }

    async fn get(&self, path: &str) -> Outcome<(StatusCode, Vec<u8>)> {
        let answer = self.client.get(self.served.url(path)).bearer_auth(&self.token).send().await?;
        Ok((answer.status(), answer.bytes().await?.to_vec()))
    }
}

#[tokio::test]
async fn a_first_month_is_reported_to_the_cent() -> Outcome {
    let [sqlite, postgres] = Database::both().await?;
    let (json, pdf) = first_month(sqlite).await?;
    let (same_json, same_pdf) = first_month(postgres).await?;
    assert_eq!(json, same_json, "both databases give the same report");
    assert!(pdf == same_pdf, "and the same bytes");
    Ok(())
}

/// The report as JSON and as PDF.
async fn first_month(database: Database) -> Outcome<(Value, Vec<u8>)> {
    let served = Served::start_on(database, Clock::fixed(NOW_MS)).await?;
    let client = tests::http::client()?;
    for path in ["/api/v1/reports/2026-10", "/api/v1/overview", "/api/v1/configuration", "/api/v1/audit"] {
        let refused = client.get(served.url(path)).send().await?;
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED, "{path} is closed to strangers");
    }
    let command_line = Engine::command_line();
    let models = served.engine.ports().models;
    assert!(!models.apply(&command_line, COMPANY, false).await?.is_empty());
    assert!(models.apply(&command_line, COMPANY, false).await?.is_empty(), "twice changes nothing");

    let accounts = served.engine.ports().accounts;
    let reader = accounts.add_token(&command_line, "board", Role::Executive).await?;
    let writer = accounts.add_token(&command_line, "pipeline", Role::MlLead).await?;
    let board = Api { client: client.clone(), served: &served, token: reader };
    let (status, problem) = board.post("/api/v1/samples", "application/json", "[]".into()).await?;
    assert_eq!(status, StatusCode::FORBIDDEN, "an executive reads: {problem}");

    // 31 days of 1,000 judged picks, 936 of them right: 0.9360. One row is wrong, one in the future, one unknown.
    let api = Api { client, served: &served, token: writer };
    let mut batch: Vec<Value> = (1..=31)
        .map(|day| json!({"series": "recommender/accuracy", "time": format!("2026-10-{day:02}T12:00:00+07:00"), "numerator": 936, "denominator": 1000}))
        .collect();
    batch.push(json!({"series": "recommender/accuracy", "time": "2026-12-01T00:00:00Z", "numerator": 1, "denominator": 1}));
    batch.push(json!({"series": "recommender/acuracy", "time": "2026-10-01T00:00:00Z", "value": 1}));
    batch.push(json!({"series": "recommender/accuracy", "time": "2026-10-01T00:00:00Z", "value": "NaN"}));
    let (status, answer) = api.post("/api/v1/samples", "application/json", json!(batch).to_string()).await?;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!((answer["accepted"].as_u64(), answer["rejected"].as_u64()), (Some(31), Some(3)), "{answer}");
    let (_, again) = api.post("/api/v1/samples", "application/json", json!(batch).to_string()).await?;
    assert_eq!((again["accepted"].as_u64(), again["duplicate"].as_u64()), (Some(0), Some(31)), "{again}");

    let mut csv = "time,kpi,value\n".to_owned();
    (1..=31).for_each(|day| csv.push_str(&format!("2026-10-{day:02},orders,1000\n")));
    csv.push_str("2026-10-01,orderz,5\n2026-13-01,orders,5\n");
    let (status, imported) = api.post("/api/v1/imports/kpis", "text/csv", csv).await?;
    assert_eq!(status, StatusCode::OK, "{imported}");
    assert_eq!((imported["accepted"].as_u64(), imported["rejected"].as_u64()), (Some(31), Some(2)), "{imported}");
    let (status, refused) = api.post("/api/v1/imports/kpis", "text/csv", "day;amount\n".into()).await?;
    assert!(status.is_client_error() && refused["detail"].as_str().is_some_and(|text| text.contains("time,kpi,value")), "{refused}");

    // (0.9360 − 0.9100) × 31,000 × 0.47 = 378.82; less 100.00 to run.
    let (status, report) = board.get("/api/v1/reports/2026-10").await?;
    let report: Value = serde_json::from_slice(&report)?;
    assert_eq!(status, StatusCode::OK, "{report}");
    assert_eq!(report["ledger"]["totals"]["benefit"]["minor"], 37_882, "{}", report["ledger"]);
    assert_eq!(report["ledger"]["totals"]["net"]["minor"], 27_882);
    let (status, pdf) = board.get("/api/v1/reports/2026-10/pdf").await?;
    assert_eq!(status, StatusCode::OK);
    let text = tests::pdf::text(&pdf)?;
    for expected in ["378.82", "278.82", "(0.9360 − 0.9100)", "Better picks", "Nusantara Retail"] {
        assert!(text.contains(expected), "the PDF holds {expected}: {text}");
    }
    let (_, twice) = board.get("/api/v1/reports/2026-10/pdf").await?;
    assert_eq!(pdf, twice, "the same bytes");
    let (status, _) = board.get("/api/v1/reports/2026-13").await?;
    assert!(status.is_client_error());
    served.stop().await?;
    Ok((report, pdf))
}

#[tokio::test]
async fn the_documented_example_is_accepted_twice() -> Outcome {
    let [sqlite, postgres] = Database::both().await?;
    assert_eq!(documented_example(sqlite).await?, documented_example(postgres).await?, "both databases export the same");
    Ok(())
}

/// The export after the example was applied.
async fn documented_example(database: Database) -> Outcome<String> {
    let served = Served::start_on(database, Clock::System).await?;
    let example = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/workspace.example.toml"))?;
    let (models, viewer) = (served.engine.ports().models, Engine::command_line());
    let planned = models.apply(&viewer, &example, true).await?;
    assert!(planned.len() > 50, "a dry run lists what would change");
    assert_eq!(models.apply(&viewer, &example, false).await?.len(), planned.len());
    assert!(models.apply(&viewer, &example, false).await?.is_empty());
    let exported = models.export(&viewer).await?;
    assert!(models.apply(&viewer, &exported, false).await?.is_empty(), "an export reads back as it is");
    served.stop().await?;
    Ok(exported)
}
