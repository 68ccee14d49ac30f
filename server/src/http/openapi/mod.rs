//! `/api/openapi.json`: the JSON API described (OpenAPI 3.1). A test holds it against the routes.

mod schema;

use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Map, Value, json};

/// What a body is.
#[derive(Clone, Copy)]
enum Body {
    None,
    /// JSON of a named schema.
    Json(&'static str),
    /// A JSON array of a named schema.
    List(&'static str),
    /// Another media type.
    Raw(&'static str),
}

/// One operation in words.
struct Words {
    path: &'static str,
    method: &'static str,
    id: &'static str,
    summary: &'static str,
    query: &'static [(&'static str, &'static str)],
    takes: Body,
    gives: Body,
}

const MONTH: (&str, &str) = ("month", "As 2026-10; without it, the newest closed month that has figures");

const RUN_SERVICE: (&str, &str) = ("service", "That the run evaluated; needed");
const RUN_MAP: (&str, &str) = (
    "map",
    "Which recorded name is which metric, as acc=accuracy,auc=recall; without it, what the service's indicators ask such a source for",
);

#[rustfmt::skip]
const OPERATIONS: &[Words] = &[
    Words { path: "/api/v1/samples", method: "post", id: "write_samples", summary: "Write a batch of typed samples: idempotent by series, time and source, durable before the answer, one answer per row", query: &[], takes: Body::Json("Batch"), gives: Body::Json("BatchAnswer") },
    Words { path: "/api/v1/predictions", method: "post", id: "write_predictions", summary: "Tell what a service predicted and what came out, by id and in any order: the same told twice counts once, another value replaces, and the days it touches are judged again; one answer per row", query: &[], takes: Body::Json("CaseBatch"), gives: Body::Json("CaseAnswer") },
    Words { path: "/api/v1/services/{service}/events", method: "post", id: "record_events", summary: "Record deployments and incidents of a service: idempotent by source and key, one answer per row; the delivery metrics that follow are computed again", query: &[], takes: Body::List("Event"), gives: Body::Json("BatchAnswer") },
    Words { path: "/api/v1/services/{service}/events", method: "get", id: "service_events", summary: "What happened to a service, newest first: deployments, and incidents with the release each is laid to", query: &[("from", "RFC 3339 or a day; 31 days before to where it is left out"), ("to", "The same; now where it is left out")], takes: Body::None, gives: Body::Json("ServiceEvents") },
    Words { path: "/api/v1/services/{service}/incidents/link", method: "put", id: "link_incident", summary: "Say which release an incident is laid to; the rule changes it no more", query: &[], takes: Body::Json("Link"), gives: Body::None },
    Words { path: "/api/v1/mappings/preview", method: "post", id: "preview_mapping", summary: "What a chain is worth, computed from the body alone by the function that closes the month; 422 names what is left over when units do not cancel", query: &[], takes: Body::Json("ChainInput"), gives: Body::Json("Valued") },
    Words { path: "/api/v1/tests/evaluate", method: "post", id: "evaluate_test", summary: "What a randomised test shows, computed from its arms alone: lift with interval, p-value, check of the split; what cannot be computed is null, with a reason", query: &[], takes: Body::Json("TestInput"), gives: Body::Json("TestResult") },
    Words { path: "/api/v1/evidence", method: "get", id: "evidence", summary: "Recorded tests with their analysis and the money that rests on them, those to repeat, and plans for lines that rest on an assumption", query: &[MONTH], takes: Body::None, gives: Body::Json("EvidenceView") },
    Words { path: "/api/v1/overview", method: "get", id: "overview", summary: "The first page", query: &[MONTH], takes: Body::None, gives: Body::Json("Overview") },
    Words { path: "/api/v1/services", method: "get", id: "services", summary: "All services with their value and state", query: &[MONTH], takes: Body::None, gives: Body::List("ServiceListRow") },
    Words { path: "/api/v1/services/{service}", method: "get", id: "service", summary: "One service on one time axis", query: &[MONTH], takes: Body::None, gives: Body::Json("ServiceView") },
    Words { path: "/api/v1/services/{service}/predictions", method: "get", id: "predictions", summary: "A month of a service's predictions: counts, outcomes by class, days, and the drift of each watched feature against the reference period", query: &[MONTH], takes: Body::None, gives: Body::Json("PredictionMonth") },
    Words { path: "/api/v1/value-map", method: "get", id: "value_map", summary: "The hierarchy with the month's money on it", query: &[MONTH], takes: Body::None, gives: Body::Json("ValueMap") },
    Words { path: "/api/v1/drivers", method: "get", id: "drivers", summary: "Drivers, costs, baselines and targets", query: &[MONTH], takes: Body::None, gives: Body::Json("DriverView") },
    Words { path: "/api/v1/baselines/windows", method: "get", id: "baseline_windows", summary: "What the records of some months would give as a baseline: value, range and which months count, beside the months right before and the same months a year earlier", query: &[("service", "As recommender; needed"), ("metric", "As accuracy; needed"), ("statistic", "value, p50, p95 or p99; value where it is left out"), ("from", "First month, as 2026-01; needed"), ("to", "Last month, at most the twelfth; needed")], takes: Body::None, gives: Body::Json("BaselineWindows") },
    Words { path: "/api/v1/series/{owner}/{name}", method: "get", id: "series_month", summary: "What a printed value was read from: the month's roll-up of SERVICE/METRIC, kpi/ID or driver/ID (the series behind the driver), and its days", query: &[MONTH], takes: Body::None, gives: Body::Json("SeriesMonth") },
    Words { path: "/api/v1/series/{owner}/{name}/samples", method: "get", id: "series_samples", summary: "The samples of one local day, oldest first, each with its source", query: &[("day", "As 2026-10-14; needed")], takes: Body::None, gives: Body::List("SeriesSample") },
    Words { path: "/api/v1/audit", method: "get", id: "audit", summary: "The audit trail, newest first, 100 events at most", query: &[("before", "Only events with a smaller number")], takes: Body::None, gives: Body::List("AuditEvent") },
    Words { path: "/api/v1/reports", method: "get", id: "reports", summary: "Months with anything to report, newest first", query: &[], takes: Body::None, gives: Body::List("ReportRow") },
    Words { path: "/api/v1/reports/{month}", method: "get", id: "month_report", summary: "The content of a month's report: every line with its chain", query: &[], takes: Body::None, gives: Body::Json("MonthReport") },
    Words { path: "/api/v1/reports/{month}/pdf", method: "get", id: "report_pdf", summary: "A month's report as PDF, with its snapshot and its ledger as attached files", query: &[], takes: Body::None, gives: Body::Raw("application/pdf") },
    Words { path: "/api/v1/reports/{month}/xlsx", method: "get", id: "report_xlsx", summary: "A month's report as a workbook whose totals are formulas", query: &[], takes: Body::None, gives: Body::Raw("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") },
    Words { path: "/api/v1/reports/{month}/csv", method: "get", id: "report_csv", summary: "A month's ledger as CSV, one row a line of value or a cost", query: &[], takes: Body::None, gives: Body::Raw("text/csv") },
    Words { path: "/api/v1/reports/{month}/journal", method: "get", id: "report_journal", summary: "A month as a journal entry (CSV) on the accounts of [journal]; 409 names those that are missing", query: &[], takes: Body::None, gives: Body::Raw("text/csv") },
    Words { path: "/api/v1/reports/{month}/review", method: "get", id: "review", summary: "Where a month stands, what blocks its close, its revisions, and the figures as the records have them now; of a closed month also what a restatement would change", query: &[], takes: Body::None, gives: Body::Json("Review") },
    Words { path: "/api/v1/reports/{month}/review", method: "put", id: "put_in_review", summary: "Say that a month is prepared; somebody else closes it", query: &[], takes: Body::None, gives: Body::None },
    Words { path: "/api/v1/reports/{month}/review", method: "delete", id: "withdraw_review", summary: "Take that back", query: &[], takes: Body::None, gives: Body::None },
    Words { path: "/api/v1/reports/{month}/close", method: "post", id: "close_month", summary: "Freeze a month that is in review as its next revision; what is open then needs a reason, and marks it as provisional", query: &[], takes: Body::Json("CloseOrder"), gives: Body::Json("Issue") },
    Words { path: "/api/v1/reports/{month}/restate", method: "post", id: "restate_month", summary: "Post what came after the close as the next revision, with a reason", query: &[], takes: Body::Json("CloseOrder"), gives: Body::Json("Issue") },
    Words { path: "/api/v1/reports/{month}/reopen", method: "post", id: "reopen_month", summary: "Open the newest closed month again; what was issued stays", query: &[], takes: Body::Json("Reopening"), gives: Body::None },
    Words { path: "/api/v1/reports/{month}/challenges", method: "post", id: "challenge_line", summary: "Dispute a line of a month that is not closed; it blocks the close until its owner answers", query: &[], takes: Body::Json("NewChallenge"), gives: Body::Json("Challenge") },
    Words { path: "/api/v1/reports/{month}/challenges/{number}/answer", method: "post", id: "answer_challenge", summary: "The owner's answer: the line is kept, cut to a share, or withdrawn, and the month's figures follow", query: &[], takes: Body::Json("Answer"), gives: Body::Json("Challenge") },
    Words { path: "/api/v1/reports/{month}/revisions/{revision}", method: "get", id: "revision", summary: "The report of a revision, as it was frozen", query: &[], takes: Body::None, gives: Body::Json("MonthReport") },
    Words { path: "/api/v1/reports/{month}/revisions/{revision}/pdf", method: "get", id: "revision_pdf", summary: "The PDF of a revision, to the byte", query: &[], takes: Body::None, gives: Body::Raw("application/pdf") },
    Words { path: "/api/v1/reports/{month}/shares", method: "get", id: "shares", summary: "Links to a closed month's report, newest first, and how often each was opened", query: &[], takes: Body::None, gives: Body::List("ShareRow") },
    Words { path: "/api/v1/reports/{month}/shares", method: "post", id: "share_report", summary: "Make a link by which somebody without an account reads the newest revision; its address is told once", query: &[], takes: Body::Json("NewShare"), gives: Body::Json("Shared") },
    Words { path: "/api/v1/reports/{month}/shares/{share}", method: "delete", id: "revoke_share", summary: "End a link at once", query: &[], takes: Body::None, gives: Body::None },
    Words { path: "/api/v1/verify", method: "post", id: "verify", summary: "Whether a PDF is, to the byte, a report that was issued here", query: &[], takes: Body::Raw("application/pdf"), gives: Body::Json("Verdict") },
    Words { path: "/api/v1/configuration", method: "get", id: "export", summary: "The whole configuration as TOML", query: &[], takes: Body::None, gives: Body::Raw("application/toml") },
    Words { path: "/api/v1/configuration", method: "post", id: "apply", summary: "Apply a configuration, all or nothing; applying twice changes nothing", query: &[("dry_run", "true only says what would change")], takes: Body::Raw("application/toml"), gives: Body::Json("ApplyAnswer") },
    Words { path: "/api/v1/imports/samples", method: "post", id: "import_samples", summary: "Import samples as CSV, XLSX or Parquet", query: &[], takes: Body::Raw("text/csv"), gives: Body::Json("ImportReport") },
    Words { path: "/api/v1/imports/kpis", method: "post", id: "import_kpis", summary: "Import KPIs as CSV, XLSX or Parquet", query: &[], takes: Body::Raw("text/csv"), gives: Body::Json("ImportReport") },
    Words { path: "/api/v1/imports/rates", method: "post", id: "import_rates", summary: "Import exchange rates as CSV, XLSX or Parquet", query: &[], takes: Body::Raw("text/csv"), gives: Body::Json("ImportReport") },
    Words { path: "/api/v1/imports/predictions", method: "post", id: "import_predictions", summary: "Import a CSV, XLSX or Parquet of predictions, outcomes, or both in a row", query: &[], takes: Body::Raw("text/csv"), gives: Body::Json("ImportReport") },
    Words { path: "/api/v1/imports/costs", method: "post", id: "import_costs", summary: "Import bills as CSV, XLSX or Parquet: what a service cost on a day, or over the days of a span within a month, on which it is spread to the last digit", query: &[], takes: Body::Raw("text/csv"), gives: Body::Json("ImportReport") },
    Words { path: "/api/v1/imports/wandb", method: "post", id: "import_wandb", summary: "Import a .wandb file, the run that Weights & Biases wrote offline; a rejected row's line is its step", query: &[RUN_SERVICE, RUN_MAP], takes: Body::Raw("application/octet-stream"), gives: Body::Json("ImportReport") },
    Words { path: "/api/v1/imports/clearml", method: "post", id: "import_clearml", summary: "Import a zip, the task that ClearML wrote offline; a rejected row's line is its step", query: &[RUN_SERVICE, RUN_MAP], takes: Body::Raw("application/zip"), gives: Body::Json("ImportReport") },
    Words { path: "/api/v1/imports/tests", method: "post", id: "import_tests", summary: "Import recorded tests, one row each, as CSV, XLSX or Parquet; a row that is recorded already is a duplicate", query: &[], takes: Body::Raw("text/csv"), gives: Body::Json("ImportReport") },
    Words { path: "/api/v1/sources", method: "get", id: "sources", summary: "Every source with its state", query: &[], takes: Body::None, gives: Body::List("SourceRow") },
    Words { path: "/api/v1/sources/look", method: "post", id: "look_first", summary: "Try what an indicator or a KPI would be fed, before it is added; nothing is stored", query: &[], takes: Body::Json("Fed"), gives: Body::List("SourceCheck") },
    Words { path: "/api/v1/sources/{source}/test", method: "post", id: "test_source", summary: "Try a source step by step; nothing is stored", query: &[], takes: Body::None, gives: Body::List("SourceCheck") },
    Words { path: "/api/v1/sources/{source}/secret", method: "put", id: "set_secret", summary: "Keep a source's secret, sealed; an empty one takes it away", query: &[], takes: Body::Json("Secret"), gives: Body::None },
    Words { path: "/api/v1/sources/{source}/experiments", method: "get", id: "experiments", summary: "Experiments that a GrowthBook says have ended, with what our analysis makes of their arms and the test each is recorded as; its answer is kept for ten minutes", query: &[], takes: Body::None, gives: Body::List("EndedExperiment") },
    Words { path: "/api/v1/sources/{source}/experiments", method: "post", id: "take_over_experiment", summary: "Record one of them, by its key, as a test; taken over again, nothing changes", query: &[], takes: Body::Json("TakeOver"), gives: Body::Json("TakenOver") },
    Words { path: "/api/v1/sources/{source}/webhook-secret", method: "put", id: "set_webhook_secret", summary: "Keep the secret that a source's webhooks are signed with, sealed; an empty one takes it away", query: &[], takes: Body::Json("Secret"), gives: Body::None },
    Words { path: "/api/v1/sources/{source}/back-fill", method: "post", id: "start_back_fill", summary: "Start to fetch past months", query: &[], takes: Body::Json("BackFill"), gives: Body::None },
];

/// The one route.
pub fn routes() -> Router {
    Router::new().route("/api/openapi.json", get(|| async { Json(document()) }))
}

/// The description.
pub fn document() -> Value {
    let mut paths = Map::new();
    for words in OPERATIONS {
        let entry = paths.entry(words.path).or_insert_with(|| json!({}));
        entry[words.method] = operation(words);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Modelworth", "version": env!("CARGO_PKG_VERSION"),
            "description": "What machine-learning models are worth, in money. Errors are problem details (RFC 9457)."
        },
        "security": [{ "token": [] }, { "session": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": "From `modelworth token add NAME --role ROLE`" },
                "session": { "type": "apiKey", "in": "cookie", "name": crate::http::cookie::SESSION }
            },
            "schemas": schemas()
        }
    })
}

fn operation(words: &Words) -> Value {
    let in_path = words.path.split('{').skip(1).filter_map(|part| part.split('}').next());
    let mut parameters: Vec<Value> =
        in_path.map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })).collect();
    for (name, description) in words.query {
        let kind = match *name {
            "before" => "integer",
            "dry_run" => "boolean",
            _ => "string",
        };
        parameters.push(json!({ "name": name, "in": "query", "description": description, "schema": { "type": kind } }));
    }
    let problem = json!({ "description": "A problem", "content": content(Body::Json("Problem"), "application/problem+json") });
    let mut good = json!({ "description": "Done" });
    if !matches!(words.gives, Body::None) {
        good["content"] = content(words.gives, "application/json");
    }
    let status = match (&words.gives, words.method) {
        (Body::None, "put") => "204",
        (Body::None, _) => "202",
        _ => "200",
    };
    let mut operation = json!({
        "operationId": words.id, "summary": words.summary, "parameters": parameters,
        "responses": { status: good, "default": problem }
    });
    if !matches!(words.takes, Body::None) {
        operation["requestBody"] = json!({ "required": true, "content": content(words.takes, "application/json") });
    }
    operation
}

fn content(body: Body, json_type: &str) -> Value {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    match body {
        Body::None => json!({}),
        Body::Json(name) => json!({ json_type: { "schema": reference(name) } }),
        Body::List(name) => json!({ json_type: { "schema": { "type": "array", "items": reference(name) } } }),
        Body::Raw(media) => json!({ media: { "schema": { "type": "string" } } }),
    }
}

fn schemas() -> Value {
    let number =
        json!({ "type": ["string", "number"], "description": "A decimal; in a string it is used with the digits that were written" });
    let estimate = json!({ "type": "object", "required": ["value"], "properties": { "value": number, "low": number, "high": number,
        "confidence": { "enum": [80, 90, 95] }, "shape": { "enum": ["fixed", "normal", "log-normal", "triangular"] } } });
    let mut schemas = schema::answers();
    schemas.extend(requests(&number, &estimate));
    schemas.into()
}

/// What operations take.
fn requests(number: &Value, estimate: &Value) -> [(String, Value); 16] {
    let sample = json!({ "type": "object", "required": ["series", "time"], "additionalProperties": false, "properties": {
        "series": { "type": "string", "description": "recommender/uptime, kpi/checkout-revenue or driver/exposed-visitors" },
        "time": { "type": ["string", "integer"], "description": "RFC 3339, or Unix milliseconds" },
        "value": number, "total": number, "numerator": number, "denominator": number, "weight": number,
        "bounds": { "type": "array", "items": number }, "counts": { "type": "array", "items": number },
        "unit": { "type": "string" } } });
    let batch = json!({ "oneOf": [
        { "type": "array", "items": { "$ref": "#/components/schemas/Sample" } },
        { "type": "object", "required": ["samples"], "properties": {
            "samples": { "type": "array", "items": { "$ref": "#/components/schemas/Sample" } } } } ] });
    let chain = json!({ "type": "object", "additionalProperties": false,
        "required": ["template", "month", "time_zone", "currency", "better", "factors"], "properties": {
        "workspace": { "type": "string", "description": "Seeds the draws of the range, with the month" },
        "template": { "enum": ["revenue_protected", "accuracy_lift", "cost_saved", "team_time", "own_chain"] },
        "month": { "type": "string" }, "time_zone": { "type": "string" }, "currency": { "type": "string" },
        "better": { "enum": ["higher", "lower"] },
        "indicator": { "type": "object", "required": ["unit", "actual", "baseline"], "properties": {
            "name": { "type": "string" }, "key": { "type": "string", "description": "What it is: chains with the same key share its draws" },
            "unit": { "type": "string" }, "actual": estimate, "baseline": estimate,
            "tested": { "type": "object", "required": ["low", "high"], "properties": { "low": number, "high": number },
                "description": "Levels between which the effect was tested: what lies beyond is priced at the edge" } } },
        "factors": { "type": "array", "items": { "type": "object", "required": ["name", "value", "unit"], "properties": {
            "name": { "type": "string" }, "value": number, "unit": { "type": "string" },
            "complement": { "type": "boolean", "description": "Enters as one less the value" },
            "at_actual": number, "low": number, "high": number, "confidence": { "enum": [80, 90, 95] },
            "shape": { "enum": ["fixed", "normal", "log-normal", "triangular"] },
            "evidence": { "type": "string" }, "driver": { "type": "string" } } } } } });
    let described = |text: &str| json!({ "type": ["string", "number"], "description": text });
    let arm = json!({ "type": "object", "additionalProperties": false, "required": ["n"], "properties": {
        "n": number, "successes": described("Of a proportion"), "mean": number, "variance": described("Of the sample") } });
    let test = json!({ "type": "object", "additionalProperties": false, "required": ["metric", "control", "treatment"], "properties": {
        "metric": { "enum": ["proportion", "mean"] }, "control": arm, "treatment": arm,
        "confidence": described("0.95 or 95; 95 % where it is left out"),
        "expected_split": { "type": "array", "items": number, "minItems": 2, "maxItems": 2,
            "description": "Of control and treatment; halves where it is left out" } } });
    let any = json!({ "type": ["string", "number", "boolean"] });
    let time = json!({ "type": ["string", "integer"], "description": "RFC 3339, or Unix milliseconds" });
    let cases = json!({ "type": "object", "additionalProperties": false, "required": ["service"], "properties": {
        "service": { "type": "string" },
        "predictions": { "type": "array", "items": { "type": "object", "additionalProperties": false,
            "required": ["id", "time", "prediction"], "properties": { "id": { "type": ["string", "integer"] }, "time": time,
                "prediction": any, "score": number, "features": { "type": "object", "additionalProperties": any } } } },
        "outcomes": { "type": "array", "items": { "type": "object", "additionalProperties": false, "required": ["id", "outcome"],
            "properties": { "id": { "type": ["string", "integer"] }, "outcome": any, "time": time } } } } });
    let back_fill = json!({ "type": "object", "required": ["months"], "properties": { "months": { "type": "integer", "minimum": 1 } } });
    let secret = json!({ "type": "object", "additionalProperties": false, "required": ["secret"], "properties": {
        "secret": { "type": "string", "description": "A token, or user:password; empty takes it away" } } });
    let link = json!({ "type": "object", "additionalProperties": false, "required": ["incident", "release"], "properties": {
        "incident": { "type": "string", "description": "Its id" },
        "release": { "type": "string", "description": "The id of a deployment; none; or rule, which leaves it to the rule" } } });
    let text = |text: &str| json!({ "type": "string", "description": text });
    let completion = json!({ "type": "object", "additionalProperties": false, "required": ["service", "valid_until"], "properties": {
        "id": text("Of the test; made of the experiment's name where it is left out"), "service": { "type": "string" },
        "valid_until": text("Last day on which the effect counts in full, 2027-09-28"), "kpi": { "type": "string" },
        "exposed_share": described("Of the eligible units, now; without it the effect cannot be claimed"),
        "metric": text("The indicator that differed between the arms"), "control_indicator": number, "treatment_indicator": number,
        "unit": text("What a success is of a unit, order/visitor"), "programme": { "type": "string" }, "repeats": text("A test's id"),
        "stopped_early": { "type": "boolean" }, "mixed_assignment": { "type": "boolean" } } });
    let take_over = json!({ "type": "object", "additionalProperties": false, "required": ["key", "test"], "properties": {
        "key": text("Of an experiment, as they are listed"), "test": completion } });
    let source = json!({ "type": "object", "required": ["id"], "properties": { "id": { "type": "string" },
        "query": { "type": "string" }, "numerator": { "type": "string" }, "denominator": { "type": "string" },
        "histogram": { "type": "string" }, "scale": { "type": "string" } } });
    let fed = json!({ "type": "object", "required": ["item", "source"], "properties": { "item": { "enum": ["indicator", "kpi"] },
        "service": text("Of an indicator, with its metric"), "metric": { "type": "string" },
        "expected_interval": text("5m or 1d"), "source": source },
        "description": "An indicator or a KPI as the configuration file writes it" });
    [
        ("Sample", sample),
        ("Batch", batch),
        ("Event", event()),
        ("ChainInput", chain),
        ("TestInput", test),
        ("CaseBatch", cases),
        ("BackFill", back_fill),
        ("Secret", secret),
        ("Link", link),
        ("TakeOver", take_over),
        ("Fed", fed),
        ("CloseOrder", close_order()),
        ("NewShare", json!({ "type": "object", "additionalProperties": false, "required": ["name", "days"], "properties": {
            "name": text("For whom"), "days": { "type": "integer", "minimum": 1, "maximum": 365 } } })),
        ("NewChallenge", json!({ "type": "object", "additionalProperties": false, "required": ["mapping", "text"], "properties": {
            "mapping": text("Of the line"), "text": text("A sentence: it is printed"),
            "proposed": { "type": ["string", "number"], "description": "The share of the line that should be kept: 0.8 takes a fifth off" } } })),
        ("Answer", json!({ "type": "object", "additionalProperties": false, "required": ["outcome", "text"], "properties": {
            "outcome": { "oneOf": [{ "enum": ["kept", "withdrawn"] }, { "type": "object", "additionalProperties": false, "required": ["cut"],
                "properties": { "cut": { "type": "object", "required": ["kept"], "properties": { "kept": number } } } }] },
            "text": text("A sentence: it is printed") } })),
        (
            "Reopening",
            json!({ "type": "object", "additionalProperties": false, "required": ["reason"], "properties": {
            "reason": text("A sentence: it is printed in the next revision") } }),
        ),
    ]
    .map(|(name, schema)| (name.to_owned(), schema))
}

/// What somebody who closes or restates a month says.
fn close_order() -> Value {
    let text = |text: &str| json!({ "type": "string", "description": text });
    json!({ "type": "object", "additionalProperties": false, "properties": {
        "seen": text("Snapshot of the draft that was looked at: refused where the figures have changed since; without it, whatever stands now"),
        "reason": text("Of a restatement why it is posted; of a close why something is left open. A sentence: it is printed") } })
}

/// A deployment or an incident, as it is told.
fn event() -> Value {
    let time = |text: &str| json!({ "type": ["string", "integer"], "description": text });
    let text = |text: &str| json!({ "type": "string", "description": text });
    json!({ "type": "object", "additionalProperties": false, "required": ["event", "key"], "properties": {
        "event": { "enum": ["deployment", "incident"] },
        "key": text("Its name at the source: told twice, it is one"),
        "at": time("Of a deployment: RFC 3339, or Unix milliseconds"), "version": text("Of a deployment"),
        "committed": time("Of a deployment: when the change was first committed"),
        "succeeded": { "type": "boolean", "description": "Of a deployment; true where it is left out" },
        "from": time("Of an incident"), "until": time("Of an incident; left out while it lasts"),
        "title": text("Of an incident"), "severity": text("Of an incident"),
        "affected_share": { "type": ["string", "number"], "description": "Of an incident: which share of the traffic it touched, 0 to 1; all where it is left out" },
        "url": text("Where to read of it") } })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn it_describes_exactly_the_routes() {
        let described: BTreeSet<(String, String)> =
            OPERATIONS.iter().map(|words| (words.path.to_owned(), words.method.to_uppercase())).collect();
        let served: BTreeSet<(String, String)> =
            crate::http::api::paths().into_iter().map(|(path, method)| (path.to_owned(), method.to_string())).collect();
        assert_eq!(described, served);
        assert_eq!(described.len(), OPERATIONS.len(), "nothing is described twice");
    }

    #[test]
    fn every_reference_leads_to_a_schema() {
        let document = document();
        let text = document.to_string();
        for name in text.split("#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(document["components"]["schemas"].get(name).is_some(), "{name}");
        }
        let ids: BTreeSet<_> = OPERATIONS.iter().map(|words| words.id).collect();
        assert_eq!(ids.len(), OPERATIONS.len());
    }
}
