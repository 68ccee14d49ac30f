//! The thin program around engine and pages: command line, router, middleware.

pub mod assets;
pub mod cli;
pub mod health;
pub mod leptos;
pub mod router;
pub mod startup;
