//! The first two steps of an empty database: the administrator, then zone and currency.

use leptos::prelude::*;

use super::form::{new_password, sent_on};
use crate::components::fields::{Fields, Input, Notes};
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
    let notes = Notes::read();
    let fields = notes.form("first-admin");
    let (error, administrator, company) = (fields.general(), administrator(fields), company(fields));
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
                    {error}
                    {sent_on("token")}
                    <ol class="setup">{administrator}{company}</ol>
                </form>
            </div>
        </BareLayout>
    }
}

fn administrator(fields: Fields<'_>) -> AnyView {
    view! {
        <li class="step"><span class="sn" aria-hidden="true">"1"</span><div class="stack">
            <h2>"Create the administrator"</h2>
            <div class="row2 two">
                {fields.input(Input { autocomplete: Some("name"), ..Input::TEXT }, "name", "Your name", "", "")}
                {fields.input(Input { autocomplete: Some("username"), ..Input::EMAIL }, "email", "E-mail", "", "")}
            </div>
            {new_password(fields)}
        </div></li>
    }
    .into_any()
}

fn company(fields: Fields<'_>) -> AnyView {
    let options = |values: &'static [&'static str]| values.iter().map(|value| view! { <option value=*value></option> }).collect_view();
    let listed = |list| Input { list: Some(list), ..Input::TEXT };
    view! {
        <li class="step"><span class="sn" aria-hidden="true">"2"</span><div class="stack">
            <h2>"Zone and currency"</h2>
            <div class="row2">
                {fields.input(Input { autocomplete: Some("organization"), ..Input::TEXT }, "workspace", "Company", "", "")}
                {fields.input(listed("zones"), "time_zone", "Time zone", "", "Such as Asia/Singapore.")}
                {fields.input(listed("currencies"), "currency", "Reporting currency", "", "Such as USD.")}
                <datalist id="zones">{options(&ZONES)}</datalist>
                <datalist id="currencies">{options(&CURRENCIES)}</datalist>
            </div>
            <p class="hint">"A month runs from local midnight to local midnight in this zone. All amounts are reported in this currency."</p>
            <p class="sample"><span class="sub">"How amounts will look"</span>"USD\u{a0}1,234,567.89 · \u{2212}4,210.50 · VND\u{a0}31,415,000"</p>
            <div class="row"><button class="btn pri" type="submit">"Create the administrator"</button></div>
        </div></li>
    }
    .into_any()
}
