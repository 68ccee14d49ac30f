//! What a month's report is written as.

use crate::time::Month;
use crate::{Error, Result};

/// A form of a month's report. All of them say the same amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    /// To be read; carries the snapshot and the ledger as attached files.
    Pdf,
    /// A workbook whose totals are formulas.
    Xlsx,
    /// The ledger, one row a line of value or a cost.
    Csv,
    /// The snapshot: everything that is printed.
    Json,
    /// To be booked, on the accounts of the configuration.
    Journal,
}

impl ReportFormat {
    /// Every form, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Pdf, Self::Xlsx, Self::Csv, Self::Json, Self::Journal];

    /// As it is asked for: `pdf`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Journal => "journal",
        }
    }

    /// As a link to it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Xlsx => "Excel",
            Self::Csv => "CSV",
            Self::Json => "JSON",
            Self::Journal => "Journal",
        }
    }

    /// Reads a key.
    ///
    /// # Errors
    /// Lists the keys there are.
    pub fn parse(key: &str) -> Result<Self> {
        let known = || Self::ALL.map(Self::key).join(", ");
        let found = Self::ALL.into_iter().find(|format| format.key() == key);
        found.ok_or_else(|| Error::field("format", format!("“{key}” is not a form of the report; there are {}", known())))
    }

    /// The media type of its bytes.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv | Self::Journal => "text/csv; charset=utf-8",
            Self::Json => "application/json",
        }
    }

    /// Can it be read on a terminal?
    pub fn is_text(self) -> bool {
        !matches!(self, Self::Pdf | Self::Xlsx)
    }

    /// The last part of its address below the month's page: `report.pdf`.
    pub fn address(self) -> &'static str {
        match self {
            Self::Pdf => "report.pdf",
            Self::Xlsx => "report.xlsx",
            Self::Csv => "report.csv",
            Self::Json => "report.json",
            Self::Journal => "journal.csv",
        }
    }

    /// The name that a browser saves it under: `model-value-2026-10.pdf`.
    pub fn file_name(self, month: Month) -> String {
        match self {
            Self::Journal => format!("model-value-{month}-journal.csv"),
            other => format!("model-value-{month}.{}", other.key()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_form_is_read_by_its_key_and_has_a_name_of_its_own() {
        let month = Month::parse("2026-10").unwrap();
        let names: std::collections::BTreeSet<String> = ReportFormat::ALL.map(|format| format.file_name(month)).into();
        assert_eq!(names.len(), ReportFormat::ALL.len());
        for format in ReportFormat::ALL {
            assert_eq!(ReportFormat::parse(format.key()), Ok(format));
        }
        assert!(ReportFormat::parse("doc").unwrap_err().to_string().contains("pdf, xlsx, csv, json, journal"));
    }
}
