//! One issued report, for who holds a link to it.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::body::body;
use super::files::Files;
use crate::components::layout::BareLayout;
use crate::components::problem::problem;
use crate::state::ports;

/// The page at `/share/:secret`.
#[component]
pub fn SharedPage() -> impl IntoView {
    Suspend::new(async move {
        let secret = use_params_map().read_untracked().get("secret").unwrap_or_default();
        let found = match ports() {
            Ok(ports) => ports.sharing.open_share(&secret).await,
            Err(error) => Err(error),
        };
        match found {
            Ok(report) => {
                let title = format!("Report {}, {}", report.month.title(), report.workspace);
                let note = report.sample_data.then(|| {
                    view! { <p class="banner" role="note"><b>"Sample data."</b>" This company does not exist; every figure here is invented."</p> }
                });
                view! {
                    <BareLayout title>
                        {note}
                        {body(&report, &Files::Shared { secret })}
                        <div inner_html=charts::svg::HATCH></div>
                    </BareLayout>
                }
                .into_any()
            }
            Err(error) => view! { <BareLayout title="Report · Modelworth">{problem(&error)}</BareLayout> }.into_any(),
        }
    })
}
