//! What a cluster and a cloud know of the machines beneath a model.

use super::{Preset, histogram, query, share};

/// Of what a pod was given: cores, memory and GPUs, each by the price of its node, for five minutes.
const COST: &str = r#"(sum(avg_over_time(container_cpu_allocation{namespace="{namespace}",pod=~"{pods}"}[5m]) * on (node) group_left () max by (node) (node_cpu_hourly_cost)) + sum(avg_over_time(container_memory_allocation_bytes{namespace="{namespace}",pod=~"{pods}"}[5m]) / 1073741824 * on (node) group_left () max by (node) (node_ram_hourly_cost)) + (sum(avg_over_time(container_gpu_allocation{namespace="{namespace}",pod=~"{pods}"}[5m]) * on (node) group_left () max by (node) (node_gpu_hourly_cost)) or vector(0))) / 12"#;

pub const PRESETS: &[Preset] = &[
    query(
        "DCGM exporter",
        "gpu-utilisation",
        r#"avg(DCGM_FI_DEV_GPU_UTIL{namespace="{namespace}",pod=~"{pods}"})"#,
        "Absent on GPUs that are cut into parts (MIG): take the preset for those.",
    )
    .scaled("0.01"),
    query(
        "DCGM exporter",
        "idle-gpu-hours",
        r#"sum(avg_over_time(DCGM_FI_DEV_GPU_UTIL{namespace="{namespace}",pod=~"{pods}"}[5m]) < bool 5) / 12"#,
        "A GPU that a pod holds is idle while it is used for less than 5 %.",
    ),
    query(
        "DCGM exporter, MIG",
        "gpu-utilisation",
        r#"avg(DCGM_FI_PROF_GR_ENGINE_ACTIVE{namespace="{namespace}",pod=~"{pods}"})"#,
        "From Volta on, in data centres.",
    ),
    query(
        "DCGM exporter, MIG",
        "idle-gpu-hours",
        r#"sum(avg_over_time(DCGM_FI_PROF_GR_ENGINE_ACTIVE{namespace="{namespace}",pod=~"{pods}"}[5m]) < bool 0.05) / 12"#,
        "A part of a GPU counts as one GPU: multiply by its share.",
    ),
    query(
        "kube-state-metrics",
        "uptime",
        r#"max(kube_deployment_status_replicas_available{namespace="{namespace}",deployment="{deployment}"}) > bool 0"#,
        "Up while a replica is available to Kubernetes, which is not yet that it answers.",
    ),
    share(
        "OpenCost",
        "cost-per-prediction-allocated",
        COST,
        r#"sum(increase(request_predict_seconds_count{model_name="{model}"}[5m]))"#,
        "In OpenCost's own currency, which must be the workspace's. What pods were given counts, used or not; idle nodes do not. \
         Predictions are KServe's: another server's counter goes in their place.",
    ),
    share(
        "Vertex AI, by Google Managed Prometheus",
        "error-rate",
        r#"sum(increase(aiplatform_googleapis_com:prediction_online_response_count{endpoint_id="{endpoint}",response_code=~"5.."}[5m])) or vector(0)"#,
        r#"sum(increase(aiplatform_googleapis_com:prediction_online_response_count{endpoint_id="{endpoint}"}[5m]))"#,
        "Arrives some minutes late: give the source a delay.",
    ),
    histogram(
        "Vertex AI, by Google Managed Prometheus",
        "latency",
        r#"sum by (le) (increase(aiplatform_googleapis_com:prediction_online_prediction_latencies_bucket{endpoint_id="{endpoint}"}[5m]))"#,
        "Arrives some minutes late: give the source a delay.",
    ),
    query(
        "Vertex AI, by Google Managed Prometheus",
        "predictions",
        r#"sum(increase(aiplatform_googleapis_com:prediction_online_prediction_count{endpoint_id="{endpoint}"}[5m]))"#,
        "Arrives some minutes late: give the source a delay.",
    ),
];
