//! The program under test, inside the test or as its own process.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use server::health::Readiness;
use server::router::{AppState, router};
use server::startup::serve_until;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::Outcome;

/// The web application, served from inside the test on a port of its own.
pub struct Served {
    /// Where it listens.
    pub addr: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), server::startup::StartError>>,
}

impl Served {
    /// Starts it.
    pub async fn start() -> Outcome<Self> {
        let readiness = Readiness::default();
        let state = AppState { readiness: readiness.clone() };
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let addr = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async move { drop(stopped.await) };
        let grace = Duration::from_secs(2);
        let task = tokio::spawn(serve_until(listener, router(state), readiness, stopped, grace));
        Ok(Self { addr, stop, task })
    }

    /// Full address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    /// Stops it as SIGTERM would.
    pub async fn stop(self) -> Outcome {
        drop(self.stop);
        Ok(self.task.await??)
    }
}

/// Path of `modelworth` as built beside this test.
pub fn binary() -> Outcome<PathBuf> {
    let test = std::env::current_exe()?;
    let folder = test.ancestors().nth(2).ok_or("the test is in no target folder")?;
    let binary = folder.join("modelworth");
    if binary.is_file() { Ok(binary) } else { Err(format!("{} is not built; tests/run builds it first", binary.display()).into()) }
}
