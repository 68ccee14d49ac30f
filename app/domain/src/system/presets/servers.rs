//! Model servers. Names were read from pages of KServe 0.21, MLServer 1.7 and Triton 2.51 that were run, and of TorchServe 0.12.

use super::{Preset, histogram, query, share};

/// A target that answers its scrape.
const ANSWERS: &str = r#"max(up{job="{job}"})"#;
const ANSWERS_NOTE: &str = "Up while any replica answers its scrape; no target at all is unknown.";

pub const PRESETS: &[Preset] = &[
    query("KServe", "uptime", ANSWERS, ANSWERS_NOTE),
    histogram(
        "KServe",
        "latency",
        r#"sum by (le) (increase(request_predict_seconds_bucket{model_name="{model}"}[5m]))"#,
        "The predict step alone, without what comes before and after it.",
    )
    .scaled("1000"),
    query(
        "KServe",
        "predictions",
        r#"sum(increase(request_predict_seconds_count{model_name="{model}"}[5m]))"#,
        "Counts predictions that failed too, but no request that is not understood; KServe has no counter of errors, take them from Knative or the gateway.",
    ),
    query(
        "KServe",
        "predictions-per-second",
        r#"sum(rate(request_predict_seconds_count{model_name="{model}"}[5m]))"#,
        "Counts predictions that failed too.",
    ),
    query("MLServer", "uptime", ANSWERS, ANSWERS_NOTE),
    share(
        "MLServer",
        "error-rate",
        r#"sum(increase(model_infer_request_failure_total{model="{model}"}[5m])) or vector(0)"#,
        r#"sum(increase(model_infer_request_success_total{model="{model}"}[5m])) + sum(increase(model_infer_request_failure_total{model="{model}"}[5m])) or sum(increase(model_infer_request_success_total{model="{model}"}[5m])) or sum(increase(model_infer_request_failure_total{model="{model}"}[5m]))"#,
        "",
    ),
    histogram(
        "MLServer",
        "latency",
        r#"sum by (le) (increase(rest_server_request_duration_seconds_bucket{job="{job}",path=~"/v2/models/.+/infer"}[5m]))"#,
        "All models of the server: MLServer does not tell them apart here. REST alone.",
    )
    .scaled("1000"),
    query("MLServer", "predictions", r#"sum(increase(model_infer_request_success_total{model="{model}"}[5m]))"#, ""),
    query("MLServer", "predictions-per-second", r#"sum(rate(model_infer_request_success_total{model="{model}"}[5m]))"#, ""),
    query("Triton", "uptime", ANSWERS, ANSWERS_NOTE),
    share(
        "Triton",
        "error-rate",
        r#"sum(increase(nv_inference_request_failure{model="{model}"}[5m])) or vector(0)"#,
        r#"sum(increase(nv_inference_request_success{model="{model}"}[5m])) + sum(increase(nv_inference_request_failure{model="{model}"}[5m]))"#,
        "An error that a Python model gives for one answer counts as success in Triton; a request that does not fit the model counts as nothing.",
    ),
    query(
        "Triton",
        "latency-p50",
        r#"max(nv_inference_request_summary_us{model="{model}",quantile="0.5"})"#,
        "Needs --metrics-config=summary_latencies=true; the worst replica is shown.",
    )
    .scaled("0.001"),
    query(
        "Triton",
        "latency-p95",
        r#"max(nv_inference_request_summary_us{model="{model}",quantile="0.95"})"#,
        "Needs --metrics-config=summary_latencies=true; the worst replica is shown.",
    )
    .scaled("0.001"),
    query(
        "Triton",
        "latency-p99",
        r#"max(nv_inference_request_summary_us{model="{model}",quantile="0.99"})"#,
        "Needs --metrics-config=summary_latencies=true; the worst replica is shown.",
    )
    .scaled("0.001"),
    query(
        "Triton",
        "predictions",
        r#"sum(increase(nv_inference_count{model="{model}"}[5m]))"#,
        "A request with a batch of 8 is 8 predictions.",
    ),
    query("Triton", "predictions-per-second", r#"sum(rate(nv_inference_count{model="{model}"}[5m]))"#, "A request with a batch of 8 is 8."),
    query("Triton", "gpu-utilisation", r#"avg(nv_gpu_utilization{job="{job}"})"#, "All models of the server."),
    query("TorchServe", "uptime", ANSWERS, ANSWERS_NOTE),
    share(
        "TorchServe",
        "error-rate",
        r#"sum(increase(Requests5XX{job="{job}"}[5m])) or vector(0)"#,
        r#"sum(increase(ts_inference_requests_total{job="{job}"}[5m]))"#,
        "All models of the server. Requests2XX is no denominator: it counts health checks and scrapes.",
    ),
    query("TorchServe", "predictions", r#"sum(increase(ts_inference_requests_total{model_name="{model}"}[5m]))"#, ""),
    query("TorchServe", "predictions-per-second", r#"sum(rate(ts_inference_requests_total{model_name="{model}"}[5m]))"#, ""),
    query("TorchServe", "gpu-utilisation", r#"avg(GPUUtilization{job="{job}"})"#, "All models of the host.").scaled("0.01"),
];
