//! Tokens for programs.

use domain::ports::TokenEntry;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::settings::{AddToken, RevokeToken};
use crate::components::fields::{Notes, back_to, confirmed};
use crate::components::problem::loaded;
use crate::state::{ports, viewer};

const PAGE: &str = "/settings?tab=tokens";

/// The part.
pub fn part(notes: Notes, once: Option<String>) -> impl IntoView {
    loaded(load(), move |(tokens, zone)| page(&tokens, zone.as_ref(), &notes, once))
}

type Tokens = (Vec<TokenEntry>, Option<domain::config::Settings>);

async fn load() -> domain::Result<Tokens> {
    let (ports, viewer) = (ports()?, viewer()?);
    let tokens = ports.accounts.tokens(&viewer).await?;
    Ok((tokens, Some(ports.models.configuration(&viewer).await?.settings)))
}

fn page(tokens: &[TokenEntry], settings: Option<&domain::config::Settings>, notes: &Notes, once: Option<String>) -> AnyView {
    let at = |ms: i64| {
        let zone = settings.and_then(|settings| settings.zone().ok());
        zone.map_or_else(|| "–".to_owned(), |zone| domain::time::instant_title(ms, zone))
    };
    let rows = tokens.iter().map(|token| {
        let hidden = view! { {back_to(PAGE)}<input type="hidden" name="name" value=token.name.clone()/> };
        let consequence = format!("Programs that use “{}” are refused from then on.", token.name);
        view! {
            <tr>
                <th scope="row" class="pin">{token.name.clone()}</th>
                <td class="two">{token.role.name()}</td>
                <td class="two">{at(token.created_ms)}</td>
                <td class="two">{token.last_used_ms.map_or_else(|| "never".to_owned(), at)}</td>
                <td>{confirmed("Revoke", &consequence, "Revoke the token", hidden.into_any(), RevokeToken::url())}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let table = if tokens.is_empty() {
        view! { <div class="absent"><h3>"No token yet"</h3><p>"Programs send samples and read figures with one."</p></div> }.into_any()
    } else {
        view! {
            <div class="scroll cards" tabindex="0" role="region" aria-label="Tokens">
                <table class="mid">
                    <caption class="vh">"Tokens"</caption>
                    <thead><tr><th scope="col">"Name"</th><th scope="col">"Role"</th><th scope="col">"Made"</th><th scope="col">"Last used"</th>
                        <th scope="col"><span class="vh">"Action"</span></th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    let fields = notes.form("token");
    view! {
        <div class="sheet">
            {once.map(|secret| super::once_shown("The token's secret", secret))}
            <section class="cell flush">{table}</section>
            <section class="cell" id="token" aria-labelledby="token-title">
                <div class="head"><h2 id="token-title">"Make a token"</h2></div>
                <form class="stack" method="post" action=AddToken::url()>
                    {fields.back(PAGE)}
                    <div class="row2 two">
                        {fields.text("name", "Name", "", "What uses it: ingest-prod.")}
                        {fields.select("role", "Role", &super::roles(), "ml-lead", "It may do what a person of this role may.")}
                    </div>
                    <div class="row"><button class="btn pri" type="submit">"Make the token"</button></div>
                </form>
            </section>
        </div>
    }
    .into_any()
}
