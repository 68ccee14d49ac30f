//! Drivers, costs, baselines and targets.

use leptos::prelude::*;

use crate::components::layout::Layout;
use crate::components::masthead::Section;

/// The page.
#[component]
pub fn DriversPage() -> impl IntoView {
    view! {
        <Layout current=Section::Drivers title="Drivers">
            <div class="title"><h1>"Drivers"</h1></div>
        </Layout>
    }
}
