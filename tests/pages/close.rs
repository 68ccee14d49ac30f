//! The close of a month by plain forms: signed out and forbidden first, then prepared by one, closed by another, restated, opened again.

use domain::access::Role;
use domain::config::{Change, Item};
use engine::{Clock, Engine, demo};
use serde_json::json;
use tests::Outcome;
use tests::html;
use tests::program::Served;
use tests::site::{self, Answer, Reader, function};

const REVIEW: &str = "/reports/2026-10/review";

async fn send(reader: &Reader<'_>, name: &str, fields: &[(&str, &str)]) -> Outcome<Answer> {
    let mut fields = fields.to_vec();
    fields.extend([("month", "2026-10"), ("back", REVIEW)]);
    reader.post(function(name)?, &fields).await
}

/// Sends a form and reads the page that it leads to.
async fn done(reader: &Reader<'_>, name: &str, fields: &[(&str, &str)]) -> Outcome<String> {
    let answer = send(reader, name, fields).await?;
    assert!(answer.location.contains("done="), "{name}: {}", answer.location);
    Ok(reader.get(&answer.location).await?.text)
}

/// The snapshot that a form of the page says was looked at.
async fn seen(reader: &Reader<'_>, name: &str) -> Outcome<String> {
    let page = reader.get(REVIEW).await?.text;
    let form = html::form(&page, function(name)?).ok_or_else(|| format!("no {name} on the page"))?;
    Ok(html::value(form, "seen").ok_or("nothing was looked at")?)
}

async fn late_bill(served: &Served) -> Outcome {
    let values = json!([{"from": "2026-10", "per_month": "120.00", "by": "dewi@selat.example"}]);
    let cost = json!({"id": "late-bill", "service": "recommender", "part": "cloud", "name": "Late bill", "values": values});
    let change = Change::Put(Box::new(Item::Cost(serde_json::from_value(cost)?)));
    served.engine.ports().models.change(&Engine::command_line(), vec![change]).await?;
    Ok(())
}

#[tokio::test]
async fn strangers_and_roles_that_may_not_change_no_month() -> Outcome {
    let served = site::start().await?;
    let before = served.database.contents().await?;
    let stranger = Reader::stranger(&served)?;
    let forms = [
        "put_in_review",
        "withdraw_review",
        "close_month",
        "restate_month",
        "reopen_month",
        "challenge_line",
        "share_report",
        "revoke_share",
    ];
    let line = [("mapping", "recommender-uptime"), ("text", "Is this so?"), ("proposed", "")];
    let fields = [
        ("seen", ""),
        ("reason", "The grace days are over."),
        line[0],
        line[1],
        line[2],
        ("name", "The board"),
        ("days", "30"),
        ("id", "0"),
    ];
    for name in forms {
        assert!(send(&stranger, name, &fields).await?.location.starts_with("/sign-in"), "{name}");
    }
    let after_links = served.database.contents().await?;
    assert!(before == after_links, "nothing changed");
    for (role, names) in [(Role::Executive, &forms[..]), (Role::MlLead, &forms[2..])] {
        let reader = Reader::of(&served, role).await?;
        for name in names {
            let answer = send(&reader, name, &fields).await?;
            assert!(reader.get(&answer.location).await?.text.contains("needs the role"), "{name} as {role:?}");
        }
    }
    let review = served.engine.ports().closing.review(&Engine::command_line(), domain::time::Month::parse("2026-10")?).await?;
    assert!(review.prepared.is_none() && review.revisions.is_empty());
    served.stop().await
}

#[tokio::test]
async fn a_month_is_prepared_closed_restated_and_opened_again() -> Outcome {
    let served = site::start().await?;
    let (admin, finance) = (Reader::of(&served, Role::Admin).await?, Reader::of(&served, Role::Finance).await?);
    let page = admin.get(REVIEW).await?.text;
    assert!(page.contains("October 2026 can be reviewed") && page.contains("Put in review"));
    let page = done(&admin, "put_in_review", &[]).await?;
    assert!(
        page.contains("October 2026 is in review") && page.contains("you prepared this month") || page.contains("You prepared this month")
    );
    assert!(done(&admin, "withdraw_review", &[]).await?.contains("can be reviewed"));
    done(&admin, "put_in_review", &[]).await?;

    let stale = "0".repeat(64);
    let answer = send(&finance, "close_month", &[("seen", &stale), ("reason", "The grace days are over.")]).await?;
    assert!(finance.get(&answer.location).await?.text.contains("have changed since you looked"), "{}", answer.location);
    let first = seen(&finance, "close_month").await?;
    let answer = send(&finance, "close_month", &[("seen", &first), ("reason", "late")]).await?;
    assert!(finance.get(&answer.location).await?.text.contains("10 characters"), "what is open needs a reason that explains");
    let page = done(&finance, "close_month", &[("seen", &first), ("reason", "The grace days are over & nobody can supply it.")]).await?;
    assert!(page.contains("October 2026 is closed, and nothing came since") && page.contains("Revision 1"), "{page}");
    assert!(page.contains("The grace days are over &amp; nobody can supply it."));
    let list = admin.get("/reports").await?.text;
    assert!(list.contains(">Closed</a>"), "{list}");

    late_bill(&served).await?;
    assert!(finance.get("/reports").await?.text.contains("later records: −120.00"));
    let second = seen(&finance, "restate_month").await?;
    let page = done(&finance, "restate_month", &[("seen", &second), ("reason", "A bill came on 4 November")]).await?;
    assert!(page.contains("Revision 2") && page.contains("A bill came on 4 November."));
    let report = finance.get("/reports/2026-10").await?.text;
    assert!(report.contains("Restated · revision 2 · provisional") && report.contains("What this revision changed"), "{report}");
    let old = finance.get("/reports/2026-10?revision=1").await?.text;
    assert!(old.contains("Closed · revision 1") && !old.contains("Late bill"));
    assert_eq!(finance.get("/reports/2026-10?revision=9").await?.status, 404);

    let compared = finance.get("/reports/compare?a=2026-10.1&b=2026-10").await?;
    assert!(compared.status == 200 && compared.text.contains("October 2026, revision 2 is USD\u{a0}120.00 below October 2026, revision 1"));
    assert!(compared.text.contains("1 row differs") && compared.text.contains("Late bill"));
    assert_eq!(finance.get("/reports/compare?a=2026-10.7&b=2026-10").await?.status, 404);

    let stranger = Reader::stranger(&served)?;
    let mark = page.split("/verify/").nth(2).and_then(|rest| rest.get(..64)).ok_or("no link to verify")?.to_owned();
    let verified = stranger.get(&format!("/verify/{mark}")).await?;
    assert!(verified.status == 200 && verified.text.contains("superseded by revision 2"), "{}", verified.text);
    assert!(!verified.text.contains("120.00") && !verified.text.contains("Selat"), "no figure, no name");
    assert!(stranger.get("/verify/%3Cscript%3E").await?.text.contains("No report with this mark"));

    let page = done(&finance, "reopen_month", &[("reason", "The bill was of another month.")]).await?;
    assert!(page.contains("October 2026 is in review") && page.contains("The bill was of another month."));
    let third = seen(&admin, "close_month").await?;
    let page = done(&admin, "close_month", &[("seen", &third), ("reason", "Nobody can supply what is open.")]).await?;
    assert!(page.contains("Revision 3"));
    served.stop().await
}

#[tokio::test]
async fn a_line_is_disputed_by_one_and_answered_by_its_owner() -> Outcome {
    let served = Served::start_at(Clock::fixed(crate::story::first_month::NOW_MS)).await?;
    demo::prepare(&served.engine).await?;
    let (owner, finance) = (Reader::of(&served, Role::Admin).await?, Reader::of(&served, Role::Finance).await?);
    let page = owner.get(REVIEW).await?.text;
    let form = html::form(&page, function("answer_challenge")?).ok_or("the owner is not asked")?;
    assert_eq!(html::value(form, "number").as_deref(), Some("1"));
    assert!(page.contains("A challenge is not answered") && page.contains("Waits for Sari Wulandari"));
    assert!(html::form(&finance.get(REVIEW).await?.text, function("answer_challenge")?).is_none(), "who asked does not answer");
    assert!(finance.get("/reports/2026-10").await?.text.contains("Challenged"));

    let fields = [("number", "1"), ("act", "cut"), ("kept", "2"), ("text", "Two of them have moved."), ("month", "2026-10")];
    let answer = owner
        .post(function("answer_challenge")?, &[&fields[..], &[("back", "/reports/2026-10/review?form=answer#answer")]].concat())
        .await?;
    let page = owner.get(&answer.location).await?.text;
    assert!(page.contains("between 0 and 1"), "{}", answer.location);
    let form = html::form(&page, function("answer_challenge")?).ok_or("the owner is still asked")?;
    assert_eq!(
        (html::value(form, "kept").as_deref(), html::value(form, "text").as_deref()),
        (Some("2"), Some("Two of them have moved.")),
        "nothing is lost"
    );
    let fields = [("number", "1"), ("act", "cut"), ("kept", "0.9"), ("text", "Two of them have moved.")];
    let page = done(&owner, "answer_challenge", &fields).await?;
    assert!(page.contains("Cut to 90\u{a0}%") && page.contains("Two of them have moved."));
    assert!(owner.get("/reports/2026-10").await?.text.contains("Disputed by Dewi Anggraini and cut."));

    let line = html::form(&finance.get(REVIEW).await?.text, function("challenge_line")?).ok_or("finance may dispute")?.to_owned();
    let mapping = line.split("<option value=\"").nth(1).and_then(|rest| rest.split('"').next()).ok_or("no line")?.to_owned();
    let answer = send(&finance, "challenge_line", &[("mapping", &mapping), ("text", "why"), ("proposed", "")]).await?;
    assert!(finance.get(&answer.location).await?.text.contains("10 characters"));
    let typed = [("mapping", mapping.as_str()), ("text", "<script>alert(1)</script> is this so?"), ("proposed", "0.5")];
    let page = done(&finance, "challenge_line", &typed).await?;
    assert!(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script>alert(1)"));
    served.stop().await
}

#[tokio::test]
async fn a_link_opens_one_issued_report_until_it_is_revoked_or_runs_out() -> Outcome {
    let clock = Clock::fixed(crate::story::first_month::NOW_MS);
    let served = Served::start_at(clock.clone()).await?;
    demo::prepare(&served.engine).await?;
    let (finance, stranger) = (Reader::of(&served, Role::Finance).await?, Reader::stranger(&served)?);
    let review = "/reports/2026-09/review";
    let post = async |name: &'static str, fields: &[(&str, &str)]| -> Outcome<Answer> {
        let mut fields = fields.to_vec();
        fields.extend([("month", "2026-09"), ("back", review)]);
        finance.post(function(name)?, &fields).await
    };
    let answer = post("share_report", &[("name", "The board"), ("days", "0")]).await?;
    assert!(finance.get(&answer.location).await?.text.contains("1 to 365 days"));
    let open =
        finance.post(function("share_report")?, &[("name", "The board"), ("days", "30"), ("month", "2026-10"), ("back", REVIEW)]).await?;
    assert!(finance.get(&open.location).await?.text.contains("only what was issued can be shared"));

    let made = async || -> Outcome<String> {
        let answer = post("share_report", &[("name", "The board"), ("days", "30")]).await?;
        let kept = answer.cookies.iter().find(|cookie| cookie.starts_with("shown-once=")).ok_or("the address is not shown")?;
        let secret = kept.rsplit("share%2F").next().filter(|secret| secret.len() > 20).ok_or_else(|| kept.clone())?;
        Ok(format!("/share/{secret}"))
    };
    let link = made().await?;
    let page = stranger.get(&link).await?;
    assert_eq!(page.status, 200, "{link}");
    assert!(
        page.text.contains("Ledger of September") && page.text.contains("Sample data.") && !page.text.contains("/reports/2026-09/review")
    );
    let pdf = stranger.get(&format!("{link}/report.pdf")).await?;
    assert!(pdf.status == 200 && pdf.text.starts_with("%PDF"));
    let listed = finance.get(review).await?.text;
    assert!(listed.contains("opened 2 times") && listed.contains("Open until 5 Dec 2026"), "{listed}");
    assert!(!listed.contains(link.trim_start_matches("/share/")), "its secret is not told again");
    for guess in ["/share/0", "/share/%3Cscript%3E", &format!("{link}0")] {
        assert_eq!(stranger.get(guess).await?.status, 404, "{guess}");
    }
    assert!(stranger.get("/reports/2026-09").await?.location.starts_with("/sign-in"), "it opens nothing else");

    let id = html::form(&listed, function("revoke_share")?).and_then(|form| html::value(form, "id")).ok_or("it can be revoked")?;
    assert!(post("revoke_share", &[("id", &id)]).await?.location.contains("done="));
    for path in [link.clone(), format!("{link}/report.pdf")] {
        assert_eq!(stranger.get(&path).await?.status, 404, "{path} is revoked");
    }
    let other = made().await?;
    assert_eq!(stranger.get(&other).await?.status, 200);
    clock.set(crate::story::first_month::NOW_MS + 31 * 86_400_000);
    assert_eq!(stranger.get(&other).await?.status, 404, "it has run out");
    served.stop().await
}
