//! Written, settled, read again, by one server and by two, on both databases.

use std::sync::Arc;

use domain::time::{DAY_MS, parse_instant};
use proptest::prelude::*;

use super::select::{Selected, Wanted};
use super::{Columns, Parcel};
use crate::clock::Clock;
use crate::context::Engine;
use crate::store::fresh::{self, Fresh};
use crate::store::raw;

const NOON: i64 = 1_790_000_000_000 / DAY_MS * DAY_MS + DAY_MS / 2;

struct All;

impl Wanted for All {
    fn name(&self) -> Option<&str> {
        None
    }
    fn has_name(&self, _: &str) -> bool {
        true
    }
    fn has_labels(&self, _: &[(String, String)]) -> bool {
        true
    }
}

async fn open(database: &Fresh) -> Arc<Engine> {
    let engine = Engine::open(&database.url, Clock::fixed(parse_instant("2027-01-01T00:00:00Z", chrono_tz::UTC).unwrap())).await.unwrap();
    let mut writing = engine.store.write().await.unwrap();
    crate::store::bump_revision(writing.connection(), &Engine::workspace()).await.unwrap();
    writing.commit().await.unwrap();
    engine
}

fn parcel(name: &str, samples: &[(i64, f64)], growth: bool) -> Parcel {
    let mut parcel = Parcel::default();
    parcel.add(&[("__name__", name), ("job", "fraud")], samples.iter().copied(), growth, NOON + 40 * DAY_MS);
    parcel
}

async fn append(engine: &Engine, name: &str, samples: &[(i64, f64)]) {
    let answer = engine.append_raw(&Engine::workspace(), parcel(name, samples, false)).await.unwrap();
    assert_eq!((answer.kept, answer.refused), (samples.len() as u64, 0));
}

async fn read(engine: &Engine) -> Vec<(String, Vec<(i64, f64)>)> {
    let selected = engine.select_raw(&Engine::workspace(), &All, 0, i64::MAX / 2).await.unwrap();
    let pairs = |columns: Columns| columns.at_ms.into_iter().zip(columns.values).collect();
    selected.into_iter().map(|Selected { labels, columns }| (labels[0].1.clone(), pairs(columns))).collect()
}

#[tokio::test]
async fn what_is_written_is_read_before_and_after_it_is_settled() {
    for database in fresh::databases().await {
        let engine = open(&database).await;
        append(&engine, "b", &[(NOON, 1.0), (NOON + DAY_MS, 2.0)]).await;
        append(&engine, "a", &[(NOON, 5.0)]).await;
        append(&engine, "b", &[(NOON + 60_000, 3.0), (NOON, 4.0)]).await;
        let expected =
            vec![("b".to_owned(), vec![(NOON, 4.0), (NOON + 60_000, 3.0), (NOON + DAY_MS, 2.0)]), ("a".to_owned(), vec![(NOON, 5.0)])];
        assert_eq!(read(&engine).await, expected);
        engine.settle_raw(&Engine::workspace()).await.unwrap();
        assert_eq!(read(&engine).await, expected);
        let log = raw::log_after(&mut engine.store.read().await.unwrap(), &Engine::workspace(), 0).await.unwrap();
        assert!(log.is_empty(), "the log is empty");

        append(&engine, "b", &[(NOON + 60_000, 7.0), (NOON - DAY_MS, 0.0)]).await;
        let late = vec![(NOON - DAY_MS, 0.0), (NOON, 4.0), (NOON + 60_000, 7.0), (NOON + DAY_MS, 2.0)];
        assert_eq!(read(&engine).await[0].1, late);
        engine.settle_raw(&Engine::workspace()).await.unwrap();
        assert_eq!(read(&engine).await[0].1, late);
        engine.close().await;

        let engine = Engine::open_for_command(&database.url, Clock::fixed(NOON)).await.unwrap();
        assert_eq!(read(&engine).await[0].1, late, "another start reads the same");
        assert_eq!(
            engine.select_raw(&Engine::workspace(), &All, NOON + 1, NOON + 60_000).await.unwrap()[0].columns.at_ms,
            [NOON + 60_000],
            "only what was asked for"
        );
    }
}

#[tokio::test]
async fn two_servers_see_what_the_other_writes_and_settles() {
    for database in fresh::databases().await {
        let one = open(&database).await;
        let two = Engine::open_for_command(&database.url, Clock::fixed(NOON)).await.unwrap();
        append(&one, "a", &[(NOON, 1.0)]).await;
        append(&two, "a", &[(NOON + 1, 2.0)]).await;
        append(&two, "b", &[(NOON, 9.0)]).await;
        let (a, b) = (vec![(NOON, 1.0), (NOON + 1, 2.0)], vec![(NOON, 9.0)]);
        assert_eq!(read(&one).await, [("a".to_owned(), a.clone()), ("b".to_owned(), b.clone())]);
        two.settle_raw(&Engine::workspace()).await.unwrap();
        append(&one, "a", &[(NOON + 2, 3.0)]).await;
        let a = [a, vec![(NOON + 2, 3.0)]].concat();
        for engine in [&one, &two] {
            assert_eq!(read(engine).await, [("a".to_owned(), a.clone()), ("b".to_owned(), b.clone())]);
        }
        one.settle_raw(&Engine::workspace()).await.unwrap();
        two.settle_raw(&Engine::workspace()).await.unwrap();
        assert_eq!(read(&two).await, [("a".to_owned(), a.clone()), ("b".to_owned(), b.clone())]);
    }
}

#[tokio::test]
async fn a_day_of_many_samples_is_read_whole_whatever_comes_late() {
    for database in fresh::databases().await {
        let engine = open(&database).await;
        let mut expected = std::collections::BTreeMap::new();
        let mut write = async |samples: Vec<(i64, f64)>| {
            append(&engine, "a", &samples).await;
            expected.extend(samples.iter().map(|(at_ms, value)| (*at_ms, value.to_bits())));
            engine.settle_raw(&Engine::workspace()).await.unwrap();
            let seen: Vec<(i64, u64)> = read(&engine).await.remove(0).1.into_iter().map(|(at, value)| (at, value.to_bits())).collect();
            assert_eq!(seen, expected.clone().into_iter().collect::<Vec<_>>());
        };
        for part in 0..6 {
            write((0..300).map(|n| (NOON + (part * 300 + n) * 1000, (n * part) as f64)).collect()).await;
        }
        // Between two samples long past, over one of them, before all, after all.
        write(vec![(NOON + 450_500, 0.25), (NOON + 30_000, -1.0), (NOON - 5, 8.0), (NOON + 1_900_000, 9.0)]).await;
        write((0..1000).map(|n| (NOON + n * 1000 + 7, 0.5)).collect()).await;
        write(vec![(NOON + 2_000_000, 1.0)]).await;
        let growth = engine.append_raw(&Engine::workspace(), parcel("a", &[(NOON + 3_000_000, 2.0)], true)).await.unwrap();
        assert_eq!((growth.kept, read(&engine).await[0].1.last().copied()), (1, Some((NOON + 3_000_000, 3.0))));
    }
}

#[tokio::test]
async fn growth_is_summed_and_sent_again_counts_once() {
    for database in fresh::databases().await {
        let engine = open(&database).await;
        let grow = async |samples: &[(i64, f64)]| engine.append_raw(&Engine::workspace(), parcel("n", samples, true)).await.unwrap();
        grow(&[(NOON, 2.0), (NOON + 10, 3.0)]).await;
        engine.settle_raw(&Engine::workspace()).await.unwrap();
        grow(&[(NOON + 10, 3.0)]).await;
        grow(&[(NOON + 20, 0.5), (NOON + 30, f64::NAN)]).await;
        assert_eq!(read(&engine).await[0].1, [(NOON - 1, 0.0), (NOON, 2.0), (NOON + 10, 5.0), (NOON + 20, 5.5)]);
    }
}

#[tokio::test]
async fn many_at_once_are_all_kept() {
    for database in fresh::databases().await {
        let engine = open(&database).await;
        let writers = (0..50).map(|writer: i64| {
            let engine = engine.clone();
            tokio::spawn(async move {
                for n in 0..4 {
                    append(&engine, &format!("m{}", writer % 5), &[(NOON + writer * 100 + n, 1.0)]).await;
                    if writer == 7 {
                        engine.settle_raw(&Engine::workspace()).await.unwrap();
                    }
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        let lengths: Vec<usize> = read(&engine).await.iter().map(|(_, samples)| samples.len()).collect();
        assert_eq!(lengths, [40; 5]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Whatever is written in whatever order, settled or not in between: the last write of each instant is read.
    #[test]
    fn the_last_write_of_each_instant_is_read(writes in prop::collection::vec((0usize..3, 0i64..200, any::<i16>(), any::<bool>()), 1..60)) {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            let database = fresh::sqlite();
            let engine = open(&database).await;
            let mut expected = std::collections::BTreeMap::new();
            for (series, at, value, settle) in writes {
                let (name, at_ms) = (format!("m{series}"), NOON + at * DAY_MS / 50);
                append(&engine, &name, &[(at_ms, f64::from(value))]).await;
                expected.insert((name, at_ms), f64::from(value));
                if settle {
                    engine.settle_raw(&Engine::workspace()).await.unwrap();
                }
            }
            let mut seen = std::collections::BTreeMap::new();
            for (name, samples) in read(&engine).await {
                seen.extend(samples.into_iter().map(|(at, value)| ((name.clone(), at), value)));
            }
            prop_assert_eq!(seen, expected);
            Ok(())
        })?;
    }
}
