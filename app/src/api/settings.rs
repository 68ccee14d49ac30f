//! People, tokens, the workspace and its configuration file.

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
    grace_days: u32,
    basis: String,
    time_zone: String,
    currency: String,
    back: String,
) -> Result<(), ServerFnError> {
    use domain::config::{Change, Item, Settings};
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let per_cent = crate::components::mapping::number("coverage_threshold", coverage_threshold.trim_end_matches('%'))?;
        let settings = Settings {
            name: super::form::named(&name)?,
            coverage_threshold: (per_cent.0 / rust_decimal::Decimal::ONE_HUNDRED).normalize(),
            grace_days,
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

/// What a configuration file would change, or, with `apply`, changes it.
#[server]
pub async fn apply_configuration(toml: String, apply: bool) -> Result<Vec<domain::config::Difference>, crate::error::ApiError> {
    let (ports, viewer) = super::form::desk()?;
    Ok(ports.models.apply(&viewer, &toml, !apply).await?)
}
