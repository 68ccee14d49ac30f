//! Knative's queue proxy, which stands before every model that KServe runs serverless. Its names changed twice.

use super::{Preset, histogram, query, share};

/// Up to 1.18, scraped at port 9091. Times are in milliseconds.
const OLD: &str = "Knative to 1.18";
/// 1.19 and 1.20, by OpenTelemetry.
const MIDDLE: &str = "Knative 1.19 to 1.20";
/// From 1.21 and 1.19.9 on.
const NEW: &str = "Knative from 1.21";

const PUSHED: &str = "As OpenTelemetry sends it; a Prometheus that scrapes has these labels only where it joins target_info.";

pub const PRESETS: &[Preset] = &[
    share(
        OLD,
        "error-rate",
        r#"sum(increase(revision_app_request_count{configuration_name="{service}",response_code_class="5xx"}[5m])) or vector(0)"#,
        r#"sum(increase(revision_app_request_count{configuration_name="{service}"}[5m]))"#,
        "",
    ),
    histogram(OLD, "latency", r#"sum by (le) (increase(revision_app_request_latencies_bucket{configuration_name="{service}"}[5m]))"#, ""),
    query(
        OLD,
        "predictions",
        r#"sum(increase(revision_app_request_count{configuration_name="{service}",response_code_class="2xx"}[5m]))"#,
        "",
    ),
    share(
        MIDDLE,
        "error-rate",
        r#"sum(increase(kn_queueproxy_app_duration_seconds_count{kn_service_name="{service}",http_response_status_code=~"5.."}[5m])) or vector(0)"#,
        r#"sum(increase(kn_queueproxy_app_duration_seconds_count{kn_service_name="{service}"}[5m]))"#,
        PUSHED,
    ),
    histogram(
        MIDDLE,
        "latency",
        r#"sum by (le) (increase(kn_queueproxy_app_duration_seconds_bucket{kn_service_name="{service}"}[5m]))"#,
        PUSHED,
    )
    .scaled("1000"),
    query(
        MIDDLE,
        "predictions",
        r#"sum(increase(kn_queueproxy_app_duration_seconds_count{kn_service_name="{service}",http_response_status_code=~"2.."}[5m]))"#,
        PUSHED,
    ),
    share(
        NEW,
        "error-rate",
        r#"sum(increase(kn_serving_invocation_duration_seconds_count{kn_service_name="{service}",http_response_status_code=~"5.."}[5m])) or vector(0)"#,
        r#"sum(increase(kn_serving_invocation_duration_seconds_count{kn_service_name="{service}"}[5m]))"#,
        PUSHED,
    ),
    histogram(
        NEW,
        "latency",
        r#"sum by (le) (increase(kn_serving_invocation_duration_seconds_bucket{kn_service_name="{service}"}[5m]))"#,
        PUSHED,
    )
    .scaled("1000"),
    query(
        NEW,
        "predictions",
        r#"sum(increase(kn_serving_invocation_duration_seconds_count{kn_service_name="{service}",http_response_status_code=~"2.."}[5m]))"#,
        PUSHED,
    ),
];
