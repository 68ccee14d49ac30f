//! The month's business impact report: its content, its sentences.

mod content;

pub use content::{
    BaselineRow, CoverageRow, Decision, DriverRow, MonthPoint, MonthReport, ReasonText, ServiceRow, ServiceTrend, TrendLine,
};
