//! The month that a what-if computes from; asked for when it is opened.

use leptos::prelude::*;

/// The month's chains as JSON, which only the code of the open what-if reads.
#[server]
pub async fn what_if_month(month: String) -> Result<String, ServerFnError> {
    use crate::state::{ports, viewer};

    let viewer = viewer()?;
    let held = ports()?.models.what_if(&viewer, domain::time::Month::parse(&month)?).await?;
    Ok(serde_json::to_string(&held)?)
}
