//! The company, its people, tokens and the audit trail.

use leptos::prelude::*;

use crate::components::layout::Layout;
use crate::components::masthead::Section;

/// The page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    view! {
        <Layout current=Section::Settings title="Settings">
            <div class="title"><h1>"Settings"</h1></div>
        </Layout>
    }
}
