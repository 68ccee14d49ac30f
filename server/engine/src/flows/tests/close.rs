//! A month is reviewed, closed, corrected and opened again, on both databases. March of the company: 4.82 h at 1,000 less 1.00 h at
//! 666.70 = 4,153.30, less 1,500.50 of cost = 2,652.80. With one more hour down at 10:00: 4,820 − 2 × 666.70 = 3,486.60, net 1,986.10.

use domain::access::{Role, Viewer};
use domain::close::State;
use domain::ids::Email;
use domain::ports::{CloseOrder, Closing, Models, NewShare, Reports, Samples, Sharing, Verdict};
use domain::time::{HOUR_MS, Month};

use super::samples::{checks, write_checks};
use super::world::{World, at, worlds};
use crate::Engine;

fn march() -> Month {
    Month::parse("2026-03").unwrap()
}

async fn company(world: World) -> World {
    let world = world.with_company().await;
    write_checks(&world, checks("2025-12-01", 31, 0..0)).await;
    write_checks(&world, checks("2026-01-01", 31, 30..38)).await;
    write_checks(&world, checks("2026-02-01", 28, 30..36)).await;
    write_checks(&world, checks("2026-03-01", 31, 9..10)).await;
    let mut csv = String::from("time,kpi,value\n");
    for n in 0..70 * 24 {
        csv.push_str(&format!("{},checkout-revenue,{}\n", at("2026-01-01") + n * HOUR_MS, if n % 24 >= 18 { 300 } else { 100 }));
    }
    world.engine.import_kpis(&world.viewer(Role::Admin), csv.as_bytes()).await.unwrap();
    world
}

fn because(reason: &str) -> CloseOrder {
    CloseOrder { seen: None, reason: Some(reason.to_owned()) }
}

/// The log of another hour of downtime comes late.
async fn late(world: &World) {
    write_checks(world, checks("2026-03-01", 1, 9..11)).await;
}

fn owner(world: &World) -> Viewer {
    Viewer { email: Email::parse("sari@example.com").ok(), actor: "sari@example.com".into(), ..world.viewer(Role::Finance) }
}

/// The months in review by finance, closed by the administrator.
async fn close(world: &World) {
    world.engine.put_in_review(&world.viewer(Role::Finance), march()).await.unwrap();
    let issue = world.engine.close_month(&world.viewer(Role::Admin), march(), because("The grace days are over.")).await.unwrap();
    assert_eq!((issue.revision, issue.state()), (1, State::Closed));
}

#[tokio::test]
async fn who_prepares_is_not_who_closes_and_neither_is_who_claims() {
    for world in worlds().await {
        let world = company(world).await;
        let (finance, lead, admin) = (world.viewer(Role::Finance), world.viewer(Role::MlLead), world.viewer(Role::Admin));
        let said = async |viewer: &Viewer| {
            world.engine.close_month(viewer, march(), because("The grace days are over.")).await.unwrap_err().to_string()
        };
        assert!(said(&finance).await.contains("not in review"));
        assert_eq!(world.engine.put_in_review(&world.viewer(Role::Executive), march()).await.unwrap_err().status(), 403);
        assert!(world.engine.put_in_review(&lead, march().plus(1)).await.unwrap_err().to_string().contains("has not ended"));
        assert!(world.engine.put_in_review(&lead, march().plus(-12)).await.unwrap_err().to_string().contains("nothing to close"));
        world.engine.put_in_review(&finance, march()).await.unwrap();
        assert!(world.engine.put_in_review(&lead, march()).await.unwrap_err().to_string().contains("in review already"));
        assert!(said(&finance).await.contains("you prepared this month"));
        assert!(said(&owner(&world)).await.contains("is your claim"));
        assert!(said(&lead).await.contains("needs the role Admin or Finance"));
        let review = world.engine.review(&admin, march()).await.unwrap();
        assert_eq!((review.state, review.prepared.unwrap().name.as_str(), review.not_yet), (State::InReview, "Finance", None));
        let stale = CloseOrder { seen: Some("0".repeat(64)), ..because("The grace days are over.") };
        assert!(world.engine.close_month(&admin, march(), stale).await.unwrap_err().to_string().contains("have changed since you looked"));
        world.engine.withdraw_review(&lead, march()).await.unwrap();
        assert!(said(&admin).await.contains("not in review"));
        assert_eq!(world.actions().await.iter().rev().take(2).collect::<Vec<_>>(), ["withdraw_review", "put_in_review"]);
    }
}

#[tokio::test]
async fn a_closed_month_stands_until_a_restatement_is_posted() {
    let mut issued = Vec::new();
    for world in worlds().await {
        let world = company(world).await;
        let admin = world.viewer(Role::Admin);
        close(&world).await;
        let first = world.engine.month_report(&admin, march()).await.unwrap();
        assert_eq!((first.ledger.totals.net.minor, first.state), (265_280, State::Closed));
        let nothing = world.engine.restate_month(&admin, march(), because("Just to be sure of it.")).await.unwrap_err().to_string();
        assert!(nothing.contains("nothing to restate"), "{nothing}");
        let twice = world.engine.put_in_review(&world.viewer(Role::Finance), march()).await.unwrap_err().to_string();
        assert!(twice.contains("closed already"), "{twice}");

        late(&world).await;
        assert_eq!(world.engine.month_report(&admin, march()).await.unwrap(), first, "what comes late alters nothing");
        let overview = world.engine.overview(&admin, Some(march())).await.unwrap();
        assert_eq!(overview.report.unwrap().ledger, first.ledger);
        let row = world.engine.months(&admin).await.unwrap().into_iter().find(|row| row.month == march()).unwrap();
        assert_eq!((row.state, row.revision, row.totals.net.minor, row.pending.unwrap().minor), (State::Closed, Some(1), 265_280, -66_670));
        let review = world.engine.review(&admin, march()).await.unwrap();
        let pending = review.pending.unwrap();
        assert_eq!((pending.old.minor, pending.new.minor, pending.differences.len()), (265_280, 198_610, 1));
        let short = world.engine.restate_month(&admin, march(), because("late")).await.unwrap_err().to_string();
        assert!(short.contains("10 characters"), "{short}");

        let order = CloseOrder { seen: Some(review.draft.snapshot), ..because("The log of 1 March came late") };
        let issue = world.engine.restate_month(&admin, march(), order).await.unwrap();
        assert_eq!((issue.revision, issue.state(), issue.restatement.as_ref().unwrap().change.minor), (2, State::Restated, -66_670));
        let second = world.engine.month_report(&admin, march()).await.unwrap();
        assert_eq!((second.ledger.totals.net.minor, second.issue.as_ref()), (198_610, Some(&issue)));
        assert_eq!(world.engine.issued_report(&admin, march(), 1).await.unwrap(), first);
        let files =
            [world.engine.issued_pdf(&admin, march(), 1).await.unwrap(), world.engine.issued_pdf(&admin, march(), 2).await.unwrap()];
        assert_eq!(world.engine.report_file(&admin, march(), domain::report::ReportFormat::Pdf).await.unwrap(), files[1]);
        assert_eq!(world.engine.issued_pdf(&admin, march(), 3).await.unwrap_err().status(), 404);
        let genuine =
            |revision, superseded_by| Verdict::Genuine { month: march(), revision, provisional: false, superseded_by, reopened: false };
        assert_eq!(world.engine.verify_pdf(&files[0]).await.unwrap(), genuine(1, Some(2)));
        assert_eq!(world.engine.verify_snapshot(&second.snapshot).await.unwrap(), genuine(2, None));
        let mut altered = files[0].clone();
        let middle = altered.len() / 2;
        altered[middle] ^= 1;
        assert_eq!(world.engine.verify_pdf(&altered).await.unwrap(), Verdict::Altered { month: march(), revision: 1 });
        assert_eq!(world.engine.verify_snapshot(&"0".repeat(64)).await.unwrap(), Verdict::Unknown);
        assert_eq!(world.engine.verify_pdf(b"%PDF-1.7 of somebody else").await.unwrap(), Verdict::Unknown);
        assert!(world.engine.verify_pdf(b"MZ").await.unwrap_err().to_string().contains("no PDF"));

        // The next month comes from what was issued, by way of what was corrected.
        world.clock.set(at("2026-05-05 12:00"));
        write_checks(&world, checks("2026-04-01", 30, 0..0)).await;
        let way = world.engine.month_report(&admin, march().plus(1)).await.unwrap().bridge.unwrap();
        assert_eq!(
            (way.before.minor, way.bars[0].title.as_str(), way.bars[0].amount.minor),
            (265_280, "Corrected since it was issued", -66_670)
        );
        issued.push(files);
    }
    assert!(issued.windows(2).all(|pair| pair[0] == pair[1]), "both databases issue the same bytes");
}

#[tokio::test]
async fn the_newest_is_opened_again_and_closed_as_its_next_revision() {
    for world in worlds().await {
        let world = company(world).await;
        let (finance, admin) = (world.viewer(Role::Finance), world.viewer(Role::Admin));
        assert!(world.engine.reopen_month(&admin, march(), "A rate was wrong.").await.unwrap_err().to_string().contains("not closed"));
        close(&world).await;
        late(&world).await;
        world.engine.reopen_month(&finance, march(), "A rate was wrong.").await.unwrap();
        let open = world.engine.month_report(&admin, march()).await.unwrap();
        assert_eq!((open.state, open.ledger.totals.net.minor, open.issue), (State::InReview, 198_610, None));
        assert!(world.engine.withdraw_review(&finance, march()).await.unwrap_err().to_string().contains("its revisions stay"));
        assert!(world.engine.close_month(&finance, march(), because("It is mended.")).await.is_err(), "who opened it does not close it");
        let issue = world.engine.close_month(&admin, march(), because("The rate is mended.")).await.unwrap();
        assert_eq!((issue.revision, issue.restatement.unwrap().reason.as_str()), (2, "A rate was wrong."));
        let review = world.engine.review(&admin, march()).await.unwrap();
        assert_eq!((review.state, review.revisions.len(), review.pending), (State::Restated, 2, None));
    }
}

#[tokio::test]
async fn the_program_prepares_a_month_once_after_its_grace_days() {
    for world in worlds().await {
        let world = company(world).await;
        let prepare = async || world.engine.prepare_due().await.unwrap();
        world.clock.set(at("2026-04-03 23:00"));
        assert_eq!(prepare().await, None, "three grace days are not over");
        world.clock.set(at("2026-04-04 00:05"));
        assert_eq!(prepare().await, Some(march()));
        assert_eq!(prepare().await, None, "it is in review");
        world.engine.withdraw_review(&world.viewer(Role::Finance), march()).await.unwrap();
        assert_eq!(prepare().await, None, "somebody took it out");
        close(&world).await;
        // Nobody looked in May: April is prepared in June, as soon as enough of it is measured.
        world.clock.set(at("2026-06-20 12:00"));
        assert_eq!(prepare().await, None, "nothing of April was measured");
        write_checks(&world, checks("2026-04-01", 30, 0..1)).await;
        assert_eq!(prepare().await, Some(march().plus(1)));
    }
}

#[tokio::test]
async fn a_link_is_counted_each_time_and_ends_when_it_is_revoked() {
    for world in worlds().await {
        let world = company(world).await;
        let (admin, lead) = (world.viewer(Role::Admin), world.viewer(Role::MlLead));
        let new = |days| NewShare { name: " The board ".into(), days };
        assert!(world.engine.share_report(&admin, march(), new(30)).await.unwrap_err().to_string().contains("is not closed"));
        close(&world).await;
        assert_eq!(world.engine.share_report(&lead, march(), new(30)).await.unwrap_err().status(), 403);
        assert_eq!(world.engine.share_report(&admin, march(), new(366)).await.unwrap_err().status(), 422);
        let secret = world.engine.share_report(&admin, march(), new(30)).await.unwrap();
        late(&world).await;
        world.engine.restate_month(&admin, march(), because("The log of 1 March came late")).await.unwrap();
        let report = world.engine.open_share(&secret).await.unwrap();
        assert_eq!(report.issue.unwrap().revision, 1, "it leads to what was shared");
        let (month, pdf) = world.engine.open_share_pdf(&secret).await.unwrap();
        assert_eq!((month, pdf), (march(), world.engine.issued_pdf(&admin, march(), 1).await.unwrap()));
        let rows = world.engine.shares(&admin, march()).await.unwrap();
        let now_ms = world.clock.now_ms();
        assert_eq!((rows.len(), rows[0].name.as_str(), rows[0].n_opened, rows[0].last_opened_ms), (1, "The board", 2, Some(now_ms)));
        assert!(rows[0].open && !secret.contains(&rows[0].id));
        assert!(world.engine.shares(&admin, march().plus(1)).await.unwrap().is_empty());
        assert_eq!(world.engine.revoke_share(&admin, march(), "0000000000000000").await.unwrap_err().status(), 404);
        world.engine.revoke_share(&admin, march(), &rows[0].id).await.unwrap();
        assert_eq!(world.engine.open_share(&secret).await.unwrap_err().status(), 404);
        assert_eq!(world.engine.revoke_share(&admin, march(), &rows[0].id).await.unwrap_err().status(), 404, "it is revoked already");
        let told = world.actions().await;
        assert_eq!(told.iter().filter(|action| ["share_report", "revoke_share"].contains(&action.as_str())).count(), 2);
    }
}

#[tokio::test]
async fn of_two_who_close_at_once_one_does() {
    for world in worlds().await {
        let world = company(world).await;
        world.engine.put_in_review(&Engine::background(), march()).await.unwrap();
        let (finance, admin) = (world.viewer(Role::Finance), world.viewer(Role::Admin));
        let close = |viewer| world.engine.close_month(viewer, march(), because("The grace days are over."));
        // A sample is written meanwhile: one of the two computes again.
        let (one, two, _) = tokio::join!(close(&finance), close(&admin), write_checks(&world, checks("2026-04-01", 1, 0..0)));
        assert_eq!([&one, &two].iter().filter(|outcome| outcome.is_ok()).count(), 1, "{one:?} {two:?}");
        assert_eq!(world.engine.review(&admin, march()).await.unwrap().revisions.len(), 1);
    }
}
