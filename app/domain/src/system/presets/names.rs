//! Systems that are asked by names instead of PromQL.

use super::{Asked, Preset};

const fn named(kind: &'static str, system: &'static str, metric: &'static str, name: &'static str, note: &'static str) -> Preset {
    Preset { kind: Some(kind), system, metric, asks: Asked::Query(name), scale: None, note }
}

const RECORDED: &str = "The name under which runs record it; what each finished run ended with.";
const SUCCEEDED: &str = "Deployments of that environment, at their first success.";

#[rustfmt::skip]
pub(super) const PRESETS: &[Preset] = &[
    named("health", "KServe V2, MLServer, Triton", "uptime", "/v2/health/ready", ""),
    named("health", "KServe V1", "uptime", "/v1/models/{model}", ""),
    named("health", "TorchServe", "uptime", "/ping", ""),
    named("mlflow", "MLflow", "accuracy", "{experiment}/{metric}@last", RECORDED),
    named("mlflow", "MLflow", "precision", "{experiment}/{metric}@last", RECORDED),
    named("mlflow", "MLflow", "recall", "{experiment}/{metric}@last", RECORDED),
    named("mlflow", "MLflow", "f1", "{experiment}/{metric}@last", RECORDED),
    named("mlflow", "MLflow", "deployment-frequency", "models:/{model}@{alias}", "The version that holds the alias, when it was registered."),
    named("wandb", "Weights & Biases", "accuracy", "{entity}/{project}/{metric}@last", RECORDED),
    named("wandb", "Weights & Biases", "precision", "{entity}/{project}/{metric}@last", RECORDED),
    named("wandb", "Weights & Biases", "recall", "{entity}/{project}/{metric}@last", RECORDED),
    named("wandb", "Weights & Biases", "f1", "{entity}/{project}/{metric}@last", RECORDED),
    named("clearml", "ClearML", "accuracy", "{project}/{metric}/{variant}@last", RECORDED),
    named("clearml", "ClearML", "precision", "{project}/{metric}/{variant}@last", RECORDED),
    named("clearml", "ClearML", "recall", "{project}/{metric}/{variant}@last", RECORDED),
    named("clearml", "ClearML", "f1", "{project}/{metric}/{variant}@last", RECORDED),
    named("kubeflow", "Kubeflow Pipelines", "error-rate", "{experiment}/failed", "Share of finished runs that failed; cancelled and skipped ones do not count."),
    named("vertex", "Vertex AI", "feature-drift", "{monitor}/{feature}", "The monitor's number, and a feature that it watches."),
    named("datadog", "Datadog", "uptime", "slo:{objective}", "An objective of time; time without data is as the source's setting says."),
    named("datadog", "Datadog", "error-rate", "slo:{objective}", "An objective of events: its bad ones."),
    named("github", "GitHub", "deployment-frequency", "{repository} {environment}", SUCCEEDED),
    named("github", "GitHub", "lead-time", "{repository} {environment}", SUCCEEDED),
    named("github", "GitHub", "change-failure-rate", "{repository} {environment}", SUCCEEDED),
    named("gitlab", "GitLab", "deployment-frequency", "{project} {environment}", SUCCEEDED),
    named("gitlab", "GitLab", "lead-time", "{project} {environment}", SUCCEEDED),
    named("gitlab", "GitLab", "change-failure-rate", "{project} {environment}", SUCCEEDED),
    named("opencost", "OpenCost", "cost-allocated", "namespace={namespace}", "Its share of idle time included."),
    named("opencost", "OpenCost", "cost-usage", "namespace={namespace}", ""),
    named("pagerduty", "PagerDuty", "incidents", "{service}", "The id of a service, which ends its page's address."),
    named("pagerduty", "PagerDuty", "time-to-restore", "{service}", "The id of a service, which ends its page's address."),
];
