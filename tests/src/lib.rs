//! What the tests share: the program under test, a browser, real peers.

pub mod browser;
pub mod database;
pub mod fake;
pub mod growthbook;
pub mod html;
pub mod http;
pub mod model_server;
pub mod pdf;
pub mod process;
pub mod program;
pub mod prometheus;
pub mod schema;
pub mod site;
pub mod stand_in;
pub mod victoria;

/// Result of a helper; the text says what was tried.
pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
