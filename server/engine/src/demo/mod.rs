//! A company to look at: configured by a file through the same door as any other, measured by samples that are generated and
//! written through the same pipeline as any others. No figure is stored.

mod closed;
mod company;
mod events;
mod readings;
mod series;
mod steady;
mod told;

use std::sync::Arc;

use domain::config::Configuration;
use domain::ids::{Email, SourceId};
use domain::ports::{Accounts, Events, FirstAdmin, Models, Samples, Sources};
use domain::sample::SeriesKey;
use domain::time::{HOUR_MS, Month, parse_zone};
use domain::{Error, Result};

use crate::Engine;

pub use company::{MONTHS, file};

/// Who signs in by the printed link.
const READER: &str = "sari@selat.example";
/// The zone in which the company's months are cut.
pub const ZONE: &str = "Asia/Singapore";

/// Sets the company up on an empty database, adds the samples up to now, and returns the path of a link that signs in.
///
/// # Errors
/// A database that holds another company, or does not answer.
pub async fn prepare(engine: &Arc<Engine>) -> Result<String> {
    if let Some(link) = engine.first_admin_link() {
        let anchor = Month::at(engine.clock().now_ms(), parse_zone(ZONE)?).plus(1 - MONTHS);
        set_up(engine, anchor, &link).await?;
        extend(engine).await?;
        closed::close_past(engine, anchor).await?;
    }
    extend(engine).await?;
    engine.sign_in_link(&Email::parse(READER)?).await
}

/// Adds the samples since the last time, so that the company goes on while somebody looks at it.
///
/// # Errors
/// A database that holds another company, or does not answer.
pub async fn extend(engine: &Engine) -> Result<()> {
    let (zone, now_ms) = (parse_zone(ZONE)?, engine.clock().now_ms());
    let viewer = Engine::command_line();
    let configuration = engine.configuration(&viewer).await?;
    let started = configuration.mappings.values().filter_map(|mapping| mapping.versions.iter().map(|version| version.from).min()).min();
    let anchor = match started {
        Some(day) if configuration.settings.sample_data => Month::of(day),
        _ => return Err(Error::conflict("this database holds no sample company: choose another with --file")),
    };
    // The series that is written last says how far all are.
    let newest = engine.sources(&viewer).await?.into_iter().find(|row| row.source.id.as_str() == series::LAST_SOURCE);
    let before_ms = newest.and_then(|row| row.newest_ms).map_or(0, |newest_ms| newest_ms + HOUR_MS);
    for plan in series::all() {
        let samples = plan.samples(anchor, zone, before_ms, now_ms);
        if let (Some(source), false) = (source_of(&configuration, &plan.key), samples.is_empty()) {
            engine.write_series(&viewer, &plan.key, &source, samples).await?;
        }
    }
    for (service, events) in told::told(anchor, zone, before_ms, now_ms)? {
        if !events.is_empty() && configuration.services.contains_key(&service) {
            engine.record_events(&viewer, &service, events).await?;
        }
    }
    Ok(())
}

/// The configured source of a series; none where the company no longer has it.
fn source_of(configuration: &Configuration, series: &SeriesKey) -> Option<SourceId> {
    let reference = match series {
        SeriesKey::Kpi(id) => configuration.kpis.get(id).map(|kpi| &kpi.source),
        other => configuration.indicators.get(other).map(|indicator| &indicator.source),
    };
    reference.map(|source| source.id.clone())
}

async fn set_up(engine: &Arc<Engine>, anchor: Month, link: &str) -> Result<()> {
    engine.apply(&Engine::command_line(), &file(anchor), false).await?;
    let mut secret = [0_u8; 24];
    getrandom::fill(&mut secret).map_err(|_| Error::unavailable("the system gives no random numbers"))?;
    let token = link.split_once("token=").map(|(_, token)| token.to_owned()).unwrap_or_default();
    engine
        .create_first_admin(FirstAdmin {
            token,
            name: "Sari Wulandari".to_owned(),
            email: READER.to_owned(),
            // Nobody knows it: the company is entered by its link.
            password: secret.iter().map(|byte| format!("{byte:02x}")).collect(),
            workspace: "Selat Commerce".to_owned(),
            time_zone: ZONE.to_owned(),
            currency: "USD".to_owned(),
        })
        .await?;
    Ok(())
}
