//! Golden cases: each calls a rule of `domain` and writes what came out, to the last bit.
//!
//! The test `tests/wasm` runs them natively and in wasm and compares line by line. An area is one file here and one
//! line in [`answers`]; inputs come from [`cases::Numbers`], so that they are many and the same everywhere.

mod cases;
mod chains;
mod exact;
mod math;
mod ranges;
mod samples;

/// One line a case, in a fixed order.
pub fn answers() -> String {
    let mut lines = cases::Lines::default();
    math::cases(&mut lines);
    exact::cases(&mut lines);
    samples::cases(&mut lines);
    chains::cases(&mut lines);
    ranges::cases(&mut lines);
    lines.text()
}

/// The entry in wasm: where the answers lie (upper 32 bits) and how many bytes they are (lower 32 bits).
#[cfg(target_arch = "wasm32")]
#[allow(unsafe_code, reason = "a fixed export name counts as unsafe, and the caller needs one")]
#[unsafe(no_mangle)]
pub extern "C" fn golden_answers() -> u64 {
    let answers: &'static str = answers().leak();
    ((answers.as_ptr() as u64) << 32) | answers.len() as u64
}
