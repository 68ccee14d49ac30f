//! What a report says, before it is drawn. The web page, the PDF and the JSON are made from this value alone.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::close::{Challenge, Issue, State};
use crate::config::{Basis, Design, Number, RecordedArm, Shape, Template};
use crate::evidence::{Estimated, Grade};
use crate::format;
use crate::ids::{ServiceId, TestId};
use crate::metric::{Better, Category};
use crate::money::{Currency, Money};
use crate::time::Month;
use crate::uncertainty::CONFIDENCE;
use crate::value::{Bridge, Change, GradeRow, Ledger, Range, Totals};

/// One month's report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthReport {
    pub workspace: String,
    pub sample_data: bool,
    pub month: Month,
    pub time_zone: String,
    pub currency: Currency,
    pub basis: Basis,
    /// The instant the figures are for: the month's end, or now for a month to date.
    pub as_of_ms: i64,
    /// Finding in one sentence, at most two lines.
    pub headline: String,
    /// Why, in a sentence or two.
    pub lead: String,
    pub ledger: Ledger,
    pub previous: Option<Totals>,
    /// 13 months that end with this one.
    pub trend: Vec<MonthPoint>,
    /// From last month's net to this month's; empty in the first month.
    pub changes: Vec<Change>,
    /// The same way by cause; none in the first month and for a month to date.
    #[serde(default)]
    pub bridge: Option<Bridge>,
    /// At most three, by size, one per service.
    pub reasons: Vec<ReasonText>,
    pub decisions: Vec<Decision>,
    /// Benefit by template, in the order of [`Template::ALL`], only those with a line.
    pub by_template: Vec<(Template, Money)>,
    /// Benefit by evidence grade, strongest first.
    pub by_grade: Vec<GradeRow>,
    pub services: Vec<ServiceRow>,
    pub service_trends: Vec<ServiceTrend>,
    pub coverage: Vec<CoverageRow>,
    pub drivers: Vec<DriverRow>,
    pub baselines: Vec<BaselineRow>,
    /// Tests that the month's lines rest on, and those that earn nothing although a mapping names them.
    #[serde(default)]
    pub tests: Vec<TestRow>,
    /// Exchange rates that lines and costs were converted with.
    #[serde(default)]
    pub rates: Vec<RateRow>,
    /// What the range of the net value rests on, most first; empty where nothing varies.
    #[serde(default)]
    pub sensitivity: Vec<SensitivityRow>,
    /// Disputed lines, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub challenges: Vec<Challenge>,
    /// Open where nobody says otherwise.
    #[serde(default)]
    pub state: State,
    /// Who closed the month, and why it was restated; of a closed month alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue: Option<Issue>,
    /// SHA-256 of the rest, in hex; filled when the snapshot is taken.
    #[serde(default)]
    pub snapshot: String,
}

/// A month of the trend; none where the month has neither lines nor cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthPoint {
    pub month: Month,
    pub to_date: bool,
    pub totals: Option<Totals>,
}

/// One of the reasons for the change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonText {
    /// `The fraud score stood still for 3 h 27 min.`
    pub title: String,
    /// `USD 11,061 lost in October, after a gain of 1,358 in September.`
    pub text: String,
    pub change: Money,
    pub service: ServiceId,
}

/// What to decide: a recorded follow-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub title: String,
    pub why: String,
    pub owner_name: String,
    pub due: NaiveDate,
    pub amount: Option<Money>,
    pub service: Option<ServiceId>,
}

/// A row of "value by service".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceRow {
    pub service: ServiceId,
    pub name: String,
    pub team: String,
    pub owner_name: String,
    pub totals: Totals,
    /// Change of the net value on last month; none for a new service.
    pub change: Option<Money>,
    /// Net value of 13 months.
    pub nets: Vec<Option<Money>>,
    /// Of the net value; none where nobody asked.
    #[serde(default)]
    pub range: Option<Range>,
    #[serde(default)]
    pub benefit_range: Option<Range>,
}

/// One series of the service's trend block: 13 months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrendLine {
    /// `Accuracy, %`: name with its printed unit.
    pub title: String,
    pub unit: String,
    pub better: Better,
    /// Printed decimals.
    pub decimals: u32,
    /// In printed units; none where unknown.
    pub values: Vec<Option<Decimal>>,
    pub baseline: Option<Decimal>,
    pub target: Option<Decimal>,
    /// Downtime, coverage under the limit and the like, by month, for marks in the chart.
    pub gaps: Vec<Month>,
}

/// The technical line above its business line, and the value, over 13 months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceTrend {
    pub service: ServiceId,
    pub name: String,
    pub owner_name: String,
    pub team: String,
    pub months: Vec<Month>,
    pub technical: Option<TrendLine>,
    pub business: Option<TrendLine>,
    /// Benefit of each month.
    pub value: Vec<Option<Money>>,
    /// Two or three plain sentences.
    pub text: String,
}

/// How much of the month was measured: one indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageRow {
    pub service: ServiceId,
    pub service_name: String,
    pub category: Category,
    pub metric_name: String,
    /// None when nothing was measured.
    pub share: Option<Decimal>,
    pub enough: bool,
    pub last_ms: Option<i64>,
}

/// A driver as it was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriverRow {
    pub id: String,
    pub name: String,
    pub value: Number,
    pub low: Option<Number>,
    pub high: Option<Number>,
    /// Per cent between low and high, where they are stated.
    #[serde(default)]
    pub confidence: Option<u32>,
    /// Of what lies between and beyond.
    #[serde(default)]
    pub shape: Option<Shape>,
    pub unit: String,
    pub evidence: String,
    pub source: String,
    /// None for a volume, which is the month's own record.
    pub from: Option<NaiveDate>,
    pub set_by: String,
}

impl DriverRow {
    /// What lies between low and high: `80 % of it, normal`; empty without them.
    pub fn range_words(&self) -> String {
        let interval = |shape: &str| format!("{}{}% of it, {shape}", self.confidence.unwrap_or(CONFIDENCE), format::NBSP);
        match (self.low, self.shape.unwrap_or(Shape::Triangular)) {
            (None, _) | (_, Shape::Fixed) => String::new(),
            (_, Shape::Normal) => interval("normal"),
            (_, Shape::LogNormal) => interval("log-normal"),
            (_, Shape::Triangular) => "all of it, triangular".to_owned(),
        }
    }
}

/// A baseline as it was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaselineRow {
    pub service_name: String,
    pub metric_name: String,
    pub value: Number,
    #[serde(default)]
    pub low: Option<Number>,
    #[serde(default)]
    pub high: Option<Number>,
    pub unit: String,
    pub method: String,
    pub from: NaiveDate,
    pub approved_by: String,
}

/// A test that a line or a pool rests on, or that earns nothing although a mapping names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestRow {
    pub id: TestId,
    pub title: String,
    pub design: Design,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// As recorded: units with successes, or with mean and variance.
    pub control: RecordedArm,
    pub treatment: RecordedArm,
    /// Difference of the arms, as they show it.
    pub lift: Option<Estimated>,
    /// Drawn towards the mean of its programme; none outside of one.
    pub shrunk: Option<Estimated>,
    /// As it entered a chain of the month: per unit of the indicator's change where it is a slope.
    pub counted: Option<Estimated>,
    pub valid: bool,
    /// Why it is not valid; of a valid one, what to keep in mind.
    pub reasons: Vec<String>,
    pub valid_until: NaiveDate,
    /// What it earns in the month; none where it earns nothing.
    pub grade: Option<Grade>,
}

impl TestRow {
    /// `6,120 of 98,000`, or `98,000, mean 3.10, variance 4.2`.
    pub fn arm_words(arm: &RecordedArm) -> String {
        let number = |number: Number| format::decimal(number.0);
        match (arm.successes, arm.mean, arm.variance) {
            (Some(successes), ..) => format!("{} of {}", number(successes), number(arm.n)),
            (_, Some(mean), Some(variance)) => {
                format!("{} units, mean {}, variance {}", number(arm.n), number(mean), number(variance))
            }
            _ => format!("{} units", number(arm.n)),
        }
    }

    /// How its groups came about.
    pub fn design_words(&self) -> &'static str {
        match self.design {
            Design::Randomised => "randomised",
            Design::Holdout => "holdout",
            Design::QuasiExperiment => "quasi-experiment",
        }
    }

    /// What it is worth in the month, in words.
    pub fn verdict(&self) -> String {
        match (self.valid, self.grade) {
            (false, _) => "Not valid".to_owned(),
            (true, None) => "Valid, but it has run out".to_owned(),
            (true, Some(grade)) => format!("Valid, grade {grade}"),
        }
    }
}

/// What an input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InputKind {
    /// The measured side of an indicator.
    Measured,
    Baseline,
    Driver,
    Test,
    /// A factor without a record of its own.
    Factor,
    /// All other inputs together.
    Rest,
}

/// One input's share of the width of the net value's range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SensitivityRow {
    pub kind: InputKind,
    pub name: String,
    /// Share of 1, to 4 decimals; the rows add up to 1.
    pub share: Decimal,
    /// Who set it: the driver's, the baseline's approver; empty for what was measured.
    pub set_by: String,
    /// Since when it is valid, or the last day of the test; none for what was measured.
    pub from: Option<NaiveDate>,
}

impl SensitivityRow {
    /// Who set it, in words: a name, or where the input comes from.
    pub fn who(&self) -> String {
        match (self.kind, self.set_by.is_empty()) {
            (InputKind::Measured, _) => "measured".to_owned(),
            (InputKind::Test, _) => "a test".to_owned(),
            (InputKind::Baseline, false) => format!("approved by {}", self.set_by),
            _ => self.set_by.clone(),
        }
    }
}

/// The month's average exchange rate of a currency, as it was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateRow {
    pub currency: Currency,
    pub reporting: Currency,
    /// What one of the currency was in the reporting currency.
    pub value: Number,
    /// Days quoted; none where the average was stated as such.
    pub days: Option<u32>,
    pub source: String,
    pub set_by: String,
}

impl RateRow {
    /// `mean of 22 days quoted`.
    pub fn days_words(&self) -> String {
        match self.days {
            None => "average as stated".to_owned(),
            Some(1) => "1 day quoted".to_owned(),
            Some(days) => format!("mean of {days} days quoted"),
        }
    }
}
