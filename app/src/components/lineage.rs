//! Where a printed value comes from: the page that keeps it.

use domain::time::Month;
use domain::value::{Part, Term};
use leptos::prelude::*;

/// The address of a term's source: its test, its driver, its baseline, or the strip that shows it measured day by day.
pub fn source_of(term: &Term, month: Month) -> Option<String> {
    if let Some(test) = &term.test {
        return Some(format!("/evidence/tests/{test}"));
    }
    if let Some(driver) = &term.driver {
        return Some(format!("/drivers?month={month}#driver-{driver}"));
    }
    let record = term.record.as_deref()?;
    if term.part == Part::Baseline {
        return Some(format!("/drivers?month={month}#baseline-{record}"));
    }
    let (series, _) = record.rsplit_once('/')?;
    match series.split_once('/')? {
        ("kpi" | "driver", _) => Some(data_of(series, month)),
        (service, metric) => Some(format!("/services/{service}?month={month}#strip-{metric}")),
    }
}

/// The address of a series' month as data, with its days.
pub fn data_of(series: &str, month: Month) -> String {
    format!("/api/v1/series/{series}?month={month}")
}

/// The mapping of a line, as it was in the month.
pub fn mapping_of(mapping: &impl std::fmt::Display, month: Month) -> String {
    format!("/value-map/mappings/{mapping}?month={month}")
}

/// Text that leads to a term's source, where it has one.
pub fn linked(text: String, term: &Term, month: Month) -> AnyView {
    match source_of(term, month) {
        Some(href) => view! { <a href=href title=term.name.clone()>{text}</a> }.into_any(),
        None => text.into_any(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn each_kind_of_term_leads_to_where_it_is_kept() {
        let month = Month::parse("2026-10").unwrap();
        for (member, part, expected) in [
            (("test", "t1"), Part::Effect, Some("/evidence/tests/t1")),
            (("driver", "per-hour"), Part::UnitValue, Some("/drivers?month=2026-10#driver-per-hour")),
            (
                ("record", "fraud/uptime:value@2026-01-01"),
                Part::Baseline,
                Some("/drivers?month=2026-10#baseline-fraud/uptime:value@2026-01-01"),
            ),
            (("record", "fraud/latency/p95"), Part::Indicator, Some("/services/fraud?month=2026-10#strip-latency")),
            (("record", "kpi/orders/value"), Part::Volume, Some("/api/v1/series/kpi/orders?month=2026-10")),
            (("evidence", "record"), Part::ExchangeRate, None),
        ] {
            let mut term = serde_json::json!({"role": "factor", "name": "x", "value": "1", "unit": "1", "part": part});
            term[member.0] = member.1.into();
            assert_eq!(source_of(&serde_json::from_value(term).unwrap(), month).as_deref(), expected);
        }
    }
}
