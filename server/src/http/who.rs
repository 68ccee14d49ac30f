//! Who asks, as an extractor: a handler that names it is closed to those who are not signed in.

use app::state::CurrentViewer;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::Error;
use domain::access::Viewer;

use super::problem::Problem;

/// The viewer of a session or a token; 401 without one.
pub struct Who(pub Viewer);

impl<S: Send + Sync> FromRequestParts<S> for Who {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let viewer = parts.extensions.get::<CurrentViewer>().and_then(|viewer| viewer.0.clone());
        viewer.map(Self).ok_or_else(|| Error::SignedOut.into())
    }
}
