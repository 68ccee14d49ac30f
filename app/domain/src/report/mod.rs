//! The month's business impact report: its content, its sentences.

mod build;
mod content;
mod file;
pub mod narrative;
mod printed;

pub use build::{TRAIL_MONTHS, Trail, build, build_by, coverage, indicator_line, kpi_line, kpi_statistic, report_of};
pub use content::{
    BaselineRow, CoverageRow, Decision, DriverRow, InputKind, MonthPoint, MonthReport, RateRow, ReasonText, SensitivityRow, ServiceRow,
    ServiceTrend, TestRow, TrendLine,
};
pub use file::ReportFormat;
pub use printed::{Printed, titled};

#[cfg(test)]
pub(crate) mod tests;
