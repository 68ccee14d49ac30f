//! The program under test, inside the test or as its own process.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use engine::{Clock, Engine};
use server::router::{AppState, router};
use server::startup::serve_until;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::Outcome;
use crate::database::Database;

/// The web application, served from inside the test on a port and a database of its own.
pub struct Served {
    /// Where it listens.
    pub addr: SocketAddr,
    /// What it serves.
    pub engine: Arc<Engine>,
    /// Where it stores.
    pub database: Database,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), server::startup::StartError>>,
}

impl Served {
    /// Starts it on an empty SQLite file.
    pub async fn start() -> Outcome<Self> {
        Self::start_at(Clock::System).await
    }

    /// Starts it on an empty SQLite file, by a clock of the test's.
    pub async fn start_at(clock: Clock) -> Outcome<Self> {
        Self::start_on(Database::sqlite()?, clock).await
    }

    /// Starts it on a database, by a clock of the test's.
    pub async fn start_on(database: Database, clock: Clock) -> Outcome<Self> {
        let engine = Engine::open(&database.url, clock).await?;
        let state = AppState::new(engine.ports());
        let readiness = state.readiness.clone();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let addr = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async move { drop(stopped.await) };
        let grace = Duration::from_secs(2);
        let task = tokio::spawn(serve_until(listener, router(state), readiness, stopped, grace));
        Ok(Self { addr, engine, database, stop, task })
    }

    /// Full address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    /// Stops it as SIGTERM would.
    pub async fn stop(self) -> Outcome {
        drop(self.stop);
        self.task.await??;
        self.engine.close().await;
        Ok(())
    }
}

/// Path of `modelworth` as built beside this test.
pub fn binary() -> Outcome<PathBuf> {
    let test = std::env::current_exe()?;
    let folder = test.ancestors().nth(2).ok_or("the test is in no target folder")?;
    let binary = folder.join("modelworth");
    if binary.is_file() { Ok(binary) } else { Err(format!("{} is not built; tests/run builds it first", binary.display()).into()) }
}
