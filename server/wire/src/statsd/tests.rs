//! Packets of the real clients, recorded by `fixtures/record.py`, which says what they were told.

use proptest::prelude::*;

use super::*;
use crate::datadog::Event;
use crate::series::{Batch, Type};

const NOW: i64 = 1_795_565_000_000;
const AT: i64 = 1_764_028_800_000;
const PLAIN: &[u8] = include_bytes!("../../fixtures/statsd/plain.txt");
const DOG: &[u8] = include_bytes!("../../fixtures/statsd/dog.txt");

/// Series that are no buckets: their time, value and whether they grow.
fn told(batch: &Batch) -> Vec<(String, i64, f64, bool)> {
    let plain = batch.series.iter().filter(|series| !series.name().ends_with("_bucket"));
    plain.map(|series| (series.to_string(), series.samples[0].at_ms, series.samples[0].value, series.growth)).collect()
}

fn bucket(batch: &Batch, name: &str, le: &str) -> f64 {
    let found: Vec<_> =
        batch.series.iter().filter(|series| series.name() == format!("{name}_bucket") && series.label("le") == Some(le)).collect();
    assert_eq!(found.len(), 1);
    found[0].samples[0].value
}

fn gathered(packet: &[u8]) -> Aggregator {
    let mut aggregator = Aggregator::default();
    aggregator.add(packet, NOW);
    aggregator
}

#[test]
fn the_statsd_client_is_read() {
    let batch = gathered(PLAIN).flush(NOW);
    assert_eq!(batch.rejected.count, 0, "{:?}", batch.rejected.reason);
    let rows = told(&batch);
    let value = |name: &str| rows.iter().find(|row| row.0 == name).map(|row| (row.2, row.3)).unwrap();
    // 1 + 4 - 2; 10 - 2 + 5; ann and bob.
    assert_eq!((value("p_r"), value("p_g"), value("p_users")), ((3.0, true), (13.0, false), (2.0, false)));
    assert_eq!((value("p_t_count"), value("p_t_sum")), ((2.0, true), (340.0, true)));
    assert_eq!([bucket(&batch, "p_t", "16"), bucket(&batch, "p_t", "32"), bucket(&batch, "p_t", "512")], [0.0, 1.0, 2.0]);
    assert!((value("p_sampled").0 - 3.000_000_3).abs() < 1e-9);
    assert_eq!((batch.metadata["p_t"].kind, batch.metadata["p_t"].unit.as_str()), (Type::Histogram, "ms"));
    assert!(rows.iter().all(|row| row.1 == NOW));
}

#[test]
fn the_dogstatsd_client_is_read() {
    let mut aggregator = gathered(DOG);
    let batch = aggregator.flush(NOW);
    assert_eq!(batch.rejected.count, 0, "{:?}", batch.rejected.reason);
    let env = r#"env="prod""#;
    let row = |name: String, at, value, growth| (name, at, value, growth);
    let mut rows = told(&batch);
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(
        rows,
        [
            row(format!("d_dist_count{{{env}}}"), NOW, 1.0, true),
            row(format!("d_dist_sum{{{env}}}"), NOW, 2.5, true),
            row(format!("d_g{{{env}}}"), NOW, 0.75, false),
            row(format!("d_h_count{{{env},m=\"a_b\"}}"), NOW, 1.0, true),
            row(format!("d_h_sum{{{env},m=\"a_b\"}}"), NOW, 0.25, true),
            row(format!("d_late{{{env}}}"), AT, 7.0, false),
            row(format!("d_r{{code=\"200\",{env}}}"), NOW, 5.0, true),
            row(format!("d_t_count{{{env}}}"), NOW, 1.0, true),
            row(format!("d_t_sum{{{env}}}"), NOW, 320.0, true),
            row(format!("d_users{{{env}}}"), NOW, 1.0, false),
            row(format!("service_check_status{{check=\"ready\",{env},model=\"fraud\"}}"), AT, 2.0, false),
        ]
    );
    let tags = [("model", "fraud"), ("env", "prod")].map(|(key, value)| (key.to_owned(), value.to_owned()));
    let event = Event {
        title: "Deployed".to_owned(),
        text: "fraud\n12".to_owned(),
        at_ms: Some(AT),
        tags: tags.to_vec(),
        alert: "success".to_owned(),
        ..Event::default()
    };
    assert_eq!(aggregator.events(), [event]);
    assert_eq!(aggregator.events(), []);
}

#[test]
fn what_was_sampled_counts_for_all() {
    let batch = gathered(b"c:3|c|@0.1\nh:2|h|@0.5|#a:b\nmany:1:2:3.5|d").flush(NOW);
    let rows = told(&batch);
    assert_eq!(rows[0].2, 30.0);
    assert_eq!([(rows[1].2, rows[2].2), (rows[3].2, rows[4].2)], [(2.0, 4.0), (3.0, 6.5)]);
}

#[test]
fn a_sign_is_a_change_only_without_tags() {
    let batch = gathered(b"g:5|g\ng:-7|g\ng:+1|g\ntagged:5|g|#a:b\ntagged:-7|g|#a:b").flush(NOW);
    assert_eq!(told(&batch).iter().map(|row| row.2).collect::<Vec<_>>(), [-1.0, -7.0]);
}

#[test]
fn none_is_known_from_not_there() {
    let mut aggregator = gathered(b"c:3|c\ng:4|g\nt:5|ms\ns:a|s");
    assert_eq!(told(&aggregator.flush(NOW)).len(), 5);
    let idle = told(&aggregator.flush(NOW + 60_000));
    assert_eq!(idle.iter().map(|row| (row.0.as_str(), row.2)).collect::<Vec<_>>(), [("c", 0.0), ("t_count", 0.0), ("t_sum", 0.0)]);
    // A change finds the gauge as it was.
    aggregator.add(b"g:-1|g\ns:b|s", NOW + 60_000);
    assert_eq!(told(&aggregator.flush(NOW + 120_000)).iter().map(|row| row.2).collect::<Vec<_>>(), [0.0, 3.0, 1.0, 0.0, 0.0]);
    aggregator.flush(NOW + 4_000_000);
    assert_eq!(told(&aggregator.flush(NOW + 4_060_000)), []);
}

#[test]
fn lines_that_are_none_are_counted() {
    let cases = [
        ("nothing", "a line is not name:value|type: nothing"),
        ("a:1", "a line is not name:value|type: a:1"),
        (":1|c", "a line has no name: :1|c"),
        ("a:x|c", "a value is no number: a:x|c"),
        ("a:NaN|g", "a value is no number: a:NaN|g"),
        ("a:1|q", "a type is none of c, g, ms, h, d and s: a:1|q"),
        ("a:1|c|@0", "a rate is not between 0 and 1: a:1|c|@0"),
        ("a:1|c|Tnow", "a time is not in seconds since 1970: a:1|c|Tnow"),
        ("a:1|c\na:1|g", "a name is sent with two types: give each its own name"),
        ("_e{9,9}:a|b", "an event does not have the lengths that it tells: _e{9,9}:a|b"),
        ("_sc|a", "a service check has no status: _sc|a"),
        ("_sc|a|7", "a: the status 7 is none of 0 (ok), 1 (warning), 2 (critical) and 3 (unknown)"),
    ];
    for (line, reason) in cases {
        let batch = gathered(line.as_bytes()).flush(NOW);
        assert_eq!((batch.rejected.count, batch.rejected.reason.as_deref()), (1, Some(reason)));
    }
    assert_eq!(gathered(b"a:1|c|@0.5|c:in-1|e:it\r\n\n\xff:1|c\nb:1|c").flush(NOW).rejected.count, 1);
}

#[test]
fn series_are_capped() {
    let mut aggregator = Aggregator::default();
    for n in 0..20_010 {
        aggregator.add(format!("a{n}:1|c").as_bytes(), NOW);
    }
    let batch = aggregator.flush(NOW);
    assert_eq!((batch.series.len(), batch.rejected.count), (20_000, 10));
    let long = format!("a:1|c|#k:{}", "x".repeat(60_000));
    assert_eq!(gathered(long.as_bytes()).flush(NOW).rejected.count, 1);
}

proptest! {
    #[test]
    fn no_packet_panics(packet: Vec<u8>) {
        let mut aggregator = gathered(&packet);
        aggregator.flush(NOW);
    }

    #[test]
    fn no_change_of_a_real_packet_panics(at: prop::sample::Index, to: u8) {
        for real in [PLAIN, DOG] {
            let mut packet = real.to_vec();
            packet[at.index(real.len())] = to;
            gathered(&packet).flush(NOW);
        }
    }
}
