//! One believable month of an invented company: two services, October after September.

use chrono::NaiveDate;
use domain::config::{Basis, Number, Template};
use domain::metric::{Better, Category};
use domain::money::{Currency, Money};
use domain::report::{
    BaselineRow, CoverageRow, Decision, DriverRow, MonthPoint, MonthReport, ReasonText, ServiceRow, ServiceTrend, TrendLine,
};
use domain::time::{Month, parse_day, parse_zone};
use domain::value::{ChainInput, CostLine, Ledger, LineCoverage, NotClaimed, Range, Totals, ValueLine, changes, evaluate};
use domain::{Error, Result};
use rust_decimal::Decimal;
use serde_json::{Value, json};

const ZONE: &str = "Asia/Singapore";
/// Service, name, team, owner.
const SERVICES: [(&str, &str, &str, &str); 4] = [
    ("recommender", "Checkout recommender", "Checkout ML", "Mei Ling Tan"),
    ("fraud", "Fraud score", "Risk ML", "Arif Rahman"),
    ("search", "Search ranking", "Search Indonesia", "Nguyễn Thu Hà"),
    ("forecast", "Demand forecast", "Supply", "Somchai Prasert"),
];

fn from_json<T: serde::de::DeserializeOwned>(value: Value) -> Result<T> {
    serde_json::from_value(value).map_err(|fault| Error::invalid(fault.to_string()))
}

/// Name, service, template, better, unit, actual, baseline, factors (value, unit, complement).
type Effect = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, &'static str, Value);

fn effects(month: Month) -> Vec<Effect> {
    let now = month.number() == 10;
    let pick = |this: &'static str, last: &'static str| if now { this } else { last };
    vec![
        (
            "Product-page ranking, more orders",
            "recommender",
            "accuracy_lift",
            "higher",
            "pt",
            pick("33.4", "32.8"),
            "31.2",
            json!([[pick("1185895", "1102310"), "visit", false], ["0.11", "order/visit", false], ["9.84", "USD/order", false]]),
        ),
        (
            "Fewer idle GPU hours",
            "recommender",
            "own_chain",
            "lower",
            "gpu*h",
            pick("388", "421"),
            "610",
            json!([["2.38", "USD/gpu/h", false]]),
        ),
        (
            "Downtime of the fraud score",
            "fraud",
            "revenue_protected",
            "lower",
            "h",
            pick("3.45", "0.72"),
            "1.10",
            json!([["21300", "USD/h", false], ["0.31", "1", false], ["0.35", "1", true]]),
        ),
        (
            "Fewer orders reviewed by hand",
            "fraud",
            "team_time",
            "lower",
            "h",
            pick("902", "934"),
            "1340",
            json!([["18.60", "USD/h", false]]),
        ),
        (
            "Search answers lost",
            "search",
            "revenue_protected",
            "lower",
            "h",
            pick("2.40", "2.10"),
            "5.20",
            json!([["16900", "USD/h", false]]),
        ),
        (
            "Cheaper search answers",
            "search",
            "cost_saved",
            "lower",
            "USD/prediction",
            pick("0.0024", "0.0025"),
            "0.0031",
            json!([[pick("8776400", "8541200"), "prediction", false]]),
        ),
        (
            "Weaker forecast, wrong stock",
            "forecast",
            "accuracy_lift",
            "higher",
            "pt",
            pick("71.8", "73.9"),
            "73.5",
            json!([[pick("2318400", "2262900"), "decision", false], ["0.47", "USD/decision", false]]),
        ),
    ]
}

fn line(index: usize, effect: &Effect, month: Month, currency: Currency) -> Result<ValueLine> {
    let (name, service, template, better, unit, actual, baseline, factors) = effect;
    let named = |factor: &Value| json!({"name": "factor", "value": factor[0], "unit": factor[1], "complement": factor[2]});
    let factors: Vec<Value> = factors.as_array().into_iter().flatten().map(named).collect();
    let input: ChainInput = from_json(json!({
        "template": template, "month": month, "time_zone": ZONE, "currency": currency, "better": better,
        "indicator": {"name": "indicator", "unit": unit, "actual": {"value": actual}, "baseline": {"value": baseline}}, "factors": factors}))?;
    let valued = evaluate(&input)?;
    let (_, service_name, _, owner_name) = SERVICES.into_iter().find(|row| row.0 == *service).unwrap_or(SERVICES[0]);
    let window = month.window(parse_zone(ZONE)?);
    Ok(ValueLine {
        mapping: from_json(json!(format!("{service}-{index}")))?,
        name: (*name).to_owned(),
        service: from_json(json!(service))?,
        service_name: service_name.to_owned(),
        owner: from_json(json!("owner@lanternbay.example"))?,
        owner_name: owner_name.to_owned(),
        template: from_json(json!(template))?,
        metric: None,
        kpi: None,
        basis: Basis::Contribution,
        version_from: parse_day("2026-01-01")?,
        amount: valued.amount,
        low: None,
        median: None,
        high: None,
        p_loss: None,
        grade: valued.grade,
        chain: valued.chain,
        local: None,
        pool: None,
        overlap: None,
        notes: Vec::new(),
        coverage: Some(LineCoverage { share: Decimal::new(9912, 4), last_ms: window.end_ms - 300_000 }),
        baseline_note: "Baseline: months 2025-09 to 2025-12, approved by Wei Jie Lim".into(),
    })
}

fn cost(service: &str, name: &str, part: &str, minor: i64, currency: Currency) -> Result<CostLine> {
    from_json(json!({"cost": format!("{service}-{part}"), "name": name, "service": service,
        "service_name": SERVICES.into_iter().find(|row| row.0 == service).map_or("", |row| row.1), "part": part,
        "amount": {"minor": minor, "currency": currency}, "source": "invoice"}))
}

fn ledger(month: Month, currency: Currency) -> Result<Ledger> {
    let lines: Vec<ValueLine> =
        effects(month).iter().enumerate().map(|(index, effect)| line(index, effect, month, currency)).collect::<Result<_>>()?;
    let extra = i64::from(month.number()) * 1_733;
    let mut costs = Vec::new();
    for (place, (service, ..)) in SERVICES.into_iter().enumerate() {
        let size = 4 - place as i64;
        costs.push(cost(service, "Cloud", "cloud", 210_411 * size + extra, currency)?);
        costs.push(cost(service, "People", "people", 282_030 * size, currency)?);
    }
    costs.push(cost("recommender", "Licence", "licences", 145_000, currency)?);
    let totals = Totals::of(&lines, &costs, currency)?;
    let not_claimed: Vec<NotClaimed> = from_json(json!([
        {"name": "Weekly “back in stock” mail", "service": "recommender", "service_name": "Checkout recommender", "owner_name": "Nguyễn Thu Hà",
         "reason": "no-mapping", "why": "Never tested.", "remedy": "A test of 4 weeks.", "shown_apart": null},
        {"name": "Sales after a recommendation was clicked", "service": "recommender", "service_name": "Checkout recommender",
         "owner_name": "Mei Ling Tan", "reason": "attributed", "why": "Many would have happened anyway.", "remedy": "A lasting control group.",
         "shown_apart": {"minor": 120_431_000, "currency": currency}}]))?;
    Ok(Ledger {
        month,
        window: month.window(parse_zone(ZONE)?),
        to_date: false,
        lines,
        not_claimed,
        costs,
        pools: Vec::new(),
        blocks: Vec::new(),
        totals,
        range: None,
    })
}

/// From a tenth less to a third more: skewed enough that the median of small amounts is told.
fn range(amount: Money, money: impl Fn(i64) -> Money) -> Result<Range> {
    let apart = amount.minor.abs();
    let share = Decimal::new(if amount.is_loss() { 9_731 } else { 144 }, 4);
    Ok(Range {
        low: money(amount.minor - apart / 10),
        median: money(amount.minor + apart / 12),
        high: money(amount.minor + apart / 3),
        p_loss: share,
    })
}

fn wave(base: f64, rise: f64, decimals: u32) -> Vec<Option<Decimal>> {
    let value = |month: i32| base + rise * f64::from(month) / 12.0 + rise * 0.15 * (f64::from(month) * 1.3).sin();
    (0..13).map(|month| Decimal::try_from(value(month)).ok().map(|value| value.round_dp(decimals))).collect()
}

fn trend_line(title: &str, unit: &str, better: Better, base: f64, rise: f64, baseline: Option<Decimal>) -> TrendLine {
    TrendLine {
        title: title.into(),
        unit: unit.into(),
        better,
        decimals: 1,
        values: wave(base, rise, 1),
        baseline,
        target: baseline.map(|level| level + Decimal::from(3)),
        gaps: Vec::new(),
    }
}

/// The report of October 2026.
pub fn report() -> Result<MonthReport> {
    let currency = Currency::parse("USD")?;
    let month = Month::new(2026, 10)?;
    let (before, after) = (ledger(month.previous(), currency)?, ledger(month, currency)?);
    let money = |minor| Money { minor, currency };
    let months = month.trailing(13);
    let share = |place: usize| 600 + 33 * place as i64;
    let scaled = |amount: Money, place: usize| Money { minor: amount.minor * share(place) / 1000, ..amount };
    let point = |(place, month): (usize, &Month)| {
        let totals = match place {
            12 => after.totals,
            11 => before.totals,
            _ => {
                let (gains, losses, cost) = (scaled(before.totals.gains, place), scaled(before.totals.losses, place), before.totals.cost);
                let benefit = money(gains.minor + losses.minor);
                Totals { gains, losses, benefit, cost, net: money(benefit.minor - cost.minor), ..before.totals }
            }
        };
        MonthPoint { month: *month, to_date: false, totals: Some(totals) }
    };
    let trend: Vec<MonthPoint> = months.iter().enumerate().map(point).collect();
    let mut services = Vec::new();
    let mut service_trends = Vec::new();
    for (place, (id, name, team, owner_name)) in SERVICES.into_iter().enumerate() {
        let service = from_json(json!(id))?;
        let (now, last) = (after.service_totals(&service)?, before.service_totals(&service)?);
        let nets = (0..13).map(|place| Some(if place == 12 { now.net } else { scaled(last.net, place) })).collect();
        let value = (0..13).map(|place| Some(if place == 12 { now.benefit } else { scaled(last.benefit, place) })).collect();
        services.push(ServiceRow {
            service,
            name: name.into(),
            team: team.into(),
            owner_name: owner_name.into(),
            totals: now,
            change: Some(now.net.less(last.net)?),
            nets,
            range: Some(range(now.net, money)?),
            benefit_range: Some(range(now.benefit, money)?),
        });
        service_trends.push(ServiceTrend {
            service: from_json(json!(id))?,
            name: name.into(),
            owner_name: owner_name.into(),
            team: team.into(),
            months: months.clone(),
            technical: Some(trend_line("Hit rate of the first ten, %", "%", Better::Higher, 31.0 + place as f64, 2.4, Some(Decimal::new(312, 1)))),
            business: (place != 3).then(|| trend_line("Orders per 100 visits", "1", Better::Higher, 10.0, 0.8, None)),
            value,
            text: "Of the ten items shown, how many visits met one they went on to buy. It rises with each release since March, and orders follow."
                .into(),
        });
    }
    let by_template = Template::ALL.into_iter().filter_map(|template| {
        let amounts: Vec<Money> = after.lines.iter().filter(|line| line.template == template).map(|line| line.amount).collect();
        (!amounts.is_empty()).then(|| Money::sum(amounts, currency).map(|sum| (template, sum)))
    });
    let by_template = by_template.collect::<Result<Vec<_>>>()?;
    let changes = changes(&before, &after)?;
    let change = after.totals.net.less(before.totals.net)?;
    let number = |text: &str| Number::parse(text);
    let day = |text: &str| -> Result<NaiveDate> { parse_day(text) };
    Ok(MonthReport {
        challenges: Vec::new(),
        state: domain::close::State::Open,
        issue: None,
        workspace: "Lantern Bay Commerce".into(),
        sample_data: true,
        month,
        time_zone: ZONE.into(),
        currency,
        basis: Basis::Contribution,
        as_of_ms: after.window.end_ms,
        headline: format!(
            "Machine learning earned {} more than it cost in October: {} less than in September.",
            domain::format::money_whole(after.totals.net),
            domain::format::whole(change.negated())
        ),
        lead: "A fraud-check outage and a weaker stock forecast took away more than better product pages and more visits brought in."
            .into(),
        previous: Some(before.totals),
        trend,
        changes,
        bridge: Some(domain::value::Bridge::of(&before, &after)?),
        reasons: vec![
            ReasonText {
                title: "The fraud check stood still for 3\u{a0}h 27\u{a0}min.".into(),
                text: "Orders were lost while it was down: USD 10,086 lost in October, after a gain of 1,631 in September.".into(),
                change: money(-1_171_766),
                service: from_json(json!("fraud"))?,
            },
            ReasonText {
                title: "The stock forecast got worse after the change of 6 October.".into(),
                text: "Wrong stocking decisions cost USD 18,524, after 4,254 gained in September.".into(),
                change: money(-2_277_827),
                service: from_json(json!("forecast"))?,
            },
            ReasonText {
                title: "Product pages improved and more people came.".into(),
                text: "They now earn USD 28,239, after 19,091.".into(),
                change: money(914_800),
                service: from_json(json!("recommender"))?,
            },
        ],
        decisions: vec![
            Decision {
                title: "Stock forecast:".into(),
                why: "go back to the version before 6 October, or keep it. It costs about 18,524 a month.".into(),
                owner_name: "Somchai Prasert".into(),
                due: day("2026-11-20")?,
                amount: None,
                service: None,
            },
            Decision {
                title: "Fraud check:".into(),
                why: "run a second copy.".into(),
                owner_name: "Arif Rahman".into(),
                due: day("2026-11-15")?,
                amount: Some(money(1_008_600)),
                service: None,
            },
        ],
        by_template,
        by_grade: after.by_grade()?,
        services,
        service_trends,
        coverage: vec![
            CoverageRow {
                service: from_json(json!("search"))?,
                service_name: "Search ranking".into(),
                category: Category::Reliability,
                metric_name: "Availability".into(),
                share: Some(Decimal::new(842, 3)),
                enough: false,
                last_ms: Some(after.window.end_ms - 300_000),
            },
            CoverageRow {
                service: from_json(json!("fraud"))?,
                service_name: "Fraud score".into(),
                category: Category::Quality,
                metric_name: "Accuracy".into(),
                share: None,
                enough: false,
                last_ms: None,
            },
        ],
        drivers: vec![DriverRow {
            id: "revenue-per-hour".into(),
            name: "Revenue per outage hour".into(),
            value: number("21300")?,
            low: Some(number("19800")?),
            high: Some(number("22800")?),
            confidence: Some(90),
            shape: Some(domain::config::Shape::Normal),
            unit: "USD/h".into(),
            evidence: "record".into(),
            source: "Hour-of-week profile; ₫ ฿ ₱ ₹".into(),
            from: Some(day("2026-09-01")?),
            set_by: "Priya Nair".into(),
        }],
        baselines: vec![BaselineRow {
            service_name: "Fraud score".into(),
            metric_name: "Downtime".into(),
            value: number("1.10")?,
            low: Some(number("0.96")?),
            high: Some(number("1.24")?),
            unit: "h".into(),
            method: "9 months to Jun 2026".into(),
            from: day("2026-07-01")?,
            approved_by: "Wei Jie Lim".into(),
        }],
        tests: from_json(json!([{"id": "picks", "title": "Picks of the second model", "design": "randomised", "from": "2026-03-02",
            "to": "2026-03-29", "control": {"n": 49010, "successes": 3014}, "treatment": {"n": 48990, "successes": 3221},
            "lift": {"value": "0.004250", "low": "0.001209", "high": "0.007292"},
            "shrunk": {"value": "0.003104", "low": "0.000806", "high": "0.005402"}, "counted": {"value": "0.003104", "low": "0.000806", "high": "0.005402"}, "valid": true,
            "reasons": [], "valid_until": "2027-03-29", "grade": "B"}]))?,
        rates: Vec::new(),
        ledger: after,
        sensitivity: from_json(json!([
            {"kind": "driver", "name": "Contribution per order", "share": "0.6120", "set_by": "Wei Jie Lim", "from": "2026-07-01"},
            {"kind": "baseline", "name": "Baseline downtime, Fraud check", "share": "0.2035", "set_by": "Wei Jie Lim", "from": "2026-01-01"},
            {"kind": "measured", "name": "Accuracy, Stock forecast", "share": "0.1201", "set_by": "", "from": null},
            {"kind": "rest", "name": "All other inputs", "share": "0.0644", "set_by": "", "from": null}]))?,
        snapshot: "54c967fba96f86470c1e3b5a7d9f20416385a7c9e1f305274961b3d5f7092b4d".into(),
    })
}
