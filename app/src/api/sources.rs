//! Systems that samples come from: adding one, fetching past months, reading files.

use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};

/// Connects a system.
#[allow(clippy::too_many_arguments)]
#[server]
pub async fn add_source(
    id: String,
    name: String,
    kind: String,
    url: String,
    secret: String,
    secret_env: String,
    #[server(default)] options: std::collections::BTreeMap<String, String>,
    back: String,
) -> Result<(), ServerFnError> {
    use super::form::filled;
    use domain::config::{Change, Item, Source, SourceKind};
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let source = Source {
            id: domain::ids::SourceId::parse(&id)?,
            name: name.trim().to_owned(),
            kind: SourceKind::parse(&kind)?,
            url: filled(&url).map(str::to_owned),
            secret_env: filled(&secret_env).map(str::to_owned),
            delay: None,
            options: options.into_iter().filter(|(_, value)| filled(value).is_some()).collect(),
        };
        super::form::check_new(&ports.models.configuration(&viewer).await?, "source", &id)?;
        let id = source.id.clone();
        ports.models.change(&viewer, vec![Change::Put(Box::new(Item::Source(source)))]).await?;
        match filled(&secret) {
            Some(secret) => ports.sources.set_secret(&viewer, &id, secret).await,
            None => Ok(()),
        }
    };
    super::form::answer(outcome.await, &back, "The system is added. Test it, then let an indicator read from it.");
    Ok(())
}

/// Keeps a system's secret, sealed; an empty one takes it away.
#[server]
pub async fn set_secret(source: String, secret: String, back: String) -> Result<(), ServerFnError> {
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        ports.sources.set_secret(&viewer, &domain::ids::SourceId::parse(&source)?, &secret).await
    };
    let done = if secret.trim().is_empty() { "The secret is taken away." } else { "The secret is kept, sealed. Test the system." };
    super::form::answer(outcome.await, &back, done);
    Ok(())
}

/// Starts to fetch past months behind the scenes.
#[server]
pub async fn back_fill(source: String, months: String, back: String) -> Result<(), ServerFnError> {
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        ports.sources.start_back_fill(&viewer, &domain::ids::SourceId::parse(&source)?, super::form::whole("months", &months)?).await
    };
    super::form::answer(outcome.await, &back, "The back-fill has started; its progress stands in the table.");
    Ok(())
}

/// Reads a CSV file, or pasted rows, of indicators (`what` is `samples`) or of KPIs and drivers (`kpis`).
#[server(input = MultipartFormData)]
pub async fn import_csv(form: MultipartData) -> Result<(), ServerFnError> {
    const FORM: &str = "/sources?form=import#import";
    let mut upload = Upload::default();
    let outcome = async {
        upload.read(form).await?;
        let (ports, viewer) = super::form::desk()?;
        match upload.what.as_str() {
            "kpis" => ports.samples.import_kpis(&viewer, upload.csv()?).await,
            _ => ports.samples.import_samples(&viewer, upload.csv()?).await,
        }
    };
    match (outcome.await, crate::state::reply::use_reply()) {
        // The report stands in the form's place.
        (Ok(_), Some(reply)) => reply.redirect(&super::address::with_parameters(FORM, &[("done", "The file was read.")])),
        (Err(error), _) => super::form::refuse(&error, FORM, &upload.typed()),
        (Ok(_), None) => {}
    }
    Ok(())
}

/// What was sent: a file, or pasted rows where no file was chosen.
#[derive(Default)]
pub(super) struct Upload {
    pub what: String,
    file: Vec<u8>,
    pasted: String,
}

impl Upload {
    pub(super) async fn read(&mut self, form: MultipartData) -> domain::Result<()> {
        let unreadable = |error: &dyn std::fmt::Display| domain::Error::field("file", format!("the upload could not be read: {error}"));
        let mut fields = form.into_inner().ok_or_else(|| domain::Error::field("file", "choose a file"))?;
        while let Some(field) = fields.next_field().await.map_err(|error| unreadable(&error))? {
            let name = field.name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(|error| unreadable(&error))?;
            let text = || String::from_utf8_lossy(&bytes).into_owned();
            match name.as_str() {
                "what" => self.what = text(),
                "pasted" => self.pasted = text(),
                "file" => self.file = bytes.to_vec(),
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) fn csv(&self) -> domain::Result<&[u8]> {
        let blank = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_whitespace);
        match (blank(&self.file), blank(self.pasted.as_bytes())) {
            (false, _) => Ok(&self.file),
            (true, false) => Ok(self.pasted.as_bytes()),
            (true, true) => Err(domain::Error::field("file", "choose a file, or paste its rows with the header")),
        }
    }

    /// What the form shows again; a file is chosen anew.
    pub(super) fn typed(&self) -> Vec<(String, String)> {
        [("file", ""), ("what", self.what.as_str()), ("pasted", self.pasted.as_str())]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec()
    }
}
