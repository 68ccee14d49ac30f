//! Pages: each loads what it needs and composes components.

pub mod home;
pub mod not_found;
