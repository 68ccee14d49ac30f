//! kill -9 at the worst moment: what was acknowledged is there exactly once, and the rest follows by trying again.

mod close;
mod collection;
mod import;
mod samples;
