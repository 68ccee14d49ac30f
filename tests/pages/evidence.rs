//! The evidence pages, as their readers meet them.

use domain::access::Role;
use tests::Outcome;
use tests::site::{self, Reader, function};

#[tokio::test]
async fn a_test_is_read_with_its_verdict_and_its_arms() -> Outcome {
    let served = site::start().await?;
    let reader = Reader::of(&served, Role::MlLead).await?;
    let list = reader.get("/evidence?month=2026-10").await?.text;
    // 9433 of 182101 against 9117 of 182344: see the domain's golden case.
    for says in
        ["One test is recorded, all of them valid", "+3.60", "+0.74", "+6.55", "g gB", "until 1 Mar 2027", "/evidence/tests/ranking-v3"]
    {
        assert!(list.contains(says), "{says}");
    }
    let page = reader.get("/evidence/tests/ranking-v3?month=2026-10").await?.text;
    for says in [
        "182,344",
        "9,433",
        "0.001802",
        "Not shrunk: it belongs to no programme",
        "0.735",
        "No mapping counts it yet",
        "The split is as planned",
    ] {
        assert!(page.contains(says), "{says}: {page}");
    }
    assert_eq!(reader.get("/evidence/tests/nothing").await?.status, 404);

    let header = "id,service,kind,from,to,control_n,control_successes,treatment_n,treatment_successes,valid_until,stopped_early";
    let rows = "peek,recommender,proportion,2026-08-03,2026-08-30,5000,500,5100,560,2027-08-30,yes\n\
        next-year,recommender,proportion,2027-08-03,2027-08-30,5000,500,5100,560,2028-08-30,no";
    let file = format!("{header}\n{rows}\n");
    let answer = reader.upload(function("import_tests")?, &[("pasted", ""), ("back", "/evidence")], ("file", &file)).await?;
    let page = reader.get(&answer.location).await?.text;
    for says in [
        "1 accepted, 0 already there, 1 rejected",
        "is in the future",
        "2 tests are recorded, 1 of them not valid",
        "It was stopped because of what it showed",
    ] {
        assert!(page.contains(says), "{says}");
    }
    served.stop().await
}

#[tokio::test]
async fn a_plan_is_asked_for_by_a_plain_form() -> Outcome {
    let served = site::start().await?;
    let reader = Reader::of(&served, Role::Executive).await?;
    assert_eq!(reader.get("/evidence?plan=x&base_rate=about").await?.status, 422);
    assert_eq!(reader.get("/evidence?plan=x&base_rate=0.1&effect=&weekly=").await?.status, 200);
    served.stop().await
}
