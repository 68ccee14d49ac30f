//! The program as its users meet it.

mod architecture;
mod demo;
mod first_month;
mod kill;
mod start_and_stop;
