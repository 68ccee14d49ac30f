//! The review of a month: what blocks its close, what would be frozen, who does it, and what was issued.

use domain::access::{Action, Viewer};
use domain::close::{Check, State, may_approve};
use domain::ports::{Review, Revision, ShareRow};
use domain::report::MonthReport;
use domain::time::{Month, instant_title, parse_zone};
use domain::{Result, format};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

use super::challenges;
use super::restatement::restatement;
use super::shares;
use super::steps::steps;
use crate::api::closing::{CloseMonth, PutInReview, ReopenMonth, RestateMonth, WithdrawReview};
use crate::components::fields::{Notes, back_to, confirmed, refusal};
use crate::components::layout::{Layout, framed};
use crate::components::masthead::Section;
use crate::components::once::shown_once;
use crate::components::problem::problem;
use crate::state::frame::Frame;
use crate::state::{ports, viewer};

/// The page at `/reports/:month/review`.
#[component]
pub fn ReviewPage() -> impl IntoView {
    let notes = Notes::read();
    let once = shown_once();
    Suspend::new(async move {
        match load().await {
            Ok((review, viewer, frame, links)) => {
                let title = format!("Review {}, {}", review.month.title(), review.draft.workspace);
                framed(Section::Reports, title, frame, page(&review, &viewer, &notes, links.as_deref(), once)).into_any()
            }
            Err(error) => view! { <Layout current=Section::Reports title="Review">{problem(&error)}</Layout> }.into_any(),
        }
    })
}

/// With the links to the report, for who may see them.
async fn load() -> Result<(Review, Viewer, Frame, Option<Vec<ShareRow>>)> {
    let month = Month::parse(&use_params_map().read_untracked().get("month").unwrap_or_default())?;
    let viewer = viewer()?;
    let ports = ports()?;
    let review = ports.closing.review(&viewer, month).await?;
    let links = match review.state.is_frozen() && viewer.may(Action::ShareReport) {
        true => Some(ports.sharing.shares(&viewer, month).await?),
        false => None,
    };
    let frame = Frame::of_report(&review.draft)?;
    Ok((review, viewer, frame, links))
}

fn page(review: &Review, viewer: &Viewer, notes: &Notes, links: Option<&[ShareRow]>, made: Option<String>) -> AnyView {
    let month = review.month;
    let pending = review.pending.as_ref().filter(|_| review.state.is_frozen()).map(|told| {
        view! {
            <div class="sheet"><section class="cell flush" aria-labelledby="pending">
                <div class="head"><h2 id="pending">"What later records would change"</h2><p class="sub">"nothing changes until a restatement is posted"</p></div>
                {restatement(told)}
            </section></div>
        }
    });
    view! {
        {notes.banner()}
        <div class="title">
            <p class="eyebrow"><a href="/reports">"Reports"</a>" / "<a href=format!("/reports/{month}")>{month.title()}</a>" / Review"</p>
            <h1>{finding(review)}</h1>
        </div>
        <div class="sheet">
            <div class="cell">{steps(review.state)}</div>
            {blocks(review)}
            <section class="cell w5" aria-labelledby="next">{next(review, viewer, notes)}</section>
        </div>
        {pending}
        {challenges::section(&review.draft, review.state, Some(viewer), notes)}
        {issued(review)}
        {links.map(|rows| shares::section(&review.draft, rows, made, notes))}
    }
    .into_any()
}

/// What there is to know, in one sentence.
fn finding(review: &Review) -> String {
    let (month, open) = (review.month.title(), review.checks.len());
    let things = match open {
        0 => "nothing blocks the close".to_owned(),
        1 => "one thing blocks the close".to_owned(),
        n => format!("{n} things block the close"),
    };
    match (review.state, &review.pending, &review.not_yet) {
        (State::Closed | State::Restated, Some(told), _) => {
            format!("{month} is closed; later records would change it by {}", format::money(told.change))
        }
        (State::Closed | State::Restated, None, _) => format!("{month} is closed, and nothing came since"),
        (_, _, Some(_)) => format!("{month} cannot be closed yet"),
        (State::InReview, ..) => format!("{month} is in review: {things}"),
        (State::Open, ..) => format!("{month} can be reviewed: {things}"),
    }
}

fn blocks(review: &Review) -> AnyView {
    let (class, word) = if review.state.is_frozen() { ("st late", "Open") } else { ("st bad", "Blocks") };
    let row = |check: &Check| {
        view! {
            <li><span class=class>{word}</span>
                <div><h3><a href=check.link.clone()>{check.subject.clone()}</a></h3>
                    <p class="two">{format!("{}. {} {}", check.kind.title(), check.why, check.remedy)}</p></div>
                <span class="sub">{check.owner_name.clone()}</span></li>
        }
    };
    let rows = review.checks.iter().map(row).collect_view();
    let none = review.checks.is_empty().then(|| view! { <li><span class="st ok">"Done"</span><div><h3>"Everything that is claimed is measured and priced"</h3>
        <p class="two">"Coverage, drivers, baselines, exchange rates, costs and pools were checked."</p></div><span class="sub">"checked automatically"</span></li> });
    let count = match review.checks.len() {
        0 => "nothing open".to_owned(),
        n => format!("{n} open"),
    };
    view! {
        <section class="cell w7" aria-labelledby="blocks">
            <div class="head"><h2 id="blocks">{if review.state.is_frozen() { "What is open in the records now" } else { "What blocks the close" }}</h2><p class="sub">{count}</p></div>
            <ul class="list chk">{none}{rows}</ul>
        </section>
    }
    .into_any()
}

/// What would be frozen, in words.
fn frozen(draft: &MonthReport) -> String {
    let lines = match draft.ledger.lines.len() {
        1 => "1 line".to_owned(),
        n => format!("{n} lines"),
    };
    let costs = match draft.ledger.costs.len() {
        1 => "1 cost".to_owned(),
        n => format!("{n} costs"),
    };
    format!(
        "{lines} and {costs} with everything they were computed from; a net value of {}. What is recorded later changes none of it.",
        format::money(draft.ledger.totals.net)
    )
}

fn hidden(review: &Review, page: &str) -> AnyView {
    view! { {back_to(page)}<input type="hidden" name="month" value=review.month.to_string()/> }.into_any()
}

/// The next step, for who may take it.
fn next(review: &Review, viewer: &Viewer, notes: &Notes) -> AnyView {
    let page = format!("/reports/{}/review", review.month);
    let zone = parse_zone(&review.draft.time_zone).ok();
    let since = review.prepared.as_ref().map(|prepared| {
        let at = zone.map(|zone| instant_title(prepared.at_ms, zone)).unwrap_or_default();
        let reopened =
            prepared.reopened.as_ref().map(|reason| view! { <p class="two">{format!("It was closed, and opened again: {reason}")}</p> });
        view! { <p class="two">{format!("Prepared by {}, {at}.", prepared.name)}</p>{reopened} }
    });
    let head = |title: &'static str| view! { <div class="head"><h2 id="next">{title}</h2></div> };
    if let (Some(why), false) = (&review.not_yet, review.state.is_frozen()) {
        return view! { {head("When it can be closed")}<p class="two">{format::sentence(why)}</p> }.into_any();
    }
    match review.state {
        State::Open => match viewer.authorize(Action::PrepareMonth) {
            Err(error) => view! { {head("Put it in review")}{refusal(&error)} }.into_any(),
            Ok(()) => view! {
                {head("Put it in review")}
                <p class="two">"Say that the month is prepared. Somebody else then looks at it and closes it."</p>
                <form method="post" action=PutInReview::url() class="mt4">{hidden(review, &page)}
                    <button class="btn pri" type="submit">"Put in review"</button></form>
            }
            .into_any(),
        },
        State::InReview => {
            let withdraw = viewer.may(Action::PrepareMonth) && review.prepared.as_ref().is_some_and(|prepared| prepared.reopened.is_none());
            let withdraw = withdraw.then(|| {
                let form = hidden(review, &page);
                confirmed("Take it out of review", "The month is open again; nothing is lost.", "Take it out", form, WithdrawReview::url())
            });
            view! { {head("Close the month")}{since}{close(review, viewer, notes, &page)}<div class="mt4">{withdraw}</div> }.into_any()
        }
        State::Closed | State::Restated => view! { {head("After the close")}{after(review, viewer, notes, &page)} }.into_any(),
    }
}

fn close(review: &Review, viewer: &Viewer, notes: &Notes, page: &str) -> AnyView {
    let may = viewer.authorize(Action::CloseMonth).and_then(|()| may_approve(viewer, review.prepared.as_ref(), &review.draft.ledger));
    if let Err(error) = may {
        return view! { <div class="mt4">{refusal(&error)}</div> }.into_any();
    }
    let fields = notes.form("close");
    let hint = "A sentence: it is printed in the report, which is marked as provisional.";
    let reason = (!review.checks.is_empty()).then(|| fields.area("reason", "Why it is closed although something is open", "", hint, "3"));
    let none = review.checks.is_empty().then(|| view! { <input type="hidden" name="reason" value=""/> });
    view! {
        <p class="two">{format!("The close freezes {}", frozen(&review.draft))}</p>
        <form id="close" method="post" action=CloseMonth::url() class="stack mt4">
            {fields.back(page)}
            <input type="hidden" name="month" value=review.month.to_string()/>
            <input type="hidden" name="seen" value=review.draft.snapshot.clone()/>
            {reason}{none}
            <div class="row"><button class="btn pri" type="submit">{format!("Close {}", review.month.title())}</button></div>
        </form>
    }
    .into_any()
}

fn after(review: &Review, viewer: &Viewer, notes: &Notes, page: &str) -> AnyView {
    let may = viewer.authorize(Action::CloseMonth).and_then(|()| may_approve(viewer, None, &review.draft.ledger));
    if let Err(error) = may {
        return view! { <div class="mt4">{refusal(&error)}</div> }.into_any();
    }
    let (posting, reopening) = (notes.form("restate"), notes.form("reopen"));
    let restate = review.pending.is_some().then(|| {
        view! {
            <form id="restate" method="post" action=RestateMonth::url() class="stack">
                {posting.back(page)}
                <input type="hidden" name="month" value=review.month.to_string()/>
                <input type="hidden" name="seen" value=review.draft.snapshot.clone()/>
                {posting.area("reason", "Why it is restated", "", "A sentence: it is printed in the next revision, beside old, new and change.", "3")}
                <div class="row"><button class="btn pri" type="submit">"Post the restatement"</button></div>
            </form>
        }
    });
    let nothing = review
        .pending
        .is_none()
        .then(|| view! { <p class="two">"Nothing that was recorded since changes a line. There is nothing to restate."</p> });
    view! {
        {nothing}{restate}
        <details class="confirm mt4" id="reopen" open=reopening.failed()>
            <summary>"Open the month again"</summary>
            <form method="post" action=ReopenMonth::url() class="stack-s">
                {reopening.back(page)}
                <input type="hidden" name="month" value=review.month.to_string()/>
                {reopening.area("reason", "Why it is opened again", "", "Only the newest closed month can be. Its next close is a new revision; what was issued stays.", "3")}
                <button class="btn sm danger" type="submit">"Open it again"</button>
            </form>
        </details>
    }
    .into_any()
}

/// What was issued, newest first.
fn issued(review: &Review) -> Option<AnyView> {
    let (month, zone) = (review.month, parse_zone(&review.draft.time_zone).ok()?);
    let row = |revision: &Revision| {
        let issue = &revision.issue;
        let why = issue.restatement.as_ref().map(|told| told.reason.clone()).or_else(|| issue.provisional.clone()).unwrap_or_default();
        let change = issue.restatement.as_ref().map(|told| told.change);
        let older = (issue.revision > 1).then(|| {
            let n = issue.revision - 1;
            view! { " · "<a href=format!("/reports/compare?a={month}.{n}&b={month}") aria-label=format!("Compare with revision {n}")>"Compare"</a> }
        });
        let (n, short) = (issue.revision, revision.snapshot.chars().take(16).collect::<String>());
        view! {
            <tr>
                <th scope="row" class="pin"><a href=format!("/reports/{month}?revision={n}")>{format!("Revision {n}")}</a>
                    <span class="sub">{instant_title(issue.issued_ms, zone)}</span></th>
                <td class="two">{format!("{}, closed by {}", issue.prepared_by, issue.approved_by)}<span class="sub">{why}</span></td>
                <td class="num">{crate::components::amount::change_or_dash(change)}</td>
                <td class="nw"><a href=format!("/verify/{}", revision.snapshot)><code>{short}</code></a></td>
                <td class="nw"><a href=format!("/api/v1/reports/{month}/revisions/{n}/pdf") aria-label=format!("PDF of revision {n}")>"PDF"</a>
                    " · "<a href=format!("/api/v1/reports/{month}/revisions/{n}") aria-label=format!("JSON of revision {n}")>"JSON"</a>{older}</td>
            </tr>
        }
    };
    let rows = review.revisions.iter().map(row).collect_view();
    (!review.revisions.is_empty()).then(|| {
        view! {
            <div class="sheet"><section class="cell flush" aria-labelledby="issued">
                <div class="head"><h2 id="issued">"Issued"</h2><p class="sub">"to the byte as it was; nothing is ever written over"</p></div>
                <div class="scroll" tabindex="0" role="region" aria-label="Revisions">
                    <table><caption class="vh">"Revisions, newest first"</caption>
                        <thead><tr><th scope="col">"Revision"</th><th scope="col">"Prepared by, and why"</th>
                            <th scope="col" class="num">"Change"</th><th scope="col">"Snapshot"</th><th scope="col">"Files"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section></div>
        }
        .into_any()
    })
}
