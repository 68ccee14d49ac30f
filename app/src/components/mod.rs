//! Visible parts. They take values and callbacks; only pages load anything.

#[cfg(feature = "ssr")]
pub mod amount;
#[cfg(feature = "ssr")]
pub mod layout;
#[cfg(feature = "ssr")]
pub mod masthead;
#[cfg(feature = "ssr")]
pub mod problem;
pub mod theme;
