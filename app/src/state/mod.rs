//! What pages and server functions know of the request they answer, and how they shape the answer.

pub mod reply;
pub mod request;
pub mod theme;
pub mod viewer;

pub use viewer::{CurrentViewer, use_viewer};
