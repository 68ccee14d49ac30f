//! A database of its own for each test: SQLite always, PostgreSQL too when `TEST_POSTGRES_URL` names one.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use domain::access::{Role, Viewer};
use domain::ids::Email;
use domain::ports::{Accounts, FirstAdmin, Models, Session};
use domain::time::parse_instant;

use crate::{Clock, Engine};

pub const COMPANY: &str = include_str!("company.toml");
pub const PASSWORD: &str = "correct horse battery";

pub struct World {
    pub engine: Arc<Engine>,
    pub clock: Clock,
    pub url: String,
    folder: Option<PathBuf>,
}

static COUNTER: AtomicU32 = AtomicU32::new(0);

fn unique() -> String {
    let n = COUNTER.fetch_add(1, Ordering::Relaxed);
    format!("modelworth_{}_{n}", std::process::id())
}

/// An instant of the company's zone.
pub fn at(text: &str) -> i64 {
    parse_instant(text, chrono_tz::Asia::Jakarta).unwrap()
}

/// One world per database engine, at noon of 15 April 2026.
pub async fn worlds() -> Vec<World> {
    let mut worlds = vec![sqlite().await];
    if let Ok(server) = std::env::var("TEST_POSTGRES_URL") {
        worlds.push(postgres(&server).await);
    }
    worlds
}

async fn sqlite() -> World {
    let folder = std::env::temp_dir().join(unique());
    let url = format!("sqlite:{}", folder.join("new/folder/store.db").display());
    open(url, Some(folder)).await
}

async fn postgres(server: &str) -> World {
    let name = unique();
    sqlx::any::install_default_drivers();
    let pool = sqlx::AnyPool::connect(server).await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&pool).await.unwrap();
    pool.close().await;
    let (base, _) = server.rsplit_once('/').unwrap();
    open(format!("{base}/{name}"), None).await
}

async fn open(url: String, folder: Option<PathBuf>) -> World {
    let clock = Clock::fixed(at("2026-04-15 12:00"));
    let engine = Engine::open(&url, clock.clone()).await.unwrap();
    World { engine, clock, url, folder }
}

impl World {
    /// With the first administrator and the company's file.
    pub async fn with_company(self) -> Self {
        self.first_admin().await;
        self.engine.apply(&Engine::command_line(), COMPANY, false).await.unwrap();
        self
    }

    pub async fn first_admin(&self) -> Session {
        let token = self.engine.first_admin_link().unwrap().split_once("token=").unwrap().1.to_owned();
        let form = FirstAdmin {
            token,
            name: "Ayu".into(),
            email: "Ayu@Example.com".into(),
            password: PASSWORD.into(),
            workspace: "Selat Retail".into(),
            time_zone: "Asia/Jakarta".into(),
            currency: "USD".into(),
        };
        self.engine.create_first_admin(form).await.unwrap()
    }

    pub fn viewer(&self, role: Role) -> Viewer {
        Viewer {
            workspace: Engine::workspace(),
            actor: format!("{}@example.com", role.key()),
            name: role.name().into(),
            email: Email::parse(&format!("{}@example.com", role.key())).ok(),
            role,
        }
    }

    /// Every audit action, oldest first.
    pub async fn actions(&self) -> Vec<String> {
        let mut events = self.engine.audit(&self.viewer(Role::Admin), None).await.unwrap();
        events.reverse();
        events.into_iter().map(|event| event.action).collect()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}
