//! Which page answers which address.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

use crate::pages::home::HomePage;
use crate::pages::not_found::NotFoundPage;

/// All pages. One line a page; the server draws each completely before it answers.
#[component]
pub fn Pages() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <FlatRoutes fallback=NotFoundPage>
                <Route path=path!("/") view=HomePage/>
            </FlatRoutes>
        </Router>
    }
}
