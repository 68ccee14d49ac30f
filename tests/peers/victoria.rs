//! A real VictoriaMetrics is asked by our Prometheus connector, and its agent writes here.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use connect::Fed;
use domain::access::Role;
use domain::config::{Source, SourceRef};
use domain::metric::Kind;
use domain::sample::{Fixed, Reading, Sample, SeriesKey, SeriesShape};
use engine::{Clock, Engine};
use serde_json::{Value, json};
use tests::Outcome;
use tests::http::{client, wait_for};
use tests::program::Served;
use tests::victoria::{Agent, Victoria};

const STEP_S: i64 = 300;

/// An hour that is over, one sample a minute: 20 good requests, 3 failed ones and four response times a minute; a counter that rests.
fn seeded(start_s: i64) -> Outcome<String> {
    let mut lines = String::new();
    for minute in 0..=60 {
        let at_ms = (start_s + minute * 60) * 1000;
        for (series, value) in [
            ("requests_total{code=\"200\"}", 1000 + 20 * minute),
            ("requests_total{code=\"500\"}", 3 * minute),
            ("latency_bucket{le=\"0.1\"}", minute),
            ("latency_bucket{le=\"0.5\"}", 3 * minute),
            ("latency_bucket{le=\"+Inf\"}", 4 * minute),
            ("resting_total", 7),
            ("level", minute * minute),
            ("up{job=\"fraud\"}", i64::from(!(20..30).contains(&minute))),
        ] {
            writeln!(lines, "{series} {value} {at_ms}")?;
        }
    }
    Ok(lines)
}

/// What our connector reads of the hour after its first five minutes.
async fn pulled(url: &str, kind: Kind, from: Value, start_s: i64) -> domain::Result<Vec<Sample>> {
    let read = |value| serde_json::from_value(value).map_err(|cause| domain::Error::invalid(cause.to_string()));
    let source: Source = serde_json::from_value(json!({ "id": "victoria", "kind": "prometheus", "url": url })).unwrap();
    let mut from = from;
    from["id"] = json!("victoria");
    let from: SourceRef = read(from)?;
    let fed = Fed { series: SeriesKey::parse("fraud/uptime")?, shape: SeriesShape { kind, interval_s: STEP_S as u32 }, from };
    let connector = connect::connect(&source, None)?;
    connector.reach().await?;
    connector.sign_in().await?;
    connector.samples(&fed, (start_s + STEP_S) * 1000, (start_s + 3600) * 1000).await
}

/// The same reading at each of the hour's steps; those of growth stand at the start of the step in which it grew.
fn each_step(start_s: i64, grown: bool, reading: impl Fn(i64) -> Reading) -> Vec<Sample> {
    let back_s = if grown { STEP_S } else { 0 };
    (1..=12).map(|step| Sample { at_ms: (start_s + step * STEP_S - back_s) * 1000, reading: reading(step) }).collect()
}

#[tokio::test]
async fn victoria_metrics_gives_what_it_was_fed() -> Outcome {
    gives_what_it_was_fed(Path::new("victoria-metrics")).await
}

/// A VictoriaMetrics is fed an hour; our connector reads the same of it, to the sample.
pub async fn gives_what_it_was_fed(program: &Path) -> Outcome {
    let victoria = Victoria::start(program).await?;
    let start_s = chrono::Utc::now().timestamp() / STEP_S * STEP_S - 7200;
    victoria.import(&seeded(start_s)?).await?;
    let ask = |kind, from| pulled(&victoria.url, kind, from, start_s);
    // It looks at the sample before a span, where Prometheus stretches the growth between those within: growth is whole.
    let share =
        json!({ "numerator": "sum(increase(requests_total{code=~\"5..\"}[5m]))", "denominator": "sum(increase(requests_total[5m]))" });
    let expected = |_| Reading::Ratio { numerator: Fixed::whole(15), denominator: Fixed::whole(115) };
    assert_eq!(ask(Kind::Ratio, share).await?, each_step(start_s, true, expected));
    let histogram = json!({ "histogram": "sum by (le) (increase(latency_bucket[5m]))", "scale": "1000" });
    let bounds = [100, 500].map(Fixed::whole).to_vec();
    let expected = |_| Reading::Histogram { bounds: bounds.clone(), counts: [5, 10, 5].map(Fixed::whole).to_vec() };
    assert_eq!(ask(Kind::Histogram, histogram).await?, each_step(start_s, true, expected));
    let level = |step| Reading::gauge(Fixed::whole(step * step * 25));
    assert_eq!(ask(Kind::Gauge, json!({ "query": "level" })).await?, each_step(start_s, false, level));
    let state = |step| Reading::check(if (20..30).contains(&(step * 5)) { 0.0 } else { 1.0 });
    assert_eq!(ask(Kind::State, json!({ "query": "min(up{job=\"fraud\"})" })).await?, each_step(start_s, false, state));
    // Nothing was asked of a service that rests: 0 of 0 is none of it here, not a number, and either way no share.
    let none = json!({ "query": "sum(increase(resting_total[5m])) / sum(increase(resting_total[5m]))" });
    assert_eq!(ask(Kind::Gauge, none).await?, []);
    assert_eq!(ask(Kind::Gauge, json!({ "query": "nothing{a=\"b\"}" })).await?, []);
    let rest = json!({ "query": "sum(increase(resting_total[5m]))" });
    assert_eq!(ask(Kind::Counter, rest).await?, each_step(start_s, true, |_| Reading::Increment { by: Fixed::ZERO }), "a rest is no gap");
    // Its errors are of no type but the status. One of a query is that series' own and does not stop the others of the source.
    let wrong = ask(Kind::Gauge, json!({ "query": "sum(" })).await.unwrap_err();
    assert!(!matches!(wrong, domain::Error::Unavailable { .. }) && wrong.to_string().contains("unexpected"), "{wrong:?}");
    Ok(())
}

#[tokio::test]
async fn an_agent_writes_here_what_it_writes_to_victoria_metrics() -> Outcome {
    agent_writes(Path::new("vmagent")).await.map(drop)
}

/// A vmagent scrapes our own metrics page and writes to both; both then hold the same samples. What it wrote of itself.
pub async fn agent_writes(program: &Path) -> Outcome<String> {
    let served = Served::start_at(Clock::System).await?;
    let token = served.engine.ports().accounts.add_token(&Engine::command_line(), "vmagent", Role::MlLead).await?;
    let victoria = Victoria::start(Path::new("victoria-metrics")).await?;
    let receivers = [served.url("/api/v1/write"), format!("{}/api/v1/write", victoria.url)];
    let agent = Agent::start(program, &served.addr.to_string(), &receivers.each_ref().map(String::as_str), &token).await?;
    let ours = served.url("/prometheus");
    let both = wait_for("the same samples at both", Duration::from_secs(60), || async {
        // Between two scrapes, so that no sample lies on an edge; far enough back that both were flushed.
        let at = format!("{}.5", chrono::Utc::now().timestamp() - 4);
        let [ours, theirs] = [raw(&ours, &token, &at).await.ok()?, raw(&victoria.url, "", &at).await.ok()?];
        (theirs.len() > 5 && theirs.iter().all(|(_, samples)| samples.len() >= 9) && same(&ours, &theirs)).then_some(theirs)
    })
    .await
    .map_err(|cause| format!("{cause}; vmagent wrote:\n{}", agent.log().unwrap_or_default()))?;
    assert!(both.iter().any(|(labels, _)| labels.contains("modelworth_http_requests_total") && labels.contains("\"job\":\"own\"")));
    served.stop().await?;
    agent.log()
}

/// Labels, and time and value of each sample.
type Raw = Vec<(String, Vec<(i64, f64)>)>;

/// Every sample of ten seconds before an instant.
async fn raw(url: &str, token: &str, at: &str) -> Outcome<Raw> {
    let request = client()?.get(format!("{url}/api/v1/query")).query(&[("query", "{job=\"own\"}[10s]"), ("time", at)]);
    let answer: Value = request.bearer_auth(token).send().await?.error_for_status()?.json().await?;
    let mut all = Raw::new();
    for series in answer["data"]["result"].as_array().ok_or("no result")? {
        let samples = series["values"].as_array().into_iter().flatten().map(|sample| {
            let at_ms = (sample[0].as_f64().ok_or("no time")? * 1000.0).round() as i64;
            Ok((at_ms, sample[1].as_str().ok_or("no value")?.parse()?))
        });
        all.push((series["metric"].to_string(), samples.collect::<Outcome<_>>()?));
    }
    all.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(all)
}

/// VictoriaMetrics keeps decimals, of which it has fifteen.
fn same(ours: &Raw, theirs: &Raw) -> bool {
    let near = |one: f64, other: f64| (one - other).abs() <= 1e-14 * one.abs().max(other.abs());
    ours.len() == theirs.len()
        && ours.iter().zip(theirs).all(|(ours, theirs)| {
            ours.0 == theirs.0
                && ours.1.len() == theirs.1.len()
                && ours.1.iter().zip(&theirs.1).all(|(ours, theirs)| ours.0 == theirs.0 && near(ours.1, theirs.1))
        })
}
