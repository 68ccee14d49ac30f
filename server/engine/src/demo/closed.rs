//! The company's past months are closed, one after the other as they ended, by the same flow as any others. One bill
//! came late, one line was disputed and cut, one waits for its owner's answer.

use domain::access::{Role, Viewer};
use domain::close::{Answer, Challenge, NewChallenge, Outcome};
use domain::config::{Change, Item, Number};
use domain::ids::Email;
use domain::ports::{CloseOrder, Closing, Models, Reports};
use domain::time::{DAY_MS, HOUR_MS, Month};
use domain::{Error, Result};

use crate::Engine;

/// Days after its end on which a month is prepared, and on which it is closed.
const PREPARED: i64 = 2;
const CLOSED: i64 = 4;
/// The month whose bill came late, from the first.
const LATE_BILL: i32 = 9;
/// The month of which a line was disputed and cut, from the first.
const DISPUTED: i32 = 7;
/// The cost of the late bill, with its value of every other month and of that one.
const BILL: (&str, &str, &str) = ("fraud-cloud", "4600", "4960");

const PROVISIONAL: &str = "What is open could not be supplied within the grace days; it is followed up by its owner.";

/// Closes every ended month from `anchor` on but the newest, which is left in review.
pub async fn close_past(engine: &Engine, anchor: Month) -> Result<()> {
    let configuration = engine.configuration(&Engine::command_line()).await?;
    let zone = configuration.settings.zone()?;
    let current = Month::at(engine.clock().now_ms(), zone);
    let (lead, finance) =
        (person("daniel@selat.example", "Daniel Lim", Role::MlLead)?, person("dewi@selat.example", "Dewi Anggraini", Role::Finance)?);
    let end_ms = |month: Month| month.window(zone).end_ms;
    let mut month = anchor;
    while month.plus(2) <= current {
        if month == anchor.plus(DISPUTED) {
            let asked = dispute(engine, &finance, month, "daniel@selat.example", Some("0.9")).await?;
            let text = "Not for all of it: a tenth is new, and was not in the baseline. The line is cut by that.".to_owned();
            let outcome = Outcome::Cut { kept: Number::parse("0.9")? };
            engine.answer_challenge(&lead, month, asked.number, Answer { outcome, text }).await?;
        }
        let order = CloseOrder { seen: None, reason: Some(PROVISIONAL.to_owned()) };
        engine.prepare_at(&lead, month, end_ms(month) + PREPARED * DAY_MS + 10 * HOUR_MS).await?;
        engine.issue_at(&finance, month, &order, false, end_ms(month) + CLOSED * DAY_MS + 11 * HOUR_MS).await?;
        if month == anchor.plus(LATE_BILL) {
            late_bill(engine, &finance, month).await?;
            let reason = "The invoice for serving the fraud score came on the 9th, with a surcharge of 360 for traffic.".to_owned();
            let order = CloseOrder { seen: None, reason: Some(reason) };
            engine.issue_at(&finance, month, &order, true, end_ms(month) + 10 * DAY_MS).await?;
        }
        month = month.plus(1);
    }
    engine.prepare_at(&lead, month, end_ms(month).min(engine.clock().now_ms())).await?;
    dispute(engine, &finance, month, "sari@selat.example", None).await.map(drop)
}

/// Finance asks the owner about the largest of their lines.
async fn dispute(engine: &Engine, finance: &Viewer, month: Month, owner: &str, proposed: Option<&str>) -> Result<Challenge> {
    let report = engine.month_report(finance, month).await?;
    let lines = report.ledger.lines.iter().filter(|line| line.owner.as_str() == owner);
    let line = lines.max_by_key(|line| line.amount.minor).ok_or_else(|| Error::not_found("line", owner))?;
    let text = "The baseline was set before the last change of the catalogue. Does it still hold for what is new in it?".to_owned();
    let new = NewChallenge { mapping: line.mapping.clone(), text, proposed: proposed.map(Number::parse).transpose()? };
    engine.challenge_line(finance, month, new).await
}

async fn late_bill(engine: &Engine, finance: &Viewer, month: Month) -> Result<()> {
    let (id, usual, late) = BILL;
    let configuration = engine.configuration(finance).await?;
    let cost = configuration.costs.values().find(|cost| cost.id.as_str() == id).ok_or_else(|| Error::not_found("cost", id))?;
    let mut json = serde_json::to_value(cost).map_err(|fault| Error::invalid(fault.to_string()))?;
    let value = |from: Month, amount: &str| serde_json::json!({"from": from.to_string(), "per_month": amount, "source": "cloud bill", "by": "dewi@selat.example"});
    if let Some(values) = json["values"].as_array_mut() {
        values.extend([value(month, late), value(month.plus(1), usual)]);
    }
    let cost = serde_json::from_value(json).map_err(|fault| Error::invalid(fault.to_string()))?;
    engine.change(finance, vec![Change::Put(Box::new(Item::Cost(cost)))]).await.map(drop)
}

fn person(email: &str, name: &str, role: Role) -> Result<Viewer> {
    let viewer = Engine::command_line();
    Ok(Viewer { actor: email.to_owned(), name: name.to_owned(), email: Some(Email::parse(email)?), role, ..viewer })
}
