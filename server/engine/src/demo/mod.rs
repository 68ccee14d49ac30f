//! A company to look at.
