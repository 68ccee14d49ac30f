//! What stands in the place of something that could not be shown, and what to do about it.

use std::future::Future;

use domain::{Error, Result};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::api::address::with_parameters;
use crate::state::reply::use_reply;

/// Draws what was loaded, or says why it cannot be shown. Use it as a child of a page's layout.
pub fn loaded<T, V>(load: impl Future<Output = Result<T>> + Send + 'static, draw: impl FnOnce(T) -> V + Send + 'static) -> impl IntoView
where
    T: Send + 'static,
    V: IntoView + 'static,
{
    Suspend::new(async move {
        match load.await {
            Ok(value) => draw(value).into_any(),
            Err(error) => problem(&error),
        }
    })
}

/// The error as a page of its own: sets the status, says what failed and what to do. A reader who is not signed in is sent to
/// the sign-in page, and back afterwards.
pub fn problem(error: &Error) -> AnyView {
    if let Some(reply) = use_reply() {
        match error {
            Error::SignedOut => reply.redirect(&sign_in_path()),
            error => reply.set_status(error.status()),
        }
    }
    let (title, advice) = words(error);
    view! {
        <div class="title"><h1>{title}</h1></div>
        <div class="sheet single">
            <div class="cell"><div class="absent">
                <p class="two">{advice}</p>
                <p><a href="/">"Back to the overview"</a></p>
            </div></div>
        </div>
    }
    .into_any()
}

fn words(error: &Error) -> (&'static str, AnyView) {
    match error {
        Error::SignedOut => ("Sign in first", view! { <a href="/sign-in">"Sign in"</a>" to see this page." }.into_any()),
        Error::NotFound { what, name } => (
            "This does not exist here",
            format!("There is no {what} “{name}” in this workspace. It may have been renamed or removed.").into_any(),
        ),
        Error::Forbidden { action, who } => {
            ("This is not open to you", format!("{action} needs the role {who}. An administrator may grant it.").into_any())
        }
        Error::Unavailable { message } => {
            ("This cannot be read right now", format!("{message}. Load the page again in a moment.").into_any())
        }
        Error::Internal { .. } => ("Something failed on our side", format!("{error}. Nothing was changed.").into_any()),
        Error::Invalid { message, .. } | Error::Conflict { message } => ("This cannot be shown", format!("{message}.").into_any()),
    }
}

fn sign_in_path() -> String {
    let location = use_location();
    let (path, query) = (location.pathname.get_untracked(), location.query.get_untracked().to_query_string());
    let here = format!("{path}{query}");
    if here == "/" { "/sign-in".to_owned() } else { with_parameters("/sign-in", &[("next", &here)]) }
}
