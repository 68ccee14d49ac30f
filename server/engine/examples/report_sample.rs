//! Draws the report of an invented month: `cargo run -p engine --example report_sample -- report.pdf`.

#[path = "../src/report/pdf/tests/sample.rs"]
mod sample;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("give the path of the file to write")?;
    std::fs::write(path, engine::report::pdf::draw(&sample::report()?)?)?;
    Ok(())
}
