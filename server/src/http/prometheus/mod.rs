//! Every series, read as a Prometheus is read: what Grafana, promtool and other clients of Prometheus' HTTP API ask.
//! <https://prometheus.io/docs/prometheus/latest/querying/api/>

mod answer;
mod params;

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use domain::ports::{Asked, Over, QueryError};

use self::answer::{Answer, Gzip};
use self::params::Params;
use crate::http::who::Who;
use crate::router::AppState;

/// The Prometheus whose answers ours are compared with; clients choose by it what they ask.
const LIKE_VERSION: &str = "2.42.0";

/// Where it is read; nothing beneath can be changed.
pub const PATH: &str = "/prometheus/";

/// The routes. Only the state of health is open to strangers.
pub fn routes(state: AppState) -> Router {
    let api = Router::new()
        .route("/query", get(query).post(query))
        .route("/query_range", get(query_range).post(query_range))
        .route("/series", get(series).post(series))
        .route("/labels", get(labels).post(labels))
        .route("/label/{name}/values", get(label_values))
        .route("/metadata", get(metadata))
        .route("/query_exemplars", get(no_list).post(no_list))
        .route("/rules", get(no_rules))
        .route("/alerts", get(no_alerts))
        .route("/alertmanagers", get(no_alertmanagers))
        .route("/targets", get(no_targets))
        .route("/targets/metadata", get(no_list))
        .route("/status/config", get(no_config))
        .route("/status/buildinfo", get(build_info))
        .with_state(state);
    let healthy = || async { "Modelworth is healthy.\n" };
    // Some clients look at the root first, with or without the slash, to see whether there is a server at all.
    let open = Router::new().route("/", get(healthy)).route("/-/healthy", get(healthy)).route("/-/ready", get(healthy));
    Router::new().nest("/prometheus/api/v1", api).nest("/prometheus", open).route(PATH, get(healthy))
}

async fn query(State(state): State<AppState>, Who(viewer): Who, gzip: Gzip, params: Params) -> Answer {
    gzip.answer(async { state.ports.observations.query(&viewer, params.text("query"), params.time("time")?).await }).await
}

async fn query_range(State(state): State<AppState>, Who(viewer): Who, gzip: Gzip, params: Params) -> Answer {
    let data = async {
        let over = Over {
            query: params.text("query").to_owned(),
            start_ms: params.needed_time("start")?,
            end_ms: params.needed_time("end")?,
            step_ms: params.step()?,
        };
        state.ports.observations.query_range(&viewer, &over).await
    };
    gzip.answer(data).await
}

async fn series(State(state): State<AppState>, Who(viewer): Who, gzip: Gzip, params: Params) -> Answer {
    gzip.answer(async { state.ports.observations.series(&viewer, &asked(&params)?).await }).await
}

async fn labels(State(state): State<AppState>, Who(viewer): Who, gzip: Gzip, params: Params) -> Answer {
    gzip.answer(async { state.ports.observations.label_names(&viewer, &asked(&params)?).await }).await
}

async fn label_values(State(state): State<AppState>, Who(viewer): Who, Path(name): Path<String>, gzip: Gzip, params: Params) -> Answer {
    gzip.answer(async { state.ports.observations.label_values(&viewer, &name, &asked(&params)?).await }).await
}

async fn metadata(State(state): State<AppState>, Who(viewer): Who, gzip: Gzip, params: Params) -> Answer {
    let metric = Some(params.text("metric")).filter(|metric| !metric.is_empty());
    gzip.answer(async { state.ports.observations.metric_metadata(&viewer, metric, params.limit()?).await }).await
}

fn asked(params: &Params) -> Result<Asked, QueryError> {
    Ok(Asked {
        selectors: params.all("match[]").map(str::to_owned).collect(),
        start_ms: params.time("start")?,
        end_ms: params.time("end")?,
        limit: params.limit()?,
    })
}

async fn no_list(_: Who) -> Answer {
    answer::fixed("[]")
}

async fn no_rules(_: Who) -> Answer {
    answer::fixed(r#"{"groups":[]}"#)
}

async fn no_alerts(_: Who) -> Answer {
    answer::fixed(r#"{"alerts":[]}"#)
}

async fn no_alertmanagers(_: Who) -> Answer {
    answer::fixed(r#"{"activeAlertmanagers":[],"droppedAlertmanagers":[]}"#)
}

/// There is no file of Prometheus' kind here.
async fn no_config(_: Who) -> Answer {
    answer::fixed(r#"{"yaml":""}"#)
}

async fn no_targets(_: Who) -> Answer {
    answer::fixed(r#"{"activeTargets":[],"droppedTargets":[]}"#)
}

async fn build_info(_: Who) -> Answer {
    let ours = env!("CARGO_PKG_VERSION");
    let info = format!(
        r#"{{"version":"{LIKE_VERSION}","revision":"modelworth {ours}","branch":"modelworth","buildUser":"","buildDate":"","goVersion":""}}"#
    );
    answer::fixed(&info)
}
