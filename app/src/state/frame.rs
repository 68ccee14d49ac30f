//! What stands around every page: the company, its settings and who reads.

use domain::access::Role;
use domain::config::{Basis, Settings};
use domain::money::Currency;
use domain::report::MonthReport;
use domain::{Error, Result};

use super::session::{ports, viewer};

/// Masthead, banner and footer of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The company.
    pub workspace: String,
    /// Invented data: every page says so.
    pub sample_data: bool,
    /// IANA name of the zone of all times.
    pub time_zone: String,
    /// Of all amounts.
    pub currency: Currency,
    /// In which totals are reported.
    pub basis: Basis,
    /// Name and role of the reader.
    pub reader: (String, Role),
}

impl Frame {
    /// Reads it for the person of this request.
    ///
    /// # Errors
    /// [`Error::SignedOut`], and what reading the configuration reports.
    pub async fn load() -> Result<Self> {
        let viewer = viewer()?;
        let settings = ports()?.models.configuration(&viewer).await?.settings;
        Ok(Self::of_settings(settings, (viewer.name, viewer.role)))
    }

    /// From what a report says already, without another read.
    ///
    /// # Errors
    /// [`Error::SignedOut`].
    pub fn of_report(report: &MonthReport) -> Result<Self, Error> {
        let viewer = viewer()?;
        Ok(Self {
            workspace: report.workspace.clone(),
            sample_data: report.sample_data,
            time_zone: report.time_zone.clone(),
            currency: report.currency,
            basis: report.basis,
            reader: (viewer.name, viewer.role),
        })
    }

    fn of_settings(settings: Settings, reader: (String, Role)) -> Self {
        let Settings { name, sample_data, time_zone, currency, basis, .. } = settings;
        Self { workspace: name, sample_data, time_zone, currency, basis, reader }
    }
}
