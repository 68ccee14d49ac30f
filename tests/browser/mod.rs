//! Pages in a real browser.

mod theme;
