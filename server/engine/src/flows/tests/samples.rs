use domain::access::{Role, Viewer};
use domain::baseline::Asked;
use domain::config::Baseline;
use domain::ports::{Accounts, Models, Reports, RowOutcome, Samples, WireSample};
use domain::sample::{Fixed, Reading, Sample, SeriesKey};
use domain::time::{DAY_MS, HOUR_MS, Month};

use super::world::{World, at, worlds};
use crate::Engine;
use crate::store::summaries;

fn wire(series: &str, time: i64, fields: serde_json::Value) -> WireSample {
    let mut sample: WireSample = serde_json::from_value(fields).unwrap();
    (sample.series, sample.time) = (series.into(), time.into());
    sample
}

fn uptime() -> SeriesKey {
    SeriesKey::parse("recommender/uptime").unwrap()
}

/// Five-minute checks over some local days, down for the given hours of the first day.
pub fn checks(first: &str, days: i64, down_hours: std::ops::Range<i64>) -> Vec<Sample> {
    let start = at(first);
    (0..days * 288)
        .map(|n| {
            let up = !(down_hours.start * 12..down_hours.end * 12).contains(&n);
            Sample { at_ms: start + n * 300_000, reading: Reading::check(if up { 1.0 } else { 0.0 }) }
        })
        .collect()
}

pub async fn write_checks(world: &World, samples: Vec<Sample>) -> u64 {
    let source = domain::ids::SourceId::parse("push").unwrap();
    world.engine.write_series(&Engine::background(), &uptime(), &source, samples).await.unwrap()
}

async fn stored_months(world: &World) -> Vec<(String, String, String)> {
    let mut connection = world.engine.store.read().await.unwrap();
    let first = Month::parse("2025-01").unwrap();
    let months = summaries::months(&mut connection, &Engine::workspace(), first, first.plus(48)).await.unwrap();
    months.into_iter().map(|((series, month), summary)| (series.to_string(), month.to_string(), format!("{summary:?}"))).collect()
}

#[tokio::test]
async fn every_row_has_its_answer() {
    for world in worlds().await {
        let world = world.with_company().await;
        let now = world.clock.now_ms();
        let rows = vec![
            wire("recommender/uptime", now, serde_json::json!({"value": 1})),
            wire("recommender/uptime", now, serde_json::json!({"value": 1})),
            wire("recommender/accuracy", now, serde_json::json!({"numerator": 9, "denominator": "10"})),
            wire("recommender/latency", now, serde_json::json!({"bounds": [100, 200], "counts": [5, 3, 1], "unit": "ms"})),
            wire("recommender/latency", now, serde_json::json!({"bounds": [100, 200], "counts": [5, 3, 1], "unit": "s"})),
            wire("recommender/acuracy", now, serde_json::json!({"value": 1})),
            wire("recomender/uptime", now, serde_json::json!({"value": 1})),
            wire("recommender/uptime", now + 300_001, serde_json::json!({"value": 1})),
            wire("recommender/uptime", now / 1000, serde_json::json!({"value": 1})),
            wire("recommender/accuracy", now, serde_json::json!({"value": 0.9})),
            wire("recommender/predictions", now, serde_json::json!({"value": -4})),
            wire("recommender/predictions", now + 300_000, serde_json::json!({"value": 4})),
            wire("recommender/uptime", now, serde_json::json!({"value": 2})),
        ];
        let expected = [
            Ok(true),
            Ok(false),
            Ok(true),
            Ok(true),
            Err(("unit", "convert it")),
            Err(("metric", "did you mean “accuracy”")),
            Err(("series", "did you mean recommender/uptime")),
            Err(("time", "in the future")),
            Err(("time", "multiplied by 1000")),
            Err(("value", "does not belong to a sample of kind ratio")),
            Err(("value", "cannot be negative")),
            Ok(true),
            Err(("value", "from 0 to 1")),
        ];
        let answers = world.engine.write_samples(&world.viewer(Role::MlLead), rows.clone()).await.unwrap();
        assert_eq!(answers.len(), expected.len());
        for (answer, expected) in answers.iter().zip(expected) {
            match (&answer.outcome, expected) {
                (RowOutcome::Accepted, Ok(true)) | (RowOutcome::Duplicate, Ok(false)) => {}
                (RowOutcome::Rejected { field, reason }, Err((at, words))) => {
                    assert_eq!(field.as_deref(), Some(at), "{reason}");
                    assert!(reason.contains(words), "{reason}");
                }
                (outcome, expected) => panic!("row {}: {outcome:?}, not {expected:?}", answer.row),
            }
        }
        assert_eq!(world.actions().await.last().unwrap(), "write_samples");
        let n = world.actions().await.len();
        let again = world.engine.write_samples(&world.viewer(Role::MlLead), rows).await.unwrap();
        assert!(again.iter().all(|answer| answer.outcome != RowOutcome::Accepted));
        assert_eq!(world.actions().await.len(), n, "nothing changed, so there is nothing to tell");
        let refused = world.engine.write_samples(&world.viewer(Role::Executive), Vec::new()).await.unwrap_err();
        assert_eq!(refused.status(), 403);
    }
}

#[tokio::test]
async fn late_and_shuffled_samples_give_the_same_months() {
    let mut all = Vec::new();
    for shuffled in [false, true] {
        for world in worlds().await {
            let world = world.with_company().await;
            // Over the end of a local month, which lies inside a UTC day.
            let samples = checks("2026-02-27", 4, 20..23);
            let mut parts: Vec<Vec<Sample>> = samples.chunks(100).map(<[Sample]>::to_vec).collect();
            if shuffled {
                parts.reverse();
                parts.iter_mut().for_each(|part| part.reverse());
            }
            for part in parts {
                write_checks(&world, part).await;
            }
            assert_eq!(write_checks(&world, samples).await, 0, "all known");
            let total = |n: i64| Reading::Total { total: Fixed::whole(n) };
            let key = SeriesKey::parse("recommender/predictions").unwrap();
            let push = domain::ids::SourceId::parse("push").unwrap();
            let mut totals: Vec<Sample> =
                (0..6).map(|n| Sample { at_ms: at("2026-03-01") + n * 9 * HOUR_MS, reading: total(100 + n * n * 10) }).collect();
            totals.push(Sample { at_ms: at("2026-03-20"), reading: total(40) });
            if shuffled {
                totals.reverse();
            }
            for sample in totals {
                world.engine.write_series(&Engine::background(), &key, &push, vec![sample]).await.unwrap();
            }
            all.push(stored_months(&world).await);
        }
    }
    assert!(all.windows(2).all(|pair| pair[0] == pair[1]));
    let hours = |h: i64| format!("down_ms: {}", h * HOUR_MS);
    let (_, _, february) = all[0].iter().find(|(series, month, _)| series == "recommender/uptime" && month == "2026-02").unwrap();
    assert!(february.contains(&hours(3)), "{february}");
    let (_, _, predictions) = all[0].iter().find(|(series, ..)| series == "recommender/predictions").unwrap();
    // 250 grown in steps, then a restart that counted to 40.
    assert!(predictions.contains(&format!("{:?}", Fixed::whole(290))), "{predictions}");
}

#[tokio::test]
async fn a_corrected_sample_replaces_and_two_bucket_layouts_are_refused() {
    for world in worlds().await {
        let world = world.with_company().await;
        let viewer = world.viewer(Role::MlLead);
        let when = at("2026-03-03 10:00");
        for (correct, growth) in [(10, 1), (25, 1), (25, 0)] {
            let answers = world
                .engine
                .write_samples(&viewer, vec![wire("recommender/predictions", when, serde_json::json!({"value": correct}))])
                .await;
            assert_eq!(answers.unwrap()[0].outcome == RowOutcome::Accepted, growth == 1);
        }
        let months = stored_months(&world).await;
        assert!(months[0].2.contains(&format!("{:?}", Fixed::whole(25))), "{months:?}");
        let histogram = |hour: i64, bound: i64| {
            wire("recommender/latency", when + hour * HOUR_MS, serde_json::json!({"bounds": [bound], "counts": [1, 1]}))
        };
        let both = vec![histogram(0, 100), wire("recommender/uptime", when, serde_json::json!({"value": 1}))];
        assert!(world.engine.write_samples(&viewer, both).await.unwrap().iter().all(|answer| answer.outcome == RowOutcome::Accepted));
        let clash = vec![histogram(2, 150), wire("recommender/uptime", when + 300_000, serde_json::json!({"value": 1}))];
        let answers = world.engine.write_samples(&viewer, clash).await.unwrap();
        assert!(matches!(&answers[0].outcome, RowOutcome::Rejected { reason, .. } if reason.contains("two bucket layouts")));
        assert_eq!(answers[1].outcome, RowOutcome::Accepted, "the other series is written");
    }
}

#[tokio::test]
async fn what_was_recorded_keeps_its_zone_currency_and_kind() {
    let world = worlds().await.remove(0).with_company().await;
    let viewer = Engine::command_line();
    write_checks(&world, checks("2026-03-01", 1, 0..0)).await;
    for (from, to, words) in
        [("Asia/Jakarta", "Asia/Manila", "time zone stays"), ("currency = \"USD\"", "currency = \"SGD\"", "currency stays")]
    {
        let file = super::world::COMPANY.replace(from, to).replace("USD", if to.contains("SGD") { "SGD" } else { "USD" });
        let error = world.engine.apply(&viewer, &file, false).await.unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    }
    // A longer hold is counted over again: 5-minute checks that hold twice as long cover a little more after the last one.
    let before = stored_months(&world).await;
    let file = super::world::COMPANY.replace("expected_interval = \"5m\"", "expected_interval = \"10m\"");
    world.engine.apply(&viewer, &file, false).await.unwrap();
    assert_ne!(stored_months(&world).await, before);
    world.engine.apply(&viewer, super::world::COMPANY, false).await.unwrap();
    assert_eq!(stored_months(&world).await, before);
}

/// Looking at the months of a baseline shows what was stored of them.
async fn look_at_the_months(world: &World, viewer: &Viewer, baseline: &Baseline) {
    let (from, to) = (Month::parse("2025-12").unwrap(), Month::parse("2026-02").unwrap());
    let asked =
        |from, to| Asked { service: baseline.service.clone(), metric: baseline.metric.clone(), statistic: baseline.statistic, from, to };
    let found = world.engine.baseline_windows(viewer, &asked(from, to)).await.unwrap();
    let figures = found.chosen.figures.unwrap();
    assert_eq!(figures.fill(baseline), *baseline);
    assert_eq!(found.chosen.months.iter().map(|month| month.month).collect::<Vec<_>>(), baseline.months);
    assert!(found.chosen.months.iter().all(|month| month.coverage == Some(1.into())), "{:?}", found.chosen.months);
    assert!(found.before.months.iter().all(|month| month.refused.as_deref() == Some("nothing was measured")));
    let found = world.engine.baseline_windows(viewer, &asked(from, to.plus(1))).await.unwrap();
    assert_eq!(found.chosen.used(), baseline.months, "a month without records does not count");
    assert_eq!(found.chosen.figures.unwrap(), figures);
}

#[tokio::test]
async fn a_year_of_a_company_becomes_money_on_both_databases() {
    let mut reports = Vec::new();
    for world in worlds().await {
        let world = world.with_company().await;
        let viewer = world.viewer(Role::Finance);
        write_checks(&world, checks("2025-12-01", 31, 0..0)).await;
        write_checks(&world, checks("2026-01-01", 31, 30..38)).await;
        assert!(world.engine.export(&viewer).await.unwrap().contains("method = \"months\""));
        let march = Month::parse("2026-03").unwrap();
        world.engine.month_report(&viewer, march).await.unwrap();
        assert!(world.engine.configuration(&viewer).await.unwrap().baselines.values().all(|baseline| baseline.value.is_none()));
        write_checks(&world, checks("2026-02-01", 28, 30..36)).await;
        world.engine.month_report(&viewer, march).await.unwrap();
        let baseline = world.engine.configuration(&viewer).await.unwrap().baselines.into_values().next().unwrap();
        // 14 of 2,160 hours down: 1 − 14 ÷ 2,160 = 0.993519. The months are 1, 1 − 8 ÷ 744 = 0.989247 and 1 − 6 ÷ 672 = 0.991071; the standard
        // deviation is 0.005754, and t with 2 degrees of freedom at 0.9 is 1.885618: ± 1.885618 × 0.005754 ÷ √3 = 0.006265.
        let figures = [baseline.value, baseline.low, baseline.high].map(|figure| figure.unwrap().0.to_string());
        assert_eq!((figures, baseline.n), (["0.993519", "0.987254", "0.999784"].map(str::to_owned), Some(3)));
        look_at_the_months(&world, &viewer, &baseline).await;
        assert_eq!(world.actions().await.last().unwrap(), "compute_baseline");
        assert!(world.engine.apply(&Engine::command_line(), super::world::COMPANY, false).await.unwrap().is_empty(), "the file stays true");
        write_checks(&world, checks("2026-03-01", 31, 9..10)).await;
        let report = world.engine.month_report(&viewer, march).await.unwrap();
        assert!(report.ledger.lines.is_empty() && report.ledger.not_claimed[0].why.contains("no history for every hour"));

        // Hourly sales: 100 by day, 300 in the evening from 18 to 24.
        let mut csv = String::from("time,kpi,value\n");
        for n in 0..70 * 24 {
            let ms = at("2026-01-01") + n * HOUR_MS;
            csv.push_str(&format!("{ms},checkout-revenue,{}\n", if n % 24 >= 18 { 300 } else { 100 }));
        }
        assert_eq!(world.engine.import_kpis(&viewer, csv.as_bytes()).await.unwrap().accepted, 70 * 24);
        let report = world.engine.month_report(&viewer, march).await.unwrap();
        // Baseline: 0.006481 × 744 h = 4.82 h at 1,000; actual: 1 h at 09:00, whose weight is 100 ÷ 150 = 0.6667.
        // 4.82 × 1,000 − 1.00 × 666.70 = 4,153.30.
        assert_eq!(report.ledger.lines[0].amount.minor, 415_330, "{:?}", report.ledger.lines[0].chain);
        assert_eq!(world.engine.default_month(&viewer).await.unwrap(), march);
        let service = world.engine.service(&viewer, &domain::ids::ServiceId::parse("recommender").unwrap(), Some(march)).await.unwrap();
        assert_eq!(service.outages.len(), 1);
        assert_eq!(service.outages[0].0, at("2026-03-01 09:00"));
        assert_eq!(service.outages[0].1, at("2026-03-01 10:00"));
        let overview = world.engine.overview(&viewer, None).await.unwrap();
        assert_eq!(overview.report.as_ref().unwrap().ledger, report.ledger);
        // The last check of March holds into April.
        assert_eq!(overview.months.len(), 5);
        assert!(world.engine.report_file(&viewer, march, domain::report::ReportFormat::Pdf).await.unwrap().starts_with(b"%PDF"));
        assert_eq!(world.engine.services(&viewer, None).await.unwrap().len(), 1);
        assert!(!world.engine.value_map(&viewer, None).await.unwrap().roots.is_empty());
        assert_eq!(world.engine.drivers(&viewer, None).await.unwrap().drivers.len(), 1);
        assert_eq!(world.engine.months(&viewer).await.unwrap()[0].month, march.plus(1));
        let mapping = domain::ids::MappingId::parse("recommender-uptime").unwrap();
        assert!(world.engine.mapping_inputs(&viewer, &mapping, None).await.unwrap().input.is_some());
        reports.push((world.engine.export(&viewer).await.unwrap(), stored_months(&world).await, report));
    }
    assert!(reports.windows(2).all(|pair| pair[0] == pair[1]), "both databases give the same");
}

#[tokio::test]
async fn what_was_committed_is_there_after_opening_again() {
    let world = worlds().await.remove(0).with_company().await;
    write_checks(&world, checks("2026-03-01", 2, 1..2)).await;
    let months = stored_months(&world).await;
    let actions = world.actions().await;
    world.engine.close().await;
    let url = world.database.url.clone();
    let clock = world.clock.clone();
    clock.set(clock.now_ms() + DAY_MS);
    let path = url.strip_prefix("sqlite:").unwrap().to_owned();
    // The lock lives as long as the engine: read the file as the next start would, from a copy.
    let copy = format!("{path}-copy");
    std::fs::copy(&path, &copy).unwrap();
    let engine = Engine::open(&format!("sqlite:{copy}"), clock).await.unwrap();
    assert!(engine.first_admin_link().is_none());
    let audit = engine.audit(&Engine::command_line(), None).await.unwrap();
    assert_eq!(audit.len(), actions.len());
    let mut connection = engine.store.read().await.unwrap();
    let march = Month::parse("2026-03").unwrap();
    let again = summaries::months(&mut connection, &Engine::workspace(), march, march).await.unwrap();
    assert_eq!(format!("{:?}", again.values().next().unwrap()), months[0].2);
}
