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
            webhook_secret_env: None,
            delay: None,
            options: options.into_iter().filter(|(_, value)| filled(value).is_some()).collect(),
        };
        super::form::check_new(&ports.models.configuration(&viewer).await?, "source", &id)?;
        let source_id = source.id.clone();
        ports.models.change(&viewer, vec![Change::Put(Box::new(Item::Source(source)))]).await?;
        match filled(&secret) {
            Some(secret) => ports.sources.set_secret(&viewer, &source_id, domain::ports::SecretOf::Access, secret).await,
            None => Ok(()),
        }
    };
    let outcome = outcome.await;
    // Its own page is where it is tested and where it begins to feed something.
    let back = if outcome.is_ok() { format!("/sources/{id}") } else { back };
    super::form::answer(outcome, &back, "The system is added. Let it feed an indicator, and look first.");
    Ok(())
}

/// Changes a system's name, address and settings; its id, kind and secret stay.
#[server]
pub async fn change_source(
    id: String,
    name: String,
    #[server(default)] url: String,
    #[server(default)] secret_env: String,
    delay: String,
    #[server(default)] options: std::collections::BTreeMap<String, String>,
    back: String,
) -> Result<(), ServerFnError> {
    use super::form::filled;
    use domain::config::{Change, Item, Source};
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        viewer.authorize(domain::access::Action::EditSources)?;
        let id = domain::ids::SourceId::parse(&id)?;
        let configuration = ports.models.configuration(&viewer).await?;
        let source = configuration.sources.get(&id).ok_or_else(|| domain::Error::not_found("source", &id))?;
        let delay = filled(&delay).map(domain::time::parse_duration_s).transpose();
        let source = Source {
            name: name.trim().to_owned(),
            url: filled(&url).map(str::to_owned),
            secret_env: filled(&secret_env).map(str::to_owned),
            delay: delay.map_err(|error| domain::Error::field("delay", error.to_string()))?,
            options: options.into_iter().filter(|(_, value)| filled(value).is_some()).collect(),
            ..source.clone()
        };
        ports.models.change(&viewer, vec![Change::Put(Box::new(Item::Source(source)))]).await
    };
    super::form::answer(outcome.await, &back, "The settings are changed. Test the system.");
    Ok(())
}

/// Takes a system away that feeds nothing; what it gave stays.
#[server]
pub async fn remove_source(id: String, back: String) -> Result<(), ServerFnError> {
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        ports.models.change(&viewer, vec![domain::config::Change::Remove { kind: "source".to_owned(), id }]).await
    };
    let outcome = outcome.await;
    let back = if outcome.is_ok() { "/sources".to_owned() } else { back };
    super::form::answer(outcome, &back, "The system is removed. Everything it gave stays.");
    Ok(())
}

/// Lets a system feed a metric of a service, or a KPI; `edit` names the series where it does already.
#[allow(clippy::too_many_arguments)]
#[server]
pub async fn feed_series(
    id: String,
    #[server(default)] edit: String,
    #[server(default)] service: String,
    #[server(default)] metric: String,
    #[server(default)] kpi: String,
    #[server(default)] preset: String,
    #[server(default)] blanks: std::collections::BTreeMap<String, String>,
    #[server(default)] query: String,
    #[server(default)] denominator: String,
    #[server(default)] scale: String,
    interval: String,
    back: String,
) -> Result<(), ServerFnError> {
    use super::feeding::{Feeding, at_the_form};
    let fields = [
        ("id", id),
        ("edit", edit),
        ("service", service),
        ("metric", metric),
        ("kpi", kpi),
        ("preset", preset),
        ("query", query),
        ("denominator", denominator),
        ("scale", scale),
        ("interval", interval),
    ];
    let fields = fields.map(|(name, value)| (name.to_owned(), value)).into_iter();
    let blanks = blanks.into_iter().map(|(blank, value)| (format!("blanks[{blank}]"), value));
    let feeding = Feeding(fields.chain(blanks).collect());
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        viewer.authorize(domain::access::Action::EditModel)?;
        let configuration = ports.models.configuration(&viewer).await?;
        let item = feeding.item(&configuration)?;
        let known = feeding.changed() == Some(item.id().as_str()) || item.kind() == "kpi";
        if !known && configuration.find("indicator", &item.id()).is_some() {
            let message = format!("{} is measured already: change it in the table, or choose another metric", item.id());
            return Err(domain::Error::field(if feeding.typed("preset").is_empty() { "metric" } else { "service" }, message));
        }
        ports.models.change(&viewer, vec![domain::config::Change::Put(Box::new(item))]).await
    };
    super::form::answer(outcome.await.map_err(at_the_form), &back, "It is fed from here. Figures appear with the next pass.");
    Ok(())
}

/// Takes a series from its system: an indicator that nothing uses is no longer measured, a KPI waits for files or for what is sent.
#[server]
pub async fn stop_feeding(series: String, back: String) -> Result<(), ServerFnError> {
    use domain::config::{Change, Item, Kpi, SourceRef};
    use domain::sample::SeriesKey;
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let change = match SeriesKey::parse(&series)? {
            SeriesKey::Kpi(id) => {
                let configuration = ports.models.configuration(&viewer).await?;
                let kpi = configuration.kpis.get(&id).ok_or_else(|| domain::Error::not_found("KPI", &id))?;
                Change::Put(Box::new(Item::Kpi(Kpi { source: SourceRef::default(), ..kpi.clone() })))
            }
            _ => Change::Remove { kind: "indicator".to_owned(), id: series.clone() },
        };
        ports.models.change(&viewer, vec![change]).await
    };
    super::form::answer(outcome.await, &back, "It is no longer fed from here. What was stored stays.");
    Ok(())
}

/// Keeps a system's secret, sealed; an empty one takes it away. `of` is `webhook` for the one that its webhooks are signed with.
#[server]
pub async fn set_secret(source: String, of: String, secret: String, back: String) -> Result<(), ServerFnError> {
    use domain::ports::SecretOf;
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let of = if of == "webhook" { SecretOf::Webhook } else { SecretOf::Access };
        ports.sources.set_secret(&viewer, &domain::ids::SourceId::parse(&source)?, of, &secret).await
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

/// Reads a file, or pasted rows, of indicators (`what` is `samples`), of KPIs and drivers (`kpis`) or of bills (`costs`).
#[server(input = MultipartFormData)]
pub async fn import_csv(form: MultipartData) -> Result<(), ServerFnError> {
    const FORM: &str = "/sources?form=import#import";
    let mut upload = Upload::default();
    let outcome = async {
        upload.read(form).await?;
        let (ports, viewer) = super::form::desk()?;
        match upload.what.as_str() {
            "kpis" => ports.samples.import_kpis(&viewer, upload.csv()?).await,
            "costs" => ports.samples.import_costs(&viewer, upload.csv()?).await,
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
