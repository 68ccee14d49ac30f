//! What pages and server functions know of the request they answer, and how they shape the answer.

pub mod frame;
pub mod reply;
pub mod request;
pub mod session;
pub mod theme;

pub use session::{CurrentViewer, ports, viewer};
