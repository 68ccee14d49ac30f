//! All tests that need more than one package, in one program: it is linked once.
//!
//! A folder is a group of `tests/run`; what is in none of `wasm`, `peers`, `heavy` and `browser` belongs to the group `story`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod browser;
mod heavy;
mod pages;
mod peers;
mod routes;
mod story;
mod wasm;
