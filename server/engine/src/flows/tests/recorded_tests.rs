use std::io::Write;

use domain::access::Role;
use domain::ports::{Evidence, Models, PlanQuestion};

use super::world::{COMPANY, World, worlds};
use crate::Engine;

const HEADER: &str = "id,name,service,metric,kind,from,to,exposed_share,control_n,control_successes,control_indicator,treatment_n,\
    treatment_successes,treatment_indicator,valid_until,decision,repeats,stopped_early,expected_split,link";
const GOOD: &str = "rec-v7,\"Seventh ranker, calm\",recommender,accuracy,proportion,2026-02-01,2026-02-28,1,182344,9117,0.9275,182101,9433,0.9412,\
    2027-02-28,shipped,,no,0.5/0.5,https://example.com/rec-v7";

async fn lines(world: &World, file: &str) -> (u64, u64, Vec<(u64, String)>) {
    let report = world.engine.import_tests(&world.viewer(Role::MlLead), file.as_bytes()).await.unwrap();
    let rejected = report.rejected_rows.into_iter().map(|row| (row.line, row.column));
    (report.accepted, report.duplicate, rejected.collect())
}

#[tokio::test]
async fn a_file_of_tests_reports_each_bad_row_and_twice_changes_nothing() {
    for world in worlds().await {
        let world = world.with_company().await;
        let row = |changes: &[(&str, &str)]| changes.iter().fold(GOOD.to_owned(), |row, (old, new)| row.replace(old, new));
        let file = [
            HEADER.to_owned(),
            row(&[]),
            row(&[("rec-v7,", "rec-v8,"), (",shipped,,", ",open,rec-v7,"), ("2026-02-01,2026-02-28", "2026-03-01,2026-03-28")]),
            String::new(),
            row(&[("rec-v7,", "too-many,"), (",9117,", ",182345,")]),
            row(&[("rec-v7,", "tomorrow,"), ("2026-02-28", "2026-04-16")]),
            row(&[("rec-v7,", "backwards,"), ("2026-02-01", "2026-03-01")]),
            row(&[("rec-v7,", "half,"), ("0.5/0.5", "half")]),
            row(&[("rec-v7,", "Rec V7,")]),
            row(&[("rec-v7,", "who,"), (",recommender,", ",nobody,")]),
            row(&[(",9433,", ",9999,")]),
            row(&[("rec-v7,", "orphan,"), (",shipped,,", ",open,rec-v1,")]),
            "short,row".to_owned(),
        ]
        .join("\r\n");
        let (accepted, duplicate, rejected) = lines(&world, &file).await;
        let expected = [
            (5, "control_successes"),
            (6, "to"),
            (7, "to"),
            (8, "expected_split"),
            (9, "id"),
            (10, "service"),
            (11, "treatment"),
            (12, "repeats"),
            (13, ""),
        ];
        assert_eq!((accepted, duplicate), (2, 0));
        assert_eq!(rejected.iter().map(|(line, column)| (*line, column.as_str())).collect::<Vec<_>>(), expected);
        assert_eq!(world.actions().await.last().unwrap(), "put_test");
        let (accepted, duplicate, rejected) = lines(&world, &file).await;
        assert_eq!((accepted, duplicate, rejected.len()), (0, 2, 9));
        // A decision may follow; the counts stay.
        let (accepted, ..) = lines(&world, &format!("{HEADER}\n{}\n", row(&[(",shipped,", ",dropped,")]))).await;
        assert_eq!(accepted, 1);

        let view = world.engine.evidence(&world.viewer(Role::Executive), None, PlanQuestion::default()).await.unwrap();
        assert_eq!(view.tests.iter().map(|test| test.test.id.as_str()).collect::<Vec<_>>(), ["rec-v8", "rec-v7"]);
        let exported = world.engine.export(&Engine::command_line()).await.unwrap();
        assert!(world.engine.apply(&Engine::command_line(), &exported, false).await.unwrap().is_empty(), "{exported}");
        let refused = world.engine.import_tests(&world.viewer(Role::Finance), file.as_bytes()).await.unwrap_err();
        assert_eq!(refused.status(), 403);
    }
}

#[tokio::test]
async fn a_wrong_header_of_tests_names_the_right_one() {
    let world = worlds().await.remove(0).with_company().await;
    for (file, words) in [
        ("id;service;kind\n", "commas, not semicolons"),
        ("id,service,kind,lift\n", "“lift” is not a column"),
        ("id,service\n", "the column “kind” is missing"),
        ("id,id\n", "stands twice"),
    ] {
        let error = world.engine.import_tests(&world.viewer(Role::MlLead), file.as_bytes()).await.unwrap_err().to_string();
        assert!(error.contains(words) && error.contains("id,service,kind,from,to"), "{error}");
    }
}

/// A workbook of one sheet: text, numbers, and days as Excel keeps them (days since 30 December 1899, style 1).
fn workbook(rows: &[String]) -> Vec<u8> {
    let mut book = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut part = |name: &str, text: &str| {
        book.start_file(name, zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored)).unwrap();
        book.write_all(text.as_bytes()).unwrap();
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    part("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
    part("_rels/.rels", &format!("<Relationships xmlns=\"{package}\"/>"));
    part(
        "xl/workbook.xml",
        &format!(
            "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
        ),
    );
    part(
        "xl/_rels/workbook.xml.rels",
        &format!(
            "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
        ),
    );
    part(
        "xl/styles.xml",
        &format!("<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"),
    );
    part("xl/worksheets/sheet1.xml", &format!("<worksheet xmlns=\"{main}\"><sheetData>{}</sheetData></worksheet>", rows.concat()));
    book.finish().unwrap().into_inner()
}

fn cells(row: usize, values: &[&str]) -> String {
    let cell = |(column, value): (usize, &&str)| {
        let place = format!("{}{row}", (b'A' + u8::try_from(column).unwrap()) as char);
        match value.strip_prefix("day ") {
            Some(day) => format!("<c r=\"{place}\" s=\"1\"><v>{day}</v></c>"),
            None if value.parse::<f64>().is_ok() => format!("<c r=\"{place}\"><v>{value}</v></c>"),
            None if value.is_empty() => String::new(),
            None => format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{value}</t></is></c>"),
        }
    };
    format!("<row r=\"{row}\">{}</row>", values.iter().enumerate().map(cell).collect::<String>())
}

#[tokio::test]
async fn a_workbook_is_read_as_its_first_sheet() {
    let world = worlds().await.remove(0).with_company().await;
    let head = [
        "id",
        "service",
        "kind",
        "from",
        "to",
        "control_n",
        "control_mean",
        "control_variance",
        "treatment_n",
        "treatment_mean",
        "treatment_variance",
        "valid_until",
        "name",
        "link",
    ];
    // 46054 is 1 February 2026, 46081 the 28th, 46446 one year later.
    let good = [
        "minutes",
        "recommender",
        "mean",
        "day 46054",
        "day 46081",
        "1000",
        "7.25",
        "12.5",
        "1010",
        "7.5",
        "13",
        "day 46446",
        "Minutes, a visit",
        "",
    ];
    let bad = ["later", "recommender", "mean", "day 46054", "day 46446", "1000", "7.25", "12.5", "1010", "7.5", "13", "day 46446", "", ""];
    let file = workbook(&[cells(1, &head), cells(3, &good), cells(4, &bad)]);
    let viewer = world.viewer(Role::MlLead);
    let report = world.engine.import_tests(&viewer, &file).await.unwrap();
    assert_eq!((report.accepted, report.rejected_rows[0].line, report.rejected_rows[0].column.as_str()), (1, 4, "to"), "{report:?}");
    let test = world.engine.configuration(&viewer).await.unwrap().tests.into_values().next().unwrap();
    assert_eq!(
        (test.name.as_str(), test.from.to_string(), test.control.mean.unwrap().0.to_string()),
        ("Minutes, a visit", "2026-02-01".to_owned(), "7.25".to_owned())
    );
    assert_eq!(world.engine.import_tests(&viewer, &file).await.unwrap().duplicate, 1);

    // Few cells, far apart: refused before they become a table.
    let far = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>".to_owned();
    let error = world.engine.import_tests(&viewer, &workbook(&[cells(1, &head), far])).await.unwrap_err().to_string();
    assert!(error.contains("split the file"), "{error}");
    // 40 MB of texts in some kilobytes: refused before they are held.
    let mut bomb = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    bomb.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default()).unwrap();
    bomb.write_all(&vec![b' '; 40 << 20]).unwrap();
    let bomb = bomb.finish().unwrap().into_inner();
    assert!(bomb.len() < 100_000);
    let error = world.engine.import_tests(&viewer, &bomb).await.unwrap_err().to_string();
    assert!(error.contains("unpacks to more than is read"), "{error}");
    let error = world.engine.import_tests(&viewer, b"PK\x03\x04 no workbook").await.unwrap_err().to_string();
    assert!(error.contains("save it as CSV"), "{error}");
}

#[tokio::test]
async fn a_test_dated_in_the_future_is_refused_in_a_file_too() {
    let world = worlds().await.remove(0).with_company().await;
    let test = |to: &str| {
        format!(
            "{COMPANY}\n[[test]]\nid = \"rec-v7\"\nservice = \"recommender\"\nmetric = \"accuracy\"\nkpi = \"checkout-revenue\"\n\
             from = \"2026-03-04\"\nto = \"{to}\"\nexposed_share = \"1\"\nkind = \"proportion\"\n\
             control = {{ n = 182344, successes = 9117, indicator = \"0.9275\" }}\n\
             treatment = {{ n = 182101, successes = 9433, indicator = \"0.9412\" }}\nvalid_until = \"2027-05-31\"\n\
             link = \"https://example.com/tests/rec-v7\"\n"
        )
    };
    let viewer = Engine::command_line();
    for dry_run in [true, false] {
        let error = world.engine.apply(&viewer, &test("2026-04-16"), dry_run).await.unwrap_err().to_string();
        assert!(error.contains("16 Apr 2026 is in the future"), "{error}");
    }
    // The test of the documented file's shape, which has no name, ends today at the latest, and goes round.
    world.engine.apply(&viewer, &test("2026-04-15"), false).await.unwrap();
    let exported = world.engine.export(&viewer).await.unwrap();
    assert!(world.engine.apply(&viewer, &exported, false).await.unwrap().is_empty());
    assert!(exported.contains("[[test]]") && exported.contains("0.9412"), "{exported}");
}

#[tokio::test]
async fn a_row_that_is_recorded_and_of_no_use_is_warned_of() {
    let world = worlds().await.remove(0).with_company().await;
    // 190,000 against 182,101 units, planned half and half: z = 7,899 ÷ √372,101 = 12.9, so p is far under 0.001.
    let uneven = GOOD.replace("rec-v7,", "uneven,").replace(",182344,", ",190000,");
    let unexposed = GOOD.replace("rec-v7,", "unexposed,").replace("2026-02-28,1,", "2026-02-28,,");
    let file = format!("{HEADER}\n{GOOD}\n{uneven}\n{unexposed}\n");
    let report = world.engine.import_tests(&world.viewer(Role::MlLead), file.as_bytes()).await.unwrap();
    assert_eq!((report.accepted, report.rejected), (3, 0), "{report:?}");
    let told: Vec<_> = report.warnings.iter().map(|row| (row.line, row.column.as_str())).collect();
    assert_eq!(told, [(3, "expected_split"), (4, "exposed_share")]);
    assert!(report.warnings[0].reason.starts_with("The split failed its check: 190,000 against 182,101"), "{:?}", report.warnings);
}

#[tokio::test]
async fn a_configuration_file_names_the_test_that_has_not_ended() {
    let world = worlds().await.remove(0).with_company().await;
    let test = "[[test]]\nid = \"tomorrow\"\nservice = \"recommender\"\nkind = \"proportion\"\nfrom = \"2026-04-01\"\nto = \"2026-04-16\"\n\
        valid_until = \"2027-04-16\"\ncontrol = { n = 1000, successes = 10 }\ntreatment = { n = 1000, successes = 20 }\n";
    let error = world.engine.apply(&Engine::command_line(), &format!("{COMPANY}\n{test}"), true).await.unwrap_err().to_string();
    assert!(error.contains("test tomorrow: 16 Apr 2026 is in the future"), "{error}");
}
