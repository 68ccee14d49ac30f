//! The ledger as CSV.

use domain::report::MonthReport;
use rust_decimal::Decimal;

use super::super::csv::write;
use super::super::pdf::tests::sample;
use super::{small, table};

const HEADER: &str = "kind,id,month,name,service,service_name,owner,owner_name,template,metric,kpi,part,basis,unit,quantity,rate,chain,\
    factors,currency,grade,low,mid,high,amount,overlap,net,local_currency,local_amount,pool,version_from,sources,notes\r\n";

/// Written by hand from the table above `small`.
const ROWS: [&str; 5] = [
    "line,recommender-1,2026-10,Fewer idle GPU hours,recommender,Checkout recommender,owner@lanternbay.example,Mei Ling Tan,own_chain,,,,\
        contribution,gpu*h,222,2.38,(610_GPU_h − 388_GPU_h) × 2.38_USD/GPU_h,baseline indicator 610 gpu*h; indicator 388 gpu*h; factor 2.38 \
        USD/gpu/h,USD,D,,,,528.36,,528.36,,,,2026-01-01,,\r\n",
    "line,fraud-2,2026-10,Downtime of the fraud score,fraud,Fraud score,owner@lanternbay.example,Arif Rahman,revenue_protected,,,,\
        contribution,h,-2.35,4291.95,\"(1.10_h − 3.45_h) × 21,300_USD/h × 0.31 × (1 − 0.35)\",baseline indicator 1.10 h; indicator \
        3.45 h; factor 21300 USD/h; factor 0.31; one less factor 0.35,USD,D,,,,-10086.08,,-10086.08,,,,2026-01-01,,\r\n",
    "line,search-4,2026-10,Search answers lost,search,Search ranking,owner@lanternbay.example,Nguyễn Thu Hà,revenue_protected,,,,\
        contribution,h,2.80,16900,\"(5.20_h − 2.40_h) × 16,900_USD/h\",baseline indicator 5.20 h; indicator 2.40 h; factor 16900 USD/h,\
        USD,D,40100.00,47300.00,55000.50,47320.00,-2320.00,45000.00,,,answers,2026-01-01,,\r\n",
    "cost,fraud-cloud,2026-10,Cloud,fraud,Fraud score,,,,,,cloud,,,,,,,USD,,,,,6485.63,,-6485.63,,,,,invoice,\r\n",
    "cost,fraud-people,2026-10,People,fraud,Fraud score,,,,,,people,,,,,,,USD,,,,,8460.90,,-8460.90,,,,,invoice,\r\n",
];

#[test]
fn every_digit_of_a_small_ledger_is_as_by_hand() {
    let written = String::from_utf8(write(&small()).unwrap()).unwrap();
    // A space that does not break is an underscore above.
    let expected = format!("{HEADER}{}", ROWS.concat());
    assert_eq!(written.replace('\u{a0}', "_"), expected);
}

fn sum(report: &MonthReport, kind: &str, column: &str) -> Decimal {
    let rows = table(&write(report).unwrap());
    let of = rows.iter().filter(|row| row["kind"] == kind || kind.is_empty());
    of.filter(|row| !row[column].is_empty()).map(|row| row[column].parse::<Decimal>().unwrap()).sum()
}

#[test]
fn rows_sum_to_the_totals() {
    for report in [small(), sample::report().unwrap()] {
        let totals = report.ledger.totals;
        assert_eq!(sum(&report, "line", "amount"), totals.gains.plus(totals.losses).unwrap().decimal());
        assert_eq!(sum(&report, "line", "overlap"), totals.overlap.decimal());
        assert_eq!(sum(&report, "line", "net"), totals.benefit.decimal());
        assert_eq!(sum(&report, "cost", "amount"), totals.cost.decimal());
        assert_eq!(sum(&report, "", "net"), totals.net.decimal());
    }
}

#[test]
fn quantity_times_rate_rounds_to_the_amount() {
    let report = sample::report().unwrap();
    let rows = table(&write(&report).unwrap());
    let mut compared = 0;
    for row in rows.iter().filter(|row| !row["rate"].is_empty()) {
        let of = |column: &str| row[column].parse::<Decimal>().unwrap();
        assert_eq!((of("quantity") * of("rate")).round_dp(2), of("amount"), "{}", row["id"]);
        compared += 1;
    }
    assert_eq!(compared, report.ledger.lines.len());
}

#[test]
fn text_is_no_formula_and_numbers_stay_numbers() {
    for hostile in ["=1+1", "+1", "-2", "@SUM(A1)", "\tx", "\r=x", "＝1", "=HYPERLINK(\"http://x\",\"y\")"] {
        let mut report = small();
        let line = &mut report.ledger.lines[1];
        (line.name, line.owner_name) = (hostile.to_owned(), hostile.to_owned());
        line.notes = vec![hostile.to_owned()];
        report.ledger.costs[0].source = hostile.to_owned();
        let rows = table(&write(&report).unwrap());
        for text in [&rows[1]["name"], &rows[1]["owner_name"], &rows[1]["notes"], &rows[3]["sources"]] {
            assert_eq!(text, &format!("'{hostile}"));
        }
        assert_eq!((rows[1]["amount"].as_str(), rows[1]["quantity"].as_str()), ("-10086.08", "-2.35"));
    }
}

#[test]
fn quotes_commas_and_line_ends_come_back() {
    let mut report = small();
    report.ledger.lines[0].name = "A \"quoted\", long\r\nname".to_owned();
    let rows = table(&write(&report).unwrap());
    assert_eq!((rows.len(), rows[0]["name"].as_str()), (5, "A \"quoted\", long\r\nname"));
}

#[test]
fn money_of_another_currency_keeps_its_own_digits() {
    let mut report = small();
    report.ledger.costs[0].local = Some(domain::money::Money { minor: 163_000_000, currency: "VND".to_owned().try_into().unwrap() });
    let rows = table(&write(&report).unwrap());
    assert_eq!((rows[3]["local_currency"].as_str(), rows[3]["local_amount"].as_str()), ("VND", "163000000"));
}
