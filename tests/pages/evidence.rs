//! The evidence pages, as their readers meet them.

use domain::access::Role;
use engine::{Clock, demo};
use tests::Outcome;
use tests::html::{control, form, value};
use tests::program::Served;
use tests::site::{self, Reader, function};

use crate::story::first_month::NOW_MS;

#[tokio::test]
async fn a_test_is_read_with_its_verdict_and_its_arms() -> Outcome {
    let served = site::start().await?;
    let reader = Reader::of(&served, Role::MlLead).await?;
    let list = reader.get("/evidence?month=2026-10").await?.text;
    // 16116 of 182101 against 15682 of 182344: difference and ratio by statsmodels.
    for says in
        ["9 tests are recorded, 1 of them not valid", "+2.90", "+0.77", "+5.09", "g gB", "until 28 Nov 2026", "/evidence/tests/picks-v2"]
    {
        assert!(list.contains(says), "{says}");
    }
    let page = reader.get("/evidence/tests/picks-v2?month=2026-10").await?.text;
    let shown = ["182,344", "16,116", "0.002498", "0.0006656 to 0.004331", "belongs to no programme", "0.921", "The split is as planned"];
    for says in shown {
        assert!(page.contains(says), "{says}: {page}");
    }
    // Five tests of one programme: the largest lift is drawn towards their mean.
    let shrunk = reader.get("/evidence/tests/row-below-basket?month=2026-10").await?.text;
    assert!(shrunk.contains("Relative lift, shrunk") && shrunk.contains("the mean of 5 tests of the programme “basket-page”"));
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
        "10 tests are recorded, 2 of them not valid",
        "It was stopped because of what it showed",
    ] {
        assert!(page.contains(says), "{says}");
    }
    served.stop().await
}

#[tokio::test]
async fn a_test_that_a_mapping_counts_is_not_removed() -> Outcome {
    let served = site::start().await?;
    let reader = Reader::of(&served, Role::MlLead).await?;
    let page = "/evidence/tests/picks-v2";
    let before = reader.get(page).await?.text;
    let used = before.split("/value-map/mappings/").nth(1).and_then(|rest| rest.split(['>', '<']).nth(1)).ok_or("nothing counts it")?;
    assert!(before.contains("Remove the test") && !used.is_empty());
    let answer = reader.post(function("remove_test")?, &[("id", "picks-v2"), ("back", page)]).await?;
    let after = reader.get(&answer.location).await?.text;
    let says = format!("The test stays: it is used by the mapping “{used}”");
    assert!(after.contains(&says), "{says}: {after}");
    assert_eq!(reader.get(page).await?.status, 200);
    served.stop().await
}

#[tokio::test]
async fn a_plan_is_asked_for_by_a_plain_form() -> Outcome {
    let served = site::start().await?;
    let reader = Reader::of(&served, Role::Executive).await?;
    assert_eq!(reader.get("/evidence?plan=x&base_rate=0.1&effect=&weekly=").await?.status, 200);
    served.stop().await
}

#[tokio::test]
async fn a_plan_that_cannot_be_read_keeps_what_was_typed() -> Outcome {
    let served = Served::start_at(Clock::fixed(NOW_MS)).await?;
    demo::prepare(&served.engine).await?;
    let reader = Reader::of(&served, Role::Executive).await?;
    for typed in ["abc", "1e400"] {
        let answer = reader.get(&format!("/evidence?month=2026-10&plan=fraud-recall&base_rate={typed}&effect=0.07&weekly=900")).await?;
        assert_eq!(answer.status, 200);
        let planner = form(&answer.text, "/evidence#plan").ok_or("no planner")?;
        let values = ["base_rate", "effect", "weekly"].map(|name| value(planner, name).unwrap_or_default());
        assert_eq!(values, [typed, "0.07", "900"]);
        assert!(control(planner, "base_rate").is_some_and(|tag| tag.contains("aria-invalid=\"true\"")), "{planner}");
        assert!(planner.contains(&format!("“{typed}” is not a number")), "{planner}");
    }
    // The sample company plans one line by itself, in words.
    let page = reader.get("/evidence?month=2026-10").await?.text;
    assert!(page.contains("% of units succeed now, a difference of 4.34 percentage points"), "{page}");
    served.stop().await
}
