//! Disputed lines: what was asked, what the owner answered, and the forms of both.

use domain::access::{Action, Viewer};
use domain::close::{Challenge, State};
use domain::format;
use domain::report::MonthReport;
use domain::time::{instant_title, parse_zone};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::closing::{AnswerChallenge, ChallengeLine};
use crate::components::amount::{amount, change};
use crate::components::fields::Notes;

/// The challenges of a month; with a viewer, the forms that they may use. Nothing where there is none and nobody may ask.
pub fn section(report: &MonthReport, state: State, viewer: Option<&Viewer>, notes: &Notes) -> Option<AnyView> {
    let open = !state.is_frozen();
    let asks = viewer.filter(|viewer| open && viewer.may(Action::ChallengeLine) && !report.ledger.lines.is_empty());
    if report.challenges.is_empty() && asks.is_none() {
        return None;
    }
    let page = format!("/reports/{}/review", report.month);
    let threads = report.challenges.iter().map(|challenge| thread(report, challenge, viewer.filter(|_| open), notes)).collect_view();
    let none = report.challenges.is_empty().then(|| view! { <p class="two">"No line is disputed."</p> });
    let count = match report.challenges.iter().filter(|challenge| challenge.answered.is_none()).count() {
        0 => String::new(),
        1 => "1 waits for an answer".to_owned(),
        n => format!("{n} wait for an answer"),
    };
    Some(
        view! {
            <div class="sheet">
                <section class="cell" class:w7=asks.is_some() aria-labelledby="challenges">
                    <div class="head"><h2 id="challenges">"Challenges"</h2><p class="sub">{count}</p></div>
                    {none}<ul class="list">{threads}</ul>
                </section>
                {asks.map(|_| ask(report, notes, &page))}
            </div>
        }
        .into_any(),
    )
}

fn thread(report: &MonthReport, challenge: &Challenge, viewer: Option<&Viewer>, notes: &Notes) -> AnyView {
    let zone = parse_zone(&report.time_zone).ok();
    let at = |ms: i64| zone.map(|zone| instant_title(ms, zone)).unwrap_or_default();
    let class = if challenge.answered.is_some() { "st ok" } else { "st late" };
    let effect = challenge.proposed_amount().map(|falls| {
        let by = falls.less(challenge.amount).map(change).ok();
        view! { <p class="two">"Effect if it is cut as asked: "<b>{by}</b>", the line falls to "<span class="nw">{amount(falls)}</span>"."</p> }
    });
    let answered = challenge.answered.as_ref().map(|answered| {
        view! {
            <p class="mt4"><b>{answered.by.clone()}</b>" "<span class="sub">{at(answered.at_ms)}</span></p>
            <blockquote>{answered.answer.text.clone()}</blockquote>
        }
    });
    let may = viewer.is_some_and(|viewer| {
        let owns = viewer.email.as_ref() == Some(&challenge.owner) || viewer.may(Action::Administer);
        challenge.answered.is_none() && owns && viewer.actor != challenge.actor
    });
    let form = may.then(|| answer(report, challenge, notes));
    view! {
        <li id=format!("challenge-{}", challenge.number)>
            <div class="split"><h3>{challenge.line.clone()}</h3><span class=class>{challenge.words()}</span></div>
            <div class="thread">
                <p><b>{challenge.asked_by.clone()}</b>" "<span class="sub">{at(challenge.asked_ms)}</span></p>
                <blockquote>{challenge.text.clone()}</blockquote>
                {effect}{answered}{form}
            </div>
        </li>
    }
    .into_any()
}

/// What the owner may say.
fn answer(report: &MonthReport, challenge: &Challenge, notes: &Notes) -> AnyView {
    // One form a challenge: what was typed into one that came back belongs to its number.
    let (fields, number) = (notes.form("answer"), challenge.number.to_string());
    let back = fields.back(&format!("/reports/{}/review", report.month));
    let typed = |name| fields.typed(name).filter(|_| fields.typed("number").as_deref() == Some(number.as_str()));
    let text = format!("\n{}", typed("text").unwrap_or_default());
    let id = format!("answer-{}", challenge.number);
    let (text_id, kept_id) = (format!("{id}-text"), format!("{id}-kept"));
    let proposed = typed("kept").or(challenge.proposed.map(|share| format::decimal(share.0))).unwrap_or_default();
    view! {
        <form method="post" action=AnswerChallenge::url() class="stack mt4">
            {back}
            <input type="hidden" name="month" value=report.month.to_string()/>
            <input type="hidden" name="number" value=number/>
            <div><label for=text_id.clone()>{format!("Answer of the owner, {}", challenge.owner_name)}</label>
                <textarea id=text_id name="text" rows="3" required>{text}</textarea>
                <p class="hint">"Say what you checked. It is printed in the report."</p></div>
            <div><label for=kept_id.clone()>"Share that is kept, for a cut"</label>
                <input id=kept_id type="text" name="kept" value=proposed inputmode="decimal"/>
                <p class="hint">"As 0.8: a fifth is taken off."</p></div>
            <div class="row">
                <button class="btn" type="submit" name="act" value="keep">"Keep, with reason"</button>
                <button class="btn" type="submit" name="act" value="cut">"Cut the line"</button>
                <button class="btn danger" type="submit" name="act" value="withdraw">"Withdraw the line"</button>
            </div>
        </form>
    }
    .into_any()
}

/// The form of who disputes.
fn ask(report: &MonthReport, notes: &Notes, page: &str) -> AnyView {
    let fields = notes.form("challenge");
    let waits = |mapping| report.challenges.iter().any(|challenge| challenge.mapping == mapping && challenge.answered.is_none());
    let lines = report.ledger.lines.iter().filter(|line| !waits(line.mapping.clone()));
    let lines: Vec<(String, String)> =
        lines.map(|line| (line.mapping.to_string(), format!("{}, {}", line.name, format::amount(line.amount)))).collect();
    let first = lines.first().map(|(id, _)| id.clone()).unwrap_or_default();
    view! {
        <section class="cell w5" aria-labelledby="challenge-head">
            <div class="head"><h2 id="challenge-head">"Dispute a line"</h2></div>
            <form id="challenge" method="post" action=ChallengeLine::url() class="stack">
                {fields.back(page)}
                <input type="hidden" name="month" value=report.month.to_string()/>
                {fields.select("mapping", "Line", &lines, &first, "Its owner answers; the month waits until then.")}
                {fields.area("text", "What is wrong with it", "", "A sentence: it is printed in the report, with the answer.", "3")}
                {fields.optional("proposed", "Share that should be kept", "", "As 0.8, to take a fifth off. May stay empty.")}
                <div class="row"><button class="btn" type="submit">"Dispute the line"</button></div>
            </form>
        </section>
    }
    .into_any()
}
