//! Who may not, and who is not signed in: each page and each form refuses, and nothing is changed.

use domain::access::Role;
use tests::Outcome;
use tests::html;
use tests::site::{self, PASSWORD, Reader, function};

use super::forms::send;
use super::table::{FORMS, OTHERS, UPLOADS};

/// Pages before anybody is signed in.
const ENTRY: [&str; 3] = ["/sign-in", "/first-admin", "/invitation"];

/// Every page but those of entry, and those that are open to who holds a report or a link to it (`close.rs`), with parameters that lead to something.
fn pages() -> Vec<String> {
    let filled = |path: String| match path.as_str() {
        "/services/{id}" => "/services/recommender".to_owned(),
        "/value-map/mappings/{id}" => "/value-map/mappings/recommender-uptime".to_owned(),
        "/sources/{id}" => "/sources/telemetry".to_owned(),
        "/evidence/tests/{id}" => "/evidence/tests/picks-v2".to_owned(),
        "/share/{secret}" => format!("/share/{}", "0".repeat(64)),
        "/verify/{snapshot}" => format!("/verify/{}", "0".repeat(64)),
        "/reports/{month}/review" => "/reports/2026-10/review".to_owned(),
        "/reports/{month}" => "/reports/2026-10".to_owned(),
        other => {
            assert!(!other.contains('{'), "say here what {other} leads to");
            path
        }
    };
    server::leptos::page_paths()
        .into_iter()
        .map(filled)
        .filter(|path| !ENTRY.contains(&path.as_str()) && !path.starts_with("/verify/") && !path.starts_with("/share/"))
        .collect()
}

#[tokio::test]
async fn a_stranger_is_led_to_the_door_and_back() -> Outcome {
    let served = site::start().await?;
    let stranger = Reader::stranger(&served)?;
    for page in pages().iter().chain([&"/settings?tab=audit&before=9".to_owned()]) {
        let refused = stranger.get(page).await?;
        assert_eq!(refused.status, 303, "{page}");
        let door = refused.location;
        assert!(door.starts_with("/sign-in?next="), "{page}: {door}");
        let form = stranger.get(&door).await?.text;
        let next = html::value(&form, "next").ok_or("the form does not send on where to go")?;
        assert_eq!(&next, page);
        let fields = [("email", site::email(Role::Admin)), ("password", PASSWORD), ("next", &next)];
        let entered = stranger.post("/sign-in", &fields).await?;
        assert_eq!((entered.status, &entered.location), (303, page));
        let mut reader = Reader::stranger(&served)?;
        reader.enter(&entered)?;
        assert_eq!(reader.get(page).await?.status, 200, "{page}");
    }
    served.stop().await
}

#[tokio::test]
async fn every_role_reads_every_page_and_is_offered_only_what_it_may_do() -> Outcome {
    let served = site::start().await?;
    for role in Role::ALL {
        let reader = Reader::of(&served, role).await?;
        for page in pages() {
            assert_eq!(reader.get(&page).await?.status, 200, "{role:?} reads {page}");
        }
        // The mapping editor shows everybody what a change would be worth; only the button that saves is for some.
        for form in FORMS.iter().filter(|form| !form.may.contains(&role) && form.name != "save_mapping") {
            let page = reader.get(form.page).await?.text;
            assert_eq!(html::form(&page, function(form.name)?), None, "{role:?} is not offered {}", form.name);
        }
        for (part, may) in [("tokens", role == Role::Admin), ("audit", [Role::Admin, Role::Finance].contains(&role))] {
            let page = reader.get(&format!("/settings?tab={part}")).await?;
            assert_eq!(page.status, if may { 200 } else { 403 }, "{role:?} and {part}");
            assert_eq!(page.text.contains("needs the role"), !may, "{role:?} and {part}: who may is said");
        }
    }
    served.stop().await
}

#[tokio::test]
async fn the_wrong_role_is_told_and_changes_nothing() -> Outcome {
    let served = site::start().await?;
    for role in Role::ALL {
        let reader = Reader::of(&served, role).await?;
        let before = served.database.contents().await?;
        for form in FORMS.iter().filter(|form| !form.may.contains(&role)) {
            let answer = send(&reader, form, None).await?;
            let page = reader.get(&answer.location).await?;
            assert!(page.text.contains("needs the role"), "{role:?} and {}: {}", form.name, answer.location);
        }
        assert_eq!(before, served.database.contents().await?, "{role:?}");
    }
    served.stop().await
}

#[tokio::test]
async fn a_stranger_s_form_changes_nothing_and_is_kept_until_after_the_door() -> Outcome {
    let served = site::start().await?;
    let before = served.database.contents().await?;
    let stranger = Reader::stranger(&served)?;
    for form in FORMS {
        let answer = send(&stranger, form, None).await?;
        assert!(answer.location.starts_with("/sign-in?"), "{}: {answer:?}", form.name);
        assert!(answer.location.contains("next=%2F"), "{}: {}", form.name, answer.location);
    }
    for name in OTHERS {
        let answer = stranger.post(function(name)?, &[("service", "recommender"), ("theme", "dark")]).await?;
        assert!(!answer.text.contains("Checkout recommender"), "{name} shows nothing: {answer:?}");
    }
    assert_eq!(before, served.database.contents().await?);

    let form = FORMS.iter().find(|form| form.name == "add_driver").ok_or("no such form")?;
    let door = stranger.get(&send(&stranger, form, None).await?.location).await?.text;
    assert!(door.contains("what was typed is kept"));
    let next = html::value(&door, "next").ok_or("nowhere to go")?;
    let page = Reader::of(&served, Role::Finance).await?.get(&next).await?.text;
    let shown = html::form(&page, function("add_driver")?).ok_or("no form")?;
    assert_eq!(html::value(shown, "id").as_deref(), Some("net-price"));
    served.stop().await
}

#[tokio::test]
async fn another_site_changes_nothing_in_a_reader_s_name() -> Outcome {
    let served = site::start().await?;
    let reader = Reader::of(&served, Role::Admin).await?;
    let before = served.database.contents().await?;
    for (name, value) in [("origin", "https://elsewhere.example"), ("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site")] {
        for form in FORMS {
            let request = reader.request(function(form.name)?).form(form.fields).header(name, value);
            assert_eq!(reader.send(request).await?.status, 403, "{}", form.name);
        }
        for path in ["/sign-in", "/sign-out", "/first-admin", "/invitation"] {
            assert_eq!(reader.send(reader.request(path).form(&[("email", "a")]).header(name, value)).await?.status, 403, "{path}");
        }
    }
    assert_eq!(before, served.database.contents().await?);
    assert_eq!(reader.get("/").await?.status, 200, "and signs nobody out");
    served.stop().await
}

#[tokio::test]
async fn no_form_leads_to_another_site() -> Outcome {
    let served = site::start().await?;
    let reader = Reader::of(&served, Role::Executive).await?;
    for back in
        ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", "/\t/elsewhere.example"]
    {
        for form in FORMS.iter().filter(|form| !UPLOADS.contains(&form.name)) {
            let mut fields = form.fields.to_vec();
            fields.push(("back", back));
            let location = reader.post(function(form.name)?, &fields).await?.location;
            assert!(location.starts_with("/?"), "{}: {location}", form.name);
        }
    }
    served.stop().await
}
