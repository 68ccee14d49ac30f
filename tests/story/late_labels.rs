//! Predictions and their late labels by HTTP: figures and drift are those of scikit-learn and SciPy (`tests/golden/predictions.py`).

use domain::access::Role;
use engine::{Clock, Engine};
use reqwest::Client;
use serde_json::{Value, json};
use tests::Outcome;
use tests::database::Database;
use tests::http::client;
use tests::program::{Program, Served};

const COMPANY: &str = include_str!("../golden/predictions.toml");
const CASES: &str = include_str!("../golden/predictions.csv");
const EXPECTED: &str = include_str!("../golden/predictions.json");
/// 15 November 2026.
const NOW_MS: i64 = 1_794_700_800_000;

struct Api {
    client: Client,
    token: String,
    base: String,
}

impl Api {
    async fn get(&self, path: &str) -> Outcome<Value> {
        Ok(self.client.get(format!("{}{path}", self.base)).bearer_auth(&self.token).send().await?.error_for_status()?.json().await?)
    }

    async fn tell(&self, predictions: &[Value], outcomes: &[Value]) -> Outcome<Value> {
        let batch = json!({"service": "fraud", "predictions": predictions, "outcomes": outcomes});
        let post = self.client.post(format!("{}/api/v1/predictions", self.base)).bearer_auth(&self.token).json(&batch);
        Ok(post.send().await?.error_for_status()?.json().await?)
    }
}

fn near(name: &str, got: Option<f64>, expected: &Value) {
    match (got, expected.as_f64()) {
        (Some(got), Some(expected)) => assert!((got - expected).abs() < 1e-8 * expected.abs().max(1.0), "{name}: {got} and {expected}"),
        (got, expected) => assert_eq!(got, expected, "{name}"),
    }
}

fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

/// What a day's samples of a metric say, with all their digits.
fn figure(roll_up: &Value) -> Option<f64> {
    match (number(&roll_up["numerator"]), number(&roll_up["denominator"])) {
        (Some(numerator), Some(denominator)) => Some(numerator / denominator),
        _ => number(&roll_up["value"]),
    }
}

async fn compare(api: &Api) -> Outcome {
    let expected: Value = serde_json::from_str(EXPECTED)?;
    let days = expected["days"].as_object().ok_or("no days")?;
    for metric in ["accuracy", "precision", "recall", "f1", "true-positive-share", "false-negative-share", "label-coverage", "predictions"]
    {
        let month = api.get(&format!("/api/v1/series/fraud/{metric}?month=2026-09")).await?;
        let of_day = |day: &str| month["days"].as_array()?.iter().find(|row| row["day"] == day).map(|row| &row["roll_up"]);
        for (day, expected) in days {
            near(&format!("{metric} on {day}"), of_day(day).and_then(figure), &expected["quality"][metric]);
        }
        near(&format!("{metric} of the month"), figure(&month["roll_up"]), &expected["all"]["quality"][metric]);
    }
    let month = api.get("/api/v1/services/fraud/predictions?month=2026-09").await?;
    let quality = &expected["all"]["quality"];
    for (cell, key) in [("true_positives", "tp"), ("false_positives", "fp"), ("false_negatives", "fn"), ("true_negatives", "tn")] {
        assert_eq!(month["all"]["cells"][cell], quality[key], "{cell}");
    }
    assert_eq!((&month["all"]["predictions"], &month["positive"]), (&json!(600), &json!("fraud")));
    let rows = month["drift"].as_array().ok_or("no drift")?;
    let names: Vec<_> = rows.iter().filter_map(|row| row["of"].as_str()).collect();
    assert_eq!(names, ["prediction", "score", "amount", "country"]);
    for row in rows {
        let of = row["of"].as_str().unwrap_or_default();
        for (key, expected) in expected["all"]["drift"][of].as_object().ok_or("not expected")? {
            near(&format!("{of} {key}"), row["drift"][key].as_f64(), expected);
        }
    }
    // The series of a day: what was predicted by its scores, and of features the one that moved furthest.
    let (day, of) = days.iter().next_back().ok_or("no last day")?;
    for (metric, names) in [("prediction-drift", &["score"][..]), ("feature-drift", &["amount", "country"][..])] {
        let samples = api.get(&format!("/api/v1/series/fraud/{metric}/samples?day={day}")).await?;
        let largest = names.iter().filter_map(|name| of["drift"][name]["psi"].as_f64()).fold(f64::MIN, f64::max);
        near(&format!("{metric} on {day}"), number(&samples[0]["value"]), &json!(largest));
        assert_eq!(samples[0]["source"], "predictions");
    }
    Ok(())
}

#[tokio::test]
async fn late_labels_give_the_figures_of_scikit_learn() -> Outcome {
    let served = Served::start_at(Clock::fixed(NOW_MS)).await?;
    let (ports, command_line) = (served.engine.ports(), Engine::command_line());
    ports.models.apply(&command_line, COMPANY, false).await?;
    let token = ports.accounts.add_token(&command_line, "pipeline", Role::Admin).await?;
    let api = Api { client: client()?, token, base: served.url("") };
    let (mut predictions, mut outcomes) = (Vec::new(), Vec::new());
    for line in CASES.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let features = match cells[6].parse::<f64>() {
            Ok(amount) => json!({"amount": amount, "country": cells[7]}),
            Err(_) => json!({"amount": null, "country": cells[7]}),
        };
        predictions.push(json!({"id": cells[0], "time": cells[1], "prediction": cells[2], "score": cells[3], "features": features}));
        if !cells[4].is_empty() {
            outcomes.push(json!({"id": cells[0], "outcome": cells[4], "time": cells[5]}));
        }
    }
    // Some labels come first, the others late, and wrong at first; everything is told twice.
    let (early, late) = outcomes.split_at(100);
    assert_eq!(api.tell(&[], early).await?["accepted"], 100);
    assert_eq!(api.tell(&predictions, &[]).await?["accepted"], 600);
    let coverage = api.get("/api/v1/series/fraud/label-coverage?month=2026-09").await?;
    assert_eq!((&coverage["roll_up"]["numerator"], &coverage["roll_up"]["denominator"]), (&json!("100"), &json!("600")));
    let wrong: Vec<Value> = late.iter().map(|outcome| json!({"id": outcome["id"], "outcome": "good"})).collect();
    assert_eq!(api.tell(&[], &wrong).await?["rejected"], 0);
    for part in late.chunks(150) {
        api.tell(&[], part).await?;
    }
    let again = api.tell(&predictions, &outcomes).await?;
    assert_eq!((&again["accepted"], &again["duplicate"]), (&json!(0), &json!(predictions.len() + outcomes.len())));
    compare(&api).await?;
    served.stop().await
}

#[tokio::test]
async fn a_file_gives_the_same() -> Outcome {
    let served = Served::start_at(Clock::fixed(NOW_MS)).await?;
    let (ports, command_line) = (served.engine.ports(), Engine::command_line());
    ports.models.apply(&command_line, COMPANY, false).await?;
    let token = ports.accounts.add_token(&command_line, "pipeline", Role::Admin).await?;
    let api = Api { client: client()?, token, base: served.url("") };
    let mut file = String::from("service,");
    for (n, line) in CASES.lines().enumerate() {
        file.push_str(if n == 0 { "" } else { "fraud," });
        file.push_str(line);
        file.push('\n');
    }
    let import = api.client.post(served.url("/api/v1/imports/predictions")).bearer_auth(&api.token).body(file);
    let report: Value = import.send().await?.json().await?;
    assert_eq!((&report["accepted"], &report["rejected"]), (&json!(600), &json!(0)), "{report}");
    compare(&api).await?;
    served.stop().await
}

/// Memory that a process held at most, in megabytes.
fn peak_mb(process: u32) -> Outcome<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no peak")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse::<u64>()? / 1024)
}

#[tokio::test]
async fn a_hundred_thousand_predictions_need_little_memory() -> Outcome {
    for database in Database::both().await? {
        let company = COMPANY.replace("positive = \"fraud\"", "positive = \"fraud\"\nlabel_days = 3650");
        let program = Program::new(database, &company)?;
        let token = program.token("admin")?;
        let server = program.serve().await?;
        let mut file = String::from("id,service,time,prediction,score,outcome,outcome_time,feature:amount,feature:country\n");
        for n in 0..100_000u32 {
            let (day, hour) = (1 + n % 20, n % 24);
            let (said, came) = (["fraud", "good"][(n % 7 > 0) as usize], ["fraud", "good"][(n % 5 > 0) as usize]);
            let (score, country) = (f64::from(n * 7919 % 1000) / 1000.0, ["ID", "SG", "VN"][(n % 3) as usize]);
            let time = format!("2026-09-{day:02}T{hour:02}:00:00Z");
            file.push_str(&format!("n{n},fraud,{time},{said},{score},{came},2026-10-01T00:00:00Z,{}.5,{country}\n", n % 5000));
        }
        let before = peak_mb(server.id())?;
        let import =
            client()?.post(program.url("/api/v1/imports/predictions")).bearer_auth(&token).timeout(std::time::Duration::from_secs(600));
        let report: Value = import.body(file).send().await?.json().await?;
        assert_eq!((&report["accepted"], &report["rejected"]), (&json!(100_000), &json!(0)), "{report}");
        let grown = peak_mb(server.id())? - before;
        println!("100,000 predictions: {grown} MB more");
        assert!(grown < 200, "100,000 predictions took {grown} MB more");
        let month = client()?.get(program.url("/api/v1/services/fraud/predictions?month=2026-09")).bearer_auth(&token);
        let month: Value = month.send().await?.json().await?;
        // Of 35 cases in turn: 5 are flagged, 7 are fraud, 1 is both.
        let expected = json!({"true_positives": 2_858, "false_positives": 11_428, "false_negatives": 17_142, "true_negatives": 68_572});
        assert_eq!(month["all"]["cells"], expected);
        server.kill()?;
    }
    Ok(())
}
