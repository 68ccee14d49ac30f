//! Sign-in with e-mail and password.

use leptos::prelude::*;

use super::form::sent_on;
use crate::components::fields::{Input, Notes};
use crate::components::layout::BareLayout;
use crate::state::ports;

/// The page at `/sign-in`.
#[component]
pub fn SignInPage() -> impl IntoView {
    let notes = Notes::read();
    let fields = notes.form("sign-in");
    let email = fields.input(Input { autocomplete: Some("username"), ..Input::EMAIL }, "email", "E-mail", "", "");
    let password = Input { kind: "password", autocomplete: Some("current-password"), ..Input::TEXT };
    let password = fields.input(password, "password", "Password", "", "");
    let error = fields.general();
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
                        {error}
                        {sent_on("next")}
                        {email}
                        {password}
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
