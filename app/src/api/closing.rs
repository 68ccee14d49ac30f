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

/// Disputes a line.
#[server]
pub async fn challenge_line(month: String, mapping: String, text: String, proposed: String, back: String) -> Result<(), ServerFnError> {
    use domain::config::Number;
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let at = |error: domain::Error| domain::Error::field("proposed", error.to_string());
        let proposed = super::form::filled(&proposed).map(Number::parse).transpose().map_err(at)?;
        let new = domain::close::NewChallenge { mapping: domain::ids::MappingId::parse(&mapping)?, text, proposed };
        ports.closing.challenge_line(&viewer, domain::time::Month::parse(&month)?, new).await
    };
    super::form::answer(outcome.await, &back, "The line is disputed: its owner answers, and the month waits.");
    Ok(())
}

/// The owner's answer: `keep`, `cut` or `withdraw`.
#[server]
pub async fn answer_challenge(
    month: String,
    number: String,
    act: String,
    kept: String,
    text: String,
    back: String,
) -> Result<(), ServerFnError> {
    use domain::close::{Answer, Outcome};
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let outcome = match act.as_str() {
            "keep" => Outcome::Kept,
            "withdraw" => Outcome::Withdrawn,
            _ => {
                let kept = domain::config::Number::parse(kept.trim());
                Outcome::Cut { kept: kept.map_err(|error| domain::Error::field("kept", error.to_string()))? }
            }
        };
        let number = super::form::whole("number", &number)?;
        ports.closing.answer_challenge(&viewer, domain::time::Month::parse(&month)?, number, Answer { outcome, text }).await
    };
    super::form::answer(outcome.await, &back, "The answer is recorded; the figures follow it.");
    Ok(())
}

/// Makes a link to an issued report; its address is shown on the next page only.
#[server]
pub async fn share_report(month: String, name: String, days: String, back: String) -> Result<(), ServerFnError> {
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let new = domain::ports::NewShare { name, days: super::form::whole("days", &days)? };
        ports.sharing.share_report(&viewer, domain::time::Month::parse(&month)?, new).await
    };
    let outcome = outcome.await.inspect(|secret| super::form::show_once(&format!("/share/{secret}")));
    super::form::answer(outcome, &back, "The link is made. Copy its address now; it is not shown again.");
    Ok(())
}

/// Ends a link.
#[server]
pub async fn revoke_share(month: String, id: String, back: String) -> Result<(), ServerFnError> {
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        ports.sharing.revoke_share(&viewer, domain::time::Month::parse(&month)?, &id).await
    };
    super::form::answer(outcome.await, &back, "The link is revoked: it opens nothing from now on.");
    Ok(())
}
