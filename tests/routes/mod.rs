//! Routes, asked over HTTP.

mod api;
mod assets;
mod evidence;
mod fallback;
mod health;
mod statements;
