//! Server functions, one file an area, each a few lines over a port.

pub mod live;
pub mod theme;
