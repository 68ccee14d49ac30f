//! Figures by hand, on a day that begins at midnight UTC.
#![allow(clippy::unwrap_used)]
use super::*;
use crate::metric::Kind;
use crate::sample::{Reading, Sample, SeriesShape, Summary, roll_up_day};
use crate::time::{DAY_MS, Window};

const DAY: i64 = 20_700 * DAY_MS;
const MINUTE: i64 = 60_000;

fn at(clock: &str) -> i64 {
    let (hours, minutes) = clock.split_once(':').unwrap();
    DAY + hours.parse::<i64>().unwrap() * HOUR_MS + minutes.parse::<i64>().unwrap() * MINUTE
}

fn release(key: &str, clock: &str, committed: Option<&str>, succeeded: bool) -> Recorded {
    let event = Event::Deployment(Deployment {
        key: key.to_owned(),
        at_ms: at(clock),
        version: key.to_owned(),
        committed_ms: committed.map(at),
        succeeded,
        url: None,
    });
    Recorded { source: SourceId::parse("github").unwrap(), event }
}

fn incident(key: &str, from: &str, until: Option<&str>) -> Recorded {
    let event = Event::Incident(Incident {
        key: key.to_owned(),
        from_ms: at(from),
        until_ms: until.map(at),
        title: key.to_owned(),
        severity: String::new(),
        affected_share: None,
        url: None,
    });
    Recorded { source: SourceId::parse("pagerduty").unwrap(), event }
}

/// One that touched a share of the traffic.
fn partial(key: &str, from: &str, until: Option<&str>, share: &str) -> Recorded {
    let Recorded { source, event } = incident(key, from, until);
    let Event::Incident(incident) = event else { return Recorded { source, event } };
    let affected_share = Some(crate::config::Number::parse(share).unwrap());
    Recorded { source, event: Event::Incident(Incident { affected_share, ..incident }) }
}

fn of(recorded: &[Recorded]) -> History {
    History::of(recorded.to_vec(), &Chosen::new(), WINDOW_DEFAULT_MS)
}

/// Samples as `09:00 1/2` or `09:00 +1`.
fn told(history: &History, metric: &str, asked: &Asked) -> Vec<String> {
    let clock = |ms: i64| format!("{:02}:{:02}", (ms - DAY).div_euclid(HOUR_MS), (ms - DAY).rem_euclid(HOUR_MS) / MINUTE);
    let plain = |value: crate::sample::Fixed| value.round(9).unwrap().normalize().to_string();
    let told = |Sample { at_ms, reading }: Sample| match reading {
        Reading::Increment { by } => format!("{} +{}", clock(at_ms), plain(by)),
        Reading::Ratio { numerator, denominator } => format!("{} {}/{}", clock(at_ms), plain(numerator), plain(denominator)),
        other => format!("{other:?}"),
    };
    history.samples(metric, asked).into_iter().map(told).collect()
}

fn links(history: &History) -> Vec<String> {
    let link = |(id, _): &(String, Incident)| format!("{id} {}", history.release_of(id).unwrap_or("-"));
    history.incidents.iter().map(link).collect()
}

/// Two releases, one of which fails; an incident 90 minutes after the second, told as two that overlap; one that lasts.
fn afternoon() -> Vec<Recorded> {
    vec![
        incident("errors", "15:30", Some("17:00")),
        incident("late", "16:15", Some("17:45")),
        incident("again", "44:00", None),
        release("v2", "14:00", Some("08:20"), true),
        release("v1", "9:00", None, true),
        release("v3", "18:10", Some("17:50"), false),
    ]
}

#[test]
fn the_metrics_are_those_computed_by_hand() {
    let history = of(&afternoon());
    assert_eq!(
        links(&history),
        ["pagerduty:errors github:v2", "pagerduty:late github:v2", "pagerduty:again -"],
        "v3 did not get through, and v2 is 30 hours before the last incident"
    );
    for (metric, expected) in [
        ("deployment-frequency", &["09:00 +1", "14:00 +1"][..]),
        // 14:00 less 08:20 is 5 hours 40 minutes; the commit of v1 is not known, and v3 never arrived.
        ("lead-time", &["14:00 5.666666667/1"]),
        ("change-failure-rate", &["09:00 0/1", "14:00 1/1", "18:10 1/1"]),
        // 15:30 to 17:45, not 1.5 + 1.5 hours; the last one has not ended.
        ("restore-time", &["17:45 2.25/1"]),
        ("incidents", &["15:30 +1", "44:00 +1"]),
        ("time-to-restore", &["17:45 2.25/1"]),
        ("uptime", &[]),
    ] {
        assert_eq!(told(&history, metric, &Asked::new()), expected, "{metric}");
    }
}

#[test]
fn any_order_gives_the_same() {
    let (mut events, expected) = (afternoon(), of(&afternoon()));
    for _ in 0..events.len() {
        events.rotate_left(1);
        assert_eq!(of(&events), expected);
    }
}

#[test]
fn an_incident_is_laid_to_the_newest_release_of_the_day_before() {
    let releases = [release("a", "1:00", None, true), release("b", "3:00", None, true), release("c", "3:30", None, false)];
    for (from, expected) in
        [("0:59", "-"), ("1:00", "github:a"), ("2:59", "github:a"), ("3:00", "github:b"), ("27:00", "github:b"), ("27:01", "-")]
    {
        let history = of(&[&releases[..], &[incident("i", from, None)]].concat());
        assert_eq!(links(&history), [format!("pagerduty:i {expected}")], "{from}");
    }
    let hour = History::of([&releases[..], &[incident("i", "4:01", None)]].concat(), &Chosen::new(), HOUR_MS);
    assert_eq!(links(&hour), ["pagerduty:i -"], "the window is the workspace's");
}

#[test]
fn what_a_person_chose_stands() {
    let events = [release("a", "1:00", None, true), release("b", "3:00", None, true), incident("i", "4:00", Some("5:00"))];
    for (chosen, expected, failed) in [
        (None, "github:b", ["01:00 0/1", "03:00 1/1"]),
        (Some(Some("github:a")), "github:a", ["01:00 1/1", "03:00 0/1"]),
        (Some(None), "-", ["01:00 0/1", "03:00 0/1"]),
        (Some(Some("github:gone")), "github:b", ["01:00 0/1", "03:00 1/1"]),
    ] {
        let chosen = chosen.map(|release| ("pagerduty:i".to_owned(), release.map(str::to_owned))).into_iter().collect();
        let history = History::of(events.to_vec(), &chosen, WINDOW_DEFAULT_MS);
        assert_eq!(links(&history), [format!("pagerduty:i {expected}")]);
        assert_eq!(told(&history, "change-failure-rate", &Asked::new()), failed);
    }
}

#[test]
fn overlapping_incidents_are_one_and_are_clipped_to_the_window() {
    let history = of(&[
        incident("a", "22:00", Some("23:00")),
        incident("inside", "22:10", Some("22:20")),
        incident("touches", "23:00", Some("25:00")),
        incident("point", "26:00", Some("26:00")),
        incident("lasts", "30:00", None),
        incident("while", "31:00", Some("32:00")),
    ]);
    let spans = |outage: &Outage| ((outage.from_ms - DAY) / HOUR_MS, outage.until_ms.map(|until_ms| (until_ms - DAY) / HOUR_MS));
    let outages = history.outages();
    assert_eq!(outages.iter().map(spans).collect::<Vec<_>>(), [(22, Some(23)), (23, Some(25)), (26, Some(26)), (30, None)]);
    let within = |from: i64, until: i64| {
        let window = Window { start_ms: DAY + from * HOUR_MS, end_ms: DAY + until * HOUR_MS };
        outages.iter().map(|outage| outage.within_ms(window, DAY + 33 * HOUR_MS)).sum::<i64>() / HOUR_MS
    };
    assert_eq!((within(0, 24), within(24, 48), within(0, 48), within(48, 72)), (2, 1 + 3, 6, 0));
}

#[test]
fn two_at_one_instant_are_added() {
    let history = of(&[
        release("a", "1:00", Some("0:00"), true),
        release("b", "1:00", Some("0:30"), true),
        incident("i", "2:00", Some("3:00")),
        incident("j", "3:00", Some("3:00")),
    ]);
    for (metric, expected) in [
        ("deployment-frequency", &["01:00 +2"][..]),
        ("lead-time", &["01:00 1.5/2"]),
        ("change-failure-rate", &["01:00 1/2"]),
        ("time-to-restore", &["03:00 1/2"]),
    ] {
        assert_eq!(told(&history, metric, &Asked::new()), expected, "{metric}");
    }
}

#[test]
fn a_commit_after_its_release_says_nothing() {
    let history = of(&[release("a", "1:00", Some("1:01"), true), release("b", "1:00", Some("1:00"), true)]);
    assert_eq!(told(&history, "lead-time", &Asked::new()), ["01:00 0/1"]);
}

#[test]
fn a_day_that_was_asked_about_and_holds_none_is_none() {
    let history = of(&[release("a", "24:00", None, true), release("b", "30:00", None, true)]);
    let asked = |from: &str, until: &str| Asked::from([("deployment-frequency".to_owned(), (at(from), at(until)))]);
    assert_eq!(told(&history, "deployment-frequency", &asked("0:00", "48:00")), ["00:00 +0", "24:00 +1", "30:00 +1", "48:00 +0"]);
    assert_eq!(told(&history, "deployment-frequency", &asked("0:01", "23:59")), ["24:00 +1", "30:00 +1"]);
    assert!(told(&history, "incidents", &asked("0:00", "48:00")).is_empty(), "the other system was not asked");
}

/// Minutes up and down of a day, rolled up as any checks are.
fn states(history: &History, known: &[(i64, i64)], hold_minutes: i64, day: i64) -> (i64, i64) {
    let samples = history.states(known, hold_minutes * MINUTE, at("47:30"));
    assert!(samples.windows(2).all(|pair| pair[0].at_ms < pair[1].at_ms), "in the order of time, one an instant");
    let shape = SeriesShape { kind: Kind::State, interval_s: u32::try_from(hold_minutes * 30).unwrap() };
    let slots = roll_up_day(shape, DAY / DAY_MS + day, &samples).unwrap();
    match Summary::merged(slots.slots.values()).unwrap() {
        Some(Summary::State { up_ms, down_ms, .. }) => (up_ms / MINUTE, down_ms / MINUTE),
        _ => (0, 0),
    }
}

#[test]
fn uptime_follows_from_the_union_of_incidents_by_the_share_they_touched() {
    let history = of(&[
        incident("all", "22:00", Some("23:00")),
        // Within the first for half an hour, in which all of the traffic is down: the two are not added.
        partial("quarter", "22:30", Some("24:40"), "0.25"),
        partial("half", "30:00", Some("31:00"), "0.5"),
        partial("tenth", "30:30", Some("31:00"), "0.1"),
        incident("lasts", "47:00", None),
    ]);
    let both = [(at("0:00"), at("47:30"))];
    for hold_minutes in [10, 30, 1440] {
        // 60 + 60/4 minutes down of 1,440; then 40/4 + 60/2 + 30 of 47:30 − 24:00 = 1,410 minutes.
        assert_eq!(states(&history, &both, hold_minutes, 0), (1440 - 75, 75), "{hold_minutes}");
        assert_eq!(states(&history, &both, hold_minutes, 1), (1410 - 70, 70), "{hold_minutes}");
    }
    // Where nobody says that all incidents are told, only they are known: 60 + 100 minutes, of which 15 + 60 are down in the first day's.
    assert_eq!(states(&history, &[], 10, 0), (45, 75));
    assert_eq!(states(&history, &[(at("20:00"), at("22:15"))], 10, 0), (120 + 45, 75), "known up to 22:15, and by incidents after it");
    assert!(of(&[]).states(&[], 600_000, at("47:30")).is_empty());
}

#[test]
fn the_figures_of_a_time_are_the_sums_of_its_samples() {
    let history = of(&afternoon());
    let window = |from: i64, until: i64| Window { start_ms: DAY + from * HOUR_MS, end_ms: DAY + until * HOUR_MS };
    let figures = history.figures(window(0, 24));
    let text = |figure: Option<rust_decimal::Decimal>| figure.map(|figure| figure.to_string());
    // Three changes, of which v2 brought trouble and v3 did not arrive; 5 hours 40 minutes; 15:30 to 17:45.
    assert_eq!((figures.deployments, figures.changes), (2, 3));
    assert_eq!(text(figures.change_failure_rate), Some("0.6667".to_owned()));
    assert_eq!(text(figures.lead_time_hours), Some("5.6667".to_owned()));
    assert_eq!((text(figures.restore_time_hours), text(figures.time_to_restore_hours)), (Some("2.25".to_owned()), Some("2.25".to_owned())));
    assert_eq!(history.figures(window(24, 48)), Figures::default(), "nothing was released and no trouble ended: no rate and no mean");
}
