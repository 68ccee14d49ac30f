//! The program as its users meet it.

mod architecture;
mod first_month;
mod kill;
mod start_and_stop;
