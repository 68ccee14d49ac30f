//! Routes, asked over HTTP.

mod api;
mod assets;
mod fallback;
mod health;
mod statements;
