//! The program as its users meet it.

mod architecture;
mod start_and_stop;
