//! Who asks, and what may be asked: read from the context of the request.

use domain::access::Viewer;
use domain::ports::Ports;
use domain::{Error, Result};
use leptos::prelude::use_context;

/// The signed-in person of this request. The server puts it into the context of every page and server function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CurrentViewer(pub Option<Viewer>);

/// All ports of the engine.
///
/// # Errors
/// [`Error::Unavailable`] where the context has none: in the browser.
pub fn ports() -> Result<Ports> {
    use_context::<Ports>().ok_or_else(|| Error::unavailable("this can only be asked on the server"))
}

/// The signed-in person.
///
/// # Errors
/// [`Error::SignedOut`] when nobody is signed in.
pub fn viewer() -> Result<Viewer> {
    use_context::<CurrentViewer>().and_then(|current| current.0).ok_or(Error::SignedOut)
}
