//! Recording a deployment or an incident by hand.

use domain::access::{Action, Viewer};
use domain::ports::ServiceView;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::events::{RecordDeployment, RecordIncident};
use crate::components::fields::{Input, Notes, choices, refusal};

const INSTANT: Input = Input { kind: "datetime-local", ..Input::TEXT };
const MAYBE: Input = Input { required: false, ..INSTANT };

/// The page with its month, for a form to lead back to.
pub fn page_of(view: &ServiceView) -> String {
    format!("/services/{}?month={}", view.service, view.month)
}

/// Both forms, or who may.
pub fn forms(view: &ServiceView, viewer: &Viewer, notes: &Notes) -> AnyView {
    if let Err(error) = viewer.authorize(Action::WriteSamples) {
        return view! { <section class="cell" id="deployment">{refusal(&error)}</section> }.into_any();
    }
    view! { {deployment(view, notes)}{incident(view, notes)} }.into_any()
}

fn deployment(view: &ServiceView, notes: &Notes) -> AnyView {
    let fields = notes.form("deployment");
    let results = choices([("through", "Got through"), ("failed", "Failed")]);
    view! {
        <details class="cell drawer" id="deployment" open=fields.failed()>
            <summary><b>"Record a deployment"</b><span class="mute">"Where no system tells of it. Sent twice, it is one."</span></summary>
            <form class="stack drawer-body" method="post" action=RecordDeployment::url()>
                {fields.back(&page_of(view))}
                <input type="hidden" name="service" value=view.service.to_string()/>
                <div class="row2">
                    {fields.text("version", "Version", "", "A tag, a commit, a model's version: v42.")}
                    {fields.input(INSTANT, "at", "When it reached production", "", &format!("In {}.", view.time_zone))}
                    {fields.select("result", "Result", &results, "through", "A failed one is a failed change.")}
                </div>
                <div class="row2 two">
                    {fields.input(MAYBE, "committed", "When it was first committed", "", "Lead time counts from here; unknown where it is left out.")}
                    {fields.optional("url", "Link", "", "Where to read of it.")}
                </div>
                <div class="row"><button class="btn pri" type="submit">"Record the deployment"</button></div>
            </form>
        </details>
    }
    .into_any()
}

fn incident(view: &ServiceView, notes: &Notes) -> AnyView {
    let fields = notes.form("incident");
    view! {
        <details class="cell drawer" id="incident" open=fields.failed()>
            <summary><b>"Record an incident"</b><span class="mute">"Under the same name again, it gets its end."</span></summary>
            <form class="stack drawer-body" method="post" action=RecordIncident::url()>
                {fields.back(&page_of(view))}
                <input type="hidden" name="service" value=view.service.to_string()/>
                <div class="row2">
                    {fields.text("title", "What happened", "", "Answers time out.")}
                    {fields.input(INSTANT, "from", "When it began", "", &format!("In {}.", view.time_zone))}
                    {fields.input(MAYBE, "until", "When it ended", "", "Left out while it lasts.")}
                </div>
                <div class="row2">
                    {fields.optional("severity", "Severity", "", "In your own words: SEV-2.")}
                    {fields.optional("key", "Its name at its source", "", "Such as INC-42. Without one it is known by title and start.")}
                    {fields.optional("url", "Link", "", "Where to read of it.")}
                </div>
                <div class="row"><button class="btn pri" type="submit">"Record the incident"</button></div>
            </form>
        </details>
    }
    .into_any()
}
