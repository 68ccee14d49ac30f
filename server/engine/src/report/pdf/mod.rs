//! The month's report as PDF.
