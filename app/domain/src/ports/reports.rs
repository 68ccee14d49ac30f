//! Reports of a month.

use async_trait::async_trait;

use super::views::ReportRow;
use crate::Result;
use crate::access::Viewer;
use crate::report::{MonthReport, ReportFormat};
use crate::time::Month;

/// Reading reports. The same snapshot always gives the same bytes.
#[async_trait]
pub trait Reports: Send + Sync {
    /// Months with anything to report, newest first.
    async fn months(&self, viewer: &Viewer) -> Result<Vec<ReportRow>>;
    async fn month_report(&self, viewer: &Viewer, month: Month) -> Result<MonthReport>;
    /// The report's bytes in one of its forms. A journal needs the accounts of the configuration.
    async fn report_file(&self, viewer: &Viewer, month: Month, format: ReportFormat) -> Result<Vec<u8>>;
}
