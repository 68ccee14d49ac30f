//! From a real Prometheus that watches a real model server, to money: each figure beside what Prometheus itself answers.

use std::time::{Duration, Instant};

use domain::ids::ServiceId;
use domain::metric::Statistic;
use domain::sample::{MonthSummary, SeriesKey};
use domain::time::{HOUR_MS, Month, parse_zone};
use domain::value::{TermRole, ValueLine};
use engine::clock::Clock;
use engine::context::Engine;
use engine::store::summaries;
use rust_decimal::{Decimal, RoundingStrategy};
use tests::Outcome;
use tests::model_server::ModelServer;
use tests::process::Folder;
use tests::prometheus::Prometheus;

const SCRAPE_S: i64 = 5;
/// Distance of two checks of ours: the expected interval in `workspace.toml`.
const CHECK_S: i64 = 15;
/// The source's delay in `workspace.toml`.
const DELAY_S: i64 = 10;
const OUTAGES: i64 = 2;

#[tokio::test]
async fn downtime_percentile_and_money_are_what_prometheus_says() -> Outcome {
    let mut model = ModelServer::start().await?;
    let prometheus = Prometheus::start(&[("fraud-score", &model.metrics)], Duration::from_secs(SCRAPE_S as u64)).await?;
    let begun_s = now_ms() / 1000;
    traffic(&model, Duration::from_secs(20)).await?;
    model.hang()?;
    tokio::time::sleep(Duration::from_secs(24)).await;
    model.go_on()?;
    traffic(&model, Duration::from_secs(15)).await?;
    model.crash();
    tokio::time::sleep(Duration::from_secs(22)).await;
    model.start_again().await?;
    traffic(&model, Duration::from_secs(20)).await?;
    tokio::time::sleep(Duration::from_secs(DELAY_S as u64 + 5)).await;

    let folder = Folder::new()?;
    let engine = Engine::open(&format!("sqlite:{}", folder.path().join("modelworth.db").display()), Clock::System).await?;
    let (ports, viewer) = (engine.ports(), Engine::command_line());
    let zone = noon_zone();
    let workspace = include_str!("workspace.toml").replace("ZONE", &zone).replace("PROMETHEUS", &prometheus.url);
    ports.models.apply(&viewer, &workspace, false).await?;
    let lines = ports.sources.collect_once(&viewer).await?;
    let end_s = (now_ms() / 1000 - DELAY_S) / 30 * 30;
    assert!(matches!(lines.as_slice(), [(_, Ok(new))] if *new > 0), "{lines:?}");
    let again = ports.sources.collect_once(&viewer).await?;
    assert!(matches!(again.as_slice(), [(_, Ok(new))] if *new <= 4), "what was fetched is stored once: {again:?}");

    let month = Month::at(now_ms(), parse_zone(&zone)?);
    let uptime = month_of(&engine, "fraud-score/uptime", month).await?;
    let states = uptime.availability(i64::MAX).ok_or("uptime has states")?;
    check_downtime(&prometheus, states.down_ms, begun_s, end_s).await?;
    let latency = month_of(&engine, "fraud-score/latency", month).await?;
    check_p95(&prometheus, &latency, begun_s, end_s).await?;

    let csv = revenue_and_orders(&zone)?;
    let import = ports.samples.import_kpis(&viewer, csv.as_bytes()).await?;
    assert_eq!((import.accepted, import.rejected), (4, 0), "{import:?}");

    let report = ports.reports.month_report(&viewer, month).await?;
    let service = ServiceId::parse("fraud-score")?;
    let line = report.ledger.lines_of(&service).next().ok_or_else(|| format!("no line: {:?}", report.ledger.not_claimed))?;
    check_hours(line, &uptime, report.ledger.window.ms())?;
    check_money(line)
}

/// Good requests, five at a time, of response times from 0 to 100 ms.
async fn traffic(model: &ModelServer, length: Duration) -> Outcome {
    let start = Instant::now();
    let mut n = 0u32;
    while start.elapsed() < length {
        for heavy in [0.1, 0.6, 1.1, 2.2, f64::from(n % 5)] {
            assert_eq!(model.infer(&[f64::from(n % 7), heavy]).await?, 200);
        }
        n += 1;
    }
    Ok(())
}

/// A zone in which it is about noon, so that no month begins while the test runs.
fn noon_zone() -> String {
    // The names of these zones count westwards: Etc/GMT-7 is seven hours ahead.
    match now_ms() / HOUR_MS % 24 - 12 {
        0 => "Etc/GMT".to_owned(),
        behind if behind > 0 => format!("Etc/GMT+{behind}"),
        ahead => format!("Etc/GMT{ahead}"),
    }
}

fn now_ms() -> i64 {
    Clock::System.now_ms()
}

async fn month_of(engine: &Engine, series: &str, month: Month) -> Outcome<MonthSummary> {
    let mut connection = engine.store().read().await?;
    let mut months = summaries::months(&mut connection, &Engine::workspace(), month, month).await?;
    Ok(months.remove(&(SeriesKey::parse(series)?, month)).ok_or_else(|| format!("nothing of {series} was collected"))?)
}

/// On the instants at which we check too, Prometheus counts exactly our seconds. Against all its scrapes we may differ by one
/// distance of checks an outage, since a check sees both edges of an outage up to that much late, and by one scrape, since a
/// scrape stands for the time until the next.
async fn check_downtime(prometheus: &Prometheus, down_ms: i64, begun_s: i64, end_s: i64) -> Outcome {
    let (range_s, last_s) = (end_s - begun_s, end_s / CHECK_S * CHECK_S);
    let same = format!("count_over_time((min(up{{job=\"fraud-score\"}}) == 0)[{range_s}s:{CHECK_S}s])");
    let checks_down = prometheus.value_at(&same, last_s).await?.unwrap_or_default() as i64;
    assert_eq!(down_ms, checks_down * CHECK_S * 1000, "on the same instants");
    let all = format!("count_over_time(up{{job=\"fraud-score\"}}[{range_s}s]) - sum_over_time(up{{job=\"fraud-score\"}}[{range_s}s])");
    let scrapes_down = prometheus.value_at(&all, end_s).await?.unwrap_or_default() as i64;
    let difference_s = (down_ms / 1000 - scrapes_down * SCRAPE_S).abs();
    println!("down: {} s of ours, {} s by Prometheus' scrapes", down_ms / 1000, scrapes_down * SCRAPE_S);
    assert!(difference_s <= OUTAGES * (CHECK_S + SCRAPE_S), "{difference_s} s apart");
    assert!(scrapes_down * SCRAPE_S >= 30, "there were two outages, of 24 and 22 seconds and more");
    Ok(())
}

/// Both read the percentile by the same interpolation, but `increase` extrapolates each of our half minutes by itself, which weighs
/// them a little differently than one window over all: a tenth is allowed.
async fn check_p95(prometheus: &Prometheus, latency: &MonthSummary, begun_s: i64, end_s: i64) -> Outcome {
    let range_s = end_s - begun_s;
    let buckets = "rest_server_request_duration_seconds_bucket{path=~\".*/infer\"}";
    let promql = format!("1000 * histogram_quantile(0.95, sum by (le) (increase({buckets}[{range_s}s])))");
    let theirs_ms = prometheus.value_at(&promql, end_s).await?.ok_or("Prometheus knows no p95")?;
    let ours_ms: f64 = latency.figure(Statistic::P95, 6).ok_or("we know no p95")?.to_string().parse()?;
    println!("p95: {ours_ms} ms of ours, {theirs_ms} ms by Prometheus");
    assert!((ours_ms - theirs_ms).abs() <= 0.1 * theirs_ms, "{ours_ms} ms and {theirs_ms} ms");
    assert!(theirs_ms > 10.0, "the model takes its time");
    Ok(())
}

/// Two days of both, before today.
fn revenue_and_orders(zone: &str) -> Outcome<String> {
    let today = domain::time::local(now_ms(), parse_zone(zone)?).date();
    let mut csv = "time,kpi,value\n".to_owned();
    for days in 1..=2 {
        let day = today - chrono::Days::new(days);
        csv += &format!("{day},revenue,29629.44\n{day},orders,812\n");
    }
    Ok(csv)
}

/// The report's downtime is (1 − uptime) × hours, by the uptime that was just compared.
fn check_hours(line: &ValueLine, uptime: &MonthSummary, window_ms: i64) -> Outcome {
    let states = uptime.availability(i64::MAX).ok_or("uptime has states")?;
    let (down, known) = (Decimal::from(states.down_ms), Decimal::from(states.down_ms + states.up_ms));
    let expected_h = down / known * Decimal::from(window_ms) / Decimal::from(3_600_000);
    let printed_h = line.chain.iter().find(|term| term.role == TermRole::Second).ok_or("no downtime in the chain")?;
    let places = printed_h.value.0.scale();
    let difference = (printed_h.value.0 - expected_h.round_dp_with_strategy(places, RoundingStrategy::MidpointNearestEven)).abs();
    println!("downtime: {} h printed, {expected_h} h by hand", printed_h.value.0);
    assert!(difference <= Decimal::new(1, places), "{} and {expected_h}", printed_h.value.0);
    Ok(())
}

/// Finance's way: the printed terms, and one rounding at the end.
fn check_money(line: &ValueLine) -> Outcome {
    let mut product = Decimal::ZERO;
    for term in &line.chain {
        match term.role {
            TermRole::First => product = term.value.0,
            TermRole::Second => product -= term.value.0,
            TermRole::Factor => product *= term.value.0,
            TermRole::Complement => product *= Decimal::ONE - term.value.0,
            other => return Err(format!("no {other:?} stands in the price of lost hours").into()),
        }
    }
    assert_eq!(line.chain.len(), 4, "{:?}", line.chain);
    let cents = (product * Decimal::ONE_HUNDRED).round_dp_with_strategy(0, RoundingStrategy::MidpointNearestEven);
    println!("money: {cents} cents by hand, {:?} in the report", line.amount);
    assert_eq!(Decimal::from(line.amount.minor), cents);
    assert!(line.amount.minor < 0, "two outages in a few minutes are a loss");
    Ok(())
}
