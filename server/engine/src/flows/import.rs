//! Files of samples, CSV or XLSX. Rows are written in batches, each durable on its own; running the same file again changes nothing.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use csv::StringRecord;
use domain::access::Viewer;
use domain::config::{Configuration, Number};
use domain::ids::WorkspaceId;
use domain::metric::Kind;
use domain::ports::{ImportReport, RejectedRow, RowOutcome, WireSample};
use domain::sample::{Fixed, SeriesKey};
use domain::{Error, Result};

use super::samples::{AHEAD_MAX_MS, Outcomes, Row, built_in, rejection};
use super::table::{self, Columns};
use super::wire;
use crate::context::Engine;

/// Rows of one transaction.
const BATCH: usize = 5_000;
/// Most rejected rows that are told one by one.
pub(super) const REJECTED_MAX: usize = 1_000;

/// What each viewer's last file did, for the page that lists its rejected rows. Not stored: the file can be sent again.
#[derive(Default)]
pub struct LastImports(Mutex<HashMap<(WorkspaceId, String), ImportReport>>);

impl LastImports {
    pub(super) fn set(&self, viewer: &Viewer, report: ImportReport) {
        self.lock().insert((viewer.workspace.clone(), viewer.actor.clone()), report);
    }

    /// The viewer's last.
    pub fn get(&self, viewer: &Viewer) -> Option<ImportReport> {
        self.lock().get(&(viewer.workspace.clone(), viewer.actor.clone())).cloned()
    }

    /// A panic elsewhere leaves whole reports behind.
    fn lock(&self) -> MutexGuard<'_, HashMap<(WorkspaceId, String), ImportReport>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Which file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Indicators: `time,service,metric,value`.
    Samples,
    /// KPIs and volumes: `time,kpi,value`.
    Kpis,
}

impl Form {
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Samples => &["service", "metric"],
            Self::Kpis => &["kpi"],
        }
    }

    fn expected(self) -> &'static str {
        match self {
            Self::Samples => "time,service,metric,value with the optional columns numerator,denominator,unit",
            Self::Kpis => "time,kpi,value, or time,kpi,numerator,denominator for ratios",
        }
    }

    fn action(self) -> &'static str {
        match self {
            Self::Samples => "import_samples",
            Self::Kpis => "import_kpis",
        }
    }

    fn series(self, cell: impl Fn(&str) -> String) -> Result<SeriesKey> {
        match self {
            Self::Samples => SeriesKey::parse(&format!("{}/{}", cell("service"), cell("metric"))),
            Self::Kpis if cell("kpi").contains('/') => SeriesKey::parse(&cell("kpi")),
            Self::Kpis => SeriesKey::parse(&format!("kpi/{}", cell("kpi"))),
        }
    }
}

/// Reads a file and writes its good rows.
///
/// # Errors
/// A file that is not UTF-8 or has another header. Bad rows are no error: they are in the report.
pub async fn run(engine: &Engine, viewer: &Viewer, file: &[u8], form: Form) -> Result<ImportReport> {
    let (_, configuration) = engine.current(&viewer.workspace).await?;
    let csv = super::sheet::as_csv(file)?;
    let text = utf8(&csv)?;
    let mut reader = table::reader(text);
    let columns = columns(form, &mut reader)?;
    let mut import = Import { engine, viewer, configuration: &configuration, form, report: ImportReport::default() };
    let latest_ms = engine.clock.now_ms() + AHEAD_MAX_MS;
    let mut lines = Lines::of(text);
    let mut batch: Vec<(u64, Row)> = Vec::new();
    let mut record = StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(fault) => {
                let line = fault.position().map_or(0, |position| lines.at(position));
                import.reject(line, "", fault.to_string());
                continue;
            }
        }
        let line = record.position().map_or(0, |position| lines.at(position));
        if record.len() != columns.len() {
            import.reject(line, "", table::wrong_width(&record, &columns));
            continue;
        }
        match parse(&configuration, form, &columns, &record, latest_ms) {
            Ok((series, sample)) => batch.push((line, Row { place: batch.len(), series, sample })),
            Err(error) => import.reject_for(line, &error),
        }
        if batch.len() == BATCH {
            import.write(std::mem::take(&mut batch)).await?;
        }
    }
    import.write(batch).await?;
    engine.last_imports.set(viewer, import.report.clone());
    Ok(import.report)
}

/// A file's text, without the mark that some programs put at its start.
///
/// # Errors
/// Names the line that is not UTF-8.
pub(super) fn utf8(file: &[u8]) -> Result<&str> {
    let text = std::str::from_utf8(file).map_err(|fault| {
        let line = file[..fault.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        Error::field("file", format!("line {line} is not UTF-8: save the file as CSV UTF-8"))
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Counts a rejected row, and tells it as long as there is room.
pub(super) fn reject(report: &mut ImportReport, line: u64, column: &str, reason: String) {
    report.rejected += 1;
    if report.rejected_rows.len() < REJECTED_MAX {
        report.rejected_rows.push(RejectedRow { line, column: column.to_owned(), reason });
    }
}

/// Counts lines as an editor does: blank ones too, and one for each line break of either form.
pub(super) struct Lines<'a> {
    text: &'a [u8],
    read: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { text: text.as_bytes(), read: 0, line: 1 }
    }

    /// The line of the record whose reading began at a position; positions only grow.
    pub(super) fn at(&mut self, position: &csv::Position) -> u64 {
        let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
        while let Some(byte) = self.text.get(self.read).filter(|byte| self.read < start || matches!(byte, b'\r' | b'\n')) {
            self.line += u64::from(*byte == b'\n');
            self.read += 1;
        }
        self.line
    }
}

struct Import<'a> {
    engine: &'a Engine,
    viewer: &'a Viewer,
    configuration: &'a Configuration,
    form: Form,
    report: ImportReport,
}

impl Import<'_> {
    fn reject(&mut self, line: u64, column: &str, reason: String) {
        reject(&mut self.report, line, column, reason);
    }

    fn reject_for(&mut self, line: u64, error: &Error) {
        if let RowOutcome::Rejected { field, reason } = rejection(error) {
            let column = self.column(field.as_deref().unwrap_or_default());
            self.reject(line, &column, reason);
        }
    }

    /// The column that a field of a sample was read from.
    fn column(&self, field: &str) -> String {
        match (self.form, field) {
            (Form::Samples, "series" | "id") => "service".to_owned(),
            (Form::Kpis, "series" | "id" | "metric") => "kpi".to_owned(),
            (_, field) => field.to_owned(),
        }
    }

    async fn write(&mut self, batch: Vec<(u64, Row)>) -> Result<()> {
        if batch.is_empty() {
            return Ok(());
        }
        let (lines, rows): (Vec<u64>, Vec<Row>) = batch.into_iter().unzip();
        let source = built_in("csv")?;
        let outcomes: Outcomes = self.engine.write_rows(self.viewer, self.configuration, &source, rows, Some(self.form.action())).await?;
        for (place, outcome) in outcomes {
            match outcome {
                RowOutcome::Accepted => self.report.accepted += 1,
                RowOutcome::Duplicate => self.report.duplicate += 1,
                RowOutcome::Rejected { field, reason } => {
                    let column = self.column(field.as_deref().unwrap_or_default());
                    self.reject(lines.get(place).copied().unwrap_or(0), &column, reason);
                }
            }
        }
        Ok(())
    }
}

/// Checks the header: what is measured is a value, or a numerator with its denominator.
fn columns(form: Form, reader: &mut csv::Reader<&[u8]>) -> Result<Columns> {
    let known = |name: &str| ["time", "value", "numerator", "denominator", "unit"].contains(&name) || form.names().contains(&name);
    let needed: Vec<&str> = std::iter::once("time").chain(form.names().iter().copied()).collect();
    let columns = table::columns(reader, known, &needed, form.expected())?;
    let has = |name: &str| columns.contains_key(name);
    if has("value") || (has("numerator") && has("denominator")) {
        return Ok(columns);
    }
    Err(table::wrong_header("there is neither “value” nor “numerator” with “denominator”", form.expected()))
}

fn parse(
    configuration: &Configuration,
    form: Form,
    columns: &Columns,
    record: &StringRecord,
    latest_ms: i64,
) -> Result<(SeriesKey, domain::sample::Sample)> {
    let cell = |name: &str| columns.get(name).and_then(|index| record.get(*index)).unwrap_or_default().to_owned();
    let number = |name: &str| {
        let text = cell(name);
        if text.is_empty() {
            return Ok(None);
        }
        // The fixed-point rule knows NaN and infinities and says what to do about them.
        Fixed::parse(&text).map_err(|error| Error::field(name, error.to_string()))?;
        Number::parse(&text).map(Some).map_err(|error| Error::field(name, error.to_string()))
    };
    let series = form.series(cell)?;
    let mut sent = WireSample {
        series: series.to_string(),
        time: serde_json::Value::String(cell("time")),
        value: number("value")?,
        numerator: number("numerator")?,
        denominator: number("denominator")?,
        unit: Some(cell("unit")).filter(|unit| !unit.is_empty()),
        ..WireSample::default()
    };
    // A ratio whose file also has a column “value” may repeat the quotient there.
    if configuration.shape(&series).is_ok_and(|shape| shape.kind == Kind::Ratio) && sent.numerator.is_some() {
        sent.value = None;
    }
    wire::parse(configuration, &sent, latest_ms)
}
