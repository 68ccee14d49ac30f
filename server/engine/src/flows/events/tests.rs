//! Events told by hand, by webhooks and by systems that are asked, on both databases.

use std::sync::Arc;

use connect::fake::{Fake, json, response};
use domain::Error;
use domain::access::Role;
use domain::ids::{ServiceId, SourceId};
use domain::ports::{Accounts, EventReceipt, Events, Hook, HookAnswer, Models, Release, RowOutcome, SecretOf, Sources, WireEvent};
use domain::sample::{Fixed, SeriesKey, Summary};
use domain::time::{HOUR_MS, Month, parse_instant};
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::context::Engine;
use crate::store::fresh::{self, Fresh};
use crate::store::summaries;

const NOW: &str = "2026-10-20T10:00:00Z";
/// Cargo tells it to every test, so that it is there without a key to seal it with.
const SECRET: &str = env!("CARGO_PKG_NAME");

struct World {
    engine: Arc<Engine>,
    clock: Clock,
    fraud: ServiceId,
    _database: Fresh,
}

impl World {
    async fn new(database: Fresh, github: &str, pagerduty: &str) -> Self {
        let clock = Clock::fixed(parse_instant(NOW, chrono_tz::UTC).unwrap());
        let engine = Engine::open(&database.url, clock.clone()).await.unwrap();
        let follows: String = ["lead-time", "change-failure-rate", "restore-time", "time-to-restore"]
            .iter()
            .map(|metric| format!("[[indicator]]\nservice = \"fraud\"\nmetric = \"{metric}\"\nsource = {{ id = \"events\" }}\n"))
            .collect();
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
            id = "gh"
            kind = "github"
            url = "{github}"
            [[source]]
            id = "pd"
            kind = "pagerduty"
            url = "{pagerduty}"
            webhook_secret_env = "CARGO_PKG_NAME"
            [[indicator]]
            service = "fraud"
            metric = "deployment-frequency"
            source = {{ id = "gh", query = "acme/fraud production" }}
            [[indicator]]
            service = "fraud"
            metric = "incidents"
            source = {{ id = "pd", query = "PF9KMXH" }}
            {follows}"#
        );
        engine.apply(&Engine::command_line(), &toml, false).await.unwrap();
        Self { engine, clock, fraud: ServiceId::parse("fraud").unwrap(), _database: database }
    }

    async fn all() -> Vec<Self> {
        let mut worlds = Vec::new();
        for database in fresh::databases().await {
            worlds.push(Self::new(database, "http://127.0.0.1:9", "http://127.0.0.1:9").await);
        }
        worlds
    }

    async fn tell(&self, event: Value) -> RowOutcome {
        let event: WireEvent = serde_json::from_value(event).unwrap();
        self.engine.record_events(&Engine::command_line(), &self.fraud, vec![event]).await.unwrap().remove(0).outcome
    }

    /// What the month knows of each metric that it knows: `deployment-frequency 2`, `lead-time 5/1`.
    async fn month(&self, month: &str) -> Vec<String> {
        let month = Month::parse(month).unwrap();
        let mut connection = self.engine.store().read().await.unwrap();
        let months = summaries::months(&mut connection, &Engine::workspace(), month, month).await.unwrap();
        let plain = |value: &Fixed| value.round(9).unwrap().normalize().to_string();
        let told = |((series, _), summary): (&(SeriesKey, Month), &domain::sample::MonthSummary)| {
            let figure = match &summary.summary {
                Summary::Counter { sum } => plain(sum),
                Summary::Ratio { numerator, denominator } => format!("{}/{}", plain(numerator), plain(denominator)),
                other => format!("{other:?}"),
            };
            format!("{} {figure}", series.to_string().trim_start_matches("fraud/"))
        };
        months.iter().map(told).collect()
    }

    async fn hook(&self, sender: &str, source: Option<&str>, headers: &[(&str, &str)], body: &[u8]) -> domain::Result<HookAnswer> {
        let headers: Vec<(String, Vec<u8>)> = headers.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec())).collect();
        self.engine.take_hook(None, Hook { sender, source, headers: &headers, body }).await
    }

    async fn audited(&self) -> Vec<String> {
        let events = self.engine.audit(&Engine::command_line(), None).await.unwrap();
        events.into_iter().map(|event| event.action).filter(|action| action.contains("event") || action.contains("link")).collect()
    }
}

fn release(key: &str, at: &str, committed: Option<&str>) -> Value {
    json!({"event": "deployment", "key": key, "at": at, "committed": committed})
}

fn incident(key: &str, from: &str, until: Option<&str>) -> Value {
    json!({"event": "incident", "key": key, "from": from, "until": until})
}

#[tokio::test]
async fn what_is_told_twice_or_late_gives_the_same_figures() {
    for world in World::all().await {
        let first = release("v2", "2026-10-10T14:00:00Z", Some("2026-10-10T08:30:00Z"));
        assert_eq!(world.tell(first.clone()).await, RowOutcome::Accepted);
        assert_eq!(world.tell(first).await, RowOutcome::Duplicate);
        assert_eq!(world.tell(incident("i1", "2026-10-10T15:30:00Z", None)).await, RowOutcome::Accepted);
        assert_eq!(world.month("2026-10").await, ["change-failure-rate 1/1", "deployment-frequency 1", "incidents 1", "lead-time 5.5/1"]);
        assert_eq!(world.tell(incident("i1", "2026-10-10T15:30:00Z", Some("2026-10-10T17:00:00Z"))).await, RowOutcome::Accepted);
        // Told again as it was at first: it has ended all the same.
        assert_eq!(world.tell(incident("i1", "2026-10-10T15:30:00Z", None)).await, RowOutcome::Duplicate);
        let told = ["change-failure-rate 1/1", "deployment-frequency 1", "incidents 1", "lead-time 5.5/1"];
        let ended = [&told[..], &["restore-time 1.5/1", "time-to-restore 1.5/1"]].concat();
        assert_eq!(world.month("2026-10").await, ended);
        // A release that is told late takes the incident over.
        world.tell(release("v3", "2026-10-10T15:00:00Z", None)).await;
        let after = world.month("2026-10").await;
        assert_eq!((after[0].as_str(), after[1].as_str()), ("change-failure-rate 1/2", "deployment-frequency 2"));
        let rows = world.engine.service_events(&Engine::command_line(), &world.fraud, None, None).await.unwrap();
        assert_eq!(rows.incidents[0].release.as_deref(), Some("push:v3"));
        assert_eq!((rows.deployments.len(), rows.incident_hours.to_string()), (2, "1.5".to_owned()));
        assert_eq!(world.audited().await.len(), 4, "one event in the trail for each thing that was new");
    }
}

#[tokio::test]
async fn samples_that_no_longer_follow_are_taken_away() {
    for world in World::all().await {
        world.tell(incident("a", "2026-09-30T22:00:00Z", Some("2026-09-30T23:00:00Z"))).await;
        world.tell(incident("c", "2026-10-01T00:30:00Z", Some("2026-10-01T02:00:00Z"))).await;
        assert_eq!(world.month("2026-09").await, ["incidents 1", "time-to-restore 1/1"]);
        assert_eq!(world.month("2026-10").await, ["incidents 1", "time-to-restore 1.5/1"]);
        // One that lies over both makes them one, which began in September and ended in October.
        world.tell(incident("b", "2026-09-30T22:30:00Z", Some("2026-10-01T01:00:00Z"))).await;
        assert_eq!(world.month("2026-09").await, ["incidents 1"]);
        assert_eq!(world.month("2026-10").await, ["time-to-restore 4/1"]);
    }
}

#[tokio::test]
async fn a_person_may_lay_an_incident_to_another_release() {
    for world in World::all().await {
        let viewer = Engine::command_line();
        world.tell(release("v1", "2026-10-10T08:00:00Z", None)).await;
        world.tell(release("v2", "2026-10-10T12:00:00Z", None)).await;
        world.tell(incident("i", "2026-10-10T13:00:00Z", Some("2026-10-10T14:00:00Z"))).await;
        let link = async |release: &str| {
            world.engine.link_incident(&viewer, &world.fraud, "push:i", Release::parse(release)).await.map_err(|error| error.to_string())
        };
        for (release, expected, rate) in [
            ("push:v1", Some("push:v1"), "change-failure-rate 1/2"),
            ("push:v1", Some("push:v1"), "change-failure-rate 1/2"),
            ("none", None, "change-failure-rate 0/2"),
            ("rule", Some("push:v2"), "change-failure-rate 1/2"),
        ] {
            link(release).await.unwrap();
            let rows = world.engine.service_events(&viewer, &world.fraud, None, None).await.unwrap();
            assert_eq!((rows.incidents[0].release.as_deref(), rows.incidents[0].chosen), (expected, release != "rule"));
            assert_eq!(world.month("2026-10").await[0], rate);
        }
        let trail = world.audited().await;
        assert_eq!(trail.iter().filter(|action| *action == "link_incident").count(), 3, "the same again changes nothing: {trail:?}");
        assert!(link("push:v9").await.unwrap_err().contains("has no deployment “push:v9”"));
        let executive = domain::access::Viewer { role: Role::Executive, ..Engine::command_line() };
        let refused = world.engine.link_incident(&executive, &world.fraud, "push:i", Release::None).await;
        assert!(matches!(refused, Err(Error::Forbidden { .. })));
    }
}

#[tokio::test]
async fn a_bad_event_is_named_by_its_field_and_holds_back_no_other() {
    for world in World::all().await {
        let events: Vec<WireEvent> = [
            release("v1", "2026-10-10T08:00:00Z", None),
            release("v2", "2027-10-10T08:00:00Z", None),
            incident("i", "2026-10-10T13:00:00Z", Some("2026-10-10T12:00:00Z")),
            json!({"event": "incident", "key": "i", "from": "2026-10-10", "affected_share": "1.5"}),
            json!({"event": "rollback", "key": "v"}),
            json!({"event": "deployment", "key": "v", "at": "2026-10-10", "title": "x"}),
            json!({"event": "incident", "key": "", "from": "2026-10-10"}),
            json!({"event": "incident", "key": "v"}),
        ]
        .map(|event| serde_json::from_value(event).unwrap())
        .to_vec();
        let answers = world.engine.record_events(&Engine::command_line(), &world.fraud, events).await.unwrap();
        let fields: Vec<Option<&str>> = answers
            .iter()
            .map(|answer| match &answer.outcome {
                RowOutcome::Rejected { field, .. } => field.as_deref(),
                _ => None,
            })
            .collect();
        let expected = [None, Some("at"), Some("until"), Some("affected_share"), Some("event"), Some("title"), Some("key"), Some("from")];
        assert_eq!(fields, expected);
        let search = ServiceId::parse("search").unwrap();
        let unknown = world.engine.record_events(&Engine::command_line(), &search, Vec::new()).await;
        assert!(matches!(unknown, Err(Error::NotFound { .. })), "{unknown:?}");
        assert_eq!(world.month("2026-10").await, ["change-failure-rate 0/1", "deployment-frequency 1"]);
    }
}

fn page(status: &str) -> Vec<u8> {
    let event = json!({"event": {"event_type": format!("incident.{status}"), "occurred_at": "2026-10-10T14:00:00Z", "resource_type": "incident",
        "data": {"id": "PGR0VU2", "type": "incident", "html_url": "https://acme.pagerduty.com/incidents/PGR0VU2", "status": status,
            "created_at": "2026-10-10T13:00:00Z", "title": "Scores are late", "service": {"id": "PF9KMXH"}, "urgency": "high"}}});
    event.to_string().into_bytes()
}

/// HMAC-SHA256 under `SECRET`, as PagerDuty and GitHub write it.
fn tag(body: &[u8]) -> String {
    tag_with(SECRET, body)
}

fn tag_with(secret: &str, body: &[u8]) -> String {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes());
    ring::hmac::sign(&key, body).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn a_webhook_is_taken_from_who_knows_the_secret() {
    for world in World::all().await {
        let body = page("triggered");
        let signature = format!("v1={}", tag(&body));
        let signed = [("x-pagerduty-signature", signature.as_str())];
        for (source, headers, body) in [
            (Some("pd"), &[][..], &body),
            (Some("pd"), &[("x-pagerduty-signature", "v1=00")][..], &body),
            (Some("pd"), &signed[..], &page("resolved")),
            (Some("gh"), &signed[..], &body),
            (Some("nowhere"), &signed[..], &body),
            (None, &signed[..], &body),
        ] {
            assert_eq!(world.hook("pagerduty", source, headers, body).await, Err(Error::SignedOut), "{source:?} {headers:?}");
        }
        assert!(world.month("2026-10").await.is_empty(), "nothing is kept of a forged one");
        let counts = |answer: HookAnswer| (answer.recorded, answer.known, answer.unclaimed);
        assert_eq!(world.hook("pagerduty", Some("pd"), &signed, &body).await.map(counts), Ok((1, 0, vec![])));
        assert_eq!(world.hook("pagerduty", Some("pd"), &signed, &body).await.map(counts), Ok((0, 1, vec![])));
        let ended = page("resolved");
        let signature = format!("v1={}", tag(&ended));
        assert_eq!(
            world.hook("pagerduty", Some("pd"), &[("x-pagerduty-signature", &signature)], &ended).await.map(counts),
            Ok((1, 0, vec![]))
        );
        assert_eq!(world.month("2026-10").await, ["incidents 1", "time-to-restore 1/1"]);
        let other = String::from_utf8(page("triggered")).unwrap().replace("PF9KMXH", "PUNKNOWN");
        let signature = format!("v1={}", tag(other.as_bytes()));
        let answer = world.hook("pagerduty", Some("pd"), &[("x-pagerduty-signature", &signature)], other.as_bytes()).await.unwrap();
        assert_eq!((answer.recorded, answer.unclaimed.as_slice()), (0, &["PUNKNOWN".to_owned()][..]));
        assert!(answer.advice.contains("no service is named so"));
    }
}

#[tokio::test]
async fn a_webhook_is_signed_with_a_secret_of_its_own() {
    let mut sealed = 0;
    for world in World::all().await {
        let (admin, pd, body) = (Engine::command_line(), SourceId::parse("pd").unwrap(), page("triggered"));
        let signed_with = async |secret: &str| {
            let signature = format!("v1={}", tag_with(secret, &body));
            world.hook("pagerduty", Some("pd"), &[("x-pagerduty-signature", &signature)], &body).await.is_ok()
        };
        if let Err(error) = world.engine.set_secret(&admin, &pd, SecretOf::Access, "token").await {
            assert!(error.to_string().contains("MODELWORTH_SECRET_KEY"), "a database server has no place for a key: {error}");
            continue;
        }
        assert!(signed_with(SECRET).await && !signed_with("token").await, "what the system is asked with signs nothing");
        world.engine.set_secret(&admin, &pd, SecretOf::Webhook, "shared").await.unwrap();
        assert!(signed_with("shared").await && !signed_with(SECRET).await, "the sealed one comes before that of the environment");
        let told = format!("{:?}", world.engine.sources(&admin).await.unwrap());
        assert!(told.contains("has_webhook_secret: true") && !told.contains("shared"), "{told}");
        let audited = format!("{:?}", world.audited().await);
        assert!(!audited.contains("shared"), "{audited}");
        world.engine.set_secret(&admin, &pd, SecretOf::Webhook, "").await.unwrap();
        assert!(signed_with(SECRET).await && !signed_with("shared").await);
        sealed += 1;
    }
    assert!(sealed > 0);
}

#[tokio::test]
async fn events_of_datadogs_clients_are_deployments_and_incidents() {
    for world in World::all().await {
        let send = async |title: &str, at: &str, more: Value| {
            let mut body = json!({"title": title, "text": "", "date_happened": parse_instant(at, chrono_tz::UTC).unwrap() / 1000});
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            match world.engine.take_datadog_event(&Engine::command_line(), None, body.to_string().as_bytes()).await.unwrap() {
                EventReceipt::Taken(answer) => Ok((answer.recorded, answer.known)),
                EventReceipt::Refused { reason, .. } => Err(reason),
            }
        };
        let release = json!({"source_type_name": "deployment", "tags": ["service:fraud", "version:v7"]});
        let of = |alert: &str, key: &str| json!({"alert_type": alert, "aggregation_key": key, "tags": ["service:fraud"]});
        assert_eq!(send("v7 is out", "2026-10-10T12:00:00Z", release.clone()).await, Ok((1, 0)));
        assert_eq!(send("v7 is out", "2026-10-10T12:00:00Z", release).await, Ok((0, 1)));
        let (began, ended) = ("2026-10-10T13:00:00Z", "2026-10-10T14:00:00Z");
        assert_eq!(send("Over", began, of("success", "slow")).await, Ok((0, 0)), "nothing is open that could end");
        assert_eq!(send("Scores are late", began, of("error", "slow")).await, Ok((1, 0)));
        assert_eq!(send("Over", ended, of("success", "other")).await, Ok((0, 0)), "another story");
        assert_eq!(send("Over", ended, of("success", "slow")).await, Ok((1, 0)));
        for (alert, at) in [("error", began), ("success", ended)] {
            assert_eq!(send("Scores are late", at, of(alert, "slow")).await, Ok((0, 1)), "{alert} again");
        }
        for neither in [json!({}), of("error", ""), of("warning", "slow"), of("info", "slow")] {
            assert_eq!(send("Hello", ended, neither).await, Ok((0, 0)));
        }
        let expected = ["change-failure-rate 1/1", "deployment-frequency 1", "incidents 1", "restore-time 1/1", "time-to-restore 1/1"];
        assert_eq!(world.month("2026-10").await, expected);
    }
}

/// GitHub with one deployment, and PagerDuty with one incident, both as their connectors ask for them.
fn systems(request: &str) -> String {
    let path = request.split(' ').nth(1).unwrap().split('?').next().unwrap();
    let sha = "0a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6a7b8c9d";
    match path {
        "/repos/acme/fraud/deployments" => json(&json!([{"id": 11, "ref": "v1.4.2", "sha": sha, "environment": "production",
            "created_at": "2026-10-10T11:50:00Z", "updated_at": "2026-10-10T12:00:00Z"}])),
        "/repos/acme/fraud/deployments/11/statuses" => json(&json!([{"id": 1, "state": "success", "created_at": "2026-10-10T12:00:00Z"}])),
        "/incidents" => json(&json!({"more": false, "incidents": [{"id": "PGR0VU2", "status": "resolved", "title": "Scores are late",
            "created_at": "2026-10-10T13:00:00Z", "resolved_at": "2026-10-10T14:00:00Z", "last_status_change_at": "2026-10-10T14:00:00Z",
            "html_url": "https://acme.pagerduty.com/incidents/PGR0VU2", "urgency": "high", "service": {"id": "PF9KMXH"}}]})),
        path if path.starts_with("/repos/acme/fraud/commits/") => json(
            &json!({"sha": sha, "commit": {"author": {"date": "2026-10-10T02:00:00Z"}, "committer": {"date": "2026-10-10T02:00:00Z"}}}),
        ),
        _ => response("404 Not Found", "", r#"{"message":"Not Found"}"#),
    }
}

#[tokio::test]
async fn systems_are_asked_for_what_is_new_and_a_day_without_any_is_none() {
    for database in fresh::databases().await {
        let (github, pagerduty) = (Fake::start(systems), Fake::start(systems));
        let world = World::new(database, &github.url(), &pagerduty.url()).await;
        let lines = world.engine.collect_once(&Engine::command_line()).await.unwrap();
        let told: Vec<(String, u64)> = lines.into_iter().map(|(source, new)| (source.to_string(), new.unwrap())).collect();
        assert_eq!(told, [("gh".to_owned(), 1), ("pd".to_owned(), 1)]);
        let expected = [
            "change-failure-rate 1/1",
            "deployment-frequency 1",
            "incidents 1",
            "lead-time 10/1",
            "restore-time 1/1",
            "time-to-restore 1/1",
        ];
        assert_eq!(world.month("2026-10").await, expected);
        assert_eq!(world.month("2026-09").await, ["deployment-frequency 0", "incidents 0"], "asked from 20 September on");
        // Its webhook tells the same incident: it stays one.
        let (body, revision) = (page("resolved"), world.audited().await.len());
        let signature = format!("v1={}", tag(&body));
        let answer = world.hook("pagerduty", Some("pd"), &[("x-pagerduty-signature", &signature)], &body).await.unwrap();
        assert_eq!((answer.recorded, answer.known), (0, 1));
        world.clock.set(world.clock.now_ms() + HOUR_MS);
        let again = world.engine.collect_once(&Engine::command_line()).await.unwrap();
        assert!(again.into_iter().all(|(_, new)| new == Ok(0)));
        assert_eq!((world.month("2026-10").await, world.audited().await.len()), (expected.map(str::to_owned).to_vec(), revision));
    }
}
