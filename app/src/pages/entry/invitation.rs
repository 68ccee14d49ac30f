//! Setting a password behind an invitation link.

use leptos::prelude::*;

use super::form::{query_value, refusal};
use crate::components::layout::BareLayout;

/// The page at `/invitation?token=…`.
#[component]
pub fn InvitationPage() -> impl IntoView {
    view! {
        <BareLayout title="Choose a password · Modelworth">
            <section class="fr">
                <div>
                    <h1>"Choose your password"</h1>
                    <p class="two">"The link in your invitation works once. Afterwards you sign in with your e-mail and this password."</p>
                </div>
                <div class="sheet single slim"><div class="cell">
                    <form class="stack" method="post" action="/invitation">
                        {refusal()}
                        <input type="hidden" name="token" value=query_value("token")/>
                        <div>
                            <label for="password">"Password"</label>
                            <input id="password" name="password" type="password" autocomplete="new-password" minlength="12" required
                                aria-describedby="password-hint"/>
                            <p class="hint" id="password-hint">"At least 12 characters."</p>
                        </div>
                        <div class="row"><button class="btn pri" type="submit">"Set password and sign in"</button></div>
                    </form>
                </div></div>
            </section>
        </BareLayout>
    }
}
