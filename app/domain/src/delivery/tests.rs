//! Figures by hand, on a day that begins at midnight UTC.
#![allow(clippy::unwrap_used)]
use super::*;
use crate::sample::{Reading, Sample};
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
        url: None,
    });
    Recorded { source: SourceId::parse("pagerduty").unwrap(), event }
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
