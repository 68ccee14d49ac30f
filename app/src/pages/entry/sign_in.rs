//! Sign-in with e-mail and password.

use leptos::prelude::*;

use super::form::{next_field, query_value, refusal};
use crate::components::layout::BareLayout;
use crate::state::ports;

/// The page at `/sign-in`.
#[component]
pub fn SignInPage() -> impl IntoView {
    let refused = refusal();
    let described = refused.is_some().then_some("refusal");
    view! {
        <BareLayout title="Sign in · Modelworth">
            <section class="fr">
                <div>
                    <h1>"Sign in"</h1>
                    <p class="two">"People without an account ask an administrator for an invitation link."</p>
                    {Suspend::new(first_admin_hint())}
                </div>
                <div class="sheet single slim"><div class="cell">
                    <form class="stack" method="post" action="/sign-in">
                        {refused}
                        {next_field()}
                        <div>
                            <label for="email">"E-mail"</label>
                            <input id="email" name="email" type="email" autocomplete="username" required value=query_value("email")/>
                        </div>
                        <div>
                            <label for="password">"Password"</label>
                            <input id="password" name="password" type="password" autocomplete="current-password" required
                                aria-describedby=described/>
                        </div>
                        <div class="row"><button class="btn pri" type="submit">"Sign in"</button></div>
                    </form>
                </div></div>
            </section>
        </BareLayout>
    }
}

async fn first_admin_hint() -> Option<impl IntoView> {
    let accounts = ports().ok()?.accounts;
    let needed = accounts.needs_first_admin().await.unwrap_or(false);
    needed.then(|| {
        view! {
            <p class="banner">
                <b>"There is no administrator yet."</b>
                " Open the link that the program printed when it started: it leads to the form that makes one."
            </p>
        }
    })
}
