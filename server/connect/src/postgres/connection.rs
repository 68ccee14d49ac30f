//! Where the database is, and how it is asked.

use std::net::SocketAddr;
use std::time::Duration;

use domain::config::Source;
use domain::{Error, Result};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgConnectOptions, PgConnection, PgSslMode, PgTypeInfo};
use sqlx::{AssertSqlSafe, Connection, Encode, Executor, Postgres, Row, Type};
use url::Url;

use super::failure;
use crate::http::{ALLOW, is_refused};

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// What the network may add to the longest statement.
const SLACK: Duration = Duration::from_secs(5);

/// A database with its user.
pub struct Address {
    options: PgConnectOptions,
    host: String,
    port: u16,
    has_secret: bool,
    /// As it may be shown.
    pub shown: String,
}

impl Address {
    /// Reads `postgres://HOST:PORT/DATABASE?sslmode=verify-full`; the secret is `user:password`.
    pub fn parse(source: &Source, secret: Option<String>) -> Result<Self> {
        let text = source.url.as_deref().unwrap_or_default();
        let bad =
            |why: &str| Error::field("url", format!("“{text}” {why}: write for example postgres://warehouse.internal:5432/analytics"));
        let url = Url::parse(text).map_err(|_| bad("is not the address of a PostgreSQL"))?;
        let database = url.path().trim_matches('/').to_owned();
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        if !matches!(url.scheme(), "postgres" | "postgresql") || host.is_empty() || database.is_empty() {
            return Err(bad("is not the address of a PostgreSQL and a database of it"));
        }
        if url.password().is_some() {
            return Err(Error::field("url", "the address is shown and exported: give user:password as the secret instead"));
        }
        let port = url.port().unwrap_or(5432);
        let mode = url.query_pairs().find(|(name, _)| name == "sslmode").map_or("prefer".to_owned(), |(_, mode)| mode.into_owned());
        let mode: PgSslMode = mode.parse().map_err(|_| bad("names no sslmode of PostgreSQL"))?;
        let (user, password) = match &secret {
            Some(secret) => secret.split_once(':').unwrap_or((url.username(), secret)),
            None => (url.username(), ""),
        };
        let options = PgConnectOptions::new_without_pgpass().host(&host).port(port).database(&database).ssl_mode(mode);
        let options = options.username(user).password(password).application_name("modelworth");
        let shown = format!("postgres://{host}:{port}/{database}");
        Ok(Self { options, host, port, has_secret: secret.is_some(), shown })
    }

    /// Does anything listen there?
    pub async fn reach(&self) -> Result<()> {
        let silent = |cause| failure::unreachable(&self.shown, &cause);
        let found: Vec<SocketAddr> = tokio::net::lookup_host((self.host.as_str(), self.port)).await.map_err(silent)?.collect();
        if found.iter().any(|address| is_refused(address.ip())) {
            return Err(crate::failure::never_asked(&self.shown, ALLOW));
        }
        match tokio::time::timeout(CONNECT, tokio::net::TcpStream::connect(&found[..])).await {
            Ok(tried) => tried.map(drop).map_err(silent),
            Err(_) => Err(failure::unreachable(&self.shown, &std::io::ErrorKind::TimedOut.into())),
        }
    }

    pub async fn connect(&self) -> Result<PgConnection> {
        self.reach().await?;
        match tokio::time::timeout(CONNECT, PgConnection::connect_with(&self.options)).await {
            Ok(connection) => connection.map_err(|cause| failure::of_sign_in(&self.shown, self.has_secret, &cause)),
            Err(_) => Err(failure::unreachable(&self.shown, &std::io::ErrorKind::TimedOut.into())),
        }
    }
}

/// An instant as PostgreSQL takes it.
struct Instant(i64);

/// Unix milliseconds of 2000-01-01, from which it counts microseconds.
const EPOCH_MS: i64 = 946_684_800_000;

impl Type<Postgres> for Instant {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("timestamptz")
    }
}

impl Encode<'_, Postgres> for Instant {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> std::result::Result<IsNull, BoxDynError> {
        let micros = self.0.saturating_sub(EPOCH_MS).saturating_mul(1000);
        Encode::<Postgres>::encode_by_ref(&micros, buffer)
    }
}

/// The rows of one statement, as texts, in a transaction that can only read. A statement with parameters is sent by the extended protocol, which
/// takes no second one.
pub async fn select(
    connection: &mut PgConnection,
    sql: &str,
    (from_ms, until_ms): (i64, i64),
    statement_ms: u64,
) -> std::result::Result<Vec<Vec<Option<String>>>, sqlx::Error> {
    let begin = format!(
        "BEGIN READ ONLY; SET LOCAL statement_timeout = {statement_ms}; SET LOCAL lock_timeout = {statement_ms}; SET LOCAL TimeZone = 'UTC'"
    );
    let work = async {
        connection.execute(AssertSqlSafe(begin)).await?;
        let query = sqlx::query(AssertSqlSafe(sql.to_owned())).bind(Instant(from_ms)).bind(Instant(until_ms)).persistent(false);
        let rows = query.fetch_all(&mut *connection).await?;
        connection.execute("ROLLBACK").await?;
        rows.iter().map(|row| (0..row.len()).map(|n| row.try_get::<Option<String>, _>(n)).collect()).collect()
    };
    // The server cuts the statement off by itself; one that does not answer at all is left.
    match tokio::time::timeout(Duration::from_millis(statement_ms) + SLACK, work).await {
        Ok(rows) => rows,
        Err(_) => Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())),
    }
}
