//! The first page: what the month was worth and why.

use leptos::prelude::*;

use crate::components::layout::Layout;
use crate::components::masthead::Section;

/// The page.
#[component]
pub fn OverviewPage() -> impl IntoView {
    view! {
        <Layout current=Section::Overview title="Overview">
            <div class="title"><h1>"Overview"</h1></div>
        </Layout>
    }
}
