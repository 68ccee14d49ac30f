//! Databases of a test's own, on both engines.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::NaiveDate;
use sqlx::{AnyPool, AssertSqlSafe, Row};

use crate::Outcome;
use crate::process::Folder;

/// An empty database that nobody else uses.
pub struct Database {
    /// As `DATABASE_URL` takes it.
    pub url: String,
    /// The SQLite file's folder goes with this value; a PostgreSQL database goes with the server that `tests/run` started.
    _folder: Option<Folder>,
}

/// The rows of each table, as text.
pub type Contents = BTreeMap<String, Vec<String>>;

impl Database {
    /// One of each engine: what a story shows on one, it shows on the other.
    pub async fn both() -> Outcome<[Self; 2]> {
        Ok([Self::sqlite()?, Self::postgres().await?])
    }

    /// An SQLite file that is not there yet.
    pub fn sqlite() -> Outcome<Self> {
        let folder = Folder::new()?;
        let url = format!("sqlite:{}", folder.path().join("modelworth.db").display());
        Ok(Self { url, _folder: Some(folder) })
    }

    /// A database on the PostgreSQL that `tests/run` started.
    pub async fn postgres() -> Outcome<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("TEST_POSTGRES_URL").map_err(|_| "TEST_POSTGRES_URL is not set; run this test by tests/run story")?;
        let name = format!("story_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let pool = connect(&server).await?;
        sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&pool).await?;
        pool.close().await;
        let (base, _) = server.rsplit_once('/').ok_or("TEST_POSTGRES_URL names no database")?;
        Ok(Self { url: format!("{base}/{name}"), _folder: None })
    }

    /// Is it PostgreSQL?
    pub fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres")
    }

    /// Everything stored, apart from when tokens were last used; beside a running program too.
    pub async fn contents(&self) -> Outcome<Contents> {
        let tables = if self.is_postgres() {
            "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = 'public'"
        } else {
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        };
        let tables = texts(&self.connect().await?, tables).await?;
        self.rows(tables.iter().filter(|table| *table != "token").map(|table| (table.as_str(), "1 = 1".to_owned()))).await
    }

    /// Samples and everything rolled up from them: what two runs over the same samples must share to the byte.
    pub async fn samples(&self) -> Outcome<Contents> {
        self.rows(["chunk", "day_slots", "month_summary"].map(|table| (table, "1 = 1".to_owned()))).await
    }

    /// The same of the UTC days before one, and of the months before its month.
    pub async fn samples_before(&self, day: NaiveDate) -> Outcome<Contents> {
        let before = format!("day < {}", day.to_epoch_days());
        let months = format!("month < '{}'", day.format("%Y-%m"));
        self.rows([("chunk", before.clone()), ("day_slots", before), ("month_summary", months)]).await
    }

    async fn rows<'a>(&self, tables: impl IntoIterator<Item = (&'a str, String)>) -> Outcome<Contents> {
        let pool = self.connect().await?;
        let mut contents = Contents::new();
        for (table, condition) in tables {
            let row = if self.is_postgres() {
                "CAST(t.* AS TEXT)".to_owned()
            } else {
                texts(&pool, &format!("SELECT 'quote(' || name || ')' FROM pragma_table_info('{table}')")).await?.join(" || ',' || ")
            };
            let rows = texts(&pool, &format!("SELECT {row} FROM {table} t WHERE {condition} ORDER BY 1")).await?;
            contents.insert(table.to_owned(), rows);
        }
        pool.close().await;
        Ok(contents)
    }

    /// One number by SQL, beside a running program; 0 without a row.
    pub async fn number(&self, sql: &str) -> Outcome<i64> {
        let pool = self.connect().await?;
        let row = sqlx::query(AssertSqlSafe(sql.to_owned())).fetch_optional(&pool).await?;
        pool.close().await;
        Ok(row.map_or(Ok(0), |row| row.try_get(0))?)
    }

    async fn connect(&self) -> Outcome<AnyPool> {
        connect(&self.url.replace("sqlite:", "sqlite://")).await
    }
}

async fn connect(url: &str) -> Outcome<AnyPool> {
    sqlx::any::install_default_drivers();
    Ok(AnyPool::connect(url).await?)
}

async fn texts(pool: &AnyPool, sql: &str) -> Outcome<Vec<String>> {
    let rows = sqlx::query(AssertSqlSafe(sql.to_owned())).fetch_all(pool).await?;
    Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
}
