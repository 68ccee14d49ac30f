//! The program as its users meet it.

mod architecture;
mod beside_a_server;
mod demo;
mod first_month;
mod kill;
mod start_and_stop;
