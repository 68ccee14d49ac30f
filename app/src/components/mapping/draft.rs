//! A mapping as its form states it: the same in the address of a preview, in the post that saves it and in the browser.

use domain::config::{CellRef, Effect, FactorRef, LiftKind, MappingVersion, Needs, Number, Template};
use domain::ids::{DriverId, TestId};
use domain::money::Money;
use domain::value::rates::{self, RateFactor};
use domain::value::{ChainInput, FactorInput, Part};
use domain::{Error, Result, time};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Every field as text, since it may be half typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub id: String,
    pub name: String,
    pub service: String,
    pub metric: String,
    pub statistic: String,
    pub template: String,
    pub kpi: String,
    /// The outcome it claims from.
    pub pool: String,
    pub basis: String,
    pub owner: String,
    pub from: String,
    pub reason: String,
    pub margin: String,
    /// `yes`: no more lines from the date on.
    pub retired: String,
    /// The recorded test whose lift or slope is counted.
    pub effect: String,
    /// `absolute` or `relative`; empty is absolute.
    pub lift: String,
    /// `yes`: the volume counts exposed units alone.
    pub exposed: String,
    /// What-if: these two are measured, and never saved.
    pub actual: String,
    pub baseline: String,
    pub factors: Vec<DraftFactor>,
    pub cells: Vec<DraftCell>,
}

/// One kind of outcome; not counted while it has no value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DraftCell {
    /// Metric that counts its share of the decisions.
    pub metric: String,
    /// Driver with the value of one.
    pub value: String,
}

/// The parts of a draft that only the records can price: a change of one asks the server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    pub effect: String,
    pub relative: bool,
    pub exposed: bool,
    pub cells: Vec<DraftCell>,
}

/// One factor row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DraftFactor {
    /// Empty in the row that adds one.
    pub driver: String,
    /// `yes`: enters as one less the value.
    pub complement: String,
    /// What-if; empty for the recorded value.
    pub value: String,
    /// `yes`: the value is also recorded as the driver's next.
    pub record: String,
}

/// What the editor knows of the month: measured figures and the drivers to choose from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// The chain of the saved version; for a new mapping, the indicator alone.
    pub input: Option<ChainInput>,
    /// Why there is none.
    pub problem: String,
    /// What the month's ledger holds for it.
    pub saved: Option<Money>,
    /// Each driver as it would enter a chain.
    pub choices: Vec<FactorInput>,
    /// The month's exchange rates, as each would end a chain in its currency.
    pub rates: Vec<RateFactor>,
    /// The parts with which `input` was read from the records.
    pub asked: Parts,
}

impl Known {
    /// The driver as the saved chain prices it, else as it would enter.
    pub fn factor(&self, driver: &str) -> Option<&FactorInput> {
        let saved = self.input.iter().flat_map(|input| &input.factors);
        saved.chain(&self.choices).find(|factor| factor.driver.as_deref() == Some(driver))
    }

    /// What a test brings: factors that are no driver's. They stand first.
    pub(super) fn proved(&self) -> impl Iterator<Item = FactorInput> + '_ {
        let factors = self.input.iter().flat_map(|input| &input.factors);
        factors.filter(|factor| factor.driver.is_none() && factor.part != Part::ExchangeRate).cloned()
    }
}

/// A number as people type it: thousands may be grouped by commas or spaces.
///
/// # Errors
/// Names the field and shows what was typed.
pub fn number(field: &str, text: &str) -> Result<Number> {
    let bare: String = text.chars().filter(|character| !matches!(character, ',' | ' ' | '\u{a0}')).collect();
    let minus = bare.replace(domain::format::MINUS, "-");
    Number::parse(&minus).map_err(|_| Error::field(field, format!("“{text}” is not a number; write 1,234.56")))
}

impl Draft {
    /// The inputs of the chain with everything that is typed.
    ///
    /// # Errors
    /// The field that does not read, a driver without a value, or why the month has no figure.
    pub fn chain(&self, known: &Known) -> Result<ChainInput> {
        self.check_parts(known)?;
        let mut input = known.input.clone().ok_or_else(|| Error::conflict(known.problem.clone()))?;
        if let Some(indicator) = &mut input.indicator {
            if !self.actual.trim().is_empty() {
                indicator.actual.value = number("actual", &self.actual)?;
            }
            if !self.baseline.trim().is_empty() {
                indicator.baseline.value = number("baseline", &self.baseline)?;
            }
        }
        let chosen = self.factors.iter().filter(|factor| !factor.driver.is_empty());
        input.factors = known.proved().collect();
        for (place, factor) in chosen.enumerate() {
            input.factors.push(factor.input(place == 0, known)?);
        }
        if !self.margin.is_empty() {
            let margin = DraftFactor { driver: self.margin.clone(), ..DraftFactor::default() };
            input.factors.push(margin.input(false, known)?);
        }
        let rate = |currency| known.rates.iter().find(|rate| rate.currency == currency).map(RateFactor::factor);
        rates::complete(&mut input, rate)?;
        Ok(input)
    }

    /// What the template asks for and is not chosen, or is chosen and not yet read from the records.
    fn check_parts(&self, known: &Known) -> Result<()> {
        let parts = self.parts();
        if let Some(template) = self.template() {
            let name = template.name();
            match template.needs() {
                Needs::Lift | Needs::IndicatorAndSlope if parts.effect.is_empty() => {
                    return Err(Error::field("effect", format!("{name} rests on a test: choose a recorded one")));
                }
                Needs::Cells if parts.cells.is_empty() => {
                    return Err(Error::field("cells", format!("{name} needs at least one kind of outcome with its value")));
                }
                _ => {}
            }
        }
        if parts == known.asked {
            return Ok(());
        }
        Err(Error::field("effect", "press Preview: what the test showed and how many outcomes there were is read from the records"))
    }

    /// Can the browser say the amount, or does the server have to read records first?
    pub fn follows(&self, known: &Known) -> bool {
        self.parts() == known.asked && known.input.is_some() && self.chain(known).is_ok_and(|input| domain::value::price(&input).is_ok())
    }

    /// The template, once one is chosen.
    pub fn template(&self) -> Option<Template> {
        Template::ALL.into_iter().find(|template| template.key() == self.template)
    }

    /// The parts that the server prices.
    pub fn parts(&self) -> Parts {
        let is_effect = !self.effect.is_empty();
        Parts {
            effect: self.effect.clone(),
            relative: is_effect && self.lift == "relative",
            exposed: is_effect && self.exposed == "yes",
            cells: self.cells.iter().filter(|cell| !cell.value.is_empty()).cloned().collect(),
        }
    }

    /// Takes test, lift and kinds of outcome from a recorded version.
    pub fn take_parts(&mut self, version: &MappingVersion) {
        let yes = |is: bool| if is { "yes".to_owned() } else { String::new() };
        if let Some(effect) = &version.effect {
            self.effect = effect.test.to_string();
            self.lift = if effect.lift == LiftKind::Relative { "relative".to_owned() } else { String::new() };
            self.exposed = yes(effect.volume_is_exposed);
        }
        self.cells = version.cells.iter().map(|cell| DraftCell { metric: cell.metric.clone(), value: cell.value.to_string() }).collect();
    }

    /// The version that is saved: factors and their order, never a what-if.
    ///
    /// # Errors
    /// The field that does not read.
    pub fn version(&self) -> Result<MappingVersion> {
        let factors = self.factors.iter().filter(|factor| !factor.driver.is_empty()).map(|factor| {
            let driver = DriverId::parse(&factor.driver)?;
            Ok(if factor.complement == "yes" { FactorRef::Complement { complement: driver } } else { FactorRef::Driver(driver) })
        });
        Ok(MappingVersion {
            from: time::parse_day(self.from.trim()).map_err(|error| Error::field("from", error.to_string()))?,
            factors: factors.collect::<Result<_>>()?,
            effect: self.counted()?,
            cells: self.counted_cells()?,
            margin: if self.margin.is_empty() { None } else { Some(DriverId::parse(&self.margin)?) },
            retired: self.retired == "yes",
            reason: self.reason.trim().to_owned(),
        })
    }

    /// The test's effect as it is saved.
    ///
    /// # Errors
    /// The word that is none of the choices.
    pub fn counted(&self) -> Result<Option<Effect>> {
        let parts = self.parts();
        if parts.effect.is_empty() {
            return Ok(None);
        }
        let lift = if parts.relative { LiftKind::Relative } else { LiftKind::Absolute };
        let test = TestId::parse(&parts.effect).map_err(|error| Error::field("effect", error.to_string()))?;
        Ok(Some(Effect { test, lift, volume_is_exposed: parts.exposed }))
    }

    /// The kinds of outcome that have a value.
    ///
    /// # Errors
    /// The value that is no driver's id.
    pub fn counted_cells(&self) -> Result<Vec<CellRef>> {
        let cell = |cell: DraftCell| Ok(CellRef { metric: cell.metric, value: DriverId::parse(&cell.value)? });
        self.parts().cells.into_iter().map(cell).collect()
    }

    /// Rows of a recorded version.
    pub fn rows_of(version: &MappingVersion) -> Vec<DraftFactor> {
        let row = |factor: &FactorRef| DraftFactor {
            driver: factor.driver().to_string(),
            complement: if factor.is_complement() { "yes".to_owned() } else { String::new() },
            ..DraftFactor::default()
        };
        version.factors.iter().map(row).collect()
    }

    /// Reads the fields from wherever names lead to values.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let field = |name: &str| get(&format!("draft[{name}]")).unwrap_or_default();
        let row = |place: usize| {
            let part = |name: &str| get(&format!("draft[factors][{place}][{name}]"));
            Some(DraftFactor {
                driver: part("driver")?,
                complement: part("complement").unwrap_or_default(),
                value: part("value").unwrap_or_default(),
                record: part("record").unwrap_or_default(),
            })
        };
        let cell = |place: usize| {
            let part = |name: &str| get(&format!("draft[cells][{place}][{name}]"));
            Some(DraftCell { metric: part("metric")?, value: part("value").unwrap_or_default() })
        };
        let mut draft = Self {
            factors: (0..FACTORS_MAX).map_while(row).filter(|row| !row.driver.is_empty()).collect(),
            cells: (0..CELLS_MAX).map_while(cell).filter(|cell| !cell.value.is_empty()).collect(),
            ..Self::default()
        };
        for (name, place) in draft.fields() {
            *place = field(name);
        }
        draft
    }

    /// Name and text of every field that is filled, as a form sends them.
    pub fn written(mut self) -> Vec<(String, String)> {
        let (factors, cells) = (std::mem::take(&mut self.factors), self.parts().cells);
        let mut out: Vec<(String, String)> =
            self.fields().into_iter().map(|(name, text)| (format!("draft[{name}]"), text.clone())).collect();
        for (place, row) in factors.into_iter().filter(|row| !row.driver.is_empty()).enumerate() {
            let parts = [("driver", row.driver), ("complement", row.complement), ("value", row.value), ("record", row.record)];
            out.extend(parts.into_iter().map(|(name, text)| (format!("draft[factors][{place}][{name}]"), text)));
        }
        for (place, cell) in cells.into_iter().enumerate() {
            out.push((format!("draft[cells][{place}][metric]"), cell.metric));
            out.push((format!("draft[cells][{place}][value]"), cell.value));
        }
        out.retain(|(_, text)| !text.is_empty());
        out
    }

    fn fields(&mut self) -> [(&'static str, &mut String); 19] {
        [
            ("id", &mut self.id),
            ("name", &mut self.name),
            ("service", &mut self.service),
            ("metric", &mut self.metric),
            ("statistic", &mut self.statistic),
            ("template", &mut self.template),
            ("kpi", &mut self.kpi),
            ("pool", &mut self.pool),
            ("effect", &mut self.effect),
            ("lift", &mut self.lift),
            ("exposed", &mut self.exposed),
            ("basis", &mut self.basis),
            ("owner", &mut self.owner),
            ("from", &mut self.from),
            ("reason", &mut self.reason),
            ("margin", &mut self.margin),
            ("retired", &mut self.retired),
            ("actual", &mut self.actual),
            ("baseline", &mut self.baseline),
        ]
    }
}

/// Longest chain that a form sends.
pub const FACTORS_MAX: usize = 12;

/// Most kinds of outcome that a form sends.
pub const CELLS_MAX: usize = 12;

impl DraftFactor {
    /// The factor as it enters the chain. A price of its own at the actual side follows a typed value in proportion.
    fn input(&self, first: bool, known: &Known) -> Result<FactorInput> {
        let found = known.factor(&self.driver).cloned();
        let mut input = found.ok_or_else(|| Error::field("factors", format!("“{}” has no value valid in the month", self.driver)))?;
        input.complement = self.complement == "yes";
        if !first {
            input.at_actual = None;
        }
        if !self.value.trim().is_empty() {
            let typed = number("factors", &self.value)?;
            if typed.0 != input.value.0 {
                input.at_actual = input.at_actual.map(|price| scaled(price, typed, input.value));
                (input.low, input.high, input.confidence, input.shape) = (None, None, None, None);
                input.evidence = Some("what-if".to_owned());
            }
            input.value = typed;
        }
        Ok(input)
    }
}

fn scaled(price: Number, typed: Number, recorded: Number) -> Number {
    let ratio = typed.0.checked_div(recorded.0).unwrap_or(Decimal::ZERO);
    let product = price.0.checked_mul(ratio).unwrap_or(price.0);
    Number(product.round_dp_with_strategy(price.0.scale(), rust_decimal::RoundingStrategy::MidpointNearestEven))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use domain::value::evaluate;
    use std::collections::BTreeMap;

    fn known() -> Known {
        let input = serde_json::from_str(
            r#"{"template":"accuracy_lift","month":"2026-10","time_zone":"Asia/Singapore","currency":"USD","better":"higher",
            "indicator":{"name":"recall","unit":"pt","actual":{"value":"87.1"},"baseline":{"value":"84.2"}},
            "factors":[{"name":"Slope","value":"0.090","unit":"pt/pt","driver":"slope"},
            {"name":"Visitors","value":"5120400","unit":"order","driver":"visitors"},
            {"name":"Contribution","value":"29.40","unit":"USD/order","driver":"contribution"}]}"#,
        )
        .unwrap();
        let share = serde_json::from_str(r#"{"name":"Returns","value":"0.25","unit":"1","driver":"returns"}"#).unwrap();
        Known { input: Some(input), problem: String::new(), saved: None, choices: vec![share], rates: Vec::new(), asked: Parts::default() }
    }

    #[test]
    fn a_chain_in_another_currency_ends_with_its_rate() {
        let mut known = known();
        let sgd = serde_json::from_str(r#"{"name":"Contribution","value":"40.00","unit":"SGD/order","driver":"local"}"#).unwrap();
        known.choices.push(sgd);
        let draft = Draft { factors: vec![row("slope"), row("visitors"), row("local")], ..Draft::default() };
        let refused = draft.chain(&known).unwrap_err().to_string();
        assert!(refused.contains("SGD was worth in October 2026") && refused.contains("Exchange rates"), "{refused}");
        let rate = r#"{"currency":"SGD","reporting":"USD","month":"2026-10","value":"0.75","days":3,"source":"MAS","by":"a@example.com"}"#;
        known.rates.push(serde_json::from_str(rate).unwrap());
        // 0.029 × 0.090 × 5,120,400 × 40.00 = 534,569.76 SGD; × 0.75 = 400,927.32 USD.
        let valued = evaluate(&draft.chain(&known).unwrap()).unwrap();
        assert_eq!(
            (valued.amount.decimal().to_string(), valued.local.unwrap().decimal().to_string()),
            ("400927.32".into(), "534569.76".into())
        );
    }

    fn row(driver: &str) -> DraftFactor {
        DraftFactor { driver: driver.to_owned(), ..DraftFactor::default() }
    }

    #[test]
    fn a_typed_value_changes_the_amount_and_an_added_factor_too() {
        let mut draft = Draft { factors: vec![row("slope"), row("visitors"), row("contribution")], ..Draft::default() };
        let amount = |draft: &Draft| evaluate(&draft.chain(&known()).unwrap()).unwrap().amount.decimal().to_string();
        // 0.029 × 0.090 × 5,120,400 × 29.40, points being hundredths of a share.
        assert_eq!(amount(&draft), "392908.77");
        draft.factors[0].value = "0.082".to_owned();
        assert_eq!(amount(&draft), "357983.55");
        draft.factors.push(DraftFactor { complement: "yes".to_owned(), ..row("returns") });
        assert_eq!(amount(&draft), "268487.66");
    }

    #[test]
    fn what_is_left_over_and_what_is_missing_is_named() {
        let draft = Draft { factors: vec![row("slope"), row("visitors")], ..Draft::default() };
        assert!(evaluate(&draft.chain(&known()).unwrap()).is_err());
        let unknown = Draft { factors: vec![row("nothing")], ..Draft::default() };
        assert!(unknown.chain(&known()).unwrap_err().to_string().contains("nothing"));
        let half = Draft { actual: "8x".to_owned(), ..Draft::default() };
        assert!(half.chain(&known()).unwrap_err().to_string().contains("8x"));
    }

    /// A lift of 0.8 pt that reaches 60 % of the visitors.
    fn with_a_test() -> Known {
        let input = serde_json::from_str(
            r#"{"template":"direct_test_lift","month":"2026-10","time_zone":"Asia/Singapore","currency":"USD","better":"higher",
            "factors":[{"name":"lift","value":"0.008","unit":"order/visitor","part":"effect","test":"t9"},
            {"name":"exposed share","value":"0.6","unit":"1","part":"volume","test":"t9"},
            {"name":"Visitors","value":"100000","unit":"visitor","driver":"visitors"},
            {"name":"Value","value":"40000","unit":"VND/order","driver":"value"},
            {"name":"rate","value":"0.00004","unit":"USD/VND","part":"exchange-rate"}]}"#,
        );
        let rate =
            r#"{"currency":"VND","reporting":"USD","month":"2026-10","value":"0.00004","days":3,"source":"SBV","by":"a@example.com"}"#;
        let rates = vec![serde_json::from_str(rate).unwrap()];
        let asked = Parts { effect: "t9".to_owned(), ..Parts::default() };
        Known { input: Some(input.unwrap()), problem: String::new(), saved: None, choices: Vec::new(), rates, asked }
    }

    #[test]
    fn what_a_test_brings_and_the_rate_stay_while_factors_are_typed() {
        let known = with_a_test();
        let mut draft = Draft {
            template: "direct_test_lift".to_owned(),
            effect: "t9".to_owned(),
            factors: vec![row("visitors"), row("value")],
            ..Draft::default()
        };
        let amount = |draft: &Draft| evaluate(&draft.chain(&known).unwrap()).unwrap().amount.decimal().to_string();
        // 0.008 × 0.6 × 100,000 × 40,000 × 0.00004 = 768.
        assert_eq!(amount(&draft), "768.00");
        draft.factors[1].value = "50,000".to_owned();
        // The rate is applied once, after the factors: 0.008 × 0.6 × 100,000 × 50,000 × 0.00004 = 960.
        assert_eq!(amount(&draft), "960.00");
        assert!(draft.follows(&known));
    }

    #[test]
    fn another_test_or_none_has_no_amount_until_the_records_are_read() {
        let known = with_a_test();
        let mut draft = Draft { template: "direct_test_lift".to_owned(), effect: "t9".to_owned(), ..Draft::default() };
        draft.factors = vec![row("visitors"), row("value")];
        let changes: [fn(&mut Draft); 3] =
            [|draft| draft.effect = "t10".to_owned(), |draft| draft.lift = "relative".to_owned(), |draft| draft.exposed = "yes".to_owned()];
        for change in changes {
            let mut other = draft.clone();
            change(&mut other);
            assert!(other.chain(&known).unwrap_err().to_string().contains("press Preview") && !other.follows(&known));
        }
        draft.effect = String::new();
        assert!(draft.chain(&known).unwrap_err().to_string().contains("rests on a test"));
        draft.template = "outcome_cells".to_owned();
        assert!(draft.chain(&known).unwrap_err().to_string().contains("at least one kind of outcome"));
    }

    #[test]
    fn a_draft_survives_the_address() {
        let draft = Draft {
            name: "Search & more".to_owned(),
            from: "2026-11-01".to_owned(),
            factors: vec![DraftFactor { value: "0.082".to_owned(), record: "yes".to_owned(), ..row("slope") }, row("visitors")],
            ..Draft::default()
        };
        let sent: BTreeMap<String, String> = draft.clone().written().into_iter().collect();
        assert_eq!(Draft::read(|name| sent.get(name).cloned()), draft);
        assert_eq!(draft.version().unwrap().factors.len(), 2);
    }

    #[test]
    fn numbers_read_as_people_type_them() {
        for (typed, meant) in [("1,234.50", "1234.50"), (" 5 120 400 ", "5120400"), ("−3.2", "-3.2"), ("0.0820", "0.0820")] {
            assert_eq!(number("value", typed).unwrap().0.to_string(), meant);
        }
        assert!(number("low", "about 3").unwrap_err().to_string().contains("about 3"));
    }
}
