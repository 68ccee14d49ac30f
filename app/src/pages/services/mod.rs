//! Models in production.

use leptos::prelude::*;

use crate::components::layout::Layout;
use crate::components::masthead::Section;

/// The page.
#[component]
pub fn ServicesPage() -> impl IntoView {
    view! {
        <Layout current=Section::Services title="Services">
            <div class="title"><h1>"Services"</h1></div>
        </Layout>
    }
}

/// One service on one time axis.
#[component]
pub fn ServicePage() -> impl IntoView {
    view! {
        <Layout current=Section::Services title="Service">
            <div class="title"><h1>"Service"</h1></div>
        </Layout>
    }
}
