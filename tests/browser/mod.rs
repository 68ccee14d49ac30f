//! Pages in a real browser.

mod keyboard;
mod live;
mod main_path;
mod theme;
mod what_if;
