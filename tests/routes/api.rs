//! Every operation of the API, as `/api/openapi.json` lists them: closed to strangers and to roles that may not, and then nothing changes.

use domain::access::{Action, Role, Viewer};
use domain::ids::SourceId;
use engine::{Clock, Engine};
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tests::Outcome;
use tests::growthbook::{GrowthBook, SECRET};
use tests::http::client;
use tests::program::Served;

use crate::story::first_month::{COMPANY, NOW_MS};

/// What an operation needs beyond being signed in, and a good body. One that is not listed fails the tests.
fn needs(operation: &str) -> Option<(Option<Action>, String)> {
    let batch = json!([{"series": "kpi/orders", "time": NOW_MS, "value": 1}]).to_string();
    let chain = json!({"template": "own_chain", "month": "2026-10", "time_zone": "UTC", "currency": "USD", "better": "higher",
        "factors": [{"name": "Saved", "value": "5", "unit": "USD"}]});
    Some(match operation {
        "get /api/v1/overview"
        | "get /api/v1/services"
        | "get /api/v1/services/{service}"
        | "get /api/v1/value-map"
        | "get /api/v1/drivers"
        | "get /api/v1/baselines/windows"
        | "get /api/v1/series/{owner}/{name}"
        | "get /api/v1/series/{owner}/{name}/samples"
        | "get /api/v1/evidence"
        | "get /api/v1/reports"
        | "get /api/v1/reports/{month}"
        | "get /api/v1/reports/{month}/pdf"
        | "get /api/v1/reports/{month}/review"
        | "get /api/v1/reports/{month}/xlsx"
        | "get /api/v1/reports/{month}/csv"
        | "get /api/v1/reports/{month}/journal"
        | "get /api/v1/configuration"
        | "get /api/v1/sources" => (None, String::new()),
        "get /api/v1/reports/{month}/revisions/{revision}" | "get /api/v1/reports/{month}/revisions/{revision}/pdf" => {
            (None, String::new())
        }
        "post /api/v1/verify" => (None, "%PDF-1.7 of somebody else".to_owned()),
        "put /api/v1/reports/{month}/review" | "delete /api/v1/reports/{month}/review" => (Some(Action::PrepareMonth), String::new()),
        "post /api/v1/reports/{month}/close" | "post /api/v1/reports/{month}/restate" => {
            (Some(Action::CloseMonth), json!({"reason": "The grace days are over."}).to_string())
        }
        "get /api/v1/reports/{month}/shares" => (Some(Action::ShareReport), String::new()),
        "post /api/v1/reports/{month}/shares" => (Some(Action::ShareReport), json!({"name": "The board", "days": 30}).to_string()),
        "delete /api/v1/reports/{month}/shares/{share}" => (Some(Action::ShareReport), String::new()),
        "post /api/v1/reports/{month}/challenges" => {
            (Some(Action::ChallengeLine), json!({"mapping": "recommender-accuracy", "text": "Which orders does this count?"}).to_string())
        }
        "post /api/v1/reports/{month}/challenges/{number}/answer" => {
            (Some(Action::PrepareMonth), json!({"outcome": "kept", "text": "All that were delivered."}).to_string())
        }
        "post /api/v1/reports/{month}/reopen" => (Some(Action::CloseMonth), json!({"reason": "A rate was wrong."}).to_string()),
        "post /api/v1/mappings/preview" => (None, chain.to_string()),
        "post /api/v1/tests/evaluate" => {
            let arm = json!({"n": 1000, "successes": 100});
            (None, json!({"metric": "proportion", "control": arm, "treatment": arm}).to_string())
        }
        "get /api/v1/audit" => (Some(Action::ReadAudit), String::new()),
        "get /api/v1/services/{service}/events" => (None, String::new()),
        "post /api/v1/services/{service}/events" => {
            let event = json!({"event": "incident", "key": "i", "from": NOW_MS});
            (Some(Action::WriteSamples), json!([event]).to_string())
        }
        "put /api/v1/services/{service}/incidents/link" => {
            (Some(Action::EditModel), json!({"incident": "push:i", "release": "none"}).to_string())
        }
        "post /api/v1/samples" => (Some(Action::WriteSamples), batch),
        "post /api/v1/imports/samples" => {
            (Some(Action::WriteSamples), "time,service,metric,numerator,denominator\n2026-10-01,recommender,accuracy,9,10\n".to_owned())
        }
        "post /api/v1/imports/rates" => (Some(Action::EditDrivers), "date,currency,rate\n2026-10-01,SGD,0.75\n".to_owned()),
        "post /api/v1/imports/kpis" => (Some(Action::WriteSamples), "time,kpi,value\n2026-10-01,orders,5\n".to_owned()),
        "post /api/v1/predictions" => {
            let prediction = json!({"id": "a", "time": NOW_MS, "prediction": "buys", "features": {"device": "phone"}});
            let outcome = json!({"id": "a", "outcome": "leaves"});
            let batch = json!({"service": "recommender", "predictions": [prediction], "outcomes": [outcome]});
            (Some(Action::WriteSamples), batch.to_string())
        }
        "get /api/v1/services/{service}/predictions" => (None, String::new()),
        "post /api/v1/imports/predictions" => {
            let file = "id,service,time,prediction,outcome,outcome_time\nb,recommender,2026-10-01,buys,buys,2026-10-03\n";
            (Some(Action::WriteSamples), file.to_owned())
        }
        "post /api/v1/imports/costs" => {
            let file = "day,service,amount,currency,basis\n2026-10-01,recommender,12.40,USD,allocated\n";
            (Some(Action::WriteSamples), file.to_owned())
        }
        // Their bodies are no text.
        "post /api/v1/imports/wandb" | "post /api/v1/imports/clearml" => (Some(Action::WriteSamples), String::new()),
        "post /api/v1/imports/tests" => {
            let header = "id,service,kind,from,to,control_n,control_successes,treatment_n,treatment_successes,valid_until";
            let row = "rec-v7,recommender,proportion,2026-05-04,2026-05-31,1000,100,1000,120,2027-05-31";
            (Some(Action::EditModel), format!("{header}\n{row}\n"))
        }
        // Its body is the company's own file with another name.
        "post /api/v1/configuration" => (Some(Action::Administer), String::new()),
        "post /api/v1/sources/look" => {
            let source = json!({"id": "prometheus", "query": "up"});
            let indicator = json!({"item": "indicator", "service": "recommender", "metric": "predictions", "source": source});
            (Some(Action::EditSources), indicator.to_string())
        }
        "post /api/v1/sources/{source}/test" => (Some(Action::EditSources), String::new()),
        "post /api/v1/sources/{source}/back-fill" => (Some(Action::EditSources), json!({"months": 1}).to_string()),
        "get /api/v1/sources/{source}/experiments" => (Some(Action::EditModel), String::new()),
        "post /api/v1/sources/{source}/experiments" => {
            let test = json!({"service": "recommender", "valid_until": "2027-09-28"});
            (Some(Action::EditModel), json!({"key": "growthbook/exp_calm/var_b/met_orders", "test": test}).to_string())
        }
        "put /api/v1/sources/{source}/webhook-secret" => (Some(Action::EditSources), json!({"secret": "s3cret"}).to_string()),
        "put /api/v1/sources/{source}/secret" => (Some(Action::EditSources), json!({"secret": "s3cret"}).to_string()),
        _ => return None,
    })
}

/// With a Prometheus and a PagerDuty that are not there, and a GrowthBook at an address.
fn workspace(growthbook: &str) -> String {
    let source = "[[source]]\nid = \"prometheus\"\nkind = \"prometheus\"\nurl = \"http://127.0.0.1:9\"\n";
    let source = format!("{source}[[source]]\nid = \"growthbook\"\nkind = \"growthbook\"\nurl = \"{growthbook}\"\n");
    let source = format!("{source}[[source]]\nid = \"calls\"\nkind = \"pagerduty\"\nurl = \"http://127.0.0.1:9\"\n");
    let indicator = "[[indicator]]\nservice = \"recommender\"\nmetric = \"uptime\"\nsource = { id = \"prometheus\", query = \"up\" }\n";
    let predictions = "[service.predictions]\npositive = \"buys\"\nfeatures = { device = \"category\" }\n\n[[indicator]]";
    let journal = "[journal]\ncounter = \"2190\"\nbenefit = { accuracy_lift = \"4110\" }\ncost = { cloud = \"6110\" }\n";
    format!("{}\n{source}\n{indicator}\n{journal}", COMPANY.replacen("[[indicator]]", predictions, 1))
}

/// What an operation of the close finds depends on where the month stands: `story/close.rs` takes it through all of them.
const BY_STATE: [&str; 11] = [
    "post /api/v1/reports/{month}/shares",
    "delete /api/v1/reports/{month}/shares/{share}",
    "post /api/v1/reports/{month}/challenges",
    "post /api/v1/reports/{month}/challenges/{number}/answer",
    "put /api/v1/reports/{month}/review",
    "delete /api/v1/reports/{month}/review",
    "post /api/v1/reports/{month}/close",
    "post /api/v1/reports/{month}/restate",
    "post /api/v1/reports/{month}/reopen",
    "get /api/v1/reports/{month}/revisions/{revision}",
    "get /api/v1/reports/{month}/revisions/{revision}/pdf",
];

pub(super) struct Operation {
    pub name: String,
    needs: Option<Action>,
    request: RequestBuilder,
}

impl Operation {
    /// Is it taken whatever the state of the month?
    pub fn is_always_taken(&self) -> bool {
        !BY_STATE.contains(&self.name.as_str())
    }

    pub fn request(&self) -> Outcome<RequestBuilder> {
        Ok(self.request.try_clone().ok_or("the body can be sent twice")?)
    }
}

/// Every operation that is described, ready to be sent.
pub(super) async fn operations(client: &Client, served: &Served) -> Outcome<Vec<Operation>> {
    let document: Value = client.get(served.url("/api/openapi.json")).send().await?.json().await?;
    let renamed = served.engine.ports().models.export(&Engine::command_line()).await?.replace("Nusantara Retail", "Another name");
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().ok_or("no paths")? {
        for method in methods.as_object().ok_or("no methods")?.keys() {
            let name = format!("{method} {path}");
            let (needs, body) = needs(&name).ok_or_else(|| format!("say in this test what {name} needs"))?;
            let body = match name.as_str() {
                "post /api/v1/configuration" => renamed.clone().into_bytes(),
                "post /api/v1/imports/wandb" => include_bytes!("../../server/connect/fixtures/wandb/run.wandb").to_vec(),
                "post /api/v1/imports/clearml" => include_bytes!("../../server/connect/fixtures/clearml/session.zip").to_vec(),
                _ => body.into_bytes(),
            };
            let path = path.replace("imports/wandb", "imports/wandb?service=recommender&map=acc=accuracy");
            let path = path.replace("imports/clearml", "imports/clearml?service=recommender&map=accuracy/test=accuracy");
            let path = path.replace("{source}/experiments", "growthbook/experiments").replace("{source}/webhook", "calls/webhook");
            let path = path.replace("{service}", "recommender").replace("{month}", "2026-10").replace("{source}", "prometheus");
            let path = path.replace("{revision}", "1").replace("{number}", "1").replace("{share}", "0");
            let path = path.replace("baselines/windows", "baselines/windows?service=recommender&metric=accuracy&from=2026-07&to=2026-09");
            let path = path.replace("{owner}/{name}/samples", "recommender/accuracy/samples?day=2026-10-05");
            let path = path.replace("{owner}/{name}", "recommender/accuracy");
            let request = client.request(method.to_uppercase().parse()?, served.url(&path)).body(body);
            operations.push(Operation { name, needs, request });
        }
    }
    assert!(operations.len() >= 18, "the description lists the operations");
    Ok(operations)
}

/// The company with its GrowthBook, which goes with the last value.
pub(super) async fn started() -> Outcome<(Served, Client, Vec<Operation>, GrowthBook)> {
    let (served, growthbook) = (Served::start_at(Clock::fixed(NOW_MS)).await?, GrowthBook::start().await?);
    let (ports, viewer) = (served.engine.ports(), Engine::command_line());
    ports.models.apply(&viewer, &workspace(&growthbook.url), false).await?;
    ports.sources.set_secret(&viewer, &SourceId::parse("growthbook")?, domain::ports::SecretOf::Access, SECRET).await?;
    let client = client()?;
    let operations = operations(&client, &served).await?;
    Ok((served, client, operations, growthbook))
}

/// The problem of a refusal, after a look at its form.
async fn problem(name: &str, request: RequestBuilder, status: StatusCode) -> Outcome<Value> {
    let answer = request.send().await?;
    assert_eq!(answer.status(), status, "{name}");
    assert_eq!(answer.headers()["content-type"], "application/problem+json", "{name}");
    assert_eq!(answer.headers().contains_key("www-authenticate"), status == StatusCode::UNAUTHORIZED, "{name}");
    let problem: Value = answer.json().await?;
    assert_eq!(problem["status"], status.as_u16(), "{name}: {problem}");
    for member in ["type", "title", "detail"] {
        assert!(problem[member].as_str().is_some_and(|text| text.len() > 10), "{name}: {problem}");
    }
    Ok(problem)
}

#[tokio::test]
async fn strangers_are_refused_by_every_operation() -> Outcome {
    let (served, _, operations, _growthbook) = started().await?;
    let before = served.database.contents().await?;
    for operation in operations {
        let unsigned = problem(&operation.name, operation.request()?, StatusCode::UNAUTHORIZED).await?;
        assert!(unsigned["detail"].as_str().is_some_and(|text| text.contains("Authorization: Bearer")), "{unsigned}");
        problem(&operation.name, operation.request()?.bearer_auth("mw_nobody"), StatusCode::UNAUTHORIZED).await?;
        problem(&operation.name, operation.request()?.header("cookie", "modelworth_session=nobody"), StatusCode::UNAUTHORIZED).await?;
    }
    assert!(served.database.contents().await? == before, "nothing changed");
    served.stop().await
}

#[tokio::test]
async fn a_role_that_may_not_is_refused_and_one_that_may_is_not() -> Outcome {
    let (served, _, operations, _growthbook) = started().await?;
    let mut tokens = Vec::new();
    for role in Role::ALL {
        tokens.push((role, served.engine.ports().accounts.add_token(&Engine::command_line(), role.key(), role).await?));
    }
    let may =
        |operation: &Operation, role: Role| operation.needs.is_none_or(|needed| Viewer { role, ..Engine::command_line() }.may(needed));
    let before = served.database.contents().await?;
    let mut refused = 0;
    for operation in &operations {
        for (role, token) in tokens.iter().filter(|(role, _)| !may(operation, *role)) {
            let problem = problem(&operation.name, operation.request()?.bearer_auth(token), StatusCode::FORBIDDEN).await?;
            assert!(problem["detail"].as_str().is_some_and(|text| text.contains("needs the role")), "{role:?}: {problem}");
            refused += 1;
        }
    }
    assert!(refused >= 10, "{refused} refusals");
    assert!(served.database.contents().await? == before, "nothing changed");
    for operation in &operations {
        for (role, token) in tokens.iter().filter(|(role, _)| may(operation, *role)) {
            let answer = operation.request()?.bearer_auth(token).send().await?;
            let state = answer.status() == StatusCode::UNPROCESSABLE_ENTITY
                || answer.status() == StatusCode::CONFLICT
                || answer.status() == StatusCode::NOT_FOUND;
            let taken = answer.status().is_success() || state && !operation.is_always_taken();
            assert!(taken, "{} as {role:?}: {}", operation.name, answer.text().await?);
        }
    }
    assert!(served.database.contents().await? != before, "who may does change something");
    served.stop().await
}
