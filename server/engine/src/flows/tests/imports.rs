use domain::access::Role;
use domain::ports::Samples;

use super::world::worlds;
use crate::flows::sheet::as_csv;

#[tokio::test]
async fn a_file_reports_each_bad_line_and_writes_the_good_ones() {
    for world in worlds().await {
        let world = world.with_company().await;
        let viewer = world.viewer(Role::MlLead);
        let file = "\u{feff}Time, Service ,metric,value,numerator,denominator,unit\r\n\
            2026-03-01,recommender,accuracy,,930,1000,\r\n\
            2026-03-02,recommender,accuracy,0.94,940,1000,1\r\n\
            2026-03-02,recommender,accuracy,0.94,940,1000,1\r\n\
            2026-03-03 07:00,recommender,predictions,1250,,,prediction\r\n\
            \r\n\
            2026-13-03,recommender,predictions,1,,,\r\n\
            2026-03-04,recommender,predictions,NaN,,,\r\n\
            2026-03-04,recommender,predictions,,,,\r\n\
            2026-03-04,recommender,predictions,1\r\n\
            2026-03-04,nobody,uptime,1,,,\r\n\
            2027-03-04,recommender,uptime,1,,,\r\n\
            2026-03-04,recommender,predictions,12,,,call\r\n";
        let report = world.engine.import_samples(&viewer, file.as_bytes()).await.unwrap();
        assert_eq!((report.accepted, report.duplicate, report.rejected), (3, 1, 7), "{report:?}");
        let lines: Vec<(u64, &str)> = report.rejected_rows.iter().map(|row| (row.line, row.column.as_str())).collect();
        assert_eq!(
            lines,
            [(7, "time"), (8, "value"), (9, "value"), (10, ""), (11, "service"), (12, "time"), (13, "unit")],
            "{:?}",
            report.rejected_rows
        );
        assert_eq!(world.actions().await.last().unwrap(), "import_samples");
        let again = world.engine.import_samples(&viewer, file.as_bytes()).await.unwrap();
        assert_eq!((again.accepted, again.duplicate, again.rejected), (0, 4, 7));
    }
}

#[tokio::test]
async fn a_wrong_header_names_the_right_one() {
    let world = worlds().await.remove(0).with_company().await;
    let viewer = world.viewer(Role::Finance);
    for (file, words) in [
        ("time;kpi;value\n2026-03-01;checkout-revenue;1\n", "commas, not semicolons"),
        // As Excel writes it where the comma is the decimal sign.
        ("\u{feff}time;kpi;value\r\n2026-03-01;checkout-revenue;1,5\r\n", "commas, not semicolons"),
        ("date,kpi,value\n", "“date” is not a column"),
        ("time,value\n", "the column “kpi” is missing"),
        ("time,kpi\n", "neither “value”"),
        ("time,kpi,value,value\n", "stands twice"),
        ("", "the column “time” is missing"),
    ] {
        let error = world.engine.import_kpis(&viewer, file.as_bytes()).await.unwrap_err().to_string();
        assert!(error.contains(words) && error.contains("time,kpi,value"), "{error}");
    }
    let error = world.engine.import_kpis(&viewer, b"time,kpi,value\n2026-03-01,caf\xe9,1\n").await.unwrap_err().to_string();
    assert!(error.contains("line 2 is not UTF-8"), "{error}");
    let error = world.engine.import_kpis(&viewer, b"\xff\xfet\0i\0m\0e\0").await.unwrap_err().to_string();
    assert!(error.contains("line 1 is not UTF-8: save the file as CSV UTF-8"), "{error}");
    let empty = world.engine.import_kpis(&viewer, b"time,kpi,value\n").await.unwrap();
    assert_eq!((empty.accepted, empty.rejected), (0, 0));
    let refused = world.engine.import_kpis(&world.viewer(Role::Executive), b"time,kpi,value\n").await.unwrap_err();
    assert_eq!(refused.status(), 403);
}

macro_rules! workbook {
    ($name:literal) => {
        include_bytes!(concat!("../../../fixtures/xlsx/", $name, ".xlsx")).as_slice()
    };
}

#[test]
fn days_are_the_same_on_both_calendars_of_a_workbook_and_formulas_have_their_values() {
    for file in [workbook!("calendar-1900"), workbook!("calendar-1904")] {
        let text = String::from_utf8(as_csv(file).unwrap().into_owned()).unwrap();
        assert_eq!(text, "time,kpi,value\n2026-03-01,checkout-revenue,1000.5\n2026-03-02 13:30:15,checkout-revenue,2000.5\n");
    }
}

#[tokio::test]
async fn a_formula_that_was_never_computed_is_no_blank() {
    let world = worlds().await.remove(0).with_company().await;
    let viewer = world.viewer(Role::Finance);
    let report = world.engine.import_kpis(&viewer, workbook!("calendar-1904")).await.unwrap();
    assert_eq!((report.accepted, report.rejected), (2, 0), "{report:?}");
    let error = world.engine.import_kpis(&viewer, workbook!("never-computed")).await.unwrap_err().to_string();
    assert!(error.contains("the formula in C3 has no value") && error.contains("open the file in one and save it"), "{error}");
}
