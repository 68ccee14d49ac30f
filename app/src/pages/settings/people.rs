//! Who has an account, and with which role.

use domain::access::{Action, Viewer};
use domain::config::Person;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::settings::{Invite, InviteAgain, RemovePerson, SetRole};
use crate::components::fields::{Input, Notes, back_to, confirmed, refusal};
use crate::components::problem::loaded;
use crate::state::{ports, viewer};

const PAGE: &str = "/settings?tab=people";

/// The part.
pub fn part(notes: Notes, once: Option<String>) -> impl IntoView {
    loaded(load(), move |(people, viewer)| page(&people, &viewer, &notes, once))
}

async fn load() -> domain::Result<(Vec<Person>, Viewer)> {
    let (ports, viewer) = (ports()?, viewer()?);
    Ok((ports.accounts.people(&viewer).await?, viewer))
}

fn page(people: &[Person], viewer: &Viewer, notes: &Notes, once: Option<String>) -> AnyView {
    let may = viewer.authorize(Action::Administer);
    let rows = people.iter().map(|person| row(person, may.is_ok())).collect_view();
    view! {
        <div class="sheet">
            {once.map(|link| super::once_shown("One-time link: put this site's address before it and hand it over", link))}
            <section class="cell flush">
                <div class="scroll cards" tabindex="0" role="region" aria-label="People">
                    <table class="mid">
                        <caption class="vh">"People and roles"</caption>
                        <thead><tr><th scope="col">"Person"</th><th scope="col">"Role"</th><th scope="col"><span class="vh">"Actions"</span></th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
            {match &may {
                Err(error) => view! { <section class="cell">{refusal(error)}</section> }.into_any(),
                Ok(()) => invite(notes),
            }}
        </div>
    }
    .into_any()
}

fn row(person: &Person, may: bool) -> AnyView {
    let email = person.email.to_string();
    let hidden = |email: String| view! { {back_to(PAGE)}<input type="hidden" name="email" value=email/> };
    let role = if may {
        let options = super::roles()
            .into_iter()
            .map(|(key, name)| {
                let chosen = key == person.role.key();
                view! { <option value=key selected=chosen>{name}</option> }
            })
            .collect_view();
        view! {
            <form method="post" action=SetRole::url() class="row in-line">
                {hidden(email.clone())}
                <select name="role" aria-label=format!("Role of {}", person.name)>{options}</select>
                <button class="btn sm" type="submit" aria-label=format!("Change the role of {}", person.name)>"Change"</button>
            </form>
        }
        .into_any()
    } else {
        person.role.name().into_any()
    };
    let actions = may.then(|| {
        let consequence = format!("{} can no longer sign in. What they recorded stays, with their name.", person.name);
        view! {
            <div class="row">
                <form method="post" action=InviteAgain::url()>{hidden(email.clone())}
                    <button class="btn sm" type="submit" aria-label=format!("New link for {}", person.name)>"New link"</button></form>
                {confirmed("Remove", &consequence, &format!("Remove {}", person.name), hidden(email.clone()).into_any(), RemovePerson::url())}
            </div>
        }
    });
    view! {
        <tr>
            <th scope="row" class="pin">{person.name.clone()}<span class="sub">{email.clone()}</span></th>
            <td>{role}</td>
            <td>{actions}</td>
        </tr>
    }
    .into_any()
}

fn invite(notes: &Notes) -> AnyView {
    let fields = notes.form("invite");
    view! {
        <section class="cell" id="invite" aria-labelledby="invite-title">
            <div class="head"><h2 id="invite-title">"Invite a person"</h2></div>
            <form class="stack" method="post" action=Invite::url()>
                {fields.back(PAGE)}
                <div class="row2">
                    {fields.text("name", "Name", "", "")}
                    {fields.input(Input::EMAIL, "email", "E-mail", "", "The address they sign in with.")}
                    {fields.select("role", "Role", &super::roles(), "executive", "Executives read; finance sets drivers and baselines; ML leads change models.")}
                </div>
                <div class="row"><button class="btn pri" type="submit">"Make the link"</button></div>
            </form>
        </section>
    }
    .into_any()
}
