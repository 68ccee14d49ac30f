//! Keeps the newest figures of a page fresh without loading it again.

use std::time::Duration;

use leptos::prelude::*;

use crate::api::live::{service_live, services_live};

/// Distance of two refreshes.
const EVERY: Duration = Duration::from_secs(300);

/// Asks the server every five minutes for the inside of the element `#live` and puts it there. It pauses while the page is hidden
/// and while somebody works inside the element, and says nothing aloud. When the server does not answer, the figures stay with
/// their as-of time.
#[island]
pub fn KeepFresh(
    /// The service of the page; none on the list of services.
    service: Option<String>,
    /// The month that is shown.
    month: Option<String>,
) -> impl IntoView {
    Effect::new(move |_| {
        let missed = StoredValue::new(false);
        let (service, month) = (service.clone(), month.clone());
        let refresh = move || {
            if document().hidden() {
                missed.set_value(true);
                return;
            }
            missed.set_value(false);
            let (service, month) = (service.clone(), month.clone());
            leptos::task::spawn_local(async move {
                let answer = match service {
                    Some(service) => service_live(service, month).await,
                    None => services_live(month).await,
                };
                if let (Ok(markup), Some(live)) = (answer, document().get_element_by_id("live"))
                    && !live.contains(document().active_element().as_deref())
                {
                    live.set_inner_html(&markup);
                }
            });
        };
        let on_return = refresh.clone();
        // A browser that cannot set a timer shows the page as it came.
        let timer = set_interval_with_handle(refresh, EVERY).ok();
        let listener = window_event_listener(leptos::ev::visibilitychange, move |_| {
            if missed.get_value() {
                on_return();
            }
        });
        on_cleanup(move || {
            listener.remove();
            if let Some(timer) = timer {
                timer.clear();
            }
        });
    });
}
