//! By configuration files, CSV files and arguments.

use tests::Outcome;
use tests::database::Database;
use tests::program::Program;

use super::{company, october, workspace};
use crate::story::first_month::COMPANY;

const CYCLE: &str = r#"
[[kpi]]
id = "visits"
name = "Visits"
unit = "visit"
kind = "counter"

[[edge]]
from = "kpi:orders"
to = "kpi:visits"

[[edge]]
from = "kpi:visits"
to = "kpi:orders"
"#;

#[tokio::test]
async fn a_wrong_configuration_file_changes_nothing() -> Outcome {
    for database in Database::both().await? {
        let program = company(database, "http://127.0.0.1:9")?;
        let before = program.database.contents().await?;
        let good = workspace("http://127.0.0.1:9");
        for (from, to, expected) in [
            ("metric = \"accuracy\"", "metric = \"acuracy\"", "did you mean “accuracy”"),
            ("unit = \"USD/order\"", "unit = \"USD/visit\"", "order/visit is left over"),
            ("unit = \"USD/order\"", "unit = \"USD/\"", "unit"),
            ("value = \"0.9100\"", "value = \"NaN\"", "“NaN” is not a number"),
            ("value = \"0.9100\"", "value = nan", "not a number"),
            ("metric = \"uptime\"", "metric = \"uptime\"\nexpected_interval = \"-5m\"", "“-5m”"),
            ("kind = \"prometheus\"", "kind = \"prometheus\"\ndelay = \"-30s\"", "“-30s”"),
            ("from = \"2026-01\", per_month", "from = \"2026-13\", per_month", "“2026-13” is not a month: write it as 2026-10"),
            ("[[driver]]\nid = \"orders-seen\"", &format!("{CYCLE}\n[[driver]]\nid = \"orders-seen\""), "remove one of these edges first"),
            ("[[team]]", "[[teem]]", "line"),
        ] {
            let bad = good.replace(from, to);
            assert_ne!(good, bad, "{from}");
            let said = program.refused(&["apply", &program.file("bad.toml", &bad)?])?;
            assert!(said.contains(expected), "{to}: {said}");
        }
        assert!(program.database.contents().await? == before, "nothing changed");
    }
    Ok(())
}

#[tokio::test]
async fn wrong_rows_and_files_are_told_by_line_and_store_nothing() -> Outcome {
    for database in Database::both().await? {
        let program = company(database, "http://127.0.0.1:9")?;
        let before = program.database.contents().await?;
        let samples = "time,service,metric,value,unit\n";
        let kpis = "time,kpi,value\n";
        for (kind, csv, expected) in [
            ("kpis", "day;amount\n2026-01-05;3\n".to_owned(), "the header must be time,kpi,value"),
            (
                "samples",
                "time,service,metrics,value\n".to_owned(),
                "“metrics” is not a column of this file; the header must be time,service,metric",
            ),
            ("kpis", String::new(), "the header must be time,kpi,value"),
            ("kpis", format!("{kpis}2199-01-01,orders,3\n"), "line 2, time: this time is in the future"),
            ("kpis", format!("{kpis}2026-13-01,orders,3\n"), "line 2, time: "),
            ("kpis", format!("{kpis}2026-01-05,orders,NaN\n"), "line 2, value: “NaN” is not a number: leave the sample out"),
            ("kpis", format!("{kpis}2026-01-05,orders,-3\n"), "line 2, value: a counter cannot be negative"),
            ("kpis", format!("{kpis}2026-01-05,order,3\n"), "did you mean kpi/orders"),
            (
                "samples",
                format!("{samples}2026-01-05,recommender,latencyp95,3,ms\n"),
                "line 2, metric: “latencyp95” is not a metric of the catalogue; did you mean “latency-p95”?",
            ),
            (
                "samples",
                format!("{samples}2026-01-05,recommender,latency-p95,3,s\n"),
                "line 2, unit: recommender/latency-p95 is in ms, not in s",
            ),
            ("samples", format!("{samples}2026-01-05,recommender,latency-p95,-3,ms\n"), "line 2, value: a duration cannot be negative"),
        ] {
            let said = program.refused(&["import", kind, &program.file("bad.csv", &csv)?])?;
            assert!(said.contains(expected), "{csv}: {said}");
        }
        assert!(program.database.contents().await? == before, "nothing changed");
    }
    Ok(())
}

#[tokio::test]
async fn a_month_that_is_none_and_a_file_that_is_not_there_are_refused() -> Outcome {
    let program = company(Database::sqlite()?, "http://127.0.0.1:9")?;
    for (arguments, expected) in [
        (["report", "--month", "2026-13", "--format", "pdf", "--out", "r.pdf"].as_slice(), "“2026-13” is not a month: write it as 2026-10"),
        (&["report", "--month", "2026-10", "--format", "pdf", "--out", "no/folder/r.pdf"], "cannot write no/folder/r.pdf"),
        (&["import", "kpis", "nowhere.csv"], "cannot read nowhere.csv"),
        (&["token", "add", "x", "--role", "boss"], "use admin, ml-lead, finance or executive"),
        (&["export", "--database", "mysql://x"], "sqlite:FOLDER/FILE or postgres://"),
    ] {
        let said = program.refused(arguments)?;
        assert!(said.contains(expected), "{said}");
    }
    assert!(!program.folder().join("r.pdf").exists());
    Ok(())
}

#[tokio::test]
async fn a_driver_without_a_value_for_the_month_is_said_not_claimed() -> Outcome {
    for database in Database::both().await? {
        let later = COMPANY.replace("from = \"2026-01-01\", value = \"0.47\"", "from = \"2026-11-01\", value = \"0.47\"");
        let program = Program::new(database, &later)?;
        let csv = "time,service,metric,numerator,denominator\n".to_owned()
            + &(1..=31).map(|day| format!("2026-10-{day:02},recommender,accuracy,93,100\n")).collect::<String>();
        program.run(&["import", "samples", &program.file("october.csv", &csv)?])?;
        let kpis = "time,kpi,value\n".to_owned() + &(1..=31).map(|day| format!("2026-10-{day:02},orders,10\n")).collect::<String>();
        program.run(&["import", "kpis", &program.file("orders.csv", &kpis)?])?;
        let before = program.database.samples().await?;
        let report = october(&program)?;
        assert_eq!(report["ledger"]["lines"].as_array().map(Vec::len), Some(0), "nothing is claimed: {}", report["ledger"]["lines"]);
        let told = report["ledger"]["not_claimed"].to_string();
        assert!(told.contains("Contribution of a right pick") && told.contains("Set a value that is valid in the month"), "{told}");
        assert!(program.database.samples().await? == before);
    }
    Ok(())
}

#[tokio::test]
async fn a_currency_without_a_rate_for_the_month_is_said_not_claimed() -> Outcome {
    for database in Database::both().await? {
        let company = COMPANY.replace("unit = \"USD/order\"", "unit = \"VND/order\"");
        let rate = "\n[[rate]]\ncurrency = \"VND\"\nvalues = [{ on = \"2026-08-31\", value = \"0.5\", by = \"dewi@example.com\" }]\n";
        // A mapping and the first rate of its currency come in one file.
        let program = Program::new(database, &format!("{company}{rate}"))?;
        let unknown = company.replace("VND/order", "THB/order");
        let said = program.refused(&["apply", &program.file("baht.toml", &unknown)?])?;
        assert!(said.contains("no exchange rate of THB is recorded") && said.contains("record one first"), "{said}");
        let csv = "time,service,metric,numerator,denominator\n".to_owned()
            + &(1..=31).map(|day| format!("2026-10-{day:02},recommender,accuracy,93,100\n")).collect::<String>();
        program.run(&["import", "samples", &program.file("october.csv", &csv)?])?;
        let kpis = "time,kpi,value\n".to_owned() + &(1..=31).map(|day| format!("2026-10-{day:02},orders,10\n")).collect::<String>();
        program.run(&["import", "kpis", &program.file("orders.csv", &kpis)?])?;
        // September's rate is none for October.
        program.run(&["import", "rates", &program.file("september.csv", "month,currency,rate\n2026-09,VND,0.5\n")?])?;
        let report = october(&program)?;
        assert_eq!(report["ledger"]["lines"].as_array().map(Vec::len), Some(0), "{}", report["ledger"]["lines"]);
        let told = report["ledger"]["not_claimed"].to_string();
        assert!(told.contains("nobody has recorded what VND was worth in October 2026") && told.contains("Exchange rates"), "{told}");

        let file = "date,currency,rate,source\n2026-10-01,VND,0.4,SBV\n2026-10-02,VND,0.6,SBV\n2026-10-02,VND,0.7,SBV\n";
        let said = program.refused(&["import", "rates", &program.file("october-rates.csv", file)?])?;
        assert!(said.contains("line 4, rate: VND is recorded as 0.6 for 2026-10-02 and is not edited"), "{said}");
        let line = october(&program)?["ledger"]["lines"][0].clone();
        // (0.9300 − 0.9100) × 310 × 0.47 = 2.914 VND: 3 of its own, and × 0.5 = 1.457 USD.
        assert_eq!((&line["local"]["minor"], &line["amount"]["minor"]), (&3.into(), &146.into()), "{line}");
        assert!(program.run(&["export"])?.contains("[[rate]]"));
    }
    Ok(())
}
