//! A test from named cells: a row of a file, or the fields of a form.

use chrono::NaiveDate;
use serde::de::DeserializeOwned;

use super::factor::Number;
use super::test_record::{RecordedArm, Test};
use crate::evidence::Completion;
use crate::ids::{KpiId, ServiceId, TestId};
use crate::time::parse_day;
use crate::{Error, Result};

impl Test {
    /// Cells that must be filled in.
    pub const NEEDED_CELLS: [&'static str; 8] = ["id", "service", "kind", "from", "to", "control_n", "treatment_n", "valid_until"];
    /// Cells that may be empty.
    pub const OPTIONAL_CELLS: [&'static str; 23] = [
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
        "origin",
    ];

    /// Reads a test; `cell` gives the text under a name, empty where there is none.
    ///
    /// # Errors
    /// Names the cell that does not read. Whether the test may be recorded is [`super::Configuration::accept_test`]'s.
    pub fn from_cells<'a>(cell: &dyn Fn(&str) -> &'a str) -> Result<Self> {
        let cells = Cells(cell);
        Ok(Self {
            id: cells.parsed("id", TestId::parse)?,
            name: cell("name").to_owned(),
            service: cells.parsed("service", ServiceId::parse)?,
            metric: cells.filled("metric").map(str::to_owned),
            kpi: cells.optional("kpi", KpiId::parse)?,
            programme: cell("programme").to_owned(),
            design: cells.word("design")?.unwrap_or_default(),
            kind: cells.word("kind")?.ok_or_else(|| Error::field("kind", "write proportion or mean"))?,
            unit: cells.filled("unit").map(str::to_owned),
            from: cells.day("from")?,
            to: cells.day("to")?,
            exposed_share: cells.optional("exposed_share", Number::parse)?,
            control: cells.arm("control")?,
            treatment: cells.arm("treatment")?,
            expected_split: cells.split()?,
            confidence: cells.optional("confidence", Number::parse)?,
            stopped_early: cells.truth("stopped_early")?,
            mixed_assignment: cells.truth("mixed_assignment")?,
            repeats: cells.optional("repeats", TestId::parse)?,
            valid_until: cells.day("valid_until")?,
            decision: cells.word("decision")?.unwrap_or_default(),
            link: cell("link").to_owned(),
            origin: cell("origin").trim().to_owned(),
        })
    }
}

impl Completion {
    /// Reads what was typed about an experiment that is taken over, under the names of a test's cells.
    ///
    /// # Errors
    /// Names the cell that does not read.
    pub fn from_cells<'a>(cell: &dyn Fn(&str) -> &'a str) -> Result<Self> {
        let cells = Cells(cell);
        Ok(Self {
            id: cells.optional("id", TestId::parse)?,
            service: cells.parsed("service", ServiceId::parse)?,
            kpi: cells.optional("kpi", KpiId::parse)?,
            metric: cells.filled("metric").map(str::to_owned),
            control_indicator: cells.optional("control_indicator", Number::parse)?,
            treatment_indicator: cells.optional("treatment_indicator", Number::parse)?,
            unit: cells.filled("unit").map(str::to_owned),
            exposed_share: cells.optional("exposed_share", Number::parse)?,
            valid_until: cells.day("valid_until")?,
            stopped_early: cells.truth("stopped_early")?,
            mixed_assignment: cells.truth("mixed_assignment")?,
            repeats: cells.optional("repeats", TestId::parse)?,
            programme: cell("programme").trim().to_owned(),
        })
    }
}

struct Cells<'c, 'a>(&'c dyn Fn(&str) -> &'a str);

impl<'a> Cells<'_, 'a> {
    fn filled(&self, name: &str) -> Option<&'a str> {
        Some((self.0)(name).trim()).filter(|text| !text.is_empty())
    }

    fn parsed<T>(&self, name: &str, parse: impl Fn(&str) -> Result<T>) -> Result<T> {
        parse((self.0)(name).trim()).map_err(|error| Error::field(name, error.to_string()))
    }

    fn optional<T>(&self, name: &str, parse: impl Fn(&str) -> Result<T>) -> Result<Option<T>> {
        self.filled(name).map(parse).transpose().map_err(|error| Error::field(name, error.to_string()))
    }

    fn day(&self, name: &str) -> Result<NaiveDate> {
        self.parsed(name, parse_day)
    }

    fn word<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        self.optional(name, |word| {
            serde_json::from_value(serde_json::Value::String(word.to_lowercase()))
                .map_err(|error| Error::invalid(format!("“{word}” is not one of the choices: {error}")))
        })
    }

    fn truth(&self, name: &str) -> Result<bool> {
        match (self.0)(name).trim().to_lowercase().as_str() {
            "" | "no" | "false" | "0" => Ok(false),
            "yes" | "true" | "1" => Ok(true),
            other => Err(Error::field(name, format!("“{other}” is neither yes nor no"))),
        }
    }

    fn arm(&self, arm: &str) -> Result<RecordedArm> {
        let number = |part: &str| self.optional(&format!("{arm}_{part}"), Number::parse);
        Ok(RecordedArm {
            n: number("n")?.ok_or_else(|| Error::field(format!("{arm}_n"), "write how many units the arm has"))?,
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
