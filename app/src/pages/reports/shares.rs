//! Links to the issued report: who has one, when it was opened, and making another.

use domain::ports::ShareRow;
use domain::report::MonthReport;
use domain::time::{Month, instant_title, parse_zone};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::closing::{RevokeShare, ShareReport};
use crate::components::fields::{Notes, back_to, confirmed};

/// The month's links and the form of another; `made` is the address of the one that was made just now.
pub fn section(report: &MonthReport, rows: &[ShareRow], made: Option<String>, notes: &Notes) -> AnyView {
    let month = report.month;
    let page = format!("/reports/{month}/review");
    let zone = parse_zone(&report.time_zone).ok();
    let at = |ms: i64| zone.map(|zone| instant_title(ms, zone)).unwrap_or_default();
    let listed = rows.iter().map(|row| line(row, month, &page, at)).collect_view();
    let none = rows.is_empty().then(|| view! { <p class="two">"Nobody has a link to this report."</p> });
    let made = made.map(|address| {
        view! { <p class="banner ok">"The address, below that of this server: "<code class="break">{address}</code></p> }
    });
    let fields = notes.form("share");
    view! {
        <div class="sheet">
            <section class="cell w7" aria-labelledby="shares">
                <div class="head"><h2 id="shares">"Links to this report"</h2><p class="sub">"read-only, without an account"</p></div>
                {made}{none}<ul class="list">{listed}</ul>
            </section>
            <section class="cell w5" aria-labelledby="share-head">
                <div class="head"><h2 id="share-head">"Make a link"</h2></div>
                <form id="share" method="post" action=ShareReport::url() class="stack">
                    {fields.back(&page)}
                    <input type="hidden" name="month" value=month.to_string()/>
                    {fields.text("name", "For whom", "", "As the board, or a name: so that you know whose it was.")}
                    {fields.text("days", "Days that it works", "30", "1 to 365. It can be revoked before.")}
                    <div class="row"><button class="btn" type="submit">"Make the link"</button></div>
                </form>
            </section>
        </div>
    }
    .into_any()
}

fn line(row: &ShareRow, month: Month, page: &str, at: impl Fn(i64) -> String) -> AnyView {
    let (class, state) = match (row.open, row.revoked_ms) {
        (true, _) => ("st ok", format!("Open until {}", at(row.expires_ms))),
        (false, Some(revoked_ms)) => ("st off", format!("Revoked {}", at(revoked_ms))),
        (false, None) => ("st off", format!("Ran out {}", at(row.expires_ms))),
    };
    let opened = match (row.n_opened, row.last_opened_ms) {
        (0, _) | (_, None) => "not opened yet".to_owned(),
        (1, Some(last)) => format!("opened once, {}", at(last)),
        (n, Some(last)) => format!("opened {n} times, last {}", at(last)),
    };
    let revoke = row.open.then(|| {
        let hidden = view! {
            {back_to(page)}<input type="hidden" name="month" value=month.to_string()/><input type="hidden" name="id" value=row.id.clone()/>
        };
        confirmed("Revoke", "It opens nothing from then on; another can be made.", "Revoke the link", hidden.into_any(), RevokeShare::url())
    });
    view! {
        <li>
            <div class="split"><h3>{row.name.clone()}</h3><span class=class>{state}</span></div>
            <p class="two">{format!("Revision {}, by {}, {}; {opened}.", row.revision, row.made_by, at(row.made_ms))}</p>
            <div class="mt4">{revoke}</div>
        </li>
    }
    .into_any()
}
