//! The program as its users meet it.

mod start_and_stop;
