//! How many SQL statements an answer needs: as many for 40 services as for 2 (no “N+1”).

use std::cell::Cell;
use std::time::Duration;

use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tests::Outcome;
use tests::database::Database;
use tests::http::client;
use tests::process::Process;
use tests::program::Program;

/// A company in which each service has one of everything.
fn company(services: usize) -> String {
    let mut file = "[workspace]\nname = \"Nusantara Retail\"\ntime_zone = \"UTC\"\ncurrency = \"USD\"\n".to_owned();
    file += "[[person]]\nemail = \"dewi@example.com\"\nname = \"Dewi\"\nrole = \"admin\"\n[[team]]\nid = \"growth\"\nname = \"Growth\"\n";
    file += "[journal]\ncounter = \"2190\"\nbenefit = { revenue_protected = \"4110\" }\ncost = { cloud = \"6110\" }\n";
    for n in 0..services {
        file += &include_str!("service.toml").replace("$N", &n.to_string());
    }
    file
}

/// Two days of every series.
fn samples(services: usize) -> Vec<Value> {
    let mut rows = Vec::new();
    for n in 0..services {
        for day in ["2026-01-10", "2026-01-11"] {
            rows.push(json!({"series": format!("service-{n}/uptime"), "time": format!("{day}T00:00:00Z"), "value": 1}));
            rows.push(
                json!({"series": format!("service-{n}/accuracy"), "time": format!("{day}T00:00:00Z"), "numerator": 9, "denominator": 10}),
            );
            rows.push(json!({"series": format!("kpi/orders-{n}"), "time": format!("{day}T00:00:00Z"), "value": 100}));
        }
    }
    rows
}

/// A served company, whose log holds each statement.
struct Watched {
    program: Program,
    token: String,
    writes: Cell<u32>,
    _server: Process,
}

impl Watched {
    fn request(&self, path: &str) -> Outcome<RequestBuilder> {
        Ok(client()?.get(self.program.url(path)).bearer_auth(&self.token))
    }

    async fn write(&self, rows: &[Value]) -> Outcome {
        let answer = client()?.post(self.program.url("/api/v1/samples")).bearer_auth(&self.token).json(rows).send().await?;
        let answer: Value = answer.error_for_status()?.json().await?;
        assert_eq!(answer["accepted"], rows.len(), "{answer}");
        Ok(())
    }

    /// Statements so far, once the log is at rest.
    async fn statements(&self) -> Outcome<usize> {
        let mut before = None;
        loop {
            let now = self.program.log()?.matches("sqlx::query: ").count();
            if before == Some(now) {
                return Ok(now);
            }
            before = Some(now);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Statements of one answer, with nothing remembered from the one before: a sample was written in between.
    async fn needed_by(&self, path: &str) -> Outcome<usize> {
        let minute = self.writes.replace(self.writes.get() + 1);
        self.write(&[json!({"series": "kpi/orders-0", "time": format!("2026-01-12T00:{minute:02}:00Z"), "value": 1})]).await?;
        let before = self.statements().await?;
        let answer = self.request(path)?.send().await?;
        assert_eq!(answer.status(), 200, "{path}");
        answer.bytes().await?;
        Ok(self.statements().await? - before)
    }
}

/// Every page and everything that the API gives to read.
async fn paths(watched: &Watched) -> Outcome<Vec<String>> {
    let document: Value = watched.request("/api/openapi.json")?.send().await?.json().await?;
    let operations = document["paths"].as_object().ok_or("no paths")?;
    let mut paths: Vec<String> =
        operations.iter().filter(|(_, methods)| methods.get("get").is_some()).map(|(path, _)| path.clone()).collect();
    paths.extend(server::leptos::page_paths());
    paths.extend(domain::report::ReportFormat::ALL.map(|format| format!("/reports/{{month}}/{}", format.address())));
    // The door, not a page of the signed-in; and what asks another system, which this company has not.
    paths.retain(|path| {
        !path.contains("revisions/")
            && !path.starts_with("/share/")
            && path != "/first-admin"
            && path != "/invitation"
            && !path.contains("{source}")
    });
    let example = |path: &str| {
        let named = path.replace("{month}", "2026-01").replace("{service}", "service-1");
        let named = named.replace("{owner}/{name}/samples", "service-1/accuracy/samples?day=2026-01-10");
        let named = named.replace("baselines/windows", "baselines/windows?service=service-1&metric=accuracy&from=2026-01&to=2026-03");
        let named = named
            .replace("{owner}/{name}", "service-1/accuracy")
            .replace("tests/{id}", "tests/test-1")
            .replace("sources/{id}", "sources/push");
        named.replace("mappings/{id}", "mappings/mapping-1").replace("services/{id}", "services/service-1")
    };
    Ok(paths.iter().map(|path| example(path)).collect())
}

async fn watched(database: Database, services: usize) -> Outcome<Watched> {
    let program = Program::new(database, &company(services))?;
    let token = program.token("admin")?;
    let server = program.serve_logging("off,sqlx::query=debug").await?;
    let watched = Watched { program, token, writes: Cell::default(), _server: server };
    watched.write(&samples(services)).await?;
    Ok(watched)
}

#[tokio::test]
async fn an_answer_needs_as_many_statements_for_40_services_as_for_2() -> Outcome {
    for (few, many) in Database::both().await?.into_iter().zip(Database::both().await?) {
        let (few, many) = (watched(few, 2).await?, watched(many, 40).await?);
        let paths = paths(&few).await?;
        assert!(paths.len() > 20, "pages and operations are listed: {paths:?}");
        for path in paths {
            let mut needed = (few.needed_by(&path).await?, many.needed_by(&path).await?);
            if needed.0 != needed.1 {
                // The pass of every 5 minutes may have come between; it does not come twice.
                needed = (few.needed_by(&path).await?, many.needed_by(&path).await?);
            }
            assert_eq!(needed.0, needed.1, "{path}");
            assert!((1..=15).contains(&needed.0), "{path} needs {} statements", needed.0);
        }
    }
    Ok(())
}
