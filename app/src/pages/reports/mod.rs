//! Reports of a month.

use leptos::prelude::*;

use crate::components::layout::Layout;
use crate::components::masthead::Section;

/// The page.
#[component]
pub fn ReportsPage() -> impl IntoView {
    view! {
        <Layout current=Section::Reports title="Reports">
            <div class="title"><h1>"Reports"</h1></div>
        </Layout>
    }
}

/// The report of one month.
#[component]
pub fn ReportPage() -> impl IntoView {
    view! {
        <Layout current=Section::Reports title="Report">
            <div class="title"><h1>"Report"</h1></div>
        </Layout>
    }
}
