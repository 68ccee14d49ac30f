//! Exchange rates: one by hand, or a file of them.

use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};

/// Records what one unit of a currency was worth on a day, or on the average of a month.
#[server]
pub async fn set_rate(currency: String, date: String, rate: String, source: String, back: String) -> Result<(), ServerFnError> {
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let currency = domain::money::Currency::parse(&currency.trim().to_uppercase())?;
        let (on, month) = domain::config::day_or_month(&date)?;
        let value = domain::config::RateValue {
            on,
            month,
            value: crate::components::mapping::number("rate", &rate)?,
            source: source.trim().to_owned(),
            by: super::drivers::signer(&viewer)?,
        };
        ports.models.add_rate(&viewer, currency, value).await.map_err(placed)
    };
    super::form::answer(outcome.await, &back, "The rate is recorded. Months without it keep theirs.");
    Ok(())
}

/// The field of the form that a rule's field stands for.
fn placed(error: domain::Error) -> domain::Error {
    match error {
        domain::Error::Invalid { field: Some(field), message } if field == "value" => domain::Error::field("rate", message),
        domain::Error::Invalid { field: Some(field), message } if field == "on" => domain::Error::field("date", message),
        other => other,
    }
}

/// Reads a CSV file, or pasted rows, of exchange rates.
#[server(input = MultipartFormData)]
pub async fn import_rates(form: MultipartData) -> Result<(), ServerFnError> {
    const FORM: &str = "/drivers?form=rates-import#rates-import";
    let mut upload = super::sources::Upload::default();
    let outcome = async {
        upload.read(form).await?;
        let (ports, viewer) = super::form::desk()?;
        ports.samples.import_rates(&viewer, upload.csv()?).await
    };
    match (outcome.await, crate::state::reply::use_reply()) {
        // The report stands in the form's place.
        (Ok(_), Some(reply)) => reply.redirect(&super::address::with_parameters(FORM, &[("done", "The file was read.")])),
        (Err(error), _) => super::form::refuse(&error, FORM, &upload.typed()),
        (Ok(_), None) => {}
    }
    Ok(())
}
