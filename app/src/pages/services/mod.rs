//! Models in production.

mod events;
pub mod list;
mod marks;
mod money;
mod record;
mod service;
pub mod strips;

pub use list::ServicesPage;
pub use service::ServicePage;
