//! What a reader sees and may do, page by page: states that are easily drawn wrong, and forms as a browser without scripts posts them.

mod baselines;
mod close;
mod company;
mod doors;
mod evidence;
mod experiments;
mod forms;
mod refusals;
mod sources;
mod states;
mod table;
