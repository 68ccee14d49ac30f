//! Who reads the page.

use domain::access::Viewer;
use leptos::prelude::use_context;

/// The signed-in reader of this request; none for somebody who is not signed in. The server puts it into the context.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CurrentViewer(pub Option<Viewer>);

/// The reader, or the refusal that a page answers with.
///
/// # Errors
/// [`domain::Error::SignedOut`] when nobody is signed in.
pub fn use_viewer() -> domain::Result<Viewer> {
    use_context::<CurrentViewer>().unwrap_or_default().0.ok_or(domain::Error::SignedOut)
}
