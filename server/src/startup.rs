//! Starts and stops the server.

use std::future::Future;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use engine::{Clock, Engine};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::cli::ServeArgs;
use crate::health::Readiness;
use crate::router::{AppState, router};
use crate::statsd;

/// Requests under way when the program is told to stop have this long to finish.
const GRACE: Duration = Duration::from_secs(10);

/// Why the server does not run.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another program listens there.
    #[error("{0} is already in use; stop the other program or choose another address with MODELWORTH_ADDR or --addr")]
    AddressInUse(SocketAddr),
    /// The system refuses the address, for example a port under 1024.
    #[error("cannot listen on {addr}: {cause}; choose another address with MODELWORTH_ADDR or --addr")]
    Listen {
        /// The address asked for.
        addr: SocketAddr,
        /// The system's reason.
        cause: std::io::Error,
    },
    /// What the engine or a command refuses.
    #[error("{0}")]
    Engine(#[from] domain::Error),
    /// Anything else the system refuses.
    #[error("the server stopped: {0}")]
    Io(#[from] std::io::Error),
}

/// Serves until SIGTERM or SIGINT, then lets requests under way finish.
pub fn serve(args: &ServeArgs, database: &str) -> Result<(), StartError> {
    in_runtime(async {
        let engine = Engine::open(database, Clock::System).await?;
        run(args.addr, engine, None).await
    })
}

/// The same on the sample company, which is made or brought up to now first.
pub fn demo(args: &ServeArgs, file: &Path) -> Result<(), StartError> {
    in_runtime(async {
        let engine = Engine::open(&format!("sqlite:{}", file.display()), Clock::System).await?;
        println!("Preparing the sample company in {} …", file.display());
        let link = engine::demo::prepare(&engine).await?;
        run(args.addr, engine, Some(link)).await
    })
}

fn in_runtime(work: impl Future<Output = Result<(), StartError>>) -> Result<(), StartError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(work);
    // A task that still runs after the grace must not hold the process.
    runtime.shutdown_timeout(Duration::from_millis(100));
    outcome
}

/// Listens, starts the scheduler, says where to go, and serves until told to stop.
async fn run(addr: SocketAddr, engine: Arc<Engine>, sign_in: Option<String>) -> Result<(), StartError> {
    let listener = listen(addr).await?;
    let at = listener.local_addr()?;
    let state = AppState::new(engine.ports());
    let readiness = state.readiness.clone();
    let stop = stop_signal()?;
    println!("Modelworth is at http://{at}");
    let sample = sign_in.is_some();
    if let Some(link) = sign_in {
        println!("Sample data. Sign in with this link: http://{at}{link}");
    } else if let Some(link) = engine.first_admin_link() {
        println!("The database is empty. Create the first administrator: http://{at}{link}");
    }
    let mut schedule = engine::schedule::start(&engine);
    if sample {
        schedule.extend_demo(&engine);
    }
    let statsd = statsd::start(&engine).await?;
    let served = serve_until(listener, router(state), readiness, stop, GRACE).await;
    if let Some(statsd) = statsd {
        statsd.stop().await;
    }
    schedule.stop().await;
    // What stands in the log is safe there; settled, the next start has less to read.
    if let Err(fault) = engine.settle_raw(&Engine::workspace()).await {
        tracing::warn!("raw series were not settled: {fault}");
    }
    engine.close().await;
    served
}

async fn listen(addr: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(addr).await.map_err(|cause| match cause.kind() {
        ErrorKind::AddrInUse => StartError::AddressInUse(addr),
        _ => StartError::Listen { addr, cause },
    })
}

/// Serves until `stop` resolves; then takes no new connections and waits for those under way, `grace` at most.
pub async fn serve_until(
    listener: TcpListener,
    router: Router,
    readiness: Readiness,
    stop: impl Future<Output = ()> + Send + 'static,
    grace: Duration,
) -> Result<(), StartError> {
    let (told, stopping) = tokio::sync::oneshot::channel::<()>();
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        stop.await;
        readiness.set_stopping();
        let _ = told.send(());
    });
    let deadline = async {
        if stopping.await.is_ok() {
            tracing::info!("stopping; requests under way may finish");
            tokio::time::sleep(grace).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        served = server => served.map_err(StartError::Io),
        () = deadline => {
            tracing::warn!("some requests did not finish within {} s and were cut", grace.as_secs());
            Ok(())
        }
    }
}

fn stop_signal() -> Result<impl Future<Output = ()> + Send + 'static, StartError> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
