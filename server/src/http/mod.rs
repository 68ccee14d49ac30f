//! Everything that is not a page: the JSON API, the plain forms that sign people in and out, downloads, the program's own figures.

pub mod account;
pub mod api;
pub mod basic;
pub mod body;
pub mod cookie;
pub mod download;
pub mod hooks;
pub mod metrics;
pub mod openapi;
pub mod problem;
pub mod prometheus;
pub mod receive;
pub mod who;
