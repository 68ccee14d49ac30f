//! A month in the forms that finance works with: from the command, the API and the browser, all of them the same bytes.

use domain::access::Role;
use domain::config::Change;
use domain::report::ReportFormat;
use engine::{Clock, Engine, demo};
use reqwest::StatusCode;
use serde_json::Value;
use tests::database::Database;
use tests::http::client;
use tests::program::{Program, Served};
use tests::site::Reader;
use tests::{Outcome, pdf};

use super::beside_a_server::picks;
use super::first_month::{COMPANY, NOW_MS};

const JOURNAL: &str = "[journal]\ncounter = \"2190\"\nbenefit = { accuracy_lift = \"4110\" }\ncost = { cloud = \"6110\" }\n";

/// (0.9360 − 0.9100) × 1,000 × 0.47 = 12.22; less 100.00 to run.
const ENTRY: &str = "date,account,amount,memo\r\n\
    2026-01-31,4110,-12.22,\"2026-01 Better picks (picks), grade D, USD\"\r\n\
    2026-01-31,6110,100.00,\"2026-01 Cloud (cloud), cloud, USD\"\r\n\
    2026-01-31,2190,-87.78,\"2026-01 net value of models, USD\"\r\n";

#[tokio::test]
async fn finance_takes_the_month_in_its_own_forms() -> Outcome {
    for database in Database::both().await? {
        let program = Program::new(database, COMPANY)?;
        program.run(&["import", "samples", &program.file("s.csv", &picks()?)?])?;
        program.run(&["import", "kpis", &program.file("k.csv", "time,kpi,value\n2026-01-15,orders,1000\n")?])?;
        let journal = ["report", "--month", "2026-01", "--format", "journal", "--out", "-"];
        let refused = program.refused(&journal)?;
        assert!(refused.contains("add a [journal] table"), "{refused}");

        // Without the cost's account first, then with it.
        let without = JOURNAL.replace("cloud", "people");
        program.run(&["apply", &program.file("w.toml", &format!("{COMPANY}{without}"))?])?;
        let refused = program.refused(&journal)?;
        assert!(refused.contains("no account for cost.cloud: add it to [journal]"), "{refused}");
        program.run(&["apply", &program.file("w.toml", &format!("{COMPANY}{JOURNAL}"))?])?;
        assert_eq!(program.run(&journal)?, ENTRY);
        let exported = program.run(&["export"])?;
        assert!(exported.contains("[journal]"), "{exported}");
        let told: Value = serde_json::from_str(&program.run(&["apply", &program.file("again.toml", &exported)?, "--json"])?)?;
        assert_eq!(told.as_array().map(Vec::len), Some(0), "an export changes nothing: {told}");
        assert!(program.refused(&["report", "--month", "2026-01", "--format", "xlsx", "--out", "-"])?.contains("name a file"));

        let server = program.serve().await?;
        let token = program.token("executive")?;
        let mut files = Vec::new();
        for format in ReportFormat::ALL {
            program.run(&["report", "--month", "2026-01", "--format", format.key(), "--out", "written"])?;
            let written = std::fs::read(program.folder().join("written"))?;
            let api = if format == ReportFormat::Json { String::new() } else { format!("/{}", format.key()) };
            for path in [format!("/api/v1/reports/2026-01{api}"), format!("/reports/2026-01/{}", format.address())] {
                let answer = client()?.get(program.url(&path)).bearer_auth(&token).send().await?;
                assert_eq!(answer.status(), StatusCode::OK, "{path}");
                assert_eq!(answer.headers()["content-type"].to_str()?, format.media_type());
                let saved = answer.headers().get("content-disposition").map(|value| value.to_str().unwrap_or_default().to_owned());
                let expected = format!("attachment; filename=\"{}\"", format.file_name("2026-01".to_owned().try_into()?));
                assert!(saved.is_none_or(|saved| saved == expected), "{path}");
                assert!(answer.bytes().await? == written, "{path} is what the command writes");
            }
            let stranger = client()?.get(program.url(&format!("/reports/2026-01/{}", format.address()))).send().await?;
            assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED);
            files.push((format, written));
        }
        drop(server);

        let bytes = |wanted: ReportFormat| files.iter().find(|(format, _)| *format == wanted).map(|(_, bytes)| bytes.clone());
        let attached = pdf::attached(&bytes(ReportFormat::Pdf).ok_or("no PDF")?)?;
        assert_eq!(attached.keys().collect::<Vec<_>>(), ["model-value-2026-01.csv", "model-value-2026-01.json"]);
        assert_eq!(attached.get("model-value-2026-01.csv"), bytes(ReportFormat::Csv).as_ref(), "the ledger as by itself");
        assert_eq!(attached.get("model-value-2026-01.json"), bytes(ReportFormat::Json).as_ref(), "the snapshot as by itself");
        let ledger = String::from_utf8(bytes(ReportFormat::Csv).ok_or("no CSV")?)?;
        let row = ledger.lines().find(|row| row.starts_with("line,picks,")).ok_or("no line of picks")?;
        assert!(row.contains(",12.22,,12.22,") && row.contains(",0.0260,470,"), "{row}");
        assert!(bytes(ReportFormat::Xlsx).is_some_and(|bytes| bytes.starts_with(b"PK")));
    }
    Ok(())
}

#[tokio::test]
async fn the_report_s_page_links_every_form() -> Outcome {
    let served = Served::start_at(Clock::fixed(NOW_MS)).await?;
    demo::prepare(&served.engine).await?;
    let reader = Reader::of(&served, Role::Finance).await?;
    let (page, list) = (reader.get("/reports/2026-10").await?.text, reader.get("/reports").await?.text);
    for format in [ReportFormat::Pdf, ReportFormat::Xlsx, ReportFormat::Csv, ReportFormat::Journal] {
        let link = format!("href=\"/reports/2026-10/{}\"", format.address());
        assert!(page.contains(&link), "{link}");
        assert_eq!(list.contains(&link), format != ReportFormat::Journal, "{link}");
    }
    let ports = served.engine.ports();
    ports.models.change(&Engine::command_line(), vec![Change::Remove { kind: "journal".into(), id: "journal".into() }]).await?;
    assert!(!reader.get("/reports/2026-10").await?.text.contains("journal.csv"), "without accounts there is nothing to book");
    served.stop().await
}
