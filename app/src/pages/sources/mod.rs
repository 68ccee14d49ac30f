//! The systems that samples come from.

use leptos::prelude::*;

use crate::components::layout::Layout;
use crate::components::masthead::Section;

/// The page.
#[component]
pub fn SourcesPage() -> impl IntoView {
    view! {
        <Layout current=Section::Sources title="Sources">
            <div class="title"><h1>"Sources"</h1></div>
        </Layout>
    }
}
