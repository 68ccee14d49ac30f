//! On a real PostgreSQL, where `TEST_POSTGRES_URL` names one, as in `tests/run`.
#![allow(clippy::unwrap_used)]
use std::io::Write;

use domain::config::SourceRef;
use domain::sample::{Fixed, Reading};
use sqlx::{AssertSqlSafe, Connection, Executor};

use super::*;
use crate::fake::{fed, source};

/// 2026-10-01, 08:00 UTC.
const AT: i64 = 1_790_841_600_000;
const MINUTE: i64 = 60_000;

/// The test server's address, and a table of the test's own with three orders and one that was never judged.
async fn server(table: &str) -> Option<String> {
    let url = std::env::var("TEST_POSTGRES_URL").ok()?;
    let mut connection = PgConnection::connect(&url).await.unwrap();
    let make = format!(
        "DROP TABLE IF EXISTS {table}; DROP SEQUENCE IF EXISTS {table}_seq; CREATE SEQUENCE {table}_seq;
        CREATE TABLE {table} (at timestamptz NOT NULL, amount numeric, won boolean, ms double precision);
        INSERT INTO {table} VALUES ('2026-10-01 08:00:00Z', 0.1, true, 40), ('2026-10-01 08:04:59.999Z', 0.2, false, 250),
            ('2026-10-01 08:05:00Z', 12345678901.123456789, true, 90), ('2026-10-01 08:06:00Z', 'NaN', NULL, 5000)"
    );
    connection.execute(AssertSqlSafe(make)).await.unwrap();
    Some(url)
}

fn postgres(url: &str, zone: Option<&str>) -> Postgres {
    let mut source = source("postgres", url);
    source.options.extend(zone.map(|zone| ("zone".to_owned(), zone.to_owned())));
    Postgres { statement_ms: 500, ..Postgres::new(&source, None).unwrap() }
}

async fn told(postgres: &Postgres, series: &str, sql: &str) -> Result<Vec<(i64, String)>> {
    let mut fed = fed(series, sql);
    if fed.shape.kind == Kind::Histogram {
        fed.from = SourceRef { histogram: Some(sql.to_owned()), ..SourceRef::default() };
    }
    let samples = postgres.samples(&fed, AT + MINUTE, AT + 12 * MINUTE).await?;
    Ok(samples.into_iter().map(|sample| ((sample.at_ms - AT) / MINUTE, sample.reading.in_words())).collect())
}

#[tokio::test]
async fn sums_shares_and_buckets_are_read_as_they_are_kept() {
    let Some(url) = server("mw_read").await else { return };
    let postgres = postgres(&url, None);
    postgres.sign_in().await.unwrap();
    let by_slot = |columns: &str| {
        format!(
            "SELECT date_bin('5 minutes', at, 'epoch') AS time, {columns} FROM mw_read WHERE at >= $1 AND at < $2 GROUP BY 1 -- by slot"
        )
    };
    let sums = by_slot("sum(amount) FILTER (WHERE amount <> 'NaN') AS value");
    let expected = vec![(0, "0.3 more".to_owned()), (5, "12345678901.123457 more".to_owned())];
    assert_eq!(told(&postgres, "fraud/predictions", &sums).await, Ok(expected));
    let samples = postgres.samples(&fed("fraud/predictions", &sums), AT + MINUTE, AT + 12 * MINUTE).await.unwrap();
    assert_eq!(samples[1].reading, Reading::Increment { by: Fixed::parse("12345678901.123456789").unwrap() }, "to the last digit");

    let shares = by_slot("count(*) FILTER (WHERE won) AS numerator, count(won) AS denominator");
    let expected = vec![(0, "1 of 2".to_owned()), (5, "1 of 1".to_owned())];
    assert_eq!(told(&postgres, "fraud/error-rate", &shares).await, Ok(expected));

    let buckets =
        "SELECT date_bin('5 minutes', at, 'epoch') AS time, CASE WHEN ms <= 50 THEN 50 WHEN ms <= 100 THEN 100 END AS bound, count(*)
        FROM mw_read WHERE at >= $1 AND at < $2 GROUP BY 1, 2;";
    let expected = vec![(0, "2 in 2 buckets".to_owned()), (5, "2 in 2 buckets".to_owned())];
    assert_eq!(told(&postgres, "fraud/latency", buckets).await, Ok(expected));

    let checks = "SELECT at AS time, won AS value FROM mw_read WHERE at >= $1 AND at < $2";
    let expected = [(0, "up"), (4, "down"), (5, "up"), (6, "not known")].map(|(at, state)| (at, state.to_owned()));
    assert_eq!(told(&postgres, "fraud/uptime", checks).await, Ok(expected.to_vec()));

    let gauge = "SELECT at AS time, amount AS value FROM mw_read WHERE at BETWEEN $1 AND $2 AND amount = 'NaN'";
    assert_eq!(told(&postgres, "fraud/gpu-utilisation", gauge).await, Ok(Vec::new()), "NaN was not measured");
}

#[tokio::test]
async fn a_day_is_one_of_the_zone() {
    let Some(url) = server("mw_day").await else { return };
    let day =
        "SELECT date_trunc('day', at, 'Asia/Ho_Chi_Minh') AS time, count(*) AS value FROM mw_day WHERE at >= $1 AND at < $2 GROUP BY 1";
    let fed = fed("fraud/idle-gpu-hours", day);
    let next = AT + 24 * 60 * MINUTE;
    // 2026-10-01 in Ho Chi Minh City begins at 17:00 UTC of September.
    let samples = postgres(&url, Some("Asia/Ho_Chi_Minh")).samples(&fed, next, next + MINUTE).await.unwrap();
    let expected = Sample { at_ms: AT - 15 * 60 * MINUTE, reading: Reading::Increment { by: Fixed::whole(4) } };
    assert_eq!(samples, [expected]);
    let message = postgres(&url, None).samples(&fed, next, next + MINUTE).await.unwrap_err().to_string();
    assert!(message.contains("rows of other times than it is asked for"), "days of another zone are not whole: {message}");
}

#[tokio::test]
async fn nothing_is_written_and_nothing_runs_on() {
    let Some(url) = server("mw_safe").await else { return };
    let postgres = postgres(&url, None);
    for (sql, expected) in [
        ("SELECT $1 AS time, nextval('mw_safe_seq') AS value", "the query writes (cannot execute nextval() in a read-only transaction)"),
        ("INSERT INTO mw_safe VALUES (now(), 1) RETURNING at AS time, amount AS value", "write one SELECT that gives time and value"),
        ("WITH gone AS (DELETE FROM mw_safe RETURNING *) SELECT at AS time, amount AS value FROM gone", "write one SELECT"),
        ("SELECT $1 AS time, 1 AS value) AS q; DELETE FROM mw_safe; SELECT (SELECT $2", "write one SELECT"),
        ("SELECT $1 AS time, 1 AS value; DROP TABLE mw_safe", "write one SELECT"),
        ("SELECT $1 AS time, set_config('transaction_read_only', 'off', true) AS value", "does not take the query"),
        ("SELECT $1 AS time, 1 AS value FROM pg_sleep(60)", "was cut off: make it cheaper"),
        ("SELECT $1 AS time, 1 AS value FROM (SELECT set_config('statement_timeout', '0', true)) AS s, pg_sleep(60)", "was cut off"),
        ("SELECT at AS time, amount FROM mw_safe", "column q.value does not exist): write one SELECT that gives time and value"),
        ("SELECT * FROM nowhere", "relation \"nowhere\" does not exist"),
        ("", "write one SELECT that gives time and value"),
        ("SELECT t AS time, 1 AS value FROM generate_series($1, $1 + interval '50000 ms', interval '1 ms') AS t", "more than 50000 rows"),
        ("SELECT at - interval '1 hour' AS time, 1 AS value FROM mw_safe", "write WHERE time >= $1 AND time < $2"),
        ("SELECT $1 AS time, 1 AS value UNION ALL SELECT $1, 2", "several rows of one time: group by it"),
        ("SELECT $1 AS time, 'many' AS value", "“many” is not a number"),
        ("SELECT $1 AS time, -1 AS value", "a counter cannot be negative"),
    ] {
        let message = told(&postgres, "fraud/predictions", sql).await.unwrap_err().to_string();
        assert!(message.contains(expected), "{sql}: {message}");
    }
    let count = "SELECT $1 AS time, count(*) AS value FROM mw_safe";
    assert_eq!(told(&postgres, "fraud/predictions", count).await, Ok(vec![(-5, "4 more".to_owned())]));
}

#[tokio::test]
async fn what_does_not_answer_says_why() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let speaks = other.local_addr().unwrap();
    std::thread::spawn(move || other.incoming().flatten().for_each(|mut stream| drop(stream.write_all(b"220 mail.example.com\r\n"))));
    let mut tried = vec![
        (format!("postgres://127.0.0.1:{port}/db"), "refuses the connection: check that PostgreSQL runs"),
        (format!("postgres://{speaks}/db?sslmode=disable"), "check "),
        ("postgres://nowhere.invalid/db".to_owned(), "cannot be reached"),
    ];
    if let Ok(url) = std::env::var("TEST_POSTGRES_URL") {
        tried.push((url.replace("postgres@", "nobody_of_that_name@"), "wants a sign-in"));
        tried.push((format!("{url}_that_is_not_there"), "refuses: database"));
        tried.push((format!("{url}?sslmode=require"), "makes no secure connection"));
    }
    for (url, expected) in tried {
        let message = postgres(&url, None).sign_in().await.unwrap_err().to_string();
        assert!(message.contains(expected), "{url}: {message}");
    }
    for (url, expected) in [
        ("postgres://me:secret@host/db", "give user:password as the secret instead"),
        ("postgres://host", "and a database of it: write for example postgres://warehouse.internal:5432/analytics"),
        ("https://host/db", "is not the address of a PostgreSQL"),
        ("postgres://host/db?sslmode=perhaps", "names no sslmode"),
    ] {
        let message = Postgres::new(&source("postgres", url), None).err().unwrap().to_string();
        assert!(message.contains(expected), "{url}: {message}");
    }
    let guarded = postgres("postgres://169.254.169.254/db", None).sign_in().await.unwrap_err().to_string();
    assert!(guarded.contains("MODELWORTH_ALLOW_LINK_LOCAL"), "{guarded}");
}
