use domain::access::Role;
use domain::config::{Change, Item, Number, RateValue};
use domain::ids::Email;
use domain::money::Currency;
use domain::ports::{Accounts, Models, Samples};

use super::world::{COMPANY, worlds};
use crate::Engine;

const FILE: &str = "\u{feff}Date,Currency,rate,source\r\n\
    2026-03-02,SGD,0.7400,MAS\r\n\
    2026-03-03,SGD,0.7600,MAS\r\n\
    2026-03-02,IDR,0.0000601,BI\r\n\
    2026-03-03,SGD,0.7600,MAS\r\n\
    2026-03-03,SGD,0.7601,MAS\r\n\
    \r\n\
    2026-13-03,SGD,0.74,\r\n\
    2026-04-16,SGD,0.74,\r\n\
    2026-03-04,SGB,0.74,\r\n\
    2026-03-04,USD,1,\r\n\
    2026-03-04,SGD,-0.74,\r\n\
    2026-03-04,SGD,about,\r\n\
    2026-03,SGD,0.74,\r\n\
    2026-03-04,SGD\r\n";

fn sgd() -> Currency {
    Currency::parse("SGD").unwrap()
}

fn value(on: &str, value: &str) -> RateValue {
    let (on, month) = domain::config::day_or_month(on).unwrap();
    RateValue { on, month, value: Number::parse(value).unwrap(), source: String::new(), by: Email::parse("dewi@example.com").unwrap() }
}

#[tokio::test]
async fn a_file_of_rates_reports_each_bad_line_and_records_the_good_ones() {
    for world in worlds().await {
        let world = world.with_company().await;
        let viewer = world.viewer(Role::Finance);
        let report = world.engine.import_rates(&viewer, FILE.as_bytes()).await.unwrap();
        assert_eq!((report.accepted, report.duplicate, report.rejected), (3, 1, 9), "{report:?}");
        let lines: Vec<(u64, &str)> = report.rejected_rows.iter().map(|row| (row.line, row.column.as_str())).collect();
        let wanted =
            [(6, "rate"), (8, "date"), (9, "date"), (10, "currency"), (11, "currency"), (12, "rate"), (13, "rate"), (14, "date"), (15, "")];
        assert_eq!(lines, wanted, "{:?}", report.rejected_rows);
        assert!(report.rejected_rows[0].reason.contains("recorded as 0.7600 for 2026-03-03 and is not edited"));
        let again = world.engine.import_rates(&viewer, FILE.as_bytes()).await.unwrap();
        assert_eq!((again.accepted, again.duplicate, again.rejected), (0, 4, 9));

        let stored = world.engine.configuration(&viewer).await.unwrap();
        assert_eq!(stored.rates[&sgd()].values.len(), 2);
        // The configuration file brings them back out, and one without them takes none away.
        let file = world.engine.export(&viewer).await.unwrap();
        assert!(file.contains("[[rate]]") && file.contains("0.0000601"), "{file}");
        let admin = Engine::command_line();
        assert!(world.engine.apply(&admin, &file, true).await.unwrap().is_empty());
        world.engine.apply(&admin, COMPANY, false).await.unwrap();
        assert_eq!(world.engine.configuration(&viewer).await.unwrap().rates, stored.rates);
    }
}

#[tokio::test]
async fn a_month_is_imported_once_it_has_ended() {
    let world = worlds().await.remove(0).with_company().await;
    let viewer = world.viewer(Role::Finance);
    // A spreadsheet turns a month into its first day.
    let file = "month,currency,rate\n2026-02,SGD,0.75\n2026-03-01,SGD,0.76\n2026-03-15,SGD,0.77\n2026-04,SGD,0.78\n";
    let report = world.engine.import_rates(&viewer, file.as_bytes()).await.unwrap();
    assert_eq!((report.accepted, report.rejected), (2, 2), "{report:?}");
    assert!(report.rejected_rows[0].reason.contains("is a day") && report.rejected_rows[1].reason.contains("has not ended"));
    for (header, words) in [
        ("date;currency;rate\n", "not semicolons"),
        ("day,currency,rate\n", "“day” is not a column"),
        ("date,month,currency,rate\n", "not both"),
        ("currency,rate\n", "“date” or “month” is missing"),
        ("date,currency\n", "“rate” is missing"),
    ] {
        let error = world.engine.import_rates(&viewer, header.as_bytes()).await.unwrap_err().to_string();
        assert!(error.contains(words) && error.contains("date,currency,rate or month,currency,rate"), "{error}");
    }
    let refused = world.engine.import_rates(&world.viewer(Role::MlLead), file.as_bytes()).await.unwrap_err();
    assert_eq!(refused.status(), 403);
}

#[tokio::test]
async fn a_rate_by_hand_is_recorded_once_and_told_alone() {
    for world in worlds().await {
        let world = world.with_company().await;
        let viewer = world.viewer(Role::Finance);
        world.engine.import_rates(&viewer, FILE.as_bytes()).await.unwrap();
        world.engine.add_rate(&viewer, sgd(), value("2026-03", "0.751")).await.unwrap();
        let events = world.engine.audit(&world.viewer(Role::Admin), None).await.unwrap();
        // One line more, not the whole record again.
        assert_eq!((events[0].action.as_str(), events[0].subject.as_str()), ("put_rate", "rate SGD"));
        let told = events[0].after.clone().unwrap_or_default();
        assert!(told.contains("0.751") && !told.contains("0.7400"), "{told}");
        for (again, words) in [("0.751", "recorded for 2026-03 already"), ("0.752", "is recorded as 0.751 for 2026-03 and is not edited")] {
            let error = world.engine.add_rate(&viewer, sgd(), value("2026-03", again)).await.unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
        let mut rate = world.engine.configuration(&viewer).await.unwrap().rates[&sgd()].clone();
        rate.values.remove(0);
        let edit = Change::Put(Box::new(Item::Rate(rate)));
        assert_eq!(world.engine.change(&viewer, vec![edit]).await.unwrap_err().status(), 409);
        let refused = world.engine.add_rate(&world.viewer(Role::Executive), sgd(), value("2026-03-09", "0.7")).await.unwrap_err();
        assert_eq!(refused.status(), 403);
    }
}

#[tokio::test]
async fn a_configuration_file_records_no_rate_that_is_not_known_yet() {
    let world = worlds().await.remove(0).with_company().await;
    let admin = Engine::command_line();
    let with = |when: &str| {
        format!("{COMPANY}\n[[rate]]\ncurrency = \"SGD\"\nvalues = [{{ {when}, value = \"0.74\", by = \"dewi@example.com\" }}]\n")
    };
    for (when, words) in [
        ("month = \"2027-10\"", "rate SGD: 2027-10 has not ended"),
        ("month = \"2026-04\"", "rate SGD: 2026-04 has not ended"),
        ("on = \"2026-04-16\"", "rate SGD: 2026-04-16 has not come yet"),
    ] {
        for dry_run in [true, false] {
            let error = world.engine.apply(&admin, &with(when), dry_run).await.unwrap_err();
            assert!(error.status() == 422 && error.to_string().contains(words), "{when}: {error}");
        }
    }
    assert!(world.engine.configuration(&admin).await.unwrap().rates.is_empty());
    world.engine.apply(&admin, &with("month = \"2026-03\""), false).await.unwrap();
    // What is recorded stays so that the same file may be applied again.
    assert!(world.engine.apply(&admin, &with("month = \"2026-03\""), false).await.unwrap().is_empty());
}
