//! The workbook, read back.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use domain::money::{Currency, Money};

use super::super::pdf::tests::sample;
use super::super::xlsx::write;
use super::small;

/// A workbook as a reader that computes nothing sees it.
pub struct Book(Xlsx<Cursor<Vec<u8>>>);

impl Book {
    pub fn read(bytes: &[u8]) -> Self {
        Self(Xlsx::new(Cursor::new(bytes.to_vec())).unwrap())
    }

    /// Rows of a sheet by its header; a row of totals too.
    pub fn rows(&mut self, sheet: &str) -> Vec<BTreeMap<String, String>> {
        let range = self.0.worksheet_range(sheet).unwrap();
        let mut rows = range.rows();
        let header: Vec<String> = rows.next().unwrap().iter().map(ToString::to_string).collect();
        rows.map(|row| header.iter().cloned().zip(row.iter().map(ToString::to_string)).collect()).collect()
    }

    /// The formulas of a sheet.
    fn formulas(&mut self, sheet: &str) -> Vec<String> {
        let range = self.0.worksheet_formula(sheet).unwrap();
        range.cells().map(|(_, _, formula)| formula.clone()).filter(|formula| !formula.is_empty()).collect()
    }
}

/// A part of the file as it is.
pub fn cells(bytes: &[u8], part: &str) -> String {
    let mut text = String::new();
    zip::ZipArchive::new(Cursor::new(bytes)).unwrap().by_name(part).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// What stands beside each heading of the summary.
fn summary(bytes: &[u8]) -> BTreeMap<String, Data> {
    let range = Book::read(bytes).0.worksheet_range("Summary").unwrap();
    range.rows().map(|row| (row[0].to_string(), row[1].clone())).collect()
}

#[test]
fn totals_are_formulas_with_their_results() {
    let bytes = write(&small()).unwrap();
    let said = summary(&bytes);
    for (heading, expected) in [
        ("Gains", 47_848.36),
        ("Losses", -10_086.08),
        ("Overlap", -2_320.0),
        ("Benefit", 35_442.28),
        ("Cost to run", 14_946.53),
        ("Net value", 20_495.75),
        ("Fraud score", -10_086.08),
        ("Total", 35_442.28),
    ] {
        assert_eq!(said[heading], Data::Float(expected), "{heading}");
    }
    let mut book = Book::read(&bytes);
    assert_eq!(
        book.formulas("Summary")[..6],
        [
            "SUMIF(Ledger!$T$2:$T$4,\">0\")",
            "SUMIF(Ledger!$T$2:$T$4,\"<0\")",
            "SUM(Ledger!$U$2:$U$4)",
            "SUM(B11:B13)",
            "SUM(Costs!$K$2:$K$3)",
            "B14-B15"
        ]
    );
    assert_eq!(book.formulas("Ledger"), ["SUM($T$2:$T$4)", "SUM($U$2:$U$4)", "SUM($V$2:$V$4)"]);
    assert_eq!(book.formulas("Costs"), ["SUM($K$2:$K$3)"]);
    let (lines, costs) = (book.rows("Ledger"), book.rows("Costs"));
    let last = lines.last().unwrap();
    assert_eq!(["Id", "Amount", "Overlap", "Net"].map(|column| last[column].as_str()), ["Total", "37762.28", "-2320", "35442.28"]);
    assert_eq!(costs.last().unwrap()["Amount"], "14946.53");
    assert_eq!((lines[2]["Overlap"].as_str(), lines[2]["Pool"].as_str(), lines[2]["Net"].as_str()), ("-2320", "answers", "45000"));
}

#[test]
fn every_sheet_has_a_header_that_stays_and_dates_are_dates() {
    let bytes = write(&sample::report().unwrap()).unwrap();
    let mut book = Book::read(&bytes);
    assert_eq!(book.0.sheet_names(), ["Summary", "Ledger", "Costs", "Drivers", "Tests", "Restatements"]);
    for nth in 1..=6 {
        assert!(cells(&bytes, &format!("xl/worksheets/sheet{nth}.xml")).contains("ySplit=\"1\""), "sheet {nth}");
    }
    let test = book.rows("Tests").remove(0);
    assert_eq!((test["Id"].as_str(), test["Verdict"].as_str(), test["Counted"].as_str()), ("picks", "Valid, grade B", "0.003104"));
    let range = book.0.worksheet_range("Tests").unwrap();
    let Data::DateTime(from) = &range.get((1, 3)).unwrap() else { panic!("{:?} is no date", range.get((1, 3))) };
    assert_eq!(from.as_datetime().unwrap().to_string(), "2026-03-02 00:00:00");
    let driver = book.rows("Drivers").remove(0);
    let columns = ["Id", "Value", "Low", "High", "Unit"].map(|column| driver[column].as_str());
    assert_eq!(columns, ["revenue-per-hour", "21300", "19800", "22800", "USD/h"]);
}

#[test]
fn a_restatement_has_a_sheet_whose_total_is_its_change() {
    let mut report = small();
    let old = report.ledger.clone();
    report.ledger.lines[0].amount.minor -= 65_000;
    report.ledger.totals.net.minor -= 65_000;
    let told = domain::close::Restatement::of(&old, &report.ledger, "=the log came late").unwrap();
    report.issue = Some(domain::close::Issue {
        revision: 2,
        prepared_by: "A".into(),
        prepared_ms: 0,
        approved_by: "B".into(),
        issued_ms: 0,
        provisional: None,
        passed: Vec::new(),
        restatement: Some(told),
    });
    let bytes = write(&report).unwrap();
    let rows = Book::read(&bytes).rows("Restatements");
    assert_eq!((rows[0]["Change"].as_str(), rows[1]["Change"].as_str(), rows.len()), ("-650", "-650", 2));
    assert_eq!(rows[0]["Reason"], "=the log came late.");
    assert_eq!(Book::read(&bytes).formulas("Restatements"), ["SUM($F$2:$F$2)"]);
}

#[test]
fn text_is_never_a_formula() {
    for hostile in ["=1+1", "+1", "-2", "@SUM(A1)", "\tx", "{=1}", "=HYPERLINK(\"http://x\",\"y\")"] {
        let mut report = small();
        report.workspace = hostile.to_owned();
        report.ledger.lines[0].name = hostile.to_owned();
        report.drivers[0].source = hostile.to_owned();
        let bytes = write(&report).unwrap();
        let mut book = Book::read(&bytes);
        assert_eq!(book.rows("Ledger")[0]["Name"], hostile);
        assert_eq!(book.rows("Drivers")[0]["Source"], hostile);
        assert_eq!(summary(&bytes)["Company"], Data::String(hostile.to_owned()));
        let all = ["Summary", "Ledger", "Costs", "Drivers", "Tests"].into_iter().flat_map(|sheet| book.formulas(sheet)).collect::<Vec<_>>();
        assert!(all.iter().all(|formula| formula.starts_with("SUM") || formula.starts_with('B')), "{all:?}");
    }
}

#[test]
fn amounts_have_the_digits_of_their_currency() {
    for (code, format) in [("USD", "#,##0.00"), ("KWD", "#,##0.000"), ("CLF", "#,##0.0000")] {
        let mut report = small();
        let currency = Currency::parse(code).unwrap();
        report.currency = currency;
        report.ledger.lines.iter_mut().for_each(|line| line.amount.currency = currency);
        report.ledger.lines.iter_mut().for_each(|line| line.overlap = None);
        report.ledger.lines[0].local = Some(Money { minor: 5, currency: Currency::parse("VND").unwrap() });
        report.ledger.totals = domain::value::Totals::of(&report.ledger.lines, [], currency).unwrap();
        let styles = cells(&write(&report).unwrap(), "xl/styles.xml");
        let has = |format: &str| styles.contains(&format!("formatCode=\"{format}\""));
        assert!(has(format) && has("#,##0"), "{code}: {styles}");
    }
}

#[test]
fn a_month_without_lines_has_totals_of_nothing() {
    let mut report = small();
    (report.ledger.lines, report.ledger.costs, report.services) = (Vec::new(), Vec::new(), Vec::new());
    report.ledger.totals = domain::value::Totals::of([], [], report.currency).unwrap();
    let bytes = write(&report).unwrap();
    assert_eq!(summary(&bytes)["Net value"], Data::Float(0.0));
    assert_eq!(Book::read(&bytes).formulas("Costs"), ["SUM($K$1:$K$1)"]);
}

#[test]
fn text_that_no_cell_holds_is_cut() {
    let mut report = small();
    report.ledger.lines[0].notes = vec!["😀".repeat(20_000)];
    let rows = Book::read(&write(&report).unwrap()).rows("Ledger");
    assert_eq!(rows[0]["Notes"].chars().count(), 16_383);
}
