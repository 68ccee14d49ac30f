//! The engine itself: the store, the clock and what is remembered between requests.

use std::sync::{Arc, OnceLock};

use domain::Result;
use domain::access::{Role, Viewer};
use domain::config::Configuration;
use domain::ids::WorkspaceId;
use domain::ports::Ports;

use crate::clock::Clock;
use crate::collect::Collecting;
use crate::flows::cache::Cache;
use crate::flows::experiments::Ended;
use crate::flows::import::LastImports;
use crate::observe::Turns;
use crate::raw::Raw;
use crate::store::{self, Opener, Store};
use crate::vault::Vault;

/// Everything behind the ports. One per process.
pub struct Engine {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) cache: Cache,
    pub(crate) first_admin: OnceLock<String>,
    pub(crate) collecting: Collecting,
    pub(crate) last_imports: LastImports,
    pub(crate) ended: Ended,
    pub(crate) vault: Vault,
    pub(crate) raw: Raw,
    pub(crate) turns: Turns,
}

impl Engine {
    /// Opens the database for a server, brings its tables up to date, and makes the one-time link of an empty one.
    ///
    /// # Errors
    /// See [`Store::open`].
    pub async fn open(database_url: &str, clock: Clock) -> Result<Arc<Self>> {
        let engine = Self::over(Store::open(database_url, Opener::Server).await?, clock);
        engine.prepare_first_admin().await?;
        Ok(engine)
    }

    /// Opens the database for a command, which may run beside a server: what each remembers is keyed by the stored revision, and
    /// writes take turns.
    ///
    /// # Errors
    /// See [`Store::open`].
    pub async fn open_for_command(database_url: &str, clock: Clock) -> Result<Arc<Self>> {
        Ok(Self::over(Store::open(database_url, Opener::Command).await?, clock))
    }

    fn over(store: Store, clock: Clock) -> Arc<Self> {
        let vault = Vault::beside(store.file());
        Arc::new(Self {
            vault,
            store,
            clock,
            cache: Cache::default(),
            first_admin: OnceLock::new(),
            collecting: Collecting::default(),
            last_imports: LastImports::default(),
            ended: Ended::default(),
            raw: Raw::default(),
            turns: Turns::default(),
        })
    }

    /// The ports, as pages and routes get them.
    pub fn ports(self: &Arc<Self>) -> Ports {
        Ports {
            accounts: self.clone(),
            models: self.clone(),
            samples: self.clone(),
            sources: self.clone(),
            reports: self.clone(),
            closing: self.clone(),
            sharing: self.clone(),
            evidence: self.clone(),
            receiving: self.clone(),
            cases: self.clone(),
            events: self.clone(),
            observations: self.clone(),
        }
    }

    /// The path of the first administrator's one-time link, as `/first-admin?token=…`; none when there is an administrator.
    pub fn first_admin_link(&self) -> Option<String> {
        self.first_admin.get().map(|token| format!("/first-admin?token={token}"))
    }

    /// The clock, for what runs by it.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The store, for the parts of the engine that keep state of their own.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The one workspace of a server.
    pub fn workspace() -> WorkspaceId {
        WorkspaceId::parse("main").unwrap_or_else(|_| unreachable!("a literal slug"))
    }

    /// Who acts on the command line: an administrator.
    pub fn command_line() -> Viewer {
        Self::own_viewer("command line")
    }

    /// Who acts when nobody asks: the engine's own passes.
    pub fn background() -> Viewer {
        Self::own_viewer("modelworth")
    }

    fn own_viewer(name: &str) -> Viewer {
        Viewer { workspace: Self::workspace(), actor: name.to_owned(), name: name.to_owned(), email: None, role: Role::Admin }
    }

    /// The configuration with its revision, from memory when nothing has changed.
    ///
    /// # Errors
    /// A workspace that is not set up yet.
    pub async fn current(&self, workspace: &WorkspaceId) -> Result<(i64, Arc<Configuration>)> {
        let mut connection = self.store.read().await?;
        let revision = store::revision(&mut connection, workspace).await?;
        if let Some(configuration) = self.cache.configuration(workspace, revision) {
            return Ok((revision, configuration));
        }
        let items = store::items::all(&mut connection, workspace).await?;
        if items.is_empty() {
            return Err(domain::Error::conflict("this workspace is not set up yet: open the first administrator's link, or apply a file"));
        }
        let configuration = Arc::new(Configuration::from_items(items)?);
        self.cache.keep(workspace, revision, configuration.clone());
        Ok((revision, configuration))
    }

    /// Closes the database in good order.
    pub async fn close(&self) {
        self.store.close().await;
    }
}
