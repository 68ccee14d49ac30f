//! The program as its users meet it.

mod adding_up;
mod architecture;
mod bad_input;
pub(crate) mod beside_a_server;
mod close;
mod demo;
mod exports;
mod files;
pub(crate) mod first_month;
mod grafana;
mod kill;
mod late_labels;
mod lineage;
mod preview;
mod start_and_stop;
