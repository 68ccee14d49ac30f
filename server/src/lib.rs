//! The thin program around engine and pages: command line, router, middleware.

// The type of a page nests as deep as its markup.
#![recursion_limit = "512"]

pub mod assets;
pub mod cli;
pub mod commands;
pub mod grafana;
pub mod health;
pub mod http;
pub mod leptos;
pub mod middleware;
pub mod router;
pub mod startup;
pub mod statsd;
