//! Visible parts. They take values and callbacks; only pages load anything.

pub mod theme;
