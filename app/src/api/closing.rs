//! The close of a month: put in review, close, restate, open again.

use leptos::prelude::*;

/// Says that a month is prepared.
#[server]
pub async fn put_in_review(month: String, back: String) -> Result<(), ServerFnError> {
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        ports.closing.put_in_review(&viewer, domain::time::Month::parse(&month)?).await
    };
    super::form::answer(outcome.await, &back, "The month is in review: somebody else closes it.");
    Ok(())
}

/// Takes that back.
#[server]
pub async fn withdraw_review(month: String, back: String) -> Result<(), ServerFnError> {
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        ports.closing.withdraw_review(&viewer, domain::time::Month::parse(&month)?).await
    };
    super::form::answer(outcome.await, &back, "The month is open again.");
    Ok(())
}

/// Freezes a month.
#[server]
pub async fn close_month(month: String, seen: String, reason: String, back: String) -> Result<(), ServerFnError> {
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let order = domain::ports::CloseOrder { seen: Some(seen), reason: super::form::filled(&reason).map(str::to_owned) };
        ports.closing.close_month(&viewer, domain::time::Month::parse(&month)?, order).await
    };
    super::form::answer(outcome.await, &back, "The month is closed. Its report stands from now on.");
    Ok(())
}

/// Posts what came after the close.
#[server]
pub async fn restate_month(month: String, seen: String, reason: String, back: String) -> Result<(), ServerFnError> {
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let order = domain::ports::CloseOrder { seen: Some(seen), reason: super::form::filled(&reason).map(str::to_owned) };
        ports.closing.restate_month(&viewer, domain::time::Month::parse(&month)?, order).await
    };
    super::form::answer(outcome.await, &back, "The restatement is posted. The revision before stays as it was.");
    Ok(())
}

/// Opens the newest closed month again.
#[server]
pub async fn reopen_month(month: String, reason: String, back: String) -> Result<(), ServerFnError> {
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        ports.closing.reopen_month(&viewer, domain::time::Month::parse(&month)?, &reason).await
    };
    super::form::answer(outcome.await, &back, "The month is open again, in review. What was issued stays.");
    Ok(())
}
