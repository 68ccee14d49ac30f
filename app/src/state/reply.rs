//! How a page or a server function shapes the HTTP answer, without knowing the server's library.

use std::sync::Arc;

use leptos::prelude::use_context;

/// The answer under way. The server puts an `Arc<dyn Reply>` into the context of every request.
pub trait Reply: Send + Sync {
    /// Sets the HTTP status, for example 404.
    fn set_status(&self, status: u16);
    /// Adds one `Set-Cookie` header; the text is the whole header value.
    fn set_cookie(&self, cookie: &str);
    /// Sends the reader to a path of this site, after a form was taken or instead of a page.
    fn redirect(&self, path: &str);
}

/// The answer under way; `None` in the browser, where there is none.
pub fn use_reply() -> Option<Arc<dyn Reply>> {
    use_context::<Arc<dyn Reply>>()
}
