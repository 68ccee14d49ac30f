//! Systems that samples come from: adding one, fetching past months, reading files.

use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};

/// Connects a system.
#[server]
pub async fn add_source(
    id: String,
    name: String,
    kind: String,
    url: String,
    secret_env: String,
    back: String,
) -> Result<(), ServerFnError> {
    use super::form::filled;
    use domain::config::{Change, Item, Source};
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let source = Source {
            id: domain::ids::SourceId::parse(&id)?,
            name: name.trim().to_owned(),
            kind: super::form::read("kind", &kind)?,
            url: filled(&url).map(str::to_owned),
            secret_env: filled(&secret_env).map(str::to_owned),
            delay: None,
        };
        super::form::check_new(&ports.models.configuration(&viewer).await?, "source", &id)?;
        ports.models.change(&viewer, vec![Change::Put(Box::new(Item::Source(source)))]).await
    };
    super::form::answer(outcome.await, &back, "The system is added. Test it, then let an indicator read from it.");
    Ok(())
}

/// Starts to fetch past months behind the scenes.
#[server]
pub async fn back_fill(source: String, months: u32, back: String) -> Result<(), ServerFnError> {
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        ports.sources.start_back_fill(&viewer, &domain::ids::SourceId::parse(&source)?, months).await
    };
    super::form::answer(outcome.await, &back, "The back-fill has started; its progress stands in the table.");
    Ok(())
}

/// Reads a CSV file, or pasted rows, of indicators (`what` is `samples`) or of KPIs and drivers (`kpis`).
#[server(input = MultipartFormData)]
pub async fn import_csv(form: MultipartData) -> Result<(), ServerFnError> {
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let (what, csv) = csv_of(form).await?;
        match what.as_str() {
            "kpis" => ports.samples.import_kpis(&viewer, &csv).await,
            _ => ports.samples.import_samples(&viewer, &csv).await,
        }
    };
    match outcome.await {
        Ok(report) => {
            super::form::show_once(&shortened(report)?);
            super::form::answer::<()>(Ok(()), "/sources#import", "The file was read.");
        }
        Err(error) => super::form::answer::<()>(Err(error), "/sources#import", ""),
    }
    Ok(())
}

/// How many rejected rows the page lists; a cookie holds no more.
pub const REJECTED_SHOWN: usize = 12;

/// The report as the next page shows it.
fn shortened(mut report: domain::ports::ImportReport) -> Result<String, ServerFnError> {
    report.rejected_rows.truncate(REJECTED_SHOWN);
    for row in &mut report.rejected_rows {
        row.reason = row.reason.chars().take(120).collect();
    }
    serde_json::to_string(&report).map_err(|error| ServerFnError::new(error.to_string()))
}

/// The kind of file and its bytes: from the file field, or from the pasted text where no file was chosen.
async fn csv_of(form: MultipartData) -> domain::Result<(String, Vec<u8>)> {
    let unreadable = |error: &dyn std::fmt::Display| domain::Error::field("file", format!("the upload could not be read: {error}"));
    let mut fields = form.into_inner().ok_or_else(|| domain::Error::field("file", "choose a file"))?;
    let (mut what, mut csv) = (String::new(), Vec::new());
    while let Some(field) = fields.next_field().await.map_err(|error| unreadable(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|error| unreadable(&error))?;
        match name.as_str() {
            "what" => what = String::from_utf8_lossy(&bytes).into_owned(),
            "file" | "pasted" if csv.is_empty() => csv = bytes.to_vec(),
            _ => {}
        }
    }
    if csv.iter().all(u8::is_ascii_whitespace) {
        return Err(domain::Error::field("file", "choose a file, or paste its rows with the header"));
    }
    Ok((what, csv))
}
