//! Deployments and incidents of the company, told as any pipeline would tell them.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use domain::Result;
use domain::ids::ServiceId;
use domain::ports::WireEvent;
use domain::time::{DAY_MS, HOUR_MS, Month};
use serde_json::Value;

use super::company::MONTHS;
use super::events::{outages, released};
use super::steady::chance;

const MINUTE_MS: i64 = 60_000;
/// Minute of the local day of a release, and of the one before the long outage.
const USUAL_MINUTE: i64 = 620;
const EVENING_MINUTE: i64 = 1_115;
/// Minutes from which an outage is a severe one.
const SEVERE_MINUTES: i64 = 180;

/// What happened up to `now_ms` and was not told yet at `before_ms`, the day before that once more: what was not over then is now.
pub fn told(anchor: Month, zone: Tz, before_ms: i64, now_ms: i64) -> Result<BTreeMap<ServiceId, Vec<WireEvent>>> {
    let news = |at_ms: i64| at_ms >= before_ms - DAY_MS;
    let mut all = BTreeMap::new();
    for service in ["recommender", "fraud-score", "search-ranking", "churn", "demand-forecast"] {
        let (mut events, mut version) = (Vec::new(), 0);
        for month in 0..MONTHS {
            let start_ms = anchor.plus(month).window(zone).start_ms;
            for day in 1..=i64::from(chrono::Datelike::day(&anchor.plus(month).last_day())) {
                let midnight_ms = start_ms + (day - 1) * DAY_MS;
                if !released(service, month, day, midnight_ms) {
                    continue;
                }
                version += 1;
                let minute = if outages(service).iter().any(|(m, d, ..)| (*m, *d) == (month, day)) { EVENING_MINUTE } else { USUAL_MINUTE };
                let at_ms = midnight_ms + minute * MINUTE_MS;
                if at_ms <= now_ms && news(at_ms) {
                    let committed_ms = at_ms - (6 + chance(service, at_ms) % 50) * HOUR_MS;
                    let (version, url) = (format!("v{version}"), format!("https://builds.selat.example/{service}/{version}"));
                    let event = blank("deployment", version.clone(), url);
                    events.push(WireEvent { at: at_ms.into(), committed: committed_ms.into(), version: Some(version), ..event });
                }
            }
            for (_, day, minute, minutes) in outages(service).iter().filter(|(m, ..)| *m == month) {
                let from_ms = start_ms + (day - 1) * DAY_MS + minute * MINUTE_MS;
                let until_ms = from_ms + minutes * MINUTE_MS;
                if from_ms > now_ms || !news(until_ms) {
                    continue;
                }
                let key = format!("inc-{service}-{}-{day}", anchor.plus(month));
                let url = format!("https://incidents.selat.example/{key}");
                events.push(WireEvent {
                    from: from_ms.into(),
                    until: if until_ms <= now_ms { until_ms.into() } else { Value::Null },
                    title: Some("Checks fail".to_owned()),
                    severity: Some(if *minutes >= SEVERE_MINUTES { "SEV-1" } else { "SEV-2" }.to_owned()),
                    ..blank("incident", key, url)
                });
            }
        }
        all.insert(ServiceId::parse(service)?, events);
    }
    Ok(all)
}

fn blank(event: &str, key: String, url: String) -> WireEvent {
    WireEvent { event: event.to_owned(), key, url: Some(url), ..WireEvent::default() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use domain::time::parse_zone;

    use super::*;

    #[test]
    fn the_long_outage_comes_half_an_hour_after_a_release() {
        let (anchor, zone) = (Month::parse("2026-01").unwrap(), parse_zone(super::super::ZONE).unwrap());
        let bad = anchor.plus(12).window(zone);
        let all = told(anchor, zone, bad.start_ms, bad.end_ms).unwrap();
        let recommender = ServiceId::parse("recommender").unwrap();
        let of = |kind: &'static str| all[&recommender].iter().filter(move |event| event.event == kind);
        let outage = of("incident").find(|event| event.severity.as_deref() == Some("SEV-1")).unwrap();
        let (from_ms, until_ms) = (outage.from.as_i64().unwrap(), outage.until.as_i64().unwrap());
        assert_eq!((until_ms - from_ms) / MINUTE_MS, 235);
        assert!(of("deployment").any(|event| from_ms - event.at.as_i64().unwrap() == 30 * MINUTE_MS));
        // While it lasts it has no end yet, and what is to come is not told.
        let during = told(anchor, zone, bad.start_ms, from_ms + HOUR_MS).unwrap();
        let open = during[&recommender].iter().find(|event| event.key == outage.key).unwrap();
        assert!(open.until.is_null() && during[&recommender].len() < all[&recommender].len());
    }
}
