//! python-gitlab.

use connect::fake::{Fake, fed, json, response};
use domain::event::Event;
use serde_json::{Value, json};

use crate::{AT, MINUTE, client, connector};

fn instant(at_ms: i64) -> String {
    let minutes = (at_ms - AT) / MINUTE;
    format!("2026-10-01T{:02}:{:02}:00.000Z", 8 + minutes / 60, minutes % 60)
}

/// 250 deployments on three pages, one a minute; every tenth runs still, and every tenth failed.
fn answer(request: &str) -> String {
    let address = request.split(' ').nth(1).unwrap();
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    if let Some((_, sha)) = path.split_once("/repository/commits/") {
        let n: i64 = sha.trim_start_matches('c').parse().unwrap();
        return json(&json!({"id": sha, "authored_date": format!("2026-09-{:02}T10:00:00.000+07:00", 1 + n % 30), "parent_ids": []}));
    }
    assert_eq!(path, "/api/v4/projects/acme%2Ffraud/deployments");
    let parameter =
        |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}="))).and_then(|text| text.parse().ok());
    let (page, size): (i64, i64) = (parameter("page").unwrap_or(1), parameter("per_page").unwrap_or(20));
    let status = |n: i64| ["success", "running", "failed"].get(usize::try_from(n % 10).unwrap()).copied().unwrap_or("success");
    let one = |n: i64| {
        json!({"id": 1000 + n, "iid": n, "ref": format!("v1.{n}"), "sha": format!("c{n:039}"), "status": status(n), "created_at": instant(AT + n * MINUTE),
            "updated_at": instant(AT + (n + 1) * MINUTE), "environment": {"id": 1, "name": "production"},
            "deployable": {"id": n, "finished_at": instant(AT + n * MINUTE), "web_url": "https://gitlab.example.com/x"}})
    };
    let listed: Vec<Value> = ((page - 1) * size..(page * size).min(250)).map(one).collect();
    let next = if page * size < 250 { (page + 1).to_string() } else { String::new() };
    let link = if next.is_empty() {
        String::new()
    } else {
        let host = request.lines().find_map(|line| line.to_lowercase().strip_prefix("host: ").map(str::to_owned)).unwrap();
        format!("link: <http://{host}{path}?page={next}&per_page={size}>; rel=\"next\"\r\n")
    };
    response("200 OK", &format!("content-type: application/json\r\nx-next-page: {next}\r\n{link}"), &Value::from(listed).to_string())
}

#[tokio::test]
async fn both_read_the_same_deployments() {
    let fake = Fake::start(answer);
    let read: Vec<(u64, String, String, String, bool)> =
        client(&["gitlab", &fake.url(), "acme/fraud", "production", "2026-10-01T08:00:00Z"]);
    assert_eq!(read.len(), 225);
    let ours = connector("gitlab", &fake.url(), "glpat-x");
    let events = ours.events(&fed("fraud/lead-time", "acme/fraud production"), AT, AT + 6 * 60 * MINUTE).await.unwrap();
    let ours: Vec<(String, i64, i64, bool)> = events
        .into_iter()
        .map(|event| match event {
            Event::Deployment(one) => (format!("{} {}", one.key, one.version), one.at_ms, one.committed_ms.unwrap(), one.succeeded),
            Event::Incident(_) => panic!("a deployment"),
        })
        .collect();
    let at = |text: &str| domain::time::parse_instant(text, domain::time::parse_zone("UTC").unwrap()).unwrap();
    let theirs: Vec<(String, i64, i64, bool)> = read
        .into_iter()
        .map(|(id, tag, finished, written, through)| {
            let sha = format!("c{:039}", id - 1000);
            (format!("gitlab/{id} {tag} ({})", &sha[..8]), at(&finished), at(&written), through)
        })
        .collect();
    assert_eq!(ours, theirs);
}
