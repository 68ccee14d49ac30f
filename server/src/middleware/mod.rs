//! What happens to every request, one file each, outermost first: log, headers, viewer, same origin, signed-in pages.

pub mod headers;
pub mod log;
pub mod same_origin;
pub mod signed_in;
pub mod viewer;
