//! Systems too large for the other groups, one file a system: `tests/run --peers` makes what they need, from the list of the same name in
//! `tests/peers/heavy`.

mod kserve;
mod next;
mod triton;
