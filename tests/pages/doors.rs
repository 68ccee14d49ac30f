//! Coming in and going out: the first administrator, passwords, invitations, links that work once.

use domain::access::Role;
use tests::Outcome;
use tests::html;
use tests::program::Served;
use tests::site::{self, PASSWORD, Reader, function};

#[tokio::test]
async fn the_first_administrator_comes_by_the_printed_link_once() -> Outcome {
    let served = Served::start().await?;
    let link = served.engine.first_admin_link().ok_or("no link is printed")?;
    let token = link.split_once("token=").ok_or("no token")?.1;
    let mut reader = Reader::stranger(&served)?;
    assert_eq!(reader.get("/").await?.location, "/first-admin", "an empty database leads there");
    let page = reader.get(&link).await?.text;
    assert_eq!(html::value(&page, "token").as_deref(), Some(token));

    let mut fields = vec![
        ("token", token),
        ("name", "Dewi \"D\" Anggraini"),
        ("email", "dewi@example.com"),
        ("password", "short"),
        ("workspace", "Nusantara & Sons"),
        ("time_zone", "Asia/Jakarta"),
        ("currency", "IDR"),
    ];
    let refused = reader.post("/first-admin", &fields).await?;
    assert!(!refused.location.contains("short"), "a password is never carried");
    let page = reader.get(&refused.location).await?.text;
    for (name, value) in fields.iter().filter(|(name, _)| *name != "password") {
        assert_eq!(html::value(&page, name).as_deref(), Some(*value), "{name} is kept");
    }
    assert_eq!(html::value(&page, "password").as_deref(), Some(""));
    let control = html::control(&page, "password").ok_or("no field")?;
    assert_eq!(html::attribute(control, "aria-invalid").as_deref(), Some("true"), "the error stands at the password");

    fields[3].1 = PASSWORD;
    let wrong_link: Vec<_> =
        fields.iter().map(|(name, value)| if *name == "token" { ("token", "guessed") } else { (*name, *value) }).collect();
    let refused = reader.post("/first-admin", &wrong_link).await?;
    assert!(reader.get(&refused.location).await?.text.contains("not the link the server printed"));

    let made = reader.post("/first-admin", &fields).await?;
    assert_eq!((made.status, made.location.as_str()), (303, "/"));
    reader.enter(&made)?;
    assert!(reader.get("/").await?.text.contains("Nusantara &amp; Sons"));

    let again = Reader::stranger(&served)?.post("/first-admin", &fields).await?;
    assert!(again.location.starts_with("/first-admin?") && again.cookies.is_empty(), "{again:?}");
    assert!(reader.get(&again.location).await?.text.contains("There is an administrator already"));
    served.stop().await
}

#[tokio::test]
async fn an_invited_person_chooses_a_password_signs_in_and_out() -> Outcome {
    let served = site::start().await?;
    let admin = Reader::of(&served, Role::Admin).await?;
    let back = "/settings?tab=people&form=invite#invite";
    let fields = [("name", "Mai"), ("email", "mai@selat.example"), ("role", "finance"), ("back", back)];
    let invited = admin.post(function("invite")?, &fields).await?;
    let shown = invited.cookies.iter().find(|cookie| cookie.starts_with("shown-once=")).ok_or("no link is shown")?;
    let mut showing = Reader::of(&served, Role::Admin).await?;
    showing.cookie = format!("{}; {shown}", showing.cookie);
    let page = showing.get(&invited.location).await?;
    let start = page.text.find("/invitation?token=").ok_or("the page does not show the link")?;
    let link = page.text[start..].split('"').next().ok_or("no link")?.to_owned();
    assert!(page.cookies.iter().any(|cookie| cookie == "shown-once="), "it is shown once: {:?}", page.cookies);
    assert!(!admin.get(&invited.location).await?.text.contains("/invitation?token="));

    let token = link.split_once("token=").ok_or("no token")?.1;
    let mut mai = Reader::stranger(&served)?;
    assert_eq!(html::value(&mai.get(&link).await?.text, "token").as_deref(), Some(token));
    let refused = mai.post("/invitation", &[("token", token), ("password", "short")]).await?;
    let page = mai.get(&refused.location).await?.text;
    assert!(page.contains("class=\"err\"") && html::value(&page, "token").as_deref() == Some(token), "the link still works");
    let accepted = mai.post("/invitation", &[("token", token), ("password", PASSWORD)]).await?;
    assert_eq!((accepted.status, accepted.location.as_str()), (303, "/"));
    mai.enter(&accepted)?;
    assert!(mai.get("/drivers").await?.text.contains("Mai"));

    let again = mai.post("/invitation", &[("token", token), ("password", "another long password")]).await?;
    assert!(again.cookies.is_empty());
    assert!(mai.get(&again.location).await?.text.contains("used already or is too old"));

    // Out: the old session is over at the server too.
    let out = mai.post("/sign-out", &[]).await?;
    assert_eq!((out.status, out.location.as_str()), (303, "/sign-in"));
    assert!(mai.get("/").await?.location.starts_with("/sign-in"));

    let wrong = mai.post("/sign-in", &[("email", "mai@selat.example"), ("password", "not hers at all")]).await?;
    assert!(wrong.cookies.is_empty() && !wrong.location.contains("hers"), "{wrong:?}");
    let page = mai.get(&wrong.location).await?.text;
    assert!(page.contains("do not belong together"));
    assert_eq!(html::value(&page, "email").as_deref(), Some("mai@selat.example"));
    let right = mai.post("/sign-in", &[("email", "mai@selat.example"), ("password", PASSWORD)]).await?;
    mai.enter(&right)?;
    assert_eq!(mai.get("/").await?.status, 200);
    served.stop().await
}

#[tokio::test]
async fn a_link_that_signs_in_works_once() -> Outcome {
    let served = site::start().await?;
    let link = served.engine.sign_in_link(&domain::ids::Email::parse(site::email(Role::Finance))?).await?;
    let stranger = Reader::stranger(&served)?;
    assert_eq!(stranger.get(&link).await?.location, "/");
    let again = stranger.get(&link).await?;
    assert!(again.cookies.is_empty(), "{again:?}");
    assert!(stranger.get(&again.location).await?.text.contains("used already or is too old"));
    served.stop().await
}

#[tokio::test]
async fn nobody_is_led_to_another_site_after_the_door() -> Outcome {
    let served = site::start().await?;
    let stranger = Reader::stranger(&served)?;
    for next in ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "/\t/elsewhere.example", "javascript:alert(1)"]
    {
        let entered = stranger.post("/sign-in", &[("email", site::email(Role::Admin)), ("password", PASSWORD), ("next", next)]).await?;
        assert_eq!((entered.status, entered.location.as_str()), (303, "/"), "{next}");
    }
    served.stop().await
}
