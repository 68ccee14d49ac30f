//! HTTP clients and waiting.

use std::future::Future;
use std::sync::Once;
use std::time::{Duration, Instant};

use crate::Outcome;

/// A client that follows no redirect, so that a test sees each answer as it is.
pub fn client() -> Outcome<reqwest::Client> {
    static PROVIDER: Once = Once::new();
    // An error only says that someone else was first.
    PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
    Ok(reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(Duration::from_secs(60)).build()?)
}

/// Asks until there is an answer, `limit` at most. `what` completes "waited in vain for …".
pub async fn wait_for<T, F>(what: &str, limit: Duration, mut ask: impl FnMut() -> F) -> Outcome<T>
where
    F: Future<Output = Option<T>>,
{
    let start = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return Ok(answer);
        }
        if start.elapsed() > limit {
            return Err(format!("waited in vain for {what}").into());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
