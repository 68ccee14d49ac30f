//! The file is the same for the same report, carries every amount as text, and keeps inside the page whatever comes.

mod sample;
