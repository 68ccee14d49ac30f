//! The program as its users meet it.

mod architecture;
mod first_month;
mod start_and_stop;
