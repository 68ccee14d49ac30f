//! The engine: storage, flows, collection and reports behind the ports that the pages and the API call.

pub mod clock;
pub mod collect;
pub mod context;
pub mod demo;
pub mod error;
pub mod flows;
pub mod observe;
pub mod raw;
pub mod report;
pub mod schedule;
pub mod store;
pub mod threads;
mod vault;
pub mod views;

pub use clock::Clock;
pub use context::Engine;
