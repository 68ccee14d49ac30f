//! The first two steps of an empty database: the administrator, then zone and currency.

use leptos::prelude::*;

use super::form::{query_value, refusal};
use crate::components::layout::BareLayout;

const ZONES: [&str; 16] = [
    "Asia/Bangkok",
    "Asia/Dubai",
    "Asia/Ho_Chi_Minh",
    "Asia/Hong_Kong",
    "Asia/Jakarta",
    "Asia/Kolkata",
    "Asia/Kuala_Lumpur",
    "Asia/Manila",
    "Asia/Seoul",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
    "America/New_York",
    "Europe/Berlin",
    "Europe/London",
    "UTC",
];
const CURRENCIES: [&str; 16] =
    ["USD", "EUR", "GBP", "AUD", "CNY", "HKD", "IDR", "INR", "JPY", "KRW", "MYR", "PHP", "SGD", "THB", "TWD", "VND"];

/// The page at `/first-admin?token=…`.
#[component]
pub fn FirstAdminPage() -> impl IntoView {
    view! {
        <BareLayout title="First steps · Modelworth">
            <div class="fr">
                <aside>
                    <h1>"Four steps to a first honest report"</h1>
                    <p class="two">"About ten minutes. Nothing leaves this machine."</p>
                    <ol class="prog4">
                        <li class="on" aria-current="step">"Administrator"</li>
                        <li class="on">"Zone and currency"</li>
                        <li>"What your models do"</li>
                        <li>"First data"</li>
                    </ol>
                </aside>
                <form class="sheet single" method="post" action="/first-admin">
                    {refusal()}
                    <input type="hidden" name="token" value=query_value("token")/>
                    <ol class="setup">{administrator().into_any()}{company().into_any()}</ol>
                </form>
            </div>
        </BareLayout>
    }
}

fn administrator() -> impl IntoView {
    view! {
        <li class="step"><span class="sn" aria-hidden="true">"1"</span><div class="stack">
            <h2>"Create the administrator"</h2>
            <div class="row2 two">
                <div><label for="name">"Your name"</label>
                    <input id="name" name="name" autocomplete="name" required value=query_value("name")/></div>
                <div><label for="email">"E-mail"</label>
                    <input id="email" name="email" type="email" autocomplete="username" required value=query_value("email")/></div>
            </div>
            <div>
                <label for="password">"Password"</label>
                <input id="password" name="password" type="password" autocomplete="new-password" minlength="12" required
                    aria-describedby="password-hint"/>
                <p class="hint" id="password-hint">"At least 12 characters."</p>
            </div>
        </div></li>
    }
}

fn company() -> impl IntoView {
    let options = |values: &'static [&'static str]| values.iter().map(|value| view! { <option value=*value></option> }).collect_view();
    view! {
        <li class="step"><span class="sn" aria-hidden="true">"2"</span><div class="stack">
            <h2>"Zone and currency"</h2>
            <div class="row2">
                <div><label for="workspace">"Company"</label>
                    <input id="workspace" name="workspace" autocomplete="organization" required value=query_value("workspace")/></div>
                <div><label for="time_zone">"Time zone"</label>
                    <input id="time_zone" name="time_zone" list="zones" required placeholder="Asia/Singapore" value=query_value("time_zone")/>
                    <datalist id="zones">{options(&ZONES)}</datalist></div>
                <div><label for="currency">"Reporting currency"</label>
                    <input id="currency" name="currency" list="currencies" required maxlength="3" placeholder="USD" value=query_value("currency")/>
                    <datalist id="currencies">{options(&CURRENCIES)}</datalist></div>
            </div>
            <p class="hint">"A month runs from local midnight to local midnight in this zone. All amounts are reported in this currency."</p>
            <p class="sample"><span class="sub">"How amounts will look"</span>"USD\u{a0}1,234,567.89 · \u{2212}4,210.50 · VND\u{a0}31,415,000"</p>
            <div class="row"><button class="btn pri" type="submit">"Create the administrator"</button></div>
        </div></li>
    }
}
