//! The parts of pages that are drawn again while somebody looks at them.

use leptos::prelude::*;

/// The inside of `#live` on a service's page.
#[server]
pub async fn service_live(service: String, month: Option<String>) -> Result<String, ServerFnError> {
    use crate::pages::services::strips::strips;
    use crate::state::{ports, viewer};
    use domain::ids::ServiceId;

    let viewer = viewer()?;
    let view = ports()?.models.service(&viewer, &ServiceId::parse(&service)?, parse(month)?).await?;
    Ok(strips(&view).to_html())
}

/// The inside of `#live` on the list of services.
#[server]
pub async fn services_live(month: Option<String>) -> Result<String, ServerFnError> {
    use crate::pages::services::list::{Listed, list};

    Ok(list(&Listed::load(parse(month)?).await?).to_html())
}

#[cfg(feature = "ssr")]
fn parse(month: Option<String>) -> domain::Result<Option<domain::time::Month>> {
    month.map(|month| domain::time::Month::parse(&month)).transpose()
}
