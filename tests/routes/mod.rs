//! Routes, asked over HTTP.

mod assets;
mod fallback;
mod health;
