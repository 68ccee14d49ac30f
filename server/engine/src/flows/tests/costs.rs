use domain::access::Role;
use domain::config::{Change, Item};
use domain::ports::{Models, Samples};
use domain::sample::SeriesKey;
use domain::time::Month;
use rust_decimal::Decimal;
use serde_json::json;

use super::world::{World, worlds};
use crate::Engine;

/// The company with both series of cost.
pub async fn with_costs(world: World) -> World {
    let world = world.with_company().await;
    let series = ["cost-allocated", "cost-usage"].map(|metric| {
        let body = json!({"service": "recommender", "metric": metric, "source": {"id": "csv"}});
        Change::Put(Box::new(Item::from_value("indicator", body).unwrap()))
    });
    world.engine.change(&Engine::command_line(), series.to_vec()).await.unwrap();
    world
}

/// The month's sum, and each day's.
pub async fn month(world: &World, metric: &str, month: &str) -> (Option<Decimal>, Vec<String>) {
    let series = SeriesKey::parse(&format!("recommender/{metric}")).unwrap();
    let read = world.engine.series(&Engine::command_line(), &series, Some(Month::parse(month).unwrap())).await.unwrap();
    let days = read.days.iter().map(|day| format!("{} {}", day.day, day.roll_up.value.unwrap()));
    (read.roll_up.and_then(|roll_up| roll_up.value), days.collect())
}

#[tokio::test]
async fn a_bill_of_a_month_is_spread_over_its_days_to_the_cent_and_twice_changes_nothing() {
    for world in worlds().await {
        let world = with_costs(world).await;
        let viewer = world.viewer(Role::Finance);
        let file = "from,to,service,amount,currency,basis\n\
            2026-03-01,2026-03-31,recommender,1000.00,USD,allocated\n\
            2026-03-01,2026-03-03,recommender,100,USD,Usage\n";
        let report = world.engine.import_costs(&viewer, file.as_bytes()).await.unwrap();
        assert_eq!((report.accepted, report.duplicate, report.rejected), (2, 0, 0), "{report:?}");
        // 1,000.00 over 31 days: 32.25 each and 25 cents left, one for each of the first days.
        let (sum, days) = month(&world, "cost-allocated", "2026-03").await;
        assert_eq!((sum, days.len()), (Some(Decimal::from(1000)), 31));
        assert_eq!(
            [&days[0], &days[24], &days[25], &days[30]],
            ["2026-03-01 32.26", "2026-03-25 32.26", "2026-03-26 32.25", "2026-03-31 32.25"]
        );
        let (sum, days) = month(&world, "cost-usage", "2026-03").await;
        assert_eq!(
            (sum, days),
            (Some(Decimal::from(100)), ["2026-03-01 33.34", "2026-03-02 33.33", "2026-03-03 33.33"].map(str::to_owned).to_vec())
        );
        assert_eq!(world.actions().await.last().unwrap(), "import_costs");

        let again = world.engine.import_costs(&viewer, file.as_bytes()).await.unwrap();
        assert_eq!((again.accepted, again.duplicate, again.rejected), (0, 2, 0));
        // A corrected bill replaces what was said of its days.
        let corrected = file.replace("1000.00", "930.00");
        let report = world.engine.import_costs(&viewer, corrected.as_bytes()).await.unwrap();
        assert_eq!((report.accepted, report.duplicate), (1, 1));
        assert_eq!(month(&world, "cost-allocated", "2026-03").await.0, Some(Decimal::from(930)));
    }
}

#[tokio::test]
async fn a_bad_row_is_told_with_its_column_and_the_good_ones_are_written() {
    for world in worlds().await {
        let world = with_costs(world).await;
        let viewer = world.viewer(Role::MlLead);
        let rows = [
            ("2026-04-01,2026-04-02,recommender,12.40,USD,allocated", ""),
            ("2026-04-02,2026-04-03,recommender,5,USD,allocated", "from"),
            ("2026-04-03,2026-04-03,recommender,5,EUR,allocated", "currency"),
            ("2026-04-03,2026-04-03,recommender,5,$,allocated", "currency"),
            ("2026-04-03,2026-04-03,recommender,-5,USD,allocated", "amount"),
            ("2026-04-03,2026-04-03,recommender,1.234,5,USD,allocated", ""),
            ("2026-04-03,2026-04-03,recommender,five,USD,allocated", "amount"),
            ("2026-04-03,2026-04-03,recommender,5,USD,all", "basis"),
            ("2026-04-03,2026-04-03,nobody,5,USD,allocated", "service"),
            ("2026-04-03,2026-04-02,recommender,5,USD,allocated", "to"),
            ("2026-03-30,2026-04-02,recommender,5,USD,usage", "to"),
            ("2026-04-10,2026-04-20,recommender,5,USD,allocated", "to"),
            ("2026-4-3,2026-04-03,recommender,5,USD,allocated", "from"),
        ];
        let file = format!("from,to,service,amount,currency,basis\n{}\n", rows.map(|(row, _)| row).join("\n"));
        let report = world.engine.import_costs(&viewer, file.as_bytes()).await.unwrap();
        let told: Vec<(u64, &str)> = report.rejected_rows.iter().map(|row| (row.line, row.column.as_str())).collect();
        let expected: Vec<(u64, &str)> = rows.iter().zip(2..).skip(1).map(|((_, column), line)| (line, *column)).collect();
        assert_eq!((report.accepted, told), (1, expected), "{:#?}", report.rejected_rows);
        let reason = |line: u64| report.rejected_rows.iter().find(|row| row.line == line).map(|row| row.reason.as_str()).unwrap();
        assert!(reason(3).contains("line 2 tells what it cost on 2 Apr 2026: add the two up"), "{}", reason(3));
        assert!(reason(4).contains("is in USD, not in EUR"), "{}", reason(4));
        assert!(reason(12).contains("split the row after 31 Mar 2026"), "{}", reason(12));
        assert_eq!(
            month(&world, "cost-allocated", "2026-04").await,
            (Some(Decimal::new(1240, 2)), ["2026-04-01 6.20", "2026-04-02 6.20"].map(str::to_owned).to_vec())
        );
    }
}

#[tokio::test]
async fn days_or_spans_and_who_may() {
    let world = with_costs(worlds().await.remove(0)).await;
    let viewer = world.viewer(Role::Finance);
    let by_day = b"service,day,basis,currency,amount\nrecommender,2026-04-01,usage,USD,0.1234567\n";
    assert_eq!(world.engine.import_costs(&viewer, by_day).await.unwrap().accepted, 1);
    assert_eq!(month(&world, "cost-usage", "2026-04").await.0, Some(Decimal::new(12, 2)), "printed to the cent, kept with all digits");
    for (header, says) in [
        ("day,from,to,service,amount,currency,basis", "days or spans, not both"),
        ("from,service,amount,currency,basis", "neither “day” nor “from” with “to”"),
        ("day,service,amount,basis", "the column “currency” is missing"),
        ("day;service;amount;currency;basis", "commas, not semicolons"),
    ] {
        let error = world.engine.import_costs(&viewer, header.as_bytes()).await.unwrap_err().to_string();
        assert!(error.contains(says) && error.contains("day,service,amount,currency,basis"), "{error}");
    }
    assert_eq!(world.engine.import_costs(&world.viewer(Role::Executive), by_day).await.unwrap_err().status(), 403);
}
