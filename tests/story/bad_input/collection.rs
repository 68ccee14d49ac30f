//! By a Prometheus that does not answer as one does.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use tests::Outcome;
use tests::database::Database;
use tests::http::client;
use tests::stand_in::{Query, StandIn, so_many_instants};

use super::{company, october};

type Answer = fn(&Query) -> Response;

/// How it answers, and what is said about it.
const ANSWERS: [(Answer, &str); 6] = [
    (|_| StatusCode::INTERNAL_SERVER_ERROR.into_response(), "fails with 500 and sends nothing: look at its own log"),
    (
        |_| ([(CONTENT_TYPE, "text/html")], "<!doctype html><title>Sign in</title>").into_response(),
        "(it sent a web page): give the address of a Prometheus",
    ),
    (|_| "".into_response(), "sent an empty answer: check that the address is that of a Prometheus"),
    (
        |_| {
            let error = r#"{"status":"error","errorType":"bad_data","error":"exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)"}"#;
            (StatusCode::BAD_REQUEST, error).into_response()
        },
        "give the indicator a longer expected_interval",
    ),
    // 38 days where an hour was asked for.
    (|query| so_many_instants(query, 11_001, |_| 1), "answers for other times than it was asked for"),
    (
        |_| {
            r#"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":"1"},"values":[]},{"metric":{"a":"2"},"values":[]}]}}"#.into_response()
        },
        "2 series",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stored_stays_and_the_source_says_what_is_wrong() -> Outcome {
    for (answer, expected) in ANSWERS {
        let prometheus = StandIn::start(answer).await?;
        for database in Database::both().await? {
            let program = company(database, &prometheus.url)?;
            let (samples, report) = (program.database.samples().await?, october(&program)?);
            let audit = program.run(&["audit"])?;
            let said = program.refused(&["collect", "--once"])?;
            assert!(said.contains(expected) && said.contains("their last values are kept"), "{expected}: {said}");
            assert!(program.database.samples().await? == samples, "{expected}");
            assert_eq!(program.run(&["audit"])?, audit);
            let after = october(&program)?;
            assert_eq!(after["ledger"], report["ledger"]);
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_test_of_a_source_says_it_too() -> Outcome {
    for (answer, expected) in ANSWERS {
        let prometheus = StandIn::start(answer).await?;
        let program = company(Database::sqlite()?, &prometheus.url)?;
        let token = program.token("ml-lead")?;
        let server = program.serve().await?;
        let request = client()?.post(program.url("/api/v1/sources/prometheus/test")).bearer_auth(&token);
        let steps = request.send().await?.error_for_status()?.text().await?;
        assert!(steps.contains(expected), "{expected}: {steps}");
        drop(server);
    }
    Ok(())
}
