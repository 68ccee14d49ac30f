//! Passes, back-fills and the port of sources, on both databases, against a server that answers as it is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use domain::access::{Role, Viewer};
use domain::ids::SourceId;
use domain::ports::{Accounts, Models, SecretOf, SourceState, Sources};
use domain::sample::SeriesKey;
use domain::time::{DAY_MS, HOUR_MS, Month, SLOT_MS, parse_instant};

use crate::clock::Clock;
use crate::context::Engine;
use crate::store::fresh::{self, Fresh};
use crate::store::summaries;
use connect::fake::{Fake, every_instant, field, response};

const START: &str = "2026-10-20T10:03:00Z";

struct World {
    engine: Arc<Engine>,
    clock: Clock,
    prom: SourceId,
    _database: Fresh,
}

impl World {
    /// A service whose uptime and number of predictions come from a Prometheus at `url`.
    async fn new(database: Fresh, url: &str) -> Self {
        Self::with(database, &format!("kind = \"prometheus\"\nurl = \"{url}\""), "min(up)").await
    }

    /// The same of another kind of system, which is asked for `uptime`.
    async fn with(database: Fresh, source: &str, uptime: &str) -> Self {
        let predictions = if source.contains("prometheus") {
            r#"{ id = "prom", query = "sum(increase(predictions_total[5m]))" }"#
        } else {
            r#"{ id = "push" }"#
        };
        let clock = Clock::fixed(parse_instant(START, chrono_tz::UTC).unwrap());
        let engine = Engine::open(&database.url, clock.clone()).await.unwrap();
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
            [[source]]
            id = "prom"
            {source}
            [[indicator]]
            service = "fraud"
            metric = "predictions"
            source = {predictions}
            [[indicator]]
            service = "fraud"
            metric = "uptime"
            source = {{ id = "prom", query = "{uptime}" }}
            [[indicator]]
            service = "fraud"
            metric = "accuracy"
            "#
        );
        engine.apply(&Engine::command_line(), &toml, false).await.unwrap();
        Self { engine, clock, prom: SourceId::parse("prom").unwrap(), _database: database }
    }

    fn later(&self, ms: i64) {
        self.clock.set(self.clock.now_ms() + ms);
    }

    /// New samples of one pass, or the failure.
    async fn pass(&self) -> Result<u64, String> {
        let mut lines = self.engine.collect_once(&Engine::command_line()).await.unwrap();
        let (source, outcome) = lines.remove(0);
        assert_eq!((source, lines.len()), (self.prom.clone(), 0));
        outcome.map_err(|failure| failure.to_string())
    }

    async fn state(&self) -> SourceState {
        let rows = self.engine.sources(&Engine::command_line()).await.unwrap();
        rows.into_iter().find(|row| row.source.kind.is_asked()).unwrap().state
    }

    /// Predictions of a month, as rolled up.
    async fn predictions(&self, month: &str) -> Option<i64> {
        let month = Month::parse(month).unwrap();
        let mut connection = self.engine.store().read().await.unwrap();
        let months = summaries::months(&mut connection, &Engine::workspace(), month, month).await.unwrap();
        let series = SeriesKey::parse("fraud/predictions").unwrap();
        let summary = months.get(&(series, month))?;
        Some(summary.figure(domain::metric::Statistic::Value, 0).unwrap().try_into().unwrap())
    }
}

#[tokio::test]
async fn a_pass_brings_what_is_new_once() {
    for database in fresh::databases().await {
        let fake = Fake::start(|request| every_instant(request, "2"));
        let world = World::new(database, &fake.url()).await;
        // 09:02 to 10:02 holds twelve multiples of 5 minutes; two series.
        assert_eq!(world.pass().await, Ok(24));
        assert_eq!(world.predictions("2026-10").await, Some(24));
        assert_eq!(world.pass().await, Ok(0), "the same again is stored once");
        world.later(SLOT_MS);
        let before = fake.requests().len();
        assert_eq!(world.pass().await, Ok(2));
        assert_eq!(world.predictions("2026-10").await, Some(26));
        let asked = &fake.requests()[before];
        let newest_ms = parse_instant("2026-10-20T09:55:00Z", chrono_tz::UTC).unwrap();
        assert_eq!(field(asked, "start"), (newest_ms - 2 * SLOT_MS) / 1000, "the last two slots are asked for again");
        assert_eq!(world.state().await, SourceState::Fresh);
        world.later(HOUR_MS);
        assert!(matches!(world.state().await, SourceState::Late { by_ms } if by_ms > 0));
    }
}

#[tokio::test]
async fn a_failure_keeps_what_is_stored_and_is_forgotten_after_the_next_success() {
    for database in fresh::databases().await {
        let broken = Arc::new(AtomicBool::new(false));
        let is_broken = broken.clone();
        let fake = Fake::start(move |request| match is_broken.load(Ordering::SeqCst) {
            true => response("500 Internal Server Error", "", "<html>oops</html>"),
            false => every_instant(request, "1"),
        });
        let world = World::new(database, &fake.url()).await;
        assert_eq!(world.state().await, SourceState::NoData);
        assert_eq!(world.pass().await, Ok(24));
        broken.store(true, Ordering::SeqCst);
        world.later(SLOT_MS);
        let since_ms = world.clock.now_ms();
        let (before, message) = (fake.requests().len(), world.pass().await.unwrap_err());
        assert!(message.contains("fails with 500"), "{message}");
        assert_eq!(fake.requests().len(), before + 1, "a source that does not answer is not asked for its other series");
        world.later(SLOT_MS);
        assert!(world.pass().await.is_err());
        assert_eq!(world.state().await, SourceState::Failing { message, since_ms }, "since the first failure");
        assert_eq!(world.predictions("2026-10").await, Some(12));
        broken.store(false, Ordering::SeqCst);
        assert_eq!(world.pass().await, Ok(4), "what was missed is fetched");
        assert_eq!(world.state().await, SourceState::Fresh);
    }
}

#[tokio::test]
async fn a_bad_query_does_not_hold_up_the_other_series() {
    for database in fresh::databases().await {
        let fake = Fake::start(|request| match request.contains("query=min") {
            true => response("400 Bad Request", "", r#"{"status":"error","errorType":"bad_data","error":"1:3: parse error"}"#),
            false => every_instant(request, "1"),
        });
        let world = World::new(database, &fake.url()).await;
        let message = world.pass().await.unwrap_err();
        assert_eq!(message, "fraud/uptime: Prometheus does not understand the query: 1:3: parse error");
        assert_eq!(world.predictions("2026-10").await, Some(12));
    }
}

#[tokio::test]
async fn a_back_fill_goes_on_after_a_failure_and_counts_nothing_twice() {
    for database in fresh::databases().await {
        let left = Arc::new(AtomicI64::new(21));
        let allowed = left.clone();
        let fake = Fake::start(move |request| match allowed.fetch_sub(1, Ordering::SeqCst) {
            n if n > 0 => every_instant(request, "1"),
            _ => response("503 Service Unavailable", "", ""),
        });
        let world = World::new(database, &fake.url()).await;
        let viewer = Engine::command_line();
        world.engine.start_back_fill(&viewer, &world.prom, 1).await.unwrap();
        // From 1 September to 19 October.
        assert_eq!(world.state().await, SourceState::BackFilling { done: 0, total: 49, unit: "days".into() });
        world.engine.continue_back_fills(&viewer).await.unwrap();
        let yesterday = parse_instant("2026-10-19T00:00:00Z", chrono_tz::UTC).unwrap();
        assert_eq!(field(&fake.requests()[0], "start"), yesterday / 1000, "the newest day first");
        assert!(matches!(world.state().await, SourceState::Failing { .. }));
        // Ten days of two series were answered, and the eleventh was not complete. The program starts again two days later.
        left.store(i64::MAX, Ordering::SeqCst);
        world.later(2 * DAY_MS);
        let before = fake.requests().len();
        world.engine.continue_back_fills(&viewer).await.unwrap();
        assert_eq!(field(&fake.requests()[before], "start"), (yesterday - 10 * DAY_MS) / 1000, "it goes on with the same day");
        // The growth of 00:00 belongs to the slot before, on the last day of August.
        assert_eq!(world.predictions("2026-09").await, Some(30 * 288));
        assert_eq!(world.predictions("2026-08").await, Some(1));
        assert_eq!(fake.requests().len(), before + 39 * 2);
        world.engine.continue_back_fills(&viewer).await.unwrap();
        assert_eq!(fake.requests().len(), before + 39 * 2, "it is finished");
    }
}

#[tokio::test]
async fn a_source_is_tested_step_by_step() {
    for database in fresh::databases().await {
        let fake = Fake::start(|request| match (request.contains("Bearer"), request.contains("query=min")) {
            (_, true) => response("200 OK", "", r#"{"status":"success","data":{"resultType":"matrix","result":[]}}"#),
            _ => every_instant(request, "1"),
        });
        let world = World::new(database, &fake.url()).await;
        let steps = world.engine.test_source(&Engine::command_line(), &world.prom).await.unwrap();
        let shown: Vec<_> = steps.iter().map(|step| (step.step.split(" in ").next().unwrap(), step.passed)).collect();
        assert_eq!(
            shown,
            [
                ("Host reached", Some(true)),
                ("Signed in", Some(true)),
                ("Read one sample of fraud/predictions", Some(true)),
                ("Read one sample of fraud/uptime", Some(false)),
            ]
        );
        assert!(steps[3].advice.contains("check names and labels"));
        assert_eq!(world.predictions("2026-10").await, None, "nothing is stored");

        let gone = World::new(fresh::sqlite(), "http://127.0.0.1:9").await;
        let steps = gone.engine.test_source(&Engine::command_line(), &gone.prom).await.unwrap();
        assert!(steps[0].advice.contains("refuses the connection"));
        assert_eq!(steps.iter().map(|step| step.passed).collect::<Vec<_>>(), [Some(false), None, None, None]);
    }
}

#[tokio::test]
async fn only_those_who_may_touch_sources() {
    for database in fresh::databases().await {
        let world = World::new(database, "http://127.0.0.1:9").await;
        for role in [Role::Finance, Role::Executive] {
            let viewer = Viewer { role, ..Engine::command_line() };
            let refusals = [
                world.engine.start_back_fill(&viewer, &world.prom, 1).await.err(),
                world.engine.test_source(&viewer, &world.prom).await.err(),
                world.engine.collect_once(&viewer).await.err(),
            ];
            assert!(refusals.iter().all(|refusal| refusal.as_ref().is_some_and(|refusal| refusal.status() == 403)), "{refusals:?}");
        }
        let viewer = Engine::command_line();
        let nowhere = SourceId::parse("nowhere").unwrap();
        assert_eq!(world.engine.start_back_fill(&viewer, &nowhere, 1).await.unwrap_err().to_string(), "there is no source “nowhere”");
        assert!(world.engine.start_back_fill(&viewer, &world.prom, 37).await.unwrap_err().to_string().contains("1 to 36 months"));
        let rows = world.engine.sources(&Viewer { role: Role::Executive, ..viewer }).await.unwrap();
        let shown: Vec<_> = rows.iter().map(|row| (row.source.id.as_str(), row.state.clone(), row.series.len())).collect();
        assert_eq!(shown, [("prom", SourceState::NoData, 2), ("push", SourceState::ByHand, 1)]);
    }
}

#[tokio::test]
async fn a_kept_secret_signs_in_and_is_never_told() {
    for database in fresh::databases().await {
        let fake = Fake::start(|request| every_instant(request, "2"));
        let key = database.url.starts_with("sqlite:");
        let world = World::new(database, &fake.url()).await;
        let admin = Engine::command_line();
        let kept = world.engine.set_secret(&admin, &world.prom, SecretOf::Access, " s3cret ").await;
        if !key {
            assert!(kept.unwrap_err().to_string().contains("MODELWORTH_SECRET_KEY"), "a database server has no place for a key");
            continue;
        }
        kept.unwrap();
        world.pass().await.unwrap();
        assert!(fake.requests().iter().all(|request| request.contains("authorization: Bearer s3cret\r\n")));
        let (row, file) = (world.engine.sources(&admin).await.unwrap().remove(0), world.engine.export(&admin).await.unwrap());
        assert!(row.has_secret && !file.contains("s3cret"));
        let events = world.engine.audit(&admin, None).await.unwrap();
        assert!(events.iter().any(|event| event.action == "set_secret" && event.subject == "source/prom"));
        assert!(!format!("{events:?}").contains("s3cret"));
        let viewer = Viewer { role: Role::Finance, ..admin.clone() };
        assert!(world.engine.set_secret(&viewer, &world.prom, SecretOf::Access, "x").await.is_err());
        assert!(
            world
                .engine
                .set_secret(&admin, &world.prom, SecretOf::Access, "two\nlines")
                .await
                .unwrap_err()
                .to_string()
                .contains("one line")
        );
        world.engine.set_secret(&admin, &world.prom, SecretOf::Access, "").await.unwrap();
        let before = fake.requests().len();
        world.later(SLOT_MS);
        world.pass().await.unwrap();
        assert!(fake.requests()[before..].iter().all(|request| !request.contains("authorization")));
    }
}

#[tokio::test]
async fn a_health_check_tells_how_long_a_server_was_down() {
    for database in fresh::databases().await {
        let broken = Arc::new(AtomicBool::new(false));
        let seen = broken.clone();
        let fake = Fake::start(move |_| response(if seen.load(Ordering::SeqCst) { "503 Service Unavailable" } else { "200 OK" }, "", ""));
        let world = World::with(database, &format!("kind = \"health\"\nurl = \"{}\"", fake.url()), "/v2/health/ready").await;
        // Up for 10 minutes, down for 5, and up again.
        for down in [false, false, true, false] {
            broken.store(down, Ordering::SeqCst);
            assert_eq!(world.pass().await, Ok(1), "one check a pass");
            world.later(SLOT_MS);
        }
        let month = Month::parse("2026-10").unwrap();
        let mut connection = world.engine.store().read().await.unwrap();
        let months = summaries::months(&mut connection, &Engine::workspace(), month, month).await.unwrap();
        let uptime = &months[&(SeriesKey::parse("fraud/uptime").unwrap(), month)];
        let domain::sample::Summary::State { up_ms, down_ms, .. } = uptime.summary else { unreachable!("{uptime:?}") };
        // The last check still holds.
        assert!(down_ms == SLOT_MS && up_ms >= 2 * SLOT_MS, "{uptime:?}");
        let refused = world.engine.start_back_fill(&Engine::command_line(), &world.prom, 1).await.unwrap_err();
        assert!(refused.to_string().contains("only knows how things are now"), "{refused}");
    }
}
