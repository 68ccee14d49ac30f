//! A system's own page: looking first, feeding, changing and taking away, as a browser without scripts does it.

use domain::access::Role;
use engine::Engine;
use tests::Outcome;
use tests::html::{control, form, value};
use tests::site::{self, Reader, function};
use tests::stand_in::{StandIn, every_instant};

/// Twice as many requests as failures, at every instant.
async fn prometheus() -> Outcome<StandIn> {
    StandIn::start(|query| {
        let all = query.get("query").is_some_and(|text| text.contains("model_infer_request_success_total"));
        every_instant(query, move |_| if all { 50 } else { 25 })
    })
    .await
}

#[tokio::test]
async fn a_known_query_is_looked_at_and_then_fed_changed_and_taken_away() -> Outcome {
    let (served, prometheus) = (site::start().await?, prometheus().await?);
    let reader = Reader::of(&served, Role::MlLead).await?;
    let new =
        [("kind", "prometheus"), ("id", "prom"), ("name", "Prometheus"), ("url", &prometheus.url), ("secret", ""), ("secret_env", "")];
    let fields: Vec<(&str, &str)> = new.into_iter().chain([("back", "/sources")]).collect();
    let answer = reader.post(function("add_source")?, &fields).await?;
    assert!(answer.location.starts_with("/sources/prom?"), "a new system's own page comes next: {}", answer.location);
    let page = reader.get("/sources/prom").await?.text;
    for says in ["It feeds nothing yet", "Begin with a known query", "<optgroup label=\"MLServer\">"] {
        assert!(page.contains(says), "{says}: {page}");
    }

    let begun = reader.get("/sources/prom?preset=mlserver-error-rate").await?.text;
    let shown = form(&begun, function("feed_series")?).ok_or("no form")?;
    assert!(
        begun.contains("Feed error rate as MLServer shows it")
            && control(shown, "blanks[model]").is_some()
            && control(shown, "query").is_none()
    );
    let blank = reader.get("/sources/prom?preset=mlserver-error-rate&id=prom&service=churn&look=1").await?.text;
    assert!(blank.contains("Say which model"), "a blank that is left empty is named");

    let before = served.database.contents().await?;
    let looked = reader.get("/sources/prom?preset=mlserver-error-rate&blanks[model]=churn&id=prom&service=churn&look=1").await?.text;
    for says in ["Read one sample of churn/error-rate", "A pass would store", "25 of 50", "12 samples found"] {
        assert!(looked.contains(says), "{says}: {looked}");
    }
    assert_eq!(value(form(&looked, function("feed_series")?).ok_or("no form")?, "blanks[model]").as_deref(), Some("churn"));
    assert!(before == served.database.contents().await?, "looking stores nothing");

    let feed = [("id", "prom"), ("preset", "mlserver-error-rate"), ("blanks[model]", "churn"), ("service", "churn"), ("interval", "")];
    let fields: Vec<(&str, &str)> = feed.into_iter().chain([("back", "/sources/prom?form=feed#feed")]).collect();
    let fed = reader.post(function("feed_series")?, &fields).await?;
    let page = reader.get(&fed.location).await?.text;
    for says in [
        "It is fed from here",
        "churn/error-rate",
        "model_infer_request_failure_total{",
        "model=&quot;churn&quot;",
        "/sources/prom?edit=churn/error-rate#feed",
    ] {
        assert!(page.contains(says) || tests::html::unescaped(&page).contains(&tests::html::unescaped(says)), "{says}: {page}");
    }
    let again = reader.post(function("feed_series")?, &fields).await?;
    assert!(reader.get(&again.location).await?.text.contains("hurn/error-rate is measured already"), "{again:?}");

    let edit = reader.get("/sources/prom?edit=churn/error-rate").await?.text;
    let shown = form(&edit, function("feed_series")?).ok_or("no form")?;
    assert!(value(shown, "denominator").is_some_and(|text| text.contains("model_infer_request_success_total")), "{shown}");
    let changed = [
        ("id", "prom"),
        ("edit", "churn/error-rate"),
        ("service", "churn"),
        ("metric", "error-rate"),
        ("kpi", ""),
        ("query", "failed"),
        ("denominator", "all"),
        ("scale", ""),
        ("interval", "1m"),
        ("back", "/sources/prom"),
    ];
    let answer = reader.post(function("feed_series")?, &changed).await?;
    assert!(reader.get(&answer.location).await?.text.contains("<code>failed</code>"), "{answer:?}");

    let refused = reader.post(function("remove_source")?, &[("id", "prom"), ("back", "/sources/prom")]).await?;
    let page = reader.get(&refused.location).await?.text;
    assert!(page.contains("class=\"banner bad\"") && page.contains("churn/error-rate"), "what it feeds is named: {page}");
    reader.post(function("stop_feeding")?, &[("series", "churn/error-rate"), ("back", "/sources/prom")]).await?;
    let gone = reader.post(function("remove_source")?, &[("id", "prom"), ("back", "/sources/prom")]).await?;
    assert!(gone.location.starts_with("/sources?done="), "{gone:?}");
    assert_eq!(reader.get("/sources/prom").await?.status, 404);
    served.stop().await
}

#[tokio::test]
async fn a_kpi_is_fed_too_and_waits_for_files_again() -> Outcome {
    let (served, prometheus) = (site::start().await?, prometheus().await?);
    let reader = Reader::of(&served, Role::MlLead).await?;
    let new = [
        ("kind", "prometheus"),
        ("id", "prom"),
        ("name", ""),
        ("url", &prometheus.url),
        ("secret", ""),
        ("secret_env", ""),
        ("back", "/sources"),
    ];
    reader.post(function("add_source")?, &new).await?;
    let orders = [
        ("id", "prom"),
        ("service", "churn"),
        ("metric", "uptime"),
        ("kpi", "checkout-orders"),
        ("query", "sum(increase(orders_total[1d]))"),
    ];
    let fields: Vec<(&str, &str)> =
        orders.into_iter().chain([("denominator", ""), ("scale", ""), ("interval", ""), ("back", "/sources/prom")]).collect();
    reader.post(function("feed_series")?, &fields).await?;
    let page = reader.get("/sources/prom").await?.text;
    assert!(page.contains("kpi/checkout-orders") && page.contains("<code>sum(increase(orders_total[1d]))</code>"), "{page}");
    reader.post(function("stop_feeding")?, &[("series", "kpi/checkout-orders"), ("back", "/sources/prom")]).await?;
    let page = reader.get("/sources/prom").await?.text;
    assert!(
        page.contains("It feeds nothing yet") && reader.get("/value-map").await?.text.contains("Orders through checkout"),
        "the KPI stays"
    );
    served.stop().await
}

#[tokio::test]
async fn what_the_form_does_not_ask_for_is_kept() -> Outcome {
    let served = site::start().await?;
    let told = "\n[[indicator]]\nservice = \"churn\"\nmetric = \"lead-time\"\nsource = { id = \"events\", since = \"2026-10-01\" }\n";
    let models = served.engine.ports().models;
    models.apply(&Engine::command_line(), &format!("{}{told}", site::EXAMPLE), false).await?;
    let reader = Reader::of(&served, Role::MlLead).await?;
    assert!(reader.get("/sources/events").await?.text.contains("churn/lead-time"));
    let changed = [
        ("id", "events"),
        ("edit", "churn/lead-time"),
        ("service", "churn"),
        ("metric", "lead-time"),
        ("interval", "1d"),
        ("back", "/sources/events"),
    ];
    let answer = reader.post(function("feed_series")?, &changed).await?;
    assert!(answer.location.contains("done="), "{answer:?}");
    let file = models.export(&Engine::command_line()).await?;
    let kept = file.split("metric = \"lead-time\"").nth(1).and_then(|rest| rest.split("[[").next()).ok_or("no such indicator")?;
    assert!(kept.contains("1d") && kept.contains("2026-10-01"), "{kept}");
    served.stop().await
}

#[tokio::test]
async fn secrets_go_with_their_system() -> Outcome {
    let served = site::start().await?;
    let reader = Reader::of(&served, Role::MlLead).await?;
    let new = [("kind", "github"), ("id", "gh"), ("name", ""), ("url", "http://127.0.0.1:9"), ("secret", "token"), ("secret_env", "")];
    let fields: Vec<(&str, &str)> = new.into_iter().chain([("back", "/sources")]).collect();
    reader.post(function("add_source")?, &fields).await?;
    let webhook = [("source", "gh"), ("of", "webhook"), ("secret", "s3cret"), ("back", "/sources")];
    reader.post(function("set_secret")?, &webhook).await?;
    let kept = |contents: &tests::database::Contents| ["source_secret", "webhook_secret"].map(|table| contents[table].len());
    assert_eq!(kept(&served.database.contents().await?), [1, 1]);
    reader.post(function("remove_source")?, &[("id", "gh"), ("back", "/sources/gh")]).await?;
    assert_eq!(kept(&served.database.contents().await?), [0, 0], "both go with it");
    served.stop().await
}
