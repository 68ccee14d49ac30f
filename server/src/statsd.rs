//! StatsD and DogStatsD over UDP. Off unless `MODELWORTH_STATSD_ADDR` names an address: lines carry no token, so whoever reaches it is believed.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use domain::{Error, Result};
use engine::Engine;
use tokio::net::UdpSocket;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};
use wire::statsd::Aggregator;

/// The environment variable with the address.
const ADDR: &str = "MODELWORTH_STATSD_ADDR";
/// How often what was gathered is kept.
const EVERY: Duration = Duration::from_secs(10);
/// The largest packet that UDP carries.
const PACKET_MAX: usize = 65_536;

/// The running listener.
pub struct Statsd {
    /// Where it listens.
    pub addr: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

/// Listens where the environment says; none where it says nothing.
///
/// # Errors
/// An address that cannot be listened on.
pub async fn start(engine: &Arc<Engine>) -> Result<Option<Statsd>> {
    let Ok(addr) = std::env::var(ADDR) else { return Ok(None) };
    let statsd = Statsd::at(engine, &addr).await?;
    println!("StatsD is taken at udp://{}", statsd.addr);
    Ok(Some(statsd))
}

impl Statsd {
    /// Listens at an address.
    ///
    /// # Errors
    /// An address that cannot be listened on.
    pub async fn at(engine: &Arc<Engine>, addr: &str) -> Result<Self> {
        let cannot =
            |fault| Error::unavailable(format!("cannot listen for StatsD on {addr}: {fault}; {ADDR} is an address such as 127.0.0.1:8125"));
        let socket = UdpSocket::bind(addr).await.map_err(cannot)?;
        let addr = socket.local_addr().map_err(cannot)?;
        let (stop, stopped) = oneshot::channel();
        Ok(Self { addr, stop, task: tokio::spawn(listen(engine.clone(), socket, stopped)) })
    }

    /// Keeps what was gathered, and stops.
    pub async fn stop(self) {
        // An error only says that the task has ended already.
        let _ = self.stop.send(());
        if let Err(fault) = self.task.await {
            tracing::error!("the StatsD listener failed: {fault}");
        }
    }
}

async fn listen(engine: Arc<Engine>, socket: UdpSocket, mut stopped: oneshot::Receiver<()>) {
    let (mut gathered, mut packet, mut tick) = (Aggregator::default(), vec![0; PACKET_MAX], interval(EVERY));
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            received = socket.recv_from(&mut packet) => match received {
                Ok((n, _)) => gathered.add(packet.get(..n).unwrap_or_default(), engine.clock().now_ms()),
                Err(fault) => tracing::debug!("a StatsD packet was lost: {fault}"),
            },
            _ = tick.tick() => keep(&engine, &mut gathered).await,
            _ = &mut stopped => return keep(&engine, &mut gathered).await,
        }
    }
}

async fn keep(engine: &Engine, gathered: &mut Aggregator) {
    let batch = gathered.flush(engine.clock().now_ms());
    match engine.keep_series(&Engine::background(), batch).await {
        Ok(appended) => {
            if let Some(reason) = appended.reason {
                tracing::warn!("{} StatsD samples were left out: {reason}", appended.refused);
            }
        }
        Err(fault) => tracing::error!("StatsD samples were not kept: {fault}"),
    }
}
