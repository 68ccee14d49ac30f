//! People, tokens, the workspace and its configuration file.

#![allow(clippy::too_many_arguments, reason = "one argument a field of the form")]

use leptos::prelude::*;

/// Lists a person; the one-time link that sets their password is shown on the next page only.
#[server]
pub async fn invite(email: String, name: String, role: String, back: String) -> Result<(), ServerFnError> {
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let person = domain::config::Person {
            email: domain::ids::Email::parse(&email)?,
            name: super::form::named(&name)?,
            role: domain::access::Role::parse(&role)?,
        };
        super::form::check_new(&ports.models.configuration(&viewer).await?, "person", person.email.as_str())?;
        ports.accounts.invite(&viewer, person).await
    };
    let outcome = outcome.await.inspect(|link| super::form::show_once(link));
    super::form::answer(outcome, &back, "The person is listed. Hand over this link; it works once.");
    Ok(())
}

/// Makes a new one-time link for a listed person.
#[server]
pub async fn invite_again(email: String, back: String) -> Result<(), ServerFnError> {
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let people = ports.accounts.people(&viewer).await?;
        let found = people.into_iter().find(|person| person.email.as_str() == email);
        ports.accounts.invite(&viewer, found.ok_or_else(|| domain::Error::not_found("person", &email))?).await
    };
    let outcome = outcome.await.inspect(|link| super::form::show_once(link));
    super::form::answer(outcome, &back, "Hand over this link; it works once.");
    Ok(())
}

/// Gives a person another role.
#[server]
pub async fn set_role(email: String, role: String, back: String) -> Result<(), ServerFnError> {
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        ports.accounts.set_role(&viewer, &domain::ids::Email::parse(&email)?, domain::access::Role::parse(&role)?).await
    };
    super::form::answer(outcome.await, &back, "The role is changed.");
    Ok(())
}

/// Takes an account away.
#[server]
pub async fn remove_person(email: String, back: String) -> Result<(), ServerFnError> {
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        ports.accounts.remove_person(&viewer, &domain::ids::Email::parse(&email)?).await
    };
    super::form::answer(outcome.await, &back, "The account is gone. What the person recorded stays, with the name.");
    Ok(())
}

/// Makes a token; its secret is shown on the next page only.
#[server]
pub async fn add_token(name: String, role: String, back: String) -> Result<(), ServerFnError> {
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        ports.accounts.add_token(&viewer, &super::form::named(&name)?, domain::access::Role::parse(&role)?).await
    };
    let outcome = outcome.await.inspect(|secret| super::form::show_once(secret));
    super::form::answer(outcome, &back, "The token is made. Copy its secret now; it is not shown again.");
    Ok(())
}

/// Ends a token.
#[server]
pub async fn revoke_token(name: String, back: String) -> Result<(), ServerFnError> {
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        ports.accounts.revoke_token(&viewer, &name).await
    };
    super::form::answer(outcome.await, &back, "The token is revoked. Programs that use it are refused from now on.");
    Ok(())
}

/// Changes the workspace itself.
#[server]
pub async fn set_workspace(
    name: String,
    coverage_threshold: String,
    grace_days: String,
    incident_window: String,
    basis: String,
    time_zone: String,
    currency: String,
    back: String,
) -> Result<(), ServerFnError> {
    use domain::Error;
    use domain::config::{Change, Item, Settings};
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let per_cent = crate::components::mapping::number("coverage_threshold", coverage_threshold.trim_end_matches('%'))?;
        let settings = Settings {
            name: super::form::named(&name)?,
            coverage_threshold: (per_cent.0 / rust_decimal::Decimal::ONE_HUNDRED).normalize(),
            grace_days: super::form::whole("grace_days", &grace_days)?,
            incident_window: super::form::filled(&incident_window)
                .map(|text| domain::time::parse_duration_s(text.trim()).map_err(|error| Error::field("incident_window", error.to_string())))
                .transpose()?,
            basis: super::form::read("basis", &basis)?,
            time_zone: time_zone.trim().to_owned(),
            currency: domain::money::Currency::parse(currency.trim())?,
            ..ports.models.configuration(&viewer).await?.settings
        };
        ports.models.change(&viewer, vec![Change::Put(Box::new(Item::Workspace(settings)))]).await
    };
    super::form::answer(outcome.await, &back, "The workspace is changed.");
    Ok(())
}

/// Applies a configuration file when `act` is `apply`; otherwise only says what it would change. Either way the next page lists it.
#[server]
pub async fn apply_configuration(toml: String, act: String, back: String) -> Result<(), ServerFnError> {
    let apply = act == "apply";
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        ports.models.apply(&viewer, &toml, !apply).await
    };
    let outcome = outcome.await.inspect(|differences| super::form::show_once(&listed(differences)));
    // A file that was only compared stays in the form, to be applied.
    let back = if apply || outcome.is_err() { back } else { super::form::with_typed(&back, &super::form::posted()) };
    let done = if apply { "The file is applied." } else { "Nothing is changed yet; this is what the file would change." };
    super::form::answer(outcome, &back, done);
    Ok(())
}

/// One line a difference: what a cookie may carry, and how many more there are.
fn listed(differences: &[domain::config::Difference]) -> String {
    const SHOWN: usize = 20;
    let short = |body: &Option<String>| body.as_deref().map(|body| body.chars().take(60).collect::<String>()).unwrap_or_default();
    let mut lines: Vec<String> = differences
        .iter()
        .take(SHOWN)
        .map(|difference| match (&difference.before, &difference.after) {
            (None, _) => format!("New: {}", difference.subject),
            (_, None) => format!("Removed: {}", difference.subject),
            (Some(before), Some(after)) => {
                let shared = before.chars().zip(after.chars()).take_while(|(old, new)| old == new).count().saturating_sub(12);
                let tail = |body: &str| Some(body.chars().skip(shared).collect::<String>());
                format!("Changed: {}: …{} → …{}", difference.subject, short(&tail(before)), short(&tail(after)))
            }
        })
        .collect();
    let mut length = 0;
    lines.retain(|line| {
        length += super::address::escape(line).len() + 3;
        length < 3_000
    });
    match differences.len() - lines.len() {
        0 if lines.is_empty() => lines.push("No difference: the file says what is in force.".to_owned()),
        0 => {}
        more => lines.push(format!("and {more} more")),
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::listed;
    use domain::config::Difference;

    #[test]
    fn differences_fit_a_cookie_and_count_the_rest() {
        let one = |n: usize| Difference {
            subject: format!("driver d{n}"),
            before: Some("{\"value\":1}".into()),
            after: Some("{\"value\":2}".into()),
        };
        let many: Vec<Difference> = (0..500).map(one).collect();
        let text = listed(&many);
        assert!(crate::api::address::escape(&text).len() < 3_500);
        assert!(text.ends_with(" more"));
        assert!(listed(&many[..1]).starts_with("Changed: driver d0"));
        assert!(listed(&[]).starts_with("No difference"));
    }
}
