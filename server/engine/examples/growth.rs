//! A company of any size, and how long its month takes: `tests/bench/growth.py` runs it at two sizes and compares.
//!
//! `growth fill STORE SERVICES MAPPINGS SAMPLES_A_DAY MONTHS` makes the company, each service with so many mappings;
//! `growth report STORE` and `growth overview STORE` read the last of its months once, straight after opening, and print the seconds
//! and the most memory the process ever had.

use std::fmt::Write;
use std::sync::Arc;
use std::time::Instant;

use domain::ids::SourceId;
use domain::ports::{Models, Reports, Samples};
use domain::sample::{Reading, Sample, SeriesKey};
use domain::time::{DAY_MS, Month};
use engine::{Clock, Engine};

type Fault = Box<dyn std::error::Error>;

const LAST: &str = "2026-10";

/// Checks hold for a day, so that more of them change no figure's coverage.
const HEAD: &str = r#"
[workspace]
name = "Growth"
time_zone = "UTC"
currency = "USD"

[[person]]
email = "ana@example.com"
name = "Ana Reyes"
role = "ml-lead"

[[team]]
id = "all"
name = "All"
lead = "ana@example.com"

[[driver]]
id = "per-hour"
name = "Revenue per hour"
unit = "USD/h"
values = [{ from = "2000-01-01", value = "1000", by = "ana@example.com" }]
"#;

fn company(services: u32, mappings: u32) -> Result<String, std::fmt::Error> {
    let mut text = HEAD.to_owned();
    for service in 0..services {
        write!(
            text,
            r#"
[[service]]
id = "s{service}"
name = "Service {service}"
team = "all"

[[indicator]]
service = "s{service}"
metric = "uptime"
expected_interval = "1d"

[[baseline]]
service = "s{service}"
metric = "uptime"
from = "2000-01-01"
method = "assumption"
value = "0.99"
approved_by = "ana@example.com"

[[cost]]
id = "c{service}"
service = "s{service}"
part = "cloud"
name = "Cloud"
values = [{{ from = "2000-01", per_month = "100", by = "ana@example.com" }}]
"#
        )?;
        for mapping in 0..mappings {
            write!(
                text,
                r#"
[[mapping]]
id = "m{service}-{mapping}"
name = "Hours kept open {mapping}"
service = "s{service}"
metric = "uptime"
template = "revenue_protected"
owner = "ana@example.com"
versions = [{{ from = "2000-01-01", factors = ["per-hour"] }}]
"#
            )?;
        }
    }
    Ok(text)
}

/// Checks of a month, one in a hundred down; each service fails at other times.
fn checks(service: u32, per_day: i64, month: Month) -> Vec<Sample> {
    let (window, step_ms) = (month.window(chrono_tz::UTC), DAY_MS / per_day);
    let n = window.ms() / step_ms;
    let check = |i: i64| {
        let up = (i + i64::from(service) * 7) % 100 != 0;
        Sample { at_ms: window.start_ms + i * step_ms, reading: Reading::check(if up { 1.0 } else { 0.0 }) }
    };
    (0..n).map(check).collect()
}

async fn fill(engine: &Engine, services: u32, mappings: u32, per_day: i64, months: i32) -> Result<(), Fault> {
    let viewer = Engine::background();
    engine.apply(&viewer, &company(services, mappings)?, false).await?;
    let source = SourceId::parse("push")?;
    for service in 0..services {
        let series = SeriesKey::parse(&format!("s{service}/uptime"))?;
        for month in Month::parse(LAST)?.trailing(months) {
            engine.write_series(&viewer, &series, &source, checks(service, per_day, month)).await?;
        }
    }
    Ok(())
}

/// Most memory this process ever had, in MiB, as Linux counts it.
fn peak_mib() -> Result<f64, Fault> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Fault> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (what, store) = match words[..] {
        [what, store, ..] => (what, store),
        _ => return Err("say fill, report or overview, and the store's path".into()),
    };
    let month = Month::parse(LAST)?;
    let clock = Clock::fixed(month.window(chrono_tz::UTC).end_ms + DAY_MS);
    let engine: Arc<Engine> = Engine::open(&format!("sqlite:{store}"), clock).await?;
    let begin = Instant::now();
    let n_lines = match (what, &words[2..]) {
        ("fill", [services, mappings, per_day, months]) => {
            fill(&engine, services.parse()?, mappings.parse()?, per_day.parse()?, months.parse()?).await?;
            0
        }
        ("report", []) => engine.month_report(&Engine::background(), month).await?.ledger.lines.len(),
        ("overview", []) => engine.overview(&Engine::background(), None).await?.report.ok_or("no report")?.services.len(),
        _ => return Err("see the head of this file".into()),
    };
    println!("seconds {:.4} peak_mib {:.1} rows {n_lines}", begin.elapsed().as_secs_f64(), peak_mib()?);
    engine.close().await;
    Ok(())
}
