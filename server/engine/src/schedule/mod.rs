//! Work that runs by the clock, beside the pages.

mod ticks;

use std::sync::Arc;
use std::time::Duration;

use domain::{Error, Result};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::collect::{Due, SCRAPE_MS};
use crate::context::Engine;
use ticks::{day_due, next_pass_ms};

/// The running tasks.
pub struct Schedule {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

/// Starts the passes over the sources (every 5 minutes, and once a day over everything), the back-fills, the readings of metrics pages, the settling of
/// raw series, and the months that are to be reviewed.
pub fn start(engine: &Arc<Engine>) -> Schedule {
    let (stop, stopped) = watch::channel(false);
    let tasks = vec![
        tokio::spawn(passes(engine.clone(), stopped.clone())),
        tokio::spawn(back_fills(engine.clone(), stopped.clone())),
        tokio::spawn(settling(engine.clone(), stopped.clone())),
        tokio::spawn(reviews(engine.clone(), stopped.clone())),
        tokio::spawn(scraping(engine.clone(), stopped)),
    ];
    Schedule { stop, tasks }
}

impl Schedule {
    /// Lets the sample company go on by the clock too.
    pub fn extend_demo(&mut self, engine: &Arc<Engine>) {
        self.tasks.push(tokio::spawn(demo(engine.clone(), self.stop.subscribe())));
    }

    /// Stops at once: what was committed stays, and what was not is asked for again at the next start.
    pub async fn stop(self) {
        // An error only says that the tasks have ended already.
        let _ = self.stop.send(true);
        for task in self.tasks {
            if let Err(fault) = task.await {
                tracing::error!("a task of the schedule failed: {fault}");
            }
        }
    }
}

/// Whichever comes first: the work, or the stop. True means stop.
async fn or_stopped(stopped: &mut watch::Receiver<bool>, work: impl Future<Output = ()>) -> bool {
    tokio::select! {
        () = work => false,
        _ = stopped.wait_for(|stop| *stop) => true,
    }
}

async fn passes(engine: Arc<Engine>, mut stopped: watch::Receiver<bool>) {
    let mut last_day = None;
    loop {
        let work = async {
            match pass(&engine, &mut last_day).await {
                Ok(()) | Err(Error::Conflict { .. }) => {}
                Err(fault) => tracing::error!("collecting failed: {fault}"),
            }
        };
        if or_stopped(&mut stopped, work).await {
            return;
        }
        let now_ms = engine.clock().now_ms();
        if or_stopped(&mut stopped, pause_ms(next_pass_ms(now_ms) - now_ms)).await {
            return;
        }
    }
}

/// One pass: over everything on the first pass of a local day, else over what is expected often. A workspace that is not set up yet
/// is a conflict.
async fn pass(engine: &Engine, last_day: &mut Option<chrono::NaiveDate>) -> Result<()> {
    let viewer = Engine::background();
    let (_, configuration) = engine.current(&viewer.workspace).await?;
    let day = day_due(engine.clock().now_ms(), configuration.settings.zone()?, *last_day);
    engine.collect_pass(&viewer, if day.is_some() { Due::All } else { Due::Often }).await?;
    *last_day = day.or(*last_day);
    Ok(())
}

async fn reviews(engine: Arc<Engine>, mut stopped: watch::Receiver<bool>) {
    loop {
        let work = async {
            match engine.prepare_due().await {
                Ok(Some(month)) => tracing::info!("{} is in review", month.title()),
                Ok(None) | Err(Error::Conflict { .. }) => {}
                Err(fault) => tracing::error!("no month was prepared: {fault}"),
            }
        };
        if or_stopped(&mut stopped, work).await || or_stopped(&mut stopped, pause_ms(domain::time::HOUR_MS)).await {
            return;
        }
    }
}

async fn demo(engine: Arc<Engine>, mut stopped: watch::Receiver<bool>) {
    while !or_stopped(&mut stopped, pause_ms(domain::time::SLOT_MS)).await {
        let work = async {
            if let Err(fault) = crate::demo::extend(&engine).await {
                tracing::error!("the sample company did not go on: {fault}");
            }
        };
        if or_stopped(&mut stopped, work).await {
            return;
        }
    }
}

async fn scraping(engine: Arc<Engine>, mut stopped: watch::Receiver<bool>) {
    loop {
        let work = async {
            match engine.scrape_all(&Engine::background()).await {
                Ok(()) | Err(Error::Conflict { .. }) => {}
                Err(fault) => tracing::error!("metrics pages were not kept: {fault}"),
            }
        };
        if or_stopped(&mut stopped, work).await || or_stopped(&mut stopped, pause_ms(SCRAPE_MS)).await {
            return;
        }
    }
}

async fn settling(engine: Arc<Engine>, mut stopped: watch::Receiver<bool>) {
    loop {
        let woken = async {
            tokio::select! {
                () = engine.raw.wake.notified() => {}
                () = pause_ms(domain::time::SLOT_MS) => {}
            }
        };
        if or_stopped(&mut stopped, woken).await {
            return;
        }
        let work = async {
            if let Err(fault) = engine.settle_raw(&Engine::workspace()).await {
                tracing::error!("raw series were not settled: {fault}");
            }
        };
        if or_stopped(&mut stopped, work).await {
            return;
        }
    }
}

async fn back_fills(engine: Arc<Engine>, mut stopped: watch::Receiver<bool>) {
    loop {
        let work = async {
            match engine.continue_back_fills(&Engine::background()).await {
                Ok(()) | Err(Error::Conflict { .. }) => {}
                Err(fault) => tracing::error!("a back-fill failed: {fault}"),
            }
        };
        if or_stopped(&mut stopped, work).await {
            return;
        }
        let woken = async {
            tokio::select! {
                () = engine.collecting.wake.notified() => {}
                () = pause_ms(domain::time::SLOT_MS) => {}
            }
        };
        if or_stopped(&mut stopped, woken).await {
            return;
        }
    }
}

async fn pause_ms(ms: i64) {
    tokio::time::sleep(Duration::from_millis(u64::try_from(ms).unwrap_or_default())).await;
}
