//! `POST /api/v1/mappings/preview`: stateless, the very function that closes the month.

use axum::Json;
use domain::value::{Chain, ChainInput, evaluate as evaluate_chain};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::http::body::{JSON_LIMIT, Limited};
use crate::http::problem::Problem;
use crate::http::who::Who;

/// What the chain is worth. Bounds in minor units; none until they are computed.
#[derive(Debug, Serialize)]
pub struct Answer {
    amount: domain::money::Money,
    /// What the product is in its own currency, where its last factor is an exchange rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    local: Option<domain::money::Money>,
    low: Option<domain::money::Money>,
    median: Option<domain::money::Money>,
    high: Option<domain::money::Money>,
    p_loss: Option<Decimal>,
    grade: domain::evidence::Grade,
    chain: Chain,
    /// The chain on one line, as the report prints it.
    line: String,
}

/// Evaluates a chain that is sent whole; nothing is read from the workspace and nothing is stored.
pub async fn evaluate(Who(_): Who, body: Limited<JSON_LIMIT>) -> Result<Json<Answer>, Problem> {
    let valued = evaluate_chain(&body.json::<ChainInput>()?)?;
    let line = domain::value::chain_line(&valued.chain);
    let domain::value::Valued { amount, local, low, median, high, p_loss, grade, chain } = valued;
    Ok(Json(Answer { amount, local, low, median, high, p_loss, grade, chain, line }))
}
