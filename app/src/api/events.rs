//! Deployments and incidents that people record, and the release that an incident is laid to.

#![allow(clippy::too_many_arguments, reason = "one argument a field of the form")]

use leptos::prelude::*;

/// Records a deployment. Without a name of its own it is known by its version and time, so that the form sent twice is one.
#[server]
pub async fn record_deployment(
    service: String,
    version: String,
    at: String,
    committed: String,
    result: String,
    url: String,
    back: String,
) -> Result<(), ServerFnError> {
    use super::form::filled;
    let outcome = async {
        let version = filled(&version).ok_or_else(|| domain::Error::field("version", "say what was deployed, such as v42"))?;
        let event = domain::ports::WireEvent {
            version: Some(version.to_owned()),
            at: time(&at),
            committed: time(&committed),
            succeeded: Some(result != "failed"),
            url: filled(&url).map(str::to_owned),
            event: "deployment".to_owned(),
            key: format!("{version} {}", at.trim()),
            ..Default::default()
        };
        record(&service, event).await
    };
    super::form::answer(outcome.await, &back, "The deployment is recorded.");
    Ok(())
}

/// Records an incident, or its end when it is sent again under its name.
#[server]
pub async fn record_incident(
    service: String,
    title: String,
    from: String,
    until: String,
    severity: String,
    key: String,
    url: String,
    back: String,
) -> Result<(), ServerFnError> {
    use super::form::filled;
    let outcome = async {
        let title = filled(&title).ok_or_else(|| domain::Error::field("title", "say what happened, such as Answers time out"))?;
        let event = domain::ports::WireEvent {
            title: Some(title.to_owned()),
            from: time(&from),
            until: time(&until),
            severity: filled(&severity).map(str::to_owned),
            url: filled(&url).map(str::to_owned),
            event: "incident".to_owned(),
            key: filled(&key).map_or_else(|| format!("{title} {}", from.trim()), str::to_owned),
            ..Default::default()
        };
        record(&service, event).await
    };
    super::form::answer(outcome.await, &back, "The incident is recorded.");
    Ok(())
}

/// Lays an incident to a release, to none, or leaves it to the rule.
#[server]
pub async fn lay_incident(service: String, incident: String, release: String, back: String) -> Result<(), ServerFnError> {
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let service = domain::ids::ServiceId::parse(&service)?;
        ports.events.link_incident(&viewer, &service, &incident, domain::ports::Release::parse(&release)).await
    };
    super::form::answer(outcome.await, &back, "The delivery figures are computed again.");
    Ok(())
}

fn time(text: &str) -> serde_json::Value {
    super::form::filled(text).map_or(serde_json::Value::Null, |text| text.into())
}

async fn record(service: &str, event: domain::ports::WireEvent) -> domain::Result<()> {
    use domain::ports::RowOutcome;
    let (ports, viewer) = super::form::desk()?;
    let service = domain::ids::ServiceId::parse(service)?;
    match ports.events.record_events(&viewer, &service, vec![event]).await?.into_iter().next().map(|answer| answer.outcome) {
        Some(RowOutcome::Rejected { field: Some(field), reason }) => Err(domain::Error::field(field, reason)),
        Some(RowOutcome::Rejected { field: None, reason }) => Err(domain::Error::invalid(reason)),
        _ => Ok(()),
    }
}
