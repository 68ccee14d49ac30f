//! Visible parts. They take values and callbacks; only pages load anything.

#[cfg(feature = "ssr")]
pub mod amount;
#[cfg(feature = "ssr")]
pub mod chain;
#[cfg(feature = "ssr")]
pub mod figure;
#[cfg(feature = "ssr")]
pub mod layout;
pub mod live;
#[cfg(feature = "ssr")]
pub mod masthead;
#[cfg(feature = "ssr")]
pub mod month;
#[cfg(feature = "ssr")]
pub mod not_claimed;
#[cfg(feature = "ssr")]
pub mod problem;
pub mod theme;
#[cfg(feature = "ssr")]
pub mod tile;
#[cfg(feature = "ssr")]
pub mod trend_strips;
