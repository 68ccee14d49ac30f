//! Series that are kept here: sent ones and scraped ones, asked by PromQL, on both databases.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use connect::fake::{Fake, response};
use domain::metric::Statistic;
use domain::ports::{Format, Models, Push, Receipt, Receiving, SourceState, Sources};
use domain::sample::SeriesKey;
use domain::time::{Month, parse_instant};
use wire::remote_write::encode;
use wire::series::Series;

use crate::clock::Clock;
use crate::context::Engine;
use crate::store::fresh::{self, Fresh};
use crate::store::summaries;

const START: &str = "2026-10-20T10:00:30Z";

async fn world(database: &Fresh, sources: &str, queries: [&str; 2]) -> (Arc<Engine>, Clock) {
    let clock = Clock::fixed(parse_instant(START, chrono_tz::UTC).unwrap());
    let engine = Engine::open(&database.url, clock.clone()).await.unwrap();
    let [predictions, uptime] = queries;
    let toml = format!(
        r#"
        [workspace]
        name = "Test"
        time_zone = "UTC"
        currency = "USD"
        [[team]]
        id = "growth"
        name = "Growth"
        [[service]]
        id = "fraud"
        name = "Fraud score"
        team = "growth"
        {sources}
        [[indicator]]
        service = "fraud"
        metric = "predictions"
        source = {predictions}
        [[indicator]]
        service = "fraud"
        metric = "uptime"
        expected_interval = "1m"
        source = {uptime}
        "#
    );
    engine.apply(&Engine::command_line(), &toml, false).await.unwrap();
    (engine, clock)
}

async fn month(engine: &Engine, metric: &str) -> f64 {
    let october = Month::parse("2026-10").unwrap();
    let mut connection = engine.store().read().await.unwrap();
    let months = summaries::months(&mut connection, &Engine::workspace(), october, october).await.unwrap();
    let summary = &months[&(SeriesKey::parse(&format!("fraud/{metric}")).unwrap(), october)];
    summary.figure(Statistic::Value, 6).unwrap().to_string().parse().unwrap()
}

#[tokio::test]
async fn a_metrics_page_is_counted_across_a_restart_and_an_outage() {
    for database in fresh::databases().await {
        let total = Arc::new(AtomicI64::new(1000));
        let shown = total.clone();
        let fake = Fake::start(move |_| match shown.load(Ordering::SeqCst) {
            n if n < 0 => response("500 Internal Server Error", "", ""),
            n => response("200 OK", "content-type: text/plain; version=0.0.4\r\n", &format!("# TYPE n_total counter\nn_total {n}\n")),
        });
        let source = format!("[[source]]\nid = \"model\"\nkind = \"scrape\"\nurl = \"{}/metrics\"", fake.url());
        let queries = [r#"{ id = "model", query = "sum(increase(n_total[5m]))" }"#, r#"{ id = "model", query = "max(up)" }"#];
        let (engine, clock) = world(&database, &source, queries).await;
        let viewer = Engine::background();
        let steps = engine.test_source(&viewer, &"model".parse().unwrap()).await.unwrap();
        assert!(steps[..2].iter().all(|step| step.passed == Some(true)), "{steps:?}");
        // Ten a minute for half an hour; the server restarts once, at zero, and answers nothing for five minutes.
        for minute in 0..30 {
            let next = match minute {
                10 => 0,
                20..25 => -1,
                25 => 100,
                _ => total.load(Ordering::SeqCst) + 10,
            };
            total.store(next, Ordering::SeqCst);
            engine.scrape_all(&viewer).await.unwrap();
            clock.set(clock.now_ms() + 60_000);
            if minute == 21 {
                engine.collect_pass(&viewer, super::Due::All).await.unwrap();
                let state = engine.sources(&viewer).await.unwrap().remove(0).state;
                assert!(matches!(&state, SourceState::Failing { message, .. } if message.contains("500")), "{state:?}");
            }
        }
        engine.collect_pass(&viewer, super::Due::All).await.unwrap();
        assert_eq!(engine.sources(&viewer).await.unwrap().remove(0).state, SourceState::Fresh);
        // Five spans of five minutes lie between scrapes; each knows growth over four of its five minutes and stretches it, as Prometheus does.
        let counted = month(&engine, "predictions").await;
        assert!((150.0..=250.0).contains(&counted), "{counted}");
        let up = month(&engine, "uptime").await;
        // Checked at each minute from 10:01 to 10:29, down from 10:21 to 10:26; the last check holds for two minutes.
        assert_eq!(up, 0.833_333);
    }
}

fn request(name: &str, samples: &[(i64, f64)]) -> Vec<u8> {
    let series = Series::new(name, []).unwrap();
    encode::body(&[samples.iter().fold(series, |series, (at_ms, value)| series.with(*at_ms, *value))])
}

#[tokio::test]
async fn what_is_sent_by_remote_write_feeds_an_indicator() {
    for database in fresh::databases().await {
        let queries = [r#"{ id = "received", query = "sum(increase(n_total[5m]))" }"#, r#"{ id = "received", query = "max(up)" }"#];
        let (engine, clock) = world(&database, "", queries).await;
        let viewer = Engine::background();
        let now_ms = clock.now_ms() / 300_000 * 300_000;
        // One every 15 seconds over 50 minutes, so 20 in each five: Prometheus stretches 4:45 to 5:00 and so finds 20 exactly.
        let counts: Vec<(i64, f64)> = (0..=200).map(|n| (now_ms - 3_000_000 + n * 15_000, n as f64)).collect();
        let ups: Vec<(i64, f64)> = counts.iter().map(|(at, _)| (*at, 1.0)).collect();
        for body in [request("n_total", &counts), request("up", &ups), request("n_total", &counts)] {
            let push = Push { format: Format::RemoteWrite, content_type: None, content_encoding: Some("snappy"), body: &body };
            let receipt = engine.receive(&viewer, push).await.unwrap();
            assert!(matches!(receipt, Receipt::Taken { samples: 201, refused: 0, .. }), "{receipt:?}");
        }
        clock.set(clock.now_ms() + 120_000);
        engine.collect_pass(&viewer, super::Due::All).await.unwrap();
        let counted = month(&engine, "predictions").await;
        assert!((counted - 200.0).abs() < 20.0, "{counted}");
        assert_eq!(month(&engine, "uptime").await, 1.0);
        // What comes late is counted: forty in ten minutes, two days ago.
        let late_ms = now_ms - 2 * 86_400_000;
        let late: Vec<(i64, f64)> = (0..=40).map(|n| (late_ms - 600_000 + n * 15_000, n as f64)).collect();
        let body = request("n_total", &late);
        let push = Push { format: Format::RemoteWrite, content_type: None, content_encoding: Some("snappy"), body: &body };
        engine.receive(&viewer, push).await.unwrap();
        engine.collect_pass(&viewer, super::Due::Often).await.unwrap();
        let more = month(&engine, "predictions").await - counted;
        assert!((more - 40.0).abs() < 10.0, "{more}");
        let row = engine.sources(&viewer).await.unwrap().remove(0);
        assert_eq!((row.source.id.as_str(), row.source.name.as_str(), row.state), ("received", "Sent series", SourceState::Fresh));
    }
}
