//! Which page answers which address.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

use crate::pages::drivers::DriversPage;
use crate::pages::entry::{FirstAdminPage, InvitationPage, SignInPage};
use crate::pages::evidence::{EvidencePage, TestPage};
use crate::pages::methodology::MethodologyPage;
use crate::pages::not_found::NotFoundPage;
use crate::pages::overview::OverviewPage;
use crate::pages::reports::{ComparePage, ReportPage, ReportsPage, ReviewPage, SharedPage};
use crate::pages::services::{ServicePage, ServicesPage};
use crate::pages::settings::SettingsPage;
use crate::pages::sources::{SourcePage, SourcesPage};
use crate::pages::value_map::{MappingPage, NewMappingPage, ValueMapPage};
use crate::pages::verify::VerifyPage;
use crate::pages::what_if::WhatIfPage;

/// All pages. One line a page; the server draws each completely before it answers.
#[component]
pub fn Pages() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <FlatRoutes fallback=NotFoundPage>
                <Route path=path!("/") view=OverviewPage/>
                <Route path=path!("/services") view=ServicesPage/>
                <Route path=path!("/services/:id") view=ServicePage/>
                <Route path=path!("/value-map") view=ValueMapPage/>
                <Route path=path!("/value-map/new") view=NewMappingPage/>
                <Route path=path!("/value-map/mappings/:id") view=MappingPage/>
                <Route path=path!("/what-if") view=WhatIfPage/>
                <Route path=path!("/evidence") view=EvidencePage/>
                <Route path=path!("/evidence/tests/:id") view=TestPage/>
                <Route path=path!("/drivers") view=DriversPage/>
                <Route path=path!("/sources") view=SourcesPage/>
                <Route path=path!("/sources/:id") view=SourcePage/>
                <Route path=path!("/reports") view=ReportsPage/>
                <Route path=path!("/reports/compare") view=ComparePage/>
                <Route path=path!("/reports/:month") view=ReportPage/>
                <Route path=path!("/reports/:month/review") view=ReviewPage/>
                <Route path=path!("/settings") view=SettingsPage/>
                <Route path=path!("/sign-in") view=SignInPage/>
                <Route path=path!("/first-admin") view=FirstAdminPage/>
                <Route path=path!("/invitation") view=InvitationPage/>
                <Route path=path!("/methodology") view=MethodologyPage/>
                <Route path=path!("/share/:secret") view=SharedPage/>
                <Route path=path!("/verify/:snapshot") view=VerifyPage/>
            </FlatRoutes>
        </Router>
    }
}
