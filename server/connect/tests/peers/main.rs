//! Connectors against real systems, or against one fake that the system's own client reads too. Run by `tests/run --peers`, which makes the
//! Python environments.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod clearml;
mod google;
mod kubeflow;
mod mlflow;
mod peer;
mod wandb;
