//! Series of every kind: counters with resets, gauges with gaps, histograms, series that end and come back, odd numbers.

use promql::{Labels, SeriesData, storage::STALE_BITS};

/// 2026-01-01T00:00:00Z.
pub const START_MS: i64 = 1_767_225_600_000;
pub const END_MS: i64 = START_MS + 2 * 3_600_000;

/// A small generator of even numbers in [0, 1), the same at each run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn series(name: &str, labels: &[(&str, &str)], step_ms: i64, mut value: impl FnMut(i64) -> Option<f64>) -> SeriesData {
    let labels = Labels::new(labels.iter().copied().chain([("__name__", name)]));
    // series are not scraped at the same moments
    let phase = labels.to_string().bytes().fold(7_i64, |sum, byte| (sum * 31 + i64::from(byte)) % step_ms);
    let (mut at_ms, mut values) = (Vec::new(), Vec::new());
    for (index, at) in (START_MS + phase..END_MS).step_by(step_ms as usize).enumerate() {
        if let Some(value) = value(index as i64) {
            at_ms.push(at);
            values.push(value);
        }
    }
    SeriesData { labels, at_ms, values, holds_ms: None }
}

pub fn all() -> Vec<SeriesData> {
    let mut chance = Chance(42);
    let mut all = Vec::new();
    for job in ["a", "b", "c"] {
        for instance in ["0", "1"] {
            for code in ["200", "404", "500"] {
                let mut total = 0.0;
                let labels = [("job", job), ("instance", instance), ("code", code)];
                all.push(series("requests_total", &labels, 15_000, |index| {
                    let (dice, by) = (chance.next(), (chance.next() * 20.0).floor());
                    total = if dice < 0.01 { 0.0 } else { total + by };
                    // some scrapes fail, and one job is away for a while
                    (dice < 0.95 && !(job == "c" && (100..160).contains(&index))).then_some(total)
                }));
            }
            all.push(series("level", &[("job", job), ("instance", instance)], 15_000, |_| Some((chance.next() * 3.0).floor() / 2.0)));
        }
        all.push(series("info", &[("job", job), ("version", if job == "a" { "1.0" } else { "2.0" })], 15_000, |_| Some(1.0)));
        let mut counts = [0.0; 5];
        let mut histories: Vec<Vec<f64>> = vec![Vec::new(); 5];
        for _ in 0..480 {
            for _ in 0..10 {
                let bucket = (chance.next() * 5.0) as usize;
                counts.iter_mut().skip(bucket).for_each(|count| *count += 1.0);
            }
            counts.iter().zip(&mut histories).for_each(|(count, history)| history.push(*count));
        }
        for (le, history) in ["0.1", "0.5", "1", "2.5", "+Inf"].iter().zip(&histories) {
            all.push(series("latency_seconds_bucket", &[("job", job), ("le", le)], 15_000, |index| history.get(index as usize).copied()));
        }
        all.push(series("latency_seconds_count", &[("job", job)], 15_000, |index| histories[4].get(index as usize).copied()));
        all.push(series("latency_seconds_sum", &[("job", job)], 15_000, |index| Some(index as f64 * 7.25)));
    }
    for (room, floor, base) in [("hall", "0", 18.0), ("attic", "2", -3.0), ("cellar", "0", 9.5), ("study", "1", 24.0)] {
        let labels = [("room", room), ("floor", floor)];
        all.push(series("temperature", &labels, 10_000, |index| Some(base + (index as f64 / 40.0).sin() * 8.0 + chance.next())));
        all.push(series("humidity", &labels, 30_000, |index| Some(50.0 + (index as f64 / 25.0).cos() * 30.0)));
        all.push(series("humidity_of_room", &[("room", room)], 30_000, |_| Some(0.5)));
    }
    all.push(series("sparse", &[("kind", "four minutes")], 240_000, |index| Some(index as f64)));
    all.push(series("sparse", &[("kind", "seven minutes")], 420_000, |index| Some(index as f64 * 1.5)));
    all.push(series("flapping", &[], 20_000, |index| match index % 30 {
        0..15 => Some(index as f64),
        15 => Some(f64::from_bits(STALE_BITS)),
        _ => None,
    }));
    all.push(series("flapping", &[("kind", "\"quoted\" \\ line\nend é")], 20_000, |index| match index % 50 {
        0..20 => Some(1.0),
        20 => Some(f64::from_bits(STALE_BITS)),
        _ => None,
    }));
    all.push(series("constant", &[], 15_000, |_| Some(2.0)));
    all.push(series("ratio", &[("of", "x")], 15_000, |index| Some((index % 100) as f64 / 100.0)));
    let odd = [f64::NAN, 1.0, f64::INFINITY, -2.0, 0.0, f64::NEG_INFINITY, -0.0, 3.5];
    for (kind, every) in [("all", 1), ("few", 3), ("fewer", 5)] {
        all.push(series("odd", &[("kind", kind)], 15_000, |index| Some(odd[(index / 8 * every + index) as usize % odd.len()])));
    }
    all.push(series("offset_gauge", &[], 15_000, |index| Some(1e9 + (index % 7) as f64)));
    for (size, value) in [("a", 1e20), ("b", 1e21), ("c", 1.5e22), ("d", 123_456_789_012_345_680_000.0), ("e", 9_007_199_254_740_993.0)] {
        all.push(series("big", &[("size", size)], 15_000, |_| Some(value)));
    }
    for (size, value) in [("a", 1e-6), ("b", 9.9e-7), ("c", 5e-324), ("d", -0.000_000_123)] {
        all.push(series("small", &[("size", size)], 15_000, |_| Some(value)));
    }
    for (le, count) in [("1", 5.0), ("2", 3.0), ("4", 9.0), ("5", 9.0), ("+Inf", 10.0)] {
        all.push(series("broken_bucket", &[("le", le)], 15_000, |_| Some(count)));
    }
    for (le, count) in [("-5", 2.0), ("0", 4.0), ("5", 6.0), ("+Inf", 6.0), ("word", 7.0)] {
        all.push(series("negative_bucket", &[("le", le)], 15_000, |_| Some(count)));
    }
    for name in ["other_total", "requests_total"] {
        all.push(series(name, &[("twin", "yes")], 15_000, |index| Some(index as f64)));
    }
    all.sort_by(|one, other| one.labels.cmp(&other.labels));
    all
}
