//! Tests with the money that rests on them, the queue of those to repeat, and plans for what nobody has tested.

use chrono::NaiveDate;
use domain::Result;
use domain::config::{Configuration, Number, Test};
use domain::evidence::{Grade, analyse_as_of, runs_out, standing};
use domain::ids::TestId;
use domain::metric::{self, Statistic};
use domain::money::Money;
use domain::ports::{EvidenceView, PlanQuestion, PlanRow, QueueRow, TestUse, TestView};
use domain::time::{DAY_MS, Month};
use domain::unit::Unit;
use domain::value::{Facts, Ledger, Part, TermRole, ValueLine};

/// What the page is built from.
pub struct Evidence<'a> {
    pub configuration: &'a Configuration,
    pub facts: &'a Facts,
    /// Of the month; none while nothing is measured.
    pub ledger: Option<&'a Ledger>,
    pub month: Month,
    pub today: NaiveDate,
}

impl Evidence<'_> {
    /// The page's content.
    ///
    /// # Errors
    /// A configuration that no longer checks.
    pub fn view(&self, months: Vec<Month>, question: &PlanQuestion) -> Result<EvidenceView> {
        let configuration = self.configuration;
        let mut tests = configuration.tests.values().map(|test| self.test(test)).collect::<Result<Vec<_>>>()?;
        tests.sort_by(|a, b| b.test.to.cmp(&a.test.to).then_with(|| a.test.id.cmp(&b.test.id)));
        let mut queue: Vec<QueueRow> = tests.iter().filter(|test| test.resting.minor > 0).map(|test| self.queued(test)).collect();
        queue.sort_by(|a, b| b.resting.minor.cmp(&a.resting.minor).then_with(|| a.test.cmp(&b.test)));
        let mut planner: Vec<PlanRow> =
            self.lines().iter().filter(|line| line.grade == Grade::D).map(|line| self.plan(line, question)).collect();
        planner.sort_by(|a, b| b.amount.minor.cmp(&a.amount.minor).then_with(|| a.mapping.cmp(&b.mapping)));
        Ok(EvidenceView { month: self.month, months, currency: configuration.currency(), today: self.today, tests, queue, planner })
    }

    fn lines(&self) -> &[ValueLine] {
        self.ledger.map_or(&[], |ledger| &ledger.lines)
    }

    fn service_name(&self, id: &domain::ids::ServiceId) -> String {
        self.configuration.services.get(id).map_or_else(|| id.to_string(), |service| service.name.clone())
    }

    fn test(&self, test: &Test) -> Result<TestView> {
        let configuration = self.configuration;
        let day = self.month.as_of(self.today);
        let analysis = analyse_as_of(test, &configuration.tests, day)?;
        let standing = standing(test, day);
        let resting: i64 = self.lines().iter().filter(|line| rests_on(line, &test.id)).map(|line| line.amount.minor.abs()).sum();
        let uses = configuration
            .mappings
            .values()
            .filter(|mapping| mapping.versions.iter().filter_map(|version| version.effect.as_ref()).any(|effect| effect.test == test.id));
        let uses = uses.map(|mapping| {
            let line = self.lines().iter().find(|line| line.mapping == mapping.id && rests_on(line, &test.id));
            TestUse { mapping: mapping.id.clone(), name: mapping.name.clone(), amount: line.map(|line| line.amount) }
        });
        let pools = configuration.pools.values().filter(|pool| pool.holdout.as_ref().is_some_and(|holdout| holdout.test == test.id));
        Ok(TestView {
            service_name: self.service_name(&test.service),
            metric_name: test.metric.as_ref().map(|key| metric::find(key).map_or_else(|_| key.clone(), |metric| metric.name.to_owned())),
            kpi_name: test.kpi.as_ref().map(|id| configuration.kpis.get(id).map_or_else(|| id.to_string(), |kpi| kpi.name.clone())),
            grade: standing.grade(analysis.base_grade),
            analysis,
            standing,
            runs_out: runs_out(test),
            resting: Money { minor: resting, currency: configuration.currency() },
            uses: uses.collect(),
            pools: pools.map(|pool| (pool.id.clone(), pool.name.clone())).collect(),
            test: test.clone(),
        })
    }

    fn queued(&self, view: &TestView) -> QueueRow {
        QueueRow {
            test: view.test.id.clone(),
            name: view.test.title().to_owned(),
            service_name: view.service_name.clone(),
            resting: view.resting,
            standing: view.standing,
            valid_until: view.test.valid_until,
            days_left: (view.test.valid_until - self.today).num_days(),
        }
    }

    /// What a test of the line must look like; a typed question takes the place of what the line says.
    fn plan(&self, line: &ValueLine, question: &PlanQuestion) -> PlanRow {
        let asked = (question.mapping == line.mapping.as_str()).then_some(question);
        let base_rate = asked.and_then(|asked| asked.base_rate).or_else(|| self.level(line));
        let effect = asked.and_then(|asked| asked.effect).or_else(|| claimed_effect(line));
        let weekly = asked.and_then(|asked| asked.weekly).or_else(|| self.weekly(line));
        let size = match (base_rate, effect, weekly) {
            _ if proved(line) => Err(weakest(line)),
            (None, ..) => {
                Err("Its KPI is no measured share, such as a conversion: type below which share of units succeeds now".to_owned())
            }
            (_, None, _) => {
                Err("The line does not say by how much it moves that share: type below the smallest difference that is worth seeing"
                    .to_owned())
            }
            (.., None) => Err("The line counts no units: type below how many come a week".to_owned()),
            (Some(base_rate), Some(effect), Some(weekly)) => {
                domain::evidence::sample_size(base_rate, effect, weekly).map_err(|error| domain::format::capital(&error.to_string()))
            }
        };
        PlanRow {
            mapping: line.mapping.clone(),
            name: line.name.clone(),
            service: line.service.clone(),
            service_name: line.service_name.clone(),
            amount: Money { minor: line.amount.minor.abs(), currency: line.amount.currency },
            base_rate,
            effect,
            weekly,
            size: size.as_ref().ok().copied(),
            missing: size.err(),
        }
    }

    /// The month's level of the line's ratio KPI.
    fn level(&self, line: &ValueLine) -> Option<Number> {
        let kpi = self.configuration.kpis.get(line.kpi.as_ref()?).filter(|kpi| kpi.kind == metric::Kind::Ratio)?;
        let level = self.facts.month(&kpi.series(), self.month)?.figure(Statistic::Value, 6)?;
        Some(Number(level.normalize()))
    }

    /// Units of the line's volume a week: counted things, less those that the change does not reach.
    fn weekly(&self, line: &ValueLine) -> Option<Number> {
        let volumes: Vec<_> = line.chain.iter().filter(|term| term.part == Part::Volume).collect();
        let days = self.ledger?.window.ms().checked_div(DAY_MS).filter(|days| *days > 0)?;
        let counted = volumes.iter().try_fold(rust_decimal::Decimal::ONE, |product, term| product.checked_mul(term.value.0))?;
        let weekly = counted.checked_mul(7.into())?.checked_div(days.into())?;
        (!volumes.is_empty()).then(|| Number(weekly.round().normalize()))
    }
}

/// Does a test already show the line's effect, so that its grade comes from something else?
fn proved(line: &ValueLine) -> bool {
    line.chain.iter().any(|term| term.test.is_some() && term.grade.is_some_and(|grade| grade < Grade::D))
}

/// What holds such a line at its grade.
fn weakest(line: &ValueLine) -> String {
    let names: Vec<&str> = line.chain.iter().filter(|term| term.grade == Some(line.grade)).map(|term| term.name.as_str()).collect();
    let held = if names.is_empty() { "another part".to_owned() } else { names.join(", ") };
    format!("A test shows its effect already; what is assumed is: {held}. Read it from records")
}

fn rests_on(line: &ValueLine, test: &TestId) -> bool {
    line.chain.iter().any(|term| term.test.as_deref() == Some(test.as_str()))
}

/// What a line claims of each unit of its volume, where that is a share: its chain without volume, money and exchange rate.
fn claimed_effect(line: &ValueLine) -> Option<Number> {
    line.chain.iter().find(|term| term.part == Part::Volume)?;
    let (mut change, mut product) = (None, domain::exact::Exact::one());
    for term in &line.chain {
        let unit = Unit::parse(&term.unit).ok()?;
        let money = !unit.currencies().is_empty();
        let value = domain::exact::Exact::from(term.value.0).times(unit.scale());
        match term.role {
            TermRole::First | TermRole::Second if money || is_timed(&term.unit) => return None,
            TermRole::First => change = Some(value),
            TermRole::Second => change = change.map(|first| first.minus(&value)),
            TermRole::Count | TermRole::Expected | TermRole::CellValue => return None,
            _ if money || matches!(term.part, Part::Volume | Part::ExchangeRate) => {}
            _ if is_timed(&term.unit) => return None,
            TermRole::Complement => product = product.times(&domain::exact::Exact::one().minus(&value)),
            TermRole::Factor => product = product.times(&value),
        }
    }
    let effect = change.map_or(product.clone(), |change| change.times(&product)).round(6).ok()?.abs().normalize();
    (effect > 0.into() && effect < 1.into()).then_some(Number(effect))
}

fn is_timed(unit: &str) -> bool {
    unit.split(['*', '/']).any(|part| ["ms", "s", "min", "h", "d"].contains(&part.trim()))
}
