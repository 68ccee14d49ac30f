//! Routes, asked over HTTP.

mod api;
mod assets;
mod baselines;
mod described;
mod evidence;
mod fallback;
mod health;
mod prometheus;
mod receive;
mod statements;
