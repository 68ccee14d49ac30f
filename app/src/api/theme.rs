//! The reader's colours.

use leptos::prelude::*;

use crate::state::theme::Theme;

/// Remembers the theme in a cookie for a year. A form without browser code is sent back to the page it came from.
#[server]
pub async fn set_theme(theme: Theme) -> Result<(), ServerFnError> {
    use crate::state::{reply::use_reply, request::THEME_COOKIE};

    if let Some(reply) = use_reply() {
        let key = theme.key();
        reply.set_cookie(&format!("{THEME_COOKIE}={key}; Path=/; Max-Age=31536000; SameSite=Lax"));
    }
    Ok(())
}
