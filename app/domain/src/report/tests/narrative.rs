use super::*;
use crate::money::Money;
use crate::report::narrative::{certainty, line_sentence, losses};

#[test]
fn the_loss_is_told_first() {
    let report = report("2026-10");
    assert_eq!(
        plain(&report.headline),
        "Machine learning cost USD 3,709 more than it earned in October, after earning 1,453 more than it cost in September."
    );
    assert_eq!(
        plain(&report.lead),
        "“Checkout hours kept open” took away more than “Right picks” brought in. Checkout hours kept open lost USD 1,950 \
         (owner: Ana Reyes). 1 effect was seen and is not claimed."
    );
    let reasons: Vec<_> = report.reasons.iter().map(|reason| (plain(&reason.title), plain(&reason.text))).collect();
    assert_eq!(
        reasons,
        [
            (
                "Fraud score stood still for 10 h 26 min.".to_owned(),
                "USD 1,950 lost in October, after a gain of 4,030 in September.".to_owned()
            ),
            ("Product ranker was right more often.".to_owned(), "USD 1,241 earned in October, after 423 in September.".to_owned()),
        ]
    );
    assert_eq!(losses(&report.ledger).len(), 1);
}

#[test]
fn the_first_month_has_no_reasons() {
    let report = report("2026-09");
    assert_eq!(plain(&report.headline), "Machine learning earned USD 1,453 more than it cost in September, its first month measured.");
    assert!(report.reasons.is_empty() && report.previous.is_none());
    assert_eq!(plain(&report.lead), "No line lost money. 1 effect was seen and is not claimed.");
}

#[test]
fn a_line_that_is_no_longer_claimed_says_why() {
    let mut facts = facts();
    uptime(&mut facts, "2026-10", "599", "1");
    let report = build(&company(), &facts, month("2026-10")).unwrap();
    let reason = &report.reasons[0];
    assert_eq!(plain(&reason.title), "Checkout hours kept open: no longer claimed.");
    assert_eq!(plain(&reason.text), "USD 4,030 earned in September; not claimed in October. No figure: coverage 80.6 %, under 90 %.");
}

#[test]
fn nothing_priced_is_said_with_the_cost() {
    let mut facts = facts();
    facts.months.retain(|(series, month), _| *month == super::month("2026-10") && series.to_string() == "ranker/engagement");
    let report = build(&company(), &facts, month("2026-10")).unwrap();
    assert_eq!(
        plain(&report.headline),
        "Nothing is claimed for October: 3 effects were seen, none could be priced. Cost to run: USD 3,000."
    );
    assert!(report.reasons.is_empty());
}

#[test]
fn each_line_in_a_sentence_of_its_template() {
    let september = report("2026-09");
    let october = report("2026-10");
    let say = |report: &MonthReport, name: &str| plain(&line_sentence(report.ledger.lines.iter().find(|line| line.name == name).unwrap()));
    assert_eq!(say(&september, "Checkout hours kept open"), "We avoided 6.2 hours of downtime, worth about USD 4,030.");
    assert_eq!(say(&october, "Checkout hours kept open"), "It stood still 3.0 hours longer than its baseline, which cost about USD 1,950.");
    assert_eq!(say(&october, "Right picks"), "It was right more often than its baseline, by 1.32 points, worth about USD 1,240.");
    let mut worthless = october.ledger.lines[0].clone();
    worthless.amount = Money { minor: 0, ..worthless.amount };
    assert_eq!(line_sentence(&worthless), "Right picks: neither earned nor lost.");
}

#[test]
fn unit_costs_and_hours_have_their_own_words() {
    use crate::config::Template;
    let mut line = report("2026-10").ledger.lines[0].clone();
    let set = |line: &mut crate::value::ValueLine, template, unit: &str, first: &str, second: &str, minor| {
        line.template = template;
        (line.chain[0].unit, line.chain[1].unit) = (unit.to_owned(), unit.to_owned());
        line.chain[0].value = crate::config::Number::parse(first).unwrap();
        line.chain[1].value = crate::config::Number::parse(second).unwrap();
        line.amount = Money { minor, ..line.amount };
    };
    set(&mut line, Template::CostSaved, "USD/prediction", "0.0031", "0.0024", 61_435);
    assert_eq!(plain(&line_sentence(&line)), "Each prediction cost USD 0.0007 less than its baseline, about USD 614 in all.");
    set(&mut line, Template::CostSaved, "USD/prediction", "0.0024", "0.0031", -61_435);
    assert_eq!(plain(&line_sentence(&line)), "Each prediction cost USD 0.0007 more than its baseline, about USD 614 more in all.");
    set(&mut line, Template::TeamTime, "h", "1340", "902", 814_680);
    assert_eq!(plain(&line_sentence(&line)), "It saved 438 hours of work, worth about USD 8,150.");
    set(&mut line, Template::TeamTime, "min", "60", "120", -3_000);
    assert_eq!(plain(&line_sentence(&line)), "It took 1.0 hours of work more than its baseline, which cost about USD 30.");
}

/// The reason of a service in October, after changes to the company and to what was measured.
fn reason(service: &str, change: impl Fn(&mut Configuration, &mut Facts)) -> (String, String) {
    let (mut configuration, mut facts) = (company(), facts());
    change(&mut configuration, &mut facts);
    let report = build(&configuration, &facts, month("2026-10")).unwrap();
    let reason = report.reasons.iter().find(|reason| reason.service.as_str() == service).unwrap();
    (plain(&reason.title), plain(&reason.text))
}

#[test]
fn a_reason_names_what_the_money_followed() {
    let said = |title: &str, text: &str| (title.to_owned(), text.to_owned());
    // (7.44 − 0.00) × 1000 × 0.65 = 4,836.00
    assert_eq!(
        reason("fraud", |_, facts| uptime(facts, "2026-10", "744", "0")),
        said("Fraud score never stood still.", "USD 4,836 earned in October, after 4,030 in September.")
    );
    // (7.44 − 0.50) × 1000 × 0.65 = 4,511.00
    assert_eq!(
        reason("fraud", |_, facts| uptime(facts, "2026-10", "743.50", "0.50")),
        said("Fraud score stood still for only 30 min.", "USD 4,511 earned in October, after 4,030 in September.")
    );
    // Longer down and still more money, since the month is longer: (7.44 − 1.20) × 1000 × 0.65 = 4,056.00
    assert_eq!(
        reason("fraud", |_, facts| uptime(facts, "2026-10", "742.80", "1.20")),
        said("Checkout hours kept open: more than the month before.", "USD 4,056 earned in October, after 4,030 in September.")
    );
    let dearer = |configuration: &mut Configuration, _: &mut Facts| {
        let cost = configuration.costs.values_mut().next().unwrap();
        let now =
            crate::config::CostValue { from: month("2026-10"), per_month: crate::config::Number(9_000.into()), ..cost.values[0].clone() };
        cost.values.push(now);
    };
    assert_eq!(reason("fraud", dearer), said("Running Fraud score cost more.", "USD 9,000 in October, after 1,000 in September."));
    let newer = |configuration: &mut Configuration, _: &mut Facts| {
        let mapping = configuration.mappings.values_mut().last().unwrap();
        mapping.versions[0].from = month("2026-10").first_day();
    };
    assert_eq!(reason("ranker", newer), said("Right picks: counted for the first time.", "USD 1,241 earned in October, its first month."));
}

#[test]
fn the_largest_causes_lead_whichever_way_they_went() {
    let (mut configuration, mut facts) = (company(), facts());
    uptime(&mut facts, "2026-10", "744", "0");
    let report = build(&configuration, &facts, month("2026-10")).unwrap();
    assert!(plain(&report.lead).starts_with("The change comes from “Right picks” and “Checkout hours kept open”. No line lost money."));
    for cost in configuration.costs.values_mut() {
        cost.values.truncate(0);
    }
    let report = build(&configuration, &facts, month("2026-10")).unwrap();
    assert!(plain(&report.lead).contains("No cost to run is recorded, so nothing is taken off."));
    assert_eq!(plain(&report.headline), "Machine learning earned USD 6,077 in October: 1,624 more than in September.");
}

#[test]
fn what_is_not_known_is_said() {
    let sure = certainty(&report("2026-10"));
    assert!(plain(&sure[0]).starts_with("Four times in five, the net value lies between USD −3,9"), "{}", sure[0]);
    assert!(plain(&sure[0]).ends_with("as far as the ranges of its inputs are stated; the chance of a loss is over 99 %."), "{}", sure[0]);
    assert_eq!(
        sure[1..],
        [
            "Everything that is watched was measured for enough of the month.",
            "Of 6 drivers and baselines, 2 come from records and 4 are assumed.",
            "100\u{a0}% of the gains are estimated by experts (grade D).",
        ]
    );
    let mut facts = facts();
    uptime(&mut facts, "2026-10", "599", "1");
    let gap = build(&company(), &facts, month("2026-10")).unwrap();
    assert!(certainty(&gap).iter().any(|text| text == "Measured for too little of the month: uptime of Fraud score."));
    let empty = MonthReport { coverage: Vec::new(), drivers: Vec::new(), baselines: Vec::new(), by_grade: Vec::new(), ..report("2026-10") };
    assert_eq!(certainty(&empty).len(), 1, "nothing is said about nothing");
    let mut single = empty;
    single.ledger.range = None;
    assert_eq!(certainty(&single), ["Each amount is one estimate: no input states how far it may be off."]);
}
