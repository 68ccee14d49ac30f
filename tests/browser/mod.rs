//! Pages in a real browser.

mod main_path;
mod theme;
