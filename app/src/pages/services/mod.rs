//! Models in production.

pub mod list;
mod money;
mod service;
pub mod strips;

pub use list::ServicesPage;
pub use service::ServicePage;
