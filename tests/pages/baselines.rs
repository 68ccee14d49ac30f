//! A baseline from records: looked at, filled in, approved, by plain forms.

use domain::access::Role;
use domain::time::{Month, parse_day};
use engine::Engine;
use tests::Outcome;
use tests::html;
use tests::program::Served;
use tests::site::{self, Reader, function};

/// Daily accuracy of 100 cases from January to June 2026: 88 right a day until March, then 85, 84 and 86.
async fn import_half_a_year(served: &Served) -> Outcome {
    let mut csv = "time,service,metric,numerator,denominator\n".to_owned();
    for (month, right) in (1..).zip([88, 88, 88, 85, 84, 86]) {
        let month = Month::new(2026, month)?;
        let days = month.first_day().iter_days().take_while(|day| *day <= month.last_day());
        days.for_each(|day| csv.push_str(&format!("{day},recommender,accuracy,{right},100\n")));
    }
    let report = served.engine.ports().samples.import_samples(&Engine::command_line(), csv.as_bytes()).await?;
    assert_eq!(report.accepted, 181);
    Ok(())
}

const TYPED: &str = "/drivers?indicator=recommender%2Faccuracy&statistic=value&from=2026-08-15&months=&value=0.9&low=&high=";

#[tokio::test]
async fn months_are_looked_at_filled_in_and_approved() -> Outcome {
    let served = site::start().await?;
    import_half_a_year(&served).await?;
    let reader = Reader::of(&served, Role::Finance).await?;
    let approve = function("approve_baseline")?;
    let page = reader.get(&format!("{TYPED}&first=2026-04&last=2026-06&look=look")).await?.text.replace('\u{a0}', " ");
    let form = html::form(&page, approve).ok_or("no form")?;
    assert!(form.split('>').next().is_some_and(|tag| tag.contains(" open")), "the form is open: {form}");
    let field = |form: &str, name: &str| html::value(form, name).unwrap_or_default();
    assert_eq!(["from", "value", "months", "first"].map(|name| field(form, name)), ["2026-08-15", "0.9", "", "2026-04"]);
    // (30 × 85 + 31 × 84 + 30 × 86) ÷ 9,100 = 0.8499; the months are 0.85, 0.84 and 0.86, so the range is ± 1.885618 × 0.01 ÷ √3 = 0.0109.
    for says in ["84.99 %", "83.90 % to 86.08 %", "3 months, 9,100 cases", "88.00 %", "0 of 3 months comparable", "return to normal"] {
        assert!(form.contains(says), "{says}: {form}");
    }

    let page = reader.get(&format!("{TYPED}&first=2026-04&last=2026-06&look=use")).await?.text;
    let form = html::form(&page, approve).ok_or("no form")?;
    let filled = ["indicator", "months", "from", "value"].map(|name| field(form, name));
    assert_eq!(filled, ["recommender/accuracy", "2026-04, 2026-05, 2026-06", "2026-08-15", ""], "a later day that was typed stays");
    let names = ["indicator", "statistic", "from", "first", "last", "months", "value", "low", "high"];
    let mut fields: Vec<(&str, String)> = names.map(|name| (name, field(form, name))).to_vec();
    fields.push(("back", "/drivers?form=baseline#baseline".to_owned()));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = reader.post(approve, &fields).await?;
    assert!(answer.location.contains("done="), "{answer:?}");
    served.engine.ports().models.overview(&Engine::command_line(), None).await?;
    let configuration = served.engine.ports().models.configuration(&Engine::command_line()).await?;
    let stored =
        configuration.baselines.values().find(|baseline| Some(baseline.from) == parse_day("2026-08-15").ok()).ok_or("not stored")?;
    let figures = [stored.value, stored.low, stored.high].map(|number| number.map(|number| number.0.to_string()).unwrap_or_default());
    assert_eq!((figures, stored.n, stored.confidence), (["0.8499", "0.8390", "0.8608"].map(str::to_owned), Some(9_100), Some(80)));
    served.stop().await
}

#[tokio::test]
async fn what_is_no_baseline_comes_back_at_its_field() -> Outcome {
    let served = site::start().await?;
    import_half_a_year(&served).await?;
    let reader = Reader::of(&served, Role::Finance).await?;
    let approve = function("approve_baseline")?;
    for (window, at, says) in [
        (
            "first=2026-05&last=2026-08&look=use",
            "first",
            "2 of 4 months are comparable, and a baseline needs 3. July 2026: nothing was measured",
        ),
        ("first=2026-05&last=2026-04&look=look", "last", "The last month is before May 2026"),
        ("first=soon&last=2026-04&look=look", "first", "Name a month, such as 2026-01"),
        ("first=&last=&look=look", "first", "Name a month, such as 2026-01"),
    ] {
        let page = reader.get(&format!("{TYPED}&{window}")).await?;
        assert_eq!(page.status, 200, "{window}");
        let form = html::form(&page.text, approve).ok_or("no form")?;
        let control = html::control(form, at).ok_or("no field")?;
        assert_eq!(html::attribute(control, "aria-invalid").as_deref(), Some("true"), "{window}: {form}");
        assert!(form.contains(&format!("id=\"baseline-{at}-err\"")) && form.contains(says), "{says}: {form}");
        let kept = ["from", "value", "months"].map(|name| html::value(form, name).unwrap_or_default());
        assert_eq!(kept, ["2026-08-15", "0.9", ""], "{window}: nothing is lost, nothing filled in");
    }
    served.stop().await
}
