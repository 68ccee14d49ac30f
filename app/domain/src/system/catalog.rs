//! Every kind of system the product knows. Adding one is one entry here, and one file with its connector in the engine.

use super::{Asks, System, SystemOption};

/// The catalogue, in the order of the form.
pub const SYSTEMS: &[System] = &[
    System {
        key: "prometheus",
        name: "Prometheus",
        sentence: "Any series, by PromQL: Prometheus, VictoriaMetrics, Thanos, Mimir, Google Managed Prometheus.",
        address: Some("http://prometheus.internal:9090"),
        secret: "a bearer token, or user:password",
        options: &[],
        asks: Asks::Query,
        live: false,
    },
    System {
        key: "health",
        name: "Health check",
        sentence: "Is a model server ready? KServe, MLServer, Triton and TorchServe, or any address that answers with success when it is.",
        address: Some("http://model.internal:8080"),
        secret: "a bearer token, or user:password",
        options: &[],
        asks: Asks::Names("the path that is asked, such as /v2/health/ready or /v1/models/fraud"),
        live: true,
    },
    System {
        key: "mlflow",
        name: "MLflow",
        sentence: "Metrics of evaluation runs and of registered versions; versions, stages and aliases as deployments.",
        address: Some("http://mlflow.internal:5000"),
        secret: "user:password, or a bearer token",
        options: &[SystemOption {
            key: "filter",
            name: "Runs that count",
            hint: "in MLflow's filter language, such as tags.stage = 'production'; empty for all",
            needed: false,
        }],
        asks: Asks::Names(
            "EXPERIMENT/METRIC for every recorded value, with @last behind it for what finished runs ended with, or models:/MODEL/METRIC",
        ),
        live: false,
    },
    System {
        key: "push",
        name: "Sent by HTTP",
        sentence: "Samples arrive by POST /api/v1/samples.",
        address: None,
        secret: "",
        options: &[],
        asks: Asks::Nothing,
        live: false,
    },
    System {
        key: "csv",
        name: "Files",
        sentence: "Samples arrive as CSV or XLSX files.",
        address: None,
        secret: "",
        options: &[],
        asks: Asks::Nothing,
        live: false,
    },
];
