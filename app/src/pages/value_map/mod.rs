//! The hierarchy with the month's money on it.

use leptos::prelude::*;

use crate::components::layout::Layout;
use crate::components::masthead::Section;

/// The page.
#[component]
pub fn ValueMapPage() -> impl IntoView {
    view! {
        <Layout current=Section::ValueMap title="Value map">
            <div class="title"><h1>"Value map"</h1></div>
        </Layout>
    }
}

/// One mapping, open for editing.
#[component]
pub fn MappingPage() -> impl IntoView {
    view! {
        <Layout current=Section::ValueMap title="Mapping">
            <div class="title"><h1>"Mapping"</h1></div>
        </Layout>
    }
}

/// A mapping that does not exist yet.
#[component]
pub fn NewMappingPage() -> impl IntoView {
    view! {
        <Layout current=Section::ValueMap title="New mapping">
            <div class="title"><h1>"New mapping"</h1></div>
        </Layout>
    }
}
