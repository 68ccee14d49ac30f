//! For tests: databases of a test's own. SQLite always, PostgreSQL too when `TEST_POSTGRES_URL` names one, as in `tests/run`.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

/// An empty database that nobody else uses; an SQLite file goes with this value.
pub struct Fresh {
    pub url: String,
    folder: Option<PathBuf>,
}

/// One of each engine.
pub async fn databases() -> Vec<Fresh> {
    let mut databases = vec![sqlite()];
    if let Ok(server) = std::env::var("TEST_POSTGRES_URL") {
        databases.push(postgres(&server).await);
    }
    databases
}

/// An SQLite file in folders that are not there yet.
pub fn sqlite() -> Fresh {
    let folder = std::env::temp_dir().join(unique());
    Fresh { url: format!("sqlite:{}", folder.join("new/folder/store.db").display()), folder: Some(folder) }
}

async fn postgres(server: &str) -> Fresh {
    let name = unique();
    sqlx::any::install_default_drivers();
    let pool = sqlx::AnyPool::connect(server).await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&pool).await.unwrap();
    pool.close().await;
    let (base, _) = server.rsplit_once('/').unwrap();
    Fresh { url: format!("{base}/{name}"), folder: None }
}

fn unique() -> String {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let n = COUNTER.fetch_add(1, Ordering::Relaxed);
    format!("modelworth_{}_{n}", std::process::id())
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}
