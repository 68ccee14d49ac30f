use domain::access::Role;
use domain::ports::{Cases, Evidence, Models, Samples};
use rust_decimal::Decimal;

use super::costs::{month, with_costs};
use super::world::worlds;
use crate::Engine;
use crate::flows::sheet::as_csv;

macro_rules! fixture {
    ($name:literal) => {
        ($name, include_bytes!(concat!("../../../../wire/fixtures/parquet/", $name, ".parquet")).as_slice())
    };
}

/// The same table as the producer itself writes it as text.
const TABLE: &str = include_str!("../../../../wire/fixtures/parquet/table.csv");

/// The records of a file that becomes CSV.
fn records(file: &[u8]) -> Vec<Vec<String>> {
    let text = as_csv(file).unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&*text);
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Some columns of the producer's text.
fn told(names: &[&str]) -> Vec<Vec<String>> {
    let all = records(TABLE.as_bytes());
    let places: Vec<usize> = names.iter().map(|name| all[0].iter().position(|known| known == name).unwrap()).collect();
    all.iter().map(|record| places.iter().map(|place| record[*place].clone()).collect()).collect()
}

#[test]
fn every_way_of_writing_a_table_gives_the_same_text() {
    let whole: Vec<Vec<String>> = records(TABLE.as_bytes());
    assert_eq!((whole.len(), whole[0].len()), (61, 18));
    for (name, file) in [
        fixture!("none-1"),
        fixture!("none-2"),
        fixture!("snappy-1"),
        fixture!("snappy-2"),
        fixture!("gzip-1"),
        fixture!("gzip-2"),
        fixture!("zstd-1"),
        fixture!("zstd-2"),
        fixture!("plain"),
    ] {
        for (line, (got, expected)) in records(file).iter().zip(&whole).enumerate() {
            assert_eq!(got, expected, "{name}, line {}", line + 1);
        }
        assert_eq!(records(file).len(), 61, "{name}");
    }
    assert_eq!(records(fixture!("int96").1), told(&["place", "at_ms", "day"]));
    assert_eq!(records(fixture!("older").1), told(&["place", "at_us", "natural"]));
    assert_eq!(records(fixture!("nanos").1)[1], ["2026-10-01 07:00:00.000005"]);
}

#[tokio::test]
async fn a_parquet_file_is_imported_as_its_csv_would_be() {
    let world = worlds().await.remove(0).with_company().await;
    let viewer = world.viewer(Role::MlLead);
    let (_, file) = fixture!("samples");
    let report = world.engine.import_samples(&viewer, file).await.unwrap();
    let told: Vec<(u64, &str)> = report.rejected_rows.iter().map(|row| (row.line, row.column.as_str())).collect();
    assert_eq!((report.accepted, report.duplicate, told), (30, 0, vec![(32, "denominator")]), "{report:?}");
    assert_eq!(world.engine.import_samples(&viewer, file).await.unwrap().duplicate, 30);
    let error = world.engine.import_samples(&viewer, fixture!("nanos").1).await.unwrap_err().to_string();
    assert!(error.contains("“at_ns” is not a column of this file"), "{error}");
    let error = world.engine.import_samples(&viewer, fixture!("bomb").1).await.unwrap_err();
    assert!(error.field_name() == Some("file") && error.to_string().contains("or save it as CSV UTF-8"), "{error}");
}

#[tokio::test]
async fn every_import_takes_parquet() {
    let world = with_costs(worlds().await.remove(0)).await;
    let viewer = world.viewer(Role::MlLead);
    let report = world.engine.import_kpis(&viewer, fixture!("kpis").1).await.unwrap();
    assert_eq!((report.accepted, report.rejected), (24, 0), "{report:?}");
    let report = world.engine.import_costs(&viewer, fixture!("costs").1).await.unwrap();
    assert_eq!((report.accepted, report.rejected), (2, 0), "{report:?}");
    assert_eq!(month(&world, "cost-allocated", "2026-03").await.0, Some(Decimal::from(1000)));
    let report = world.engine.import_tests(&viewer, fixture!("tests").1).await.unwrap();
    assert_eq!((report.accepted, report.rejected), (1, 0), "{report:?}");
    let test = world.engine.configuration(&viewer).await.unwrap().tests.into_values().next().unwrap();
    assert_eq!((test.treatment.successes.unwrap().0, test.exposed_share.unwrap().0), (1089.into(), Decimal::new(8, 1)));

    let world = worlds().await.remove(0);
    world.engine.apply(&Engine::command_line(), include_str!("../../../../../tests/golden/predictions.toml"), false).await.unwrap();
    let (_, file) = fixture!("predictions");
    let report = world.engine.import_predictions(&Engine::command_line(), file).await.unwrap();
    assert_eq!((report.accepted, report.rejected), (24, 0), "{report:?}");
    assert_eq!(world.engine.import_predictions(&Engine::command_line(), file).await.unwrap().duplicate, 24);
}
