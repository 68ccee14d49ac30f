//! A real model server: its health endpoints as our checks see them, and the queries that stand ready for it, over the metrics page that we read,
//! beside the number of requests that were made.

use std::collections::BTreeMap;
use std::sync::Arc;

use connect::{Connector, Fed, connect};
use domain::config::{Source, SourceRef};
use domain::metric::{Kind, Statistic};
use domain::ports::{Models, SourceState, Sources};
use domain::sample::{Fixed, MonthSummary, Reading, SeriesKey, SeriesShape, Summary};
use domain::system::presets::presets;
use domain::time::{Month, parse_instant, parse_zone};
use engine::store::summaries;
use engine::{Clock, Engine};
use serde_json::{Value, json};
use tests::Outcome;
use tests::database::Database;
use tests::http::client;

/// Half a minute past, so that no page is read on an edge of what a query looks at.
const START: &str = "2026-10-20T10:00:30Z";
const MINUTE_MS: i64 = 60_000;
/// Whole steps of five minutes that are counted.
const STEPS: i64 = 3;
/// Minutes over which requests are counted.
pub const MINUTES: i64 = STEPS * 5;

/// A request that is made once each minute.
pub struct Request<'a> {
    pub path: &'a str,
    pub body: Value,
    /// Of its answer.
    pub status: u16,
}

/// A model server, and how it is asked.
pub struct Server<'a> {
    /// As its presets name it.
    pub system: &'a str,
    pub url: &'a str,
    /// Address of its metrics page.
    pub page: &'a str,
    pub model: &'a str,
    /// Paths that tell that it, or its model, is ready.
    pub ready: &'a [&'a str],
    /// Paths of a model that it does not have.
    pub unknown: &'a [&'a str],
    pub requests: &'a [Request<'a>],
}

/// What is known of a model server by its metrics page and its health endpoint.
pub struct Watched<'a> {
    server: &'a Server<'a>,
    engine: Arc<Engine>,
    clock: Clock,
    _database: Database,
}

impl<'a> Watched<'a> {
    /// Makes requests for a quarter of an hour by a clock that is set, a minute at a time, and reads the page after each minute.
    pub async fn start(server: &'a Server<'a>) -> Outcome<Self> {
        let database = Database::sqlite()?;
        let clock = Clock::fixed(parse_instant(START, parse_zone("UTC")?)?);
        let engine = Engine::open(&database.url, clock.clone()).await?;
        engine.apply(&Engine::command_line(), &company(server)?, false).await?;
        let watched = Self { server, engine, clock, _database: database };
        // What is counted before the first reading is no growth; a counter that begins within it would be cut off at zero.
        for _ in 0..10 {
            watched.ask().await?;
        }
        for minute in 0..=MINUTES {
            if minute > 0 {
                watched.ask().await?;
                watched.later(1);
            }
            watched.engine.scrape_all(&Engine::background()).await?;
        }
        watched.later(2);
        watched.pass().await?;
        Ok(watched)
    }

    async fn ask(&self) -> Outcome {
        for request in self.server.requests {
            let answer = client()?.post(format!("{}{}", self.server.url, request.path)).json(&request.body).send().await?;
            assert_eq!(answer.status().as_u16(), request.status, "{}: {}", request.body, answer.text().await?);
        }
        Ok(())
    }

    fn later(&self, minutes: i64) {
        self.clock.set(self.clock.now_ms() + minutes * MINUTE_MS);
    }

    async fn pass(&self) -> Outcome {
        self.engine.collect_pass(&Engine::background(), engine::collect::Due::All).await?;
        Ok(())
    }

    /// While it runs: each health path as a check, both sources fresh, and always up.
    pub async fn is_up(&self) -> Outcome {
        for (paths, expected) in [(self.server.ready, true), (self.server.unknown, false)] {
            for path in paths {
                assert_eq!(self.check(path).await?, expected, "{path}");
            }
        }
        for row in self.engine.sources(&Engine::background()).await? {
            assert_eq!(row.state, SourceState::Fresh, "{}", row.source.id);
        }
        for series in ["model/uptime", "front/uptime"] {
            assert_eq!(self.figure(series).await?, 1.0, "{series}");
        }
        Ok(())
    }

    /// After it was stopped: no path is ready, the page is told to fail, and both ways of asking see the time it is down.
    pub async fn is_down(&self) -> Outcome {
        for path in self.server.ready {
            assert!(!self.check(path).await?, "{path}");
        }
        for _ in 0..10 {
            self.later(1);
            self.engine.scrape_all(&Engine::background()).await?;
        }
        self.pass().await?;
        let rows = self.engine.sources(&Engine::background()).await?;
        let page = rows.iter().find(|row| row.source.id.as_str() == "page").ok_or("no row of the page")?;
        assert!(matches!(&page.state, SourceState::Failing { .. }), "{:?}", page.state);
        for series in ["model/uptime", "front/uptime"] {
            let up = self.figure(series).await?;
            assert!(up < 1.0, "{series}: {up}");
        }
        Ok(())
    }

    async fn check(&self, path: &str) -> Outcome<bool> {
        let source: Source = serde_json::from_value(json!({ "id": "ready", "kind": "health", "url": self.server.url }))?;
        let health: Box<dyn Connector> = connect(&source, None)?;
        let from = SourceRef { query: Some(path.to_owned()), ..SourceRef::default() };
        let fed = Fed { series: SeriesKey::parse("front/uptime")?, shape: SeriesShape { kind: Kind::State, interval_s: 300 }, from };
        let now_ms = self.clock.now_ms();
        let samples = health.samples(&fed, now_ms - MINUTE_MS, now_ms).await?;
        assert_eq!(samples.len(), 1);
        Ok(samples[0].reading == Reading::State { up_share: Fixed::ONE })
    }

    /// The month of a series; none when nothing was read.
    pub async fn month(&self, series: &str) -> Outcome<Option<MonthSummary>> {
        let month = Month::parse("2026-10")?;
        let mut connection = self.engine.store().read().await?;
        let mut months = summaries::months(&mut connection, &Engine::workspace(), month, month).await?;
        Ok(months.remove(&(SeriesKey::parse(series)?, month)))
    }

    /// The month's figure of a series.
    pub async fn figure(&self, series: &str) -> Outcome<f64> {
        let month = self.month(series).await?.ok_or_else(|| format!("nothing of {series} was read"))?;
        Ok(month.figure(Statistic::Value, 6).ok_or_else(|| format!("{series} has no figure"))?.to_string().parse()?)
    }

    /// How many were counted in all buckets of `latency`.
    pub async fn timed(&self) -> Outcome<f64> {
        match self.month("model/latency").await?.map(|month| month.summary) {
            Some(Summary::Histogram { counts, .. }) => Ok(counts.iter().map(|count| count.to_f64()).sum()),
            other => Err(format!("{other:?} is no histogram").into()),
        }
    }
}

/// A service with an indicator for each preset of the system that needs no GPU, and one that is asked by its health endpoint.
fn company(server: &Server<'_>) -> Outcome<String> {
    let mut toml = format!(
        "[workspace]\nname = \"Test\"\ntime_zone = \"UTC\"\ncurrency = \"USD\"\n[[team]]\nid = \"a\"\nname = \"A\"\n\
         [[service]]\nid = \"model\"\nname = \"Model\"\nteam = \"a\"\n[[service]]\nid = \"front\"\nname = \"Front\"\nteam = \"a\"\n\
         [[source]]\nid = \"page\"\nkind = \"scrape\"\nurl = \"{}\"\n[[source]]\nid = \"ready\"\nkind = \"health\"\nurl = \"{}\"\n\
         [[indicator]]\nservice = \"front\"\nmetric = \"uptime\"\nsource = {{ id = \"ready\", query = \"{}\" }}\n",
        server.page,
        server.url,
        server.ready.first().ok_or("no health path")?
    );
    let blanks = BTreeMap::from([("job", "page"), ("model", server.model)]);
    for preset in presets().filter(|preset| preset.system == server.system && preset.metric != "gpu-utilisation") {
        let source = preset.fill("page".parse()?, |blank| blanks.get(blank).copied())?;
        // Strings of JSON are strings of TOML.
        let fields = serde_json::to_value(&source)?;
        let fields: Vec<String> = fields.as_object().ok_or("no fields")?.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        toml += &format!("[[indicator]]\nservice = \"model\"\nmetric = \"{}\"\nsource = {{ {} }}\n", preset.metric, fields.join(", "));
    }
    Ok(toml)
}

/// Is a figure the number, but for how it is rounded?
pub fn near(figure: f64, expected: f64) -> bool {
    (figure - expected).abs() < 1e-6 * expected.abs().max(1.0)
}
