//! What a form leaves for the next page only.

use leptos::prelude::use_context;

use crate::api::address::unescape;
use crate::api::form::ONCE_COOKIE;
use crate::state::reply::use_reply;
use crate::state::request::RequestHead;

/// What the last form left; reading it takes it away.
pub fn shown_once() -> Option<String> {
    let left = use_context::<RequestHead>()?.cookie(ONCE_COOKIE).map(str::to_owned)?;
    if let Some(reply) = use_reply() {
        reply.set_cookie(&format!("{ONCE_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"));
    }
    unescape(&left).filter(|text| !text.is_empty())
}
