//! By HTTP: a problem that names the field, or an answer for the row.

use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::Outcome;
use tests::database::Database;
use tests::http::client;

use super::{company, workspace};

#[tokio::test]
async fn wrong_requests_are_told_and_change_nothing() -> Outcome {
    for database in Database::both().await? {
        let program = company(database, "http://127.0.0.1:9")?;
        let token = program.token("admin")?;
        let server = program.serve().await?;
        // The server's own passes note that the source does not answer.
        let stored = async || -> Outcome<_> {
            let mut contents = program.database.contents().await?;
            contents.remove("source_state");
            Ok(contents)
        };
        let before = stored().await?;
        let post = async |path: &str, body: String| -> Outcome<(StatusCode, Value)> {
            let answer = client()?.post(program.url(path)).bearer_auth(&token).body(body).send().await?;
            Ok((answer.status(), answer.json().await?))
        };

        let at = "2026-01-05T00:00:00Z";
        let rows = [
            (json!({"series": "recommender/latencyp95", "time": at, "value": 3}), "did you mean “latency-p95”"),
            (json!({"series": "recommender/latency-p95", "time": at, "value": 3, "unit": "s"}), "is in ms, not in s: convert it"),
            (json!({"series": "recommender/latency-p95", "time": at, "value": "NaN"}), "NaN"),
            (json!({"series": "recommender/latency-p95", "time": at, "value": -3}), "a duration cannot be negative"),
            (json!({"series": "recommender/latency-p95", "time": "2026-13-01T00:00:00Z", "value": 3}), "2026-13-01T00:00:00Z"),
            (json!({"series": "recommender/latency-p95", "time": "2199-01-01T00:00:00Z", "value": 3}), "in the future"),
            (json!({"series": "recommender/latency-p95", "time": 1_767_571_200, "value": 3}), "seconds must be multiplied by 1000"),
        ];
        let batch: Vec<&Value> = rows.iter().map(|(row, _)| row).collect();
        let (status, answer) = post("/api/v1/samples", json!(batch).to_string()).await?;
        assert_eq!((status, &answer["rejected"]), (StatusCode::OK, &json!(rows.len())), "{answer}");
        for (n, (row, expected)) in rows.iter().enumerate() {
            let reason = answer["rows"][n]["reason"].as_str().unwrap_or_default();
            assert!(reason.contains(expected), "{row}: {reason}");
        }

        let wrong_unit = json!({"template": "own_chain", "month": "2026-10", "time_zone": "UTC", "currency": "USD", "better": "higher",
            "factors": [{"name": "Hours", "value": "5", "unit": "h"}]});
        let wrong_month = wrong_unit.to_string().replace("2026-10", "2026-13");
        let another_currency = json!({"template": "own_chain", "month": "2026-10", "time_zone": "UTC", "currency": "USD", "better": "higher",
            "factors": [{"name": "Fees", "value": "5", "unit": "SGD"}]});
        let day = r#"{ on = "2026-10-01", value = "0.74", by = "dewi@example.com" }"#;
        let good = workspace("http://127.0.0.1:9");
        let edges = "[[edge]]\nfrom = \"kpi:orders\"\nto = \"kpi:orders\"\n";
        for (path, body, expected) in [
            ("/api/v1/mappings/preview", wrong_unit.to_string(), "h"),
            ("/api/v1/mappings/preview", wrong_month, "2026-13"),
            ("/api/v1/imports/kpis", "day;amount\n".to_owned(), "the header must be time,kpi,value"),
            ("/api/v1/imports/rates", "day;amount\n".to_owned(), "date,currency,rate or month,currency,rate"),
            (
                "/api/v1/configuration",
                format!("{good}\n[[rate]]\ncurrency = \"SGD\"\nvalues = [{day}, {day}]\n"),
                "two rates for 2026-10-01 overlap",
            ),
            ("/api/v1/configuration", good.replace("unit = \"USD/order\"", "unit = \"USD/SGD/order\""), "SGD and USD are mixed"),
            ("/api/v1/mappings/preview", another_currency.to_string(), "a rate from SGD to USD is needed"),
            ("/api/v1/configuration", good.replace("metric = \"accuracy\"", "metric = \"acuracy\""), "did you mean “accuracy”"),
            ("/api/v1/configuration", format!("{good}\n{edges}"), "remove one of these edges first"),
            ("/api/v1/sources/prometheus/back-fill", json!({"months": 37}).to_string(), "1 to 36 months"),
            ("/api/v1/sources/nowhere/test", String::new(), "there is no source “nowhere”"),
        ] {
            let (status, problem) = post(path, body).await?;
            assert!(status.is_client_error(), "{path}: {problem}");
            assert!(problem["detail"].as_str().is_some_and(|text| text.contains(expected)), "{path}: {problem}");
        }
        for path in ["/api/v1/reports/2026-13", "/api/v1/overview?month=2026-13", "/api/v1/drivers?month=2026-13"] {
            let answer = client()?.get(program.url(path)).bearer_auth(&token).send().await?;
            assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            let problem: Value = answer.json().await?;
            assert!(problem["detail"].as_str().is_some_and(|text| text.contains("write it as 2026-10")), "{problem}");
        }
        assert!(stored().await? == before, "nothing changed");
        drop(server);
    }
    Ok(())
}
