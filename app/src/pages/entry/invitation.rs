//! Setting a password behind an invitation link.

use leptos::prelude::*;

use super::form::{new_password, sent_on};
use crate::components::fields::Notes;
use crate::components::layout::BareLayout;

/// The page at `/invitation?token=…`.
#[component]
pub fn InvitationPage() -> impl IntoView {
    let notes = Notes::read();
    let fields = notes.form("invitation");
    let (error, password) = (fields.general(), new_password(fields));
    view! {
        <BareLayout title="Choose a password · Modelworth">
            <section class="fr">
                <div>
                    <h1>"Choose your password"</h1>
                    <p class="two">"The link in your invitation works once. Afterwards you sign in with your e-mail and this password."</p>
                </div>
                <div class="sheet single slim"><div class="cell">
                    <form class="stack" method="post" action="/invitation">
                        {error}
                        {sent_on("token")}
                        {password}
                        <div class="row"><button class="btn pri" type="submit">"Set password and sign in"</button></div>
                    </form>
                </div></div>
            </section>
        </BareLayout>
    }
}
