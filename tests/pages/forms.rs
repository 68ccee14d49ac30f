//! A form is taken when it is right, and comes back with everything that was typed when it is wrong.

use domain::access::Role;
use tests::Outcome;
use tests::html;
use tests::site::{self, Answer, Reader, function, function_name};

use super::table::{ELSEWHERE, FORMS, Form, OTHERS, UPLOADS};

/// Posts a form as its page would.
pub async fn send(reader: &Reader<'_>, form: &Form, change: Option<(&'static str, &'static str)>) -> Outcome<Answer> {
    let joint = if form.page.contains('?') { '&' } else { '?' };
    let back = if form.id.is_empty() { form.page.to_owned() } else { format!("{0}{joint}form={1}#{1}", form.page, form.id) };
    let changed = |(name, value)| change.filter(|(changed, _)| *changed == name).unwrap_or((name, value));
    let mut fields: Vec<(&str, &str)> = form.fields.iter().map(|field| changed(*field)).collect();
    fields.push(("back", &back));
    let path = function(form.name)?;
    if UPLOADS.contains(&form.name) { reader.upload(path, &fields, ("file", "")).await } else { reader.post(path, &fields).await }
}

#[test]
fn no_server_function_is_forgotten() {
    let mut listed: Vec<&str> = FORMS.iter().map(|form| form.name).chain(OTHERS).chain(ELSEWHERE).collect();
    let mut there: Vec<&str> = server::leptos::server_functions().into_iter().map(function_name).collect();
    listed.sort_unstable();
    there.sort_unstable();
    assert_eq!(there, listed);
}

#[tokio::test]
async fn what_is_right_is_taken_and_what_is_wrong_comes_back_as_it_was_typed() -> Outcome {
    let served = site::start().await?;
    let reader = Reader::of(&served, Role::Admin).await?;
    for form in FORMS {
        let answer = send(&reader, form, None).await?;
        assert_eq!(answer.status, 302, "{}: {answer:?}", form.name);
        assert!(answer.location.contains("done=") && !answer.location.contains("error="), "{}: {}", form.name, answer.location);
        let page = reader.get(&answer.location).await?;
        assert!(page.text.contains("class=\"banner ok\""), "{}: says that it is done", form.name);
    }
    let before = served.database.contents().await?;
    for form in FORMS {
        let Some(wrong) = form.wrong else { continue };
        let answer = send(&reader, form, Some(wrong)).await?;
        let page = reader.get(&answer.location).await?;
        assert_eq!(page.status, 200, "{}", form.name);
        assert!(page.text.contains("class=\"banner bad\""), "{}: says that it is not done", form.name);
        let shown = html::form(&page.text, function(form.name)?).ok_or(form.name)?;
        assert!(shown.contains("class=\"err\""), "{}: the error stands in the form: {shown}", form.name);
        assert!(!shown.starts_with("<details") || shown.split('>').next().is_some_and(|tag| tag.contains(" open")), "{}", form.name);
        for (name, value) in form.fields.iter().filter(|(name, _)| !["act", "what"].contains(name)) {
            let typed = if *name == wrong.0 { wrong.1 } else { value };
            if *name == "secret" {
                assert!(!shown.contains(typed) && !answer.location.contains(typed), "{}: a secret is never told", form.name);
                continue;
            }
            // A system that cannot be asked for past months is no choice of the form.
            if typed != "telemetry" {
                assert_eq!(html::value(shown, name).unwrap_or_default(), typed, "{}: {name}", form.name);
            }
        }
    }
    assert_eq!(before, served.database.contents().await?, "what came back changed nothing");
    served.stop().await
}

#[tokio::test]
async fn an_error_stands_at_its_field() -> Outcome {
    let served = site::start().await?;
    let reader = Reader::of(&served, Role::Finance).await?;
    let form = FORMS.iter().find(|form| form.name == "add_driver").ok_or("no such form")?;
    let answer = send(&reader, form, form.wrong).await?;
    assert!(answer.location.ends_with("#new-driver"), "{}", answer.location);
    let page = reader.get(&answer.location).await?;
    let shown = html::form(&page.text, function(form.name)?).ok_or("no form")?;
    let control = html::control(shown, "value").ok_or("no field")?;
    assert_eq!(html::attribute(control, "aria-invalid").as_deref(), Some("true"));
    let described = html::attribute(control, "aria-describedby").ok_or("nothing describes it")?;
    assert!(described.split(' ').any(|id| shown.contains(&format!("<p id=\"{id}\" class=\"err\">"))), "{described}");
    assert_eq!(shown.matches("class=\"err\"").count(), 1, "once in the form");
    let other = html::control(shown, "name").ok_or("no field")?;
    assert_eq!(html::attribute(other, "aria-invalid"), None);
    served.stop().await
}

#[tokio::test]
async fn what_no_address_can_carry_is_not_passed_off_as_what_was_sent() -> Outcome {
    let served = site::start().await?;
    let reader = Reader::of(&served, Role::Admin).await?;
    let path = function("apply_configuration")?;
    let back = ("back", "/settings?tab=configuration&form=apply#apply");
    let renamed = site::EXAMPLE.replace("Selat Commerce", "Selat & Co");
    let answer = reader.post(path, &[("toml", &renamed), ("act", "compare"), back]).await?;
    assert!(answer.location.contains("done=") && answer.location.len() < 8_000, "{answer:?}");
    assert!(reader.get(&answer.location).await?.text.contains("too long to come back here"));

    let huge = "#".repeat(2 << 20);
    let refused = reader.post(path, &[("toml", &huge), ("act", "apply"), back]).await?;
    assert_eq!(refused.status, 413, "{refused:?}");
    served.stop().await
}

#[tokio::test]
async fn rejected_rows_are_listed_counted_and_taken_out_whole() -> Outcome {
    let served = site::start().await?;
    let reader = Reader::of(&served, Role::Finance).await?;
    let other = Reader::of(&served, Role::MlLead).await?;
    assert_eq!(reader.get("/sources/rejected-rows.csv").await?.status, 404, "nothing was imported yet");
    let mut csv = "time,kpi,value\n2026-10-01,checkout-orders,5\n".to_owned();
    (0..40).for_each(|row| csv.push_str(&format!("2026-10-02,\"no, such {row}\",1\n")));
    let fields = [("what", "kpis"), ("pasted", ""), ("back", "/sources")];
    let answer = reader.upload(function("import_csv")?, &fields, ("file", &csv)).await?;
    assert!(answer.location.ends_with("#import"), "the report stands there: {}", answer.location);
    let page = reader.get(&answer.location).await?.text;
    assert!(page.contains("1 accepted, 0 already there, 40 rejected"));
    assert!(page.contains("12 of 40 rejected rows are listed"));
    let region = page.split("aria-label=\"Rejected rows\"").nth(1).ok_or("no list")?;
    assert_eq!(region.split("</tbody>").next().unwrap_or_default().matches("<tr>").count(), 13, "12 and the head");

    let file = reader.get("/sources/rejected-rows.csv").await?.text;
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!((lines.len(), lines[0]), (41, "line,column,reason"));
    assert!(lines[1].starts_with("3,\"kpi\",\"") && lines[40].starts_with("42,"), "{file}");
    assert_eq!(other.get("/sources/rejected-rows.csv").await?.status, 404, "another reader's");
    assert!(Reader::stranger(&served)?.get("/sources/rejected-rows.csv").await?.status == 401);
    served.stop().await
}

#[tokio::test]
async fn a_bill_comes_in_by_the_form_of_files() -> Outcome {
    let served = site::start().await?;
    let reader = Reader::of(&served, Role::Finance).await?;
    let bill = "day,service,amount,currency,basis\n2026-10-01,recommender,12.40,EUR,all\n";
    let fields = [("what", "costs"), ("pasted", bill), ("back", "/sources")];
    let answer = reader.upload(function("import_csv")?, &fields, ("file", "")).await?;
    let page = reader.get(&answer.location).await?.text;
    assert!(page.contains("0 accepted, 0 already there, 1 rejected") && page.contains("“all” is no basis"), "{page}");
    let fields = [("what", "costs"), ("pasted", "time,kpi,value\n"), ("back", "/sources")];
    let answer = reader.upload(function("import_csv")?, &fields, ("file", "")).await?;
    let page = reader.get(&answer.location).await?.text;
    assert!(page.contains("the header must be day,service,amount,currency,basis"), "{page}");
    let chosen = page.split("value=\"costs\"").nth(1).and_then(|rest| rest.split('>').next()).ok_or("no choice of bills")?;
    assert!(chosen.contains("checked"), "what was chosen stays chosen: {chosen}");
    served.stop().await
}

#[tokio::test]
async fn a_form_without_a_field_it_needs_says_so() -> Outcome {
    let served = site::start().await?;
    let reader = Reader::of(&served, Role::Admin).await?;
    let request = reader.request(function("add_objective")?).form(&[("id", "grow")]);
    let answer = reader.send(request.header("referer", served.url("/value-map"))).await?;
    let path = answer.location.strip_prefix(&served.url("")).unwrap_or(&answer.location);
    assert!(path.starts_with("/value-map?"), "{answer:?}");
    assert!(reader.get(path).await?.text.contains("arrived without a field that it needs"));
    served.stop().await
}
