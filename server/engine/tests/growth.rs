//! What a month costs does not depend on how many raw samples there are: as many statements and as many rows with ten times as many.
//!
//! One test, in a program of its own: it counts what the whole process sends to its databases.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::ids::SourceId;
use domain::ports::{Models, Reports, Samples};
use domain::sample::{Fixed, Reading, Sample, SeriesKey};
use domain::time::{HOUR_MS, Month};
use engine::{Clock, Engine};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

const COMPANY: &str = include_str!("../src/flows/tests/company.toml");

static STATEMENTS: AtomicU64 = AtomicU64::new(0);
static ROWS: AtomicU64 = AtomicU64::new(0);
/// Statements that read raw samples: a row of those holds a whole day, so their number of rows would not tell.
static RAW: AtomicU64 = AtomicU64::new(0);

/// Counts the statements that sqlx reports, and the rows they gave.
struct Counter;

impl Subscriber for Counter {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn event(&self, event: &Event<'_>) {
        let mut statement = Statement { counts: true, raw: false, rows: 0 };
        event.record(&mut statement);
        if statement.counts {
            STATEMENTS.fetch_add(1, Ordering::SeqCst);
            ROWS.fetch_add(statement.rows, Ordering::SeqCst);
            RAW.fetch_add(u64::from(statement.raw), Ordering::SeqCst);
        }
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// One statement. The settings of a new connection do not count: how many connections are opened is chance.
struct Statement {
    counts: bool,
    raw: bool,
    rows: u64,
}

impl Visit for Statement {
    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "rows_returned" {
            self.rows = value;
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.counts &= field.name() != "summary" || !value.starts_with("PRAGMA");
        self.raw |= value.contains("FROM chunk");
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

fn month() -> Month {
    Month::parse("2026-03").unwrap()
}

/// A first quarter with so many samples an hour, each series in one piece a month.
async fn fill(url: &str, clock: Clock, per_hour: i64) {
    let engine = Engine::open(url, clock).await.unwrap();
    let viewer = Engine::background();
    // A baseline without an open question, so that reading settles nothing.
    let company = COMPANY
        .replace("method = \"months\"\nmonths = [\"2025-12\", \"2026-01\", \"2026-02\"]", "method = \"assumption\"\nvalue = \"0.99\"");
    engine.apply(&viewer, &company.replace("expected_interval = \"5m\"", "expected_interval = \"1h\""), false).await.unwrap();
    let source = SourceId::parse("push").unwrap();
    for month in month().trailing(3) {
        let window = month.window(chrono_tz::Asia::Jakarta);
        let n = window.ms() / HOUR_MS * per_hour;
        let at = |i: i64| window.start_ms + i * HOUR_MS / per_hour;
        // The service is down in one hour of a hundred.
        let check = |i: i64| Sample { at_ms: at(i), reading: Reading::check(if i / per_hour % 100 == 99 { 0.0 } else { 1.0 }) };
        let sale = |i: i64| Sample { at_ms: at(i), reading: Reading::Increment { by: Fixed::whole(6_000 / per_hour) } };
        for (series, samples) in
            [("recommender/uptime", (0..n).map(check).collect::<Vec<_>>()), ("kpi/checkout-revenue", (0..n).map(sale).collect())]
        {
            let written = engine.write_series(&viewer, &SeriesKey::parse(series).unwrap(), &source, samples).await.unwrap();
            assert_eq!(i64::try_from(written).unwrap(), n);
        }
    }
    engine.close().await;
}

/// Statements and rows of one reading, from opening to closing the database: only then has each statement been reported.
async fn cost<T>(url: &str, clock: &Clock, read: impl AsyncFnOnce(&Engine) -> T) -> (u64, u64, T) {
    let (statements, rows) = (STATEMENTS.load(Ordering::SeqCst), ROWS.load(Ordering::SeqCst));
    let engine = Engine::open(url, clock.clone()).await.unwrap();
    let answer = read(&engine).await;
    engine.close().await;
    (STATEMENTS.load(Ordering::SeqCst) - statements, ROWS.load(Ordering::SeqCst) - rows, answer)
}

#[tokio::test]
async fn a_month_reads_as_much_whatever_the_number_of_raw_samples() {
    tracing::subscriber::set_global_default(Counter).unwrap();
    let folder = std::env::temp_dir().join(format!("modelworth_growth_{}", std::process::id()));
    let clock = Clock::fixed(month().window(chrono_tz::Asia::Jakarta).end_ms + HOUR_MS);
    let mut costs = Vec::new();
    for per_hour in [1, 10] {
        let url = format!("sqlite:{}", Path::new(&folder).join(format!("{per_hour}.db")).display());
        fill(&url, clock.clone(), per_hour).await;
        let raw = RAW.load(Ordering::SeqCst);
        let opening = cost(&url, &clock, async |_| ()).await;
        let ledger = cost(&url, &clock, async |engine| engine.month_report(&Engine::background(), month()).await.unwrap().ledger).await;
        let first = cost(&url, &clock, async |engine| engine.overview(&Engine::background(), None).await.unwrap().report.unwrap()).await;
        assert_eq!(RAW.load(Ordering::SeqCst), raw, "a reading looked at raw samples");
        // What was counted is really the reading of a priced month.
        assert!(ledger.0 > opening.0 && ledger.1 > opening.1 + 100, "{} {} {} {}", opening.0, opening.1, ledger.0, ledger.1);
        assert_eq!((ledger.2.lines.len(), first.2.ledger.lines.len()), (1, 1));
        costs.push(((ledger.0, ledger.1, ledger.2.lines[0].amount), (first.0, first.1, first.2.ledger.lines[0].amount)));
    }
    assert_eq!(costs[0], costs[1]);
    assert!(RAW.load(Ordering::SeqCst) > 0, "writing looks at the day's samples, and was seen to");
    let _ = std::fs::remove_dir_all(&folder);
}
