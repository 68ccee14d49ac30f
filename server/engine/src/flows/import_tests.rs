//! Files of recorded tests: one row a test, accepted one by one and written in one transaction.

use std::collections::BTreeMap;

use csv::StringRecord;
use domain::access::{Action, Viewer};
use domain::config::{Change, Item, Number, RecordedArm, Test};
use domain::ids::{KpiId, ServiceId, TestId};
use domain::ports::ImportReport;
use domain::time::parse_day;
use domain::{Error, Result};
use serde::de::DeserializeOwned;

use super::import::{Lines, reject, utf8};
use crate::context::Engine;

/// Rows of one file: each is one change of the configuration, and all are one transaction.
const ROWS_MAX: usize = 2_000;

const NEEDED: [&str; 8] = ["id", "service", "kind", "from", "to", "control_n", "treatment_n", "valid_until"];
const OPTIONAL: [&str; 22] = [
    "name",
    "metric",
    "kpi",
    "programme",
    "design",
    "unit",
    "exposed_share",
    "control_successes",
    "control_mean",
    "control_variance",
    "control_indicator",
    "treatment_successes",
    "treatment_mean",
    "treatment_variance",
    "treatment_indicator",
    "expected_split",
    "confidence",
    "stopped_early",
    "mixed_assignment",
    "repeats",
    "decision",
    "link",
];

/// Reads a file and records its good rows. A row that is recorded already as it stands is a duplicate.
///
/// # Errors
/// A file that cannot be read or has another header. Bad rows are no error: they are in the report.
pub async fn run(engine: &Engine, viewer: &Viewer, file: &[u8]) -> Result<ImportReport> {
    viewer.authorize(Action::EditModel)?;
    let (_, configuration) = engine.current(&viewer.workspace).await?;
    let today = engine.today(&configuration)?;
    let csv = super::sheet::as_csv(file)?;
    let text = utf8(&csv)?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let columns = columns(reader.headers().map_err(|fault| Error::field("file", fault.to_string()))?)?;
    let (mut lines, mut report, mut changes) = (Lines::of(text), ImportReport::default(), Vec::new());
    let mut known = (*configuration).clone();
    let mut record = StringRecord::new();
    loop {
        let read = reader.read_record(&mut record);
        let position = match &read {
            Ok(false) => break,
            Ok(true) => record.position(),
            Err(fault) => fault.position(),
        };
        let line = position.map_or(0, |position| lines.at(position));
        if let Err(fault) = read {
            reject(&mut report, line, "", fault.to_string());
            continue;
        }
        if record.len() != columns.len() {
            reject(&mut report, line, "", format!("this line has {} columns, the header {}", record.len(), columns.len()));
            continue;
        }
        let row = Row { columns: &columns, record: &record };
        let accepted = row.test().and_then(|test| {
            if known.tests.get(&test.id) == Some(&test) {
                return Ok(None);
            }
            super::recorded_tests::refuse_future(&test, today)?;
            known.accept_test(&test)?;
            Ok(Some(test))
        });
        match accepted {
            Ok(None) => report.duplicate += 1,
            Ok(Some(test)) if changes.len() < ROWS_MAX => {
                known.tests.insert(test.id.clone(), test.clone());
                changes.push(Change::Put(Box::new(Item::Test(Box::new(test)))));
                report.accepted += 1;
            }
            Ok(Some(_)) => reject(&mut report, line, "", format!("a file records at most {ROWS_MAX} tests: send the rest as another")),
            Err(Error::Invalid { field, message }) => {
                // An arm's part, `control.successes`, is a column of its own.
                reject(&mut report, line, &field.unwrap_or_default().replace('.', "_"), message);
            }
            Err(error) => reject(&mut report, line, "", error.to_string()),
        }
    }
    if !changes.is_empty() {
        engine.make_changes(viewer, changes).await?;
    }
    engine.last_imports.set(viewer, report.clone());
    Ok(report)
}

type Columns = BTreeMap<String, usize>;

/// Checks the header; the order of the columns is free.
fn columns(header: &StringRecord) -> Result<Columns> {
    let wrong = |why: String| {
        let all = format!("{} with the optional columns {}", NEEDED.join(","), OPTIONAL.join(","));
        Err(Error::field("file", format!("{why}; the header must be {all}")))
    };
    if header.len() == 1 && header.get(0).is_some_and(|name| name.contains(';')) {
        return wrong("columns are separated by commas, not semicolons".to_owned());
    }
    let mut columns = Columns::new();
    for (index, name) in header.iter().enumerate() {
        let name = name.to_lowercase();
        if !NEEDED.contains(&name.as_str()) && !OPTIONAL.contains(&name.as_str()) {
            return wrong(format!("“{name}” is not a column of this file"));
        }
        if columns.insert(name.clone(), index).is_some() {
            return wrong(format!("the column “{name}” stands twice"));
        }
    }
    match NEEDED.into_iter().find(|name| !columns.contains_key(*name)) {
        Some(missing) => wrong(format!("the column “{missing}” is missing")),
        None => Ok(columns),
    }
}

struct Row<'a> {
    columns: &'a Columns,
    record: &'a StringRecord,
}

impl Row<'_> {
    fn test(&self) -> Result<Test> {
        let day = |name: &str| parse_day(self.cell(name)).map_err(|error| Error::field(name, error.to_string()));
        Ok(Test {
            id: self.needed("id", TestId::parse)?,
            name: self.cell("name").to_owned(),
            service: self.needed("service", ServiceId::parse)?,
            metric: self.filled("metric").map(str::to_owned),
            kpi: self.filled("kpi").map(KpiId::parse).transpose().map_err(|error| Error::field("kpi", error.to_string()))?,
            programme: self.cell("programme").to_owned(),
            design: self.word("design")?.unwrap_or_default(),
            kind: self.word("kind")?.ok_or_else(|| Error::field("kind", "write proportion or mean"))?,
            unit: self.filled("unit").map(str::to_owned),
            from: day("from")?,
            to: day("to")?,
            exposed_share: self.number("exposed_share")?,
            control: self.arm("control")?,
            treatment: self.arm("treatment")?,
            expected_split: self.split()?,
            confidence: self.number("confidence")?,
            stopped_early: self.truth("stopped_early")?,
            mixed_assignment: self.truth("mixed_assignment")?,
            repeats: self.filled("repeats").map(TestId::parse).transpose().map_err(|error| Error::field("repeats", error.to_string()))?,
            valid_until: day("valid_until")?,
            decision: self.word("decision")?.unwrap_or_default(),
            link: self.cell("link").to_owned(),
        })
    }

    fn cell(&self, name: &str) -> &str {
        self.columns.get(name).and_then(|index| self.record.get(*index)).unwrap_or_default()
    }

    fn filled(&self, name: &str) -> Option<&str> {
        Some(self.cell(name)).filter(|text| !text.is_empty())
    }

    fn needed<T>(&self, name: &str, parse: impl Fn(&str) -> Result<T>) -> Result<T> {
        parse(self.cell(name)).map_err(|error| Error::field(name, error.to_string()))
    }

    fn number(&self, name: &str) -> Result<Option<Number>> {
        self.filled(name).map(Number::parse).transpose().map_err(|error| Error::field(name, error.to_string()))
    }

    fn word<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let read = |word: &str| {
            serde_json::from_value(serde_json::Value::String(word.to_lowercase()))
                .map_err(|error| Error::field(name, format!("“{word}” is not one of the choices: {error}")))
        };
        self.filled(name).map(read).transpose()
    }

    fn truth(&self, name: &str) -> Result<bool> {
        match self.cell(name).to_lowercase().as_str() {
            "" | "no" | "false" | "0" => Ok(false),
            "yes" | "true" | "1" => Ok(true),
            other => Err(Error::field(name, format!("“{other}” is neither yes nor no"))),
        }
    }

    fn arm(&self, arm: &str) -> Result<RecordedArm> {
        let number = |part: &str| self.number(&format!("{arm}_{part}"));
        let n = format!("{arm}_n");
        Ok(RecordedArm {
            n: number("n")?.ok_or_else(|| Error::field(n, "write how many units the arm has"))?,
            successes: number("successes")?,
            mean: number("mean")?,
            variance: number("variance")?,
            indicator: number("indicator")?,
        })
    }

    /// `0.5/0.5`: the planned shares of control and treatment.
    fn split(&self) -> Result<Option<[Number; 2]>> {
        let refuse = || Error::field("expected_split", "write the planned shares of control and treatment as 0.5/0.5");
        let Some(text) = self.filled("expected_split") else { return Ok(None) };
        let (control, treatment) = text.split_once('/').ok_or_else(refuse)?;
        Ok(Some([Number::parse(control).map_err(|_| refuse())?, Number::parse(treatment).map_err(|_| refuse())?]))
    }
}
