//! Draws one page plan again and again and prints the seconds of each round and the size of the file:
//! a cover, six sections of two charts with 365 points and a table of 30 rows, and a page of method.
//!
//! `cargo run --release -p engine --example pdf_bench -- OUT.pdf [ROUNDS]`

use std::time::Instant;

use charts::spec::{Axis, AxisTick, Marks, Sample, Side, Strip, Strips};
use charts::{Frame, MM};
use engine::report::pdf::book::{Book, Frames, heading, place};
use engine::report::pdf::finish::{About, write};
use engine::report::pdf::look::{BODY, HEADLINE, LEFT, WIDTH};
use engine::report::pdf::table::{Cell, Kind, Table};

/// Numbers from 0 to 1 that only depend on the seed, so that every round has other figures and no memory helps.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// About normal, by the sum of twelve.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.next()).sum::<f64>() - 6.0
    }
}

fn chart(numbers: &mut Numbers, section: u32) -> Strips {
    let mut level = 100.0 + 10.0 * f64::from(section);
    let sample = |day: u32| {
        level += 1.5 * numbers.normal();
        Sample::new(f64::from(day) + 0.5, Some(level + 8.0 * (f64::from(day) / 58.0).sin()))
    };
    let strip = Strip {
        finding: "Realised value by day.".into(),
        side: Side::Technical,
        marks: Marks::Line((0..365).map(sample).collect()),
        baseline: None,
        target: None,
        end: None,
        shown: None,
        notes: Vec::new(),
    };
    let tick = |month: u32| AxisTick { at: f64::from(month) * 60.8, label: format!("2024-{:02}", 2 * month + 1).into() };
    let axis = Axis { from: 0.0, to: 365.0, ticks: (0..6).map(tick).collect() };
    Strips { finding: String::new(), events_finding: String::new(), axis, events: Vec::new(), strips: vec![strip], margins: None }
}

fn table(numbers: &mut Numbers, section: u32) -> Table {
    let mut table = Table::new(&[
        ("Service", Kind::Text),
        ("Mapping", Kind::Text),
        ("Low (USD)", Kind::Figure),
        ("Mid (USD)", Kind::Figure),
        ("High (USD)", Kind::Figure),
        ("Share", Kind::Figure),
    ]);
    for row in 0..30 {
        let mid = 1e3 + 9e5 * numbers.next();
        let amount = |value: f64| Cell::text(charts::format::fixed(value, 2, charts::format::Separators::default()));
        table.rows.push(vec![
            Cell::text(format!("service-{section}-{:02}", row + 1)),
            Cell::text(format!("latency to revenue {}", row % 7)),
            amount(mid * 0.8),
            amount(mid),
            amount(mid * 1.3),
            Cell::text(format!("{:.1}%", 100.0 * numbers.next())),
        ]);
    }
    table
}

fn render(seed: u64) -> Result<Vec<u8>, domain::Error> {
    let mut numbers = Numbers(seed);
    let mut book = Book::new("Cover");
    book.paragraph(&[("Business impact report, December 2024", HEADLINE)]);
    for line in [
        "Net value of the month: USD 4,182,000 (90% interval 3,610,000 to 4,790,000).",
        "Cost of incidents: USD 212,000. Avoided loss: USD 1,040,000.",
        "Twelve models in six product lines were valued; two are below their target.",
    ] {
        book.paragraph(&[(line, BODY)]);
    }
    for section in 1..=6 {
        book.open(&format!("Section {section}: product line {section}"), &[]);
        let (y, width) = (book.y, (WIDTH - 4.0 * MM) / 2.0);
        for side in 0..2u8 {
            let x = LEFT + f64::from(side) * (width + 4.0 * MM);
            let title = format!("Model {section}.{} realised value, USD thousand", side + 1);
            heading(book.sheet(), x, y, &title, "");
            place(book.sheet(), &chart(&mut numbers, section), Frame { x, y: y + 6.0 * MM, width, height: 42.0 * MM })?;
        }
        book.y += 50.0 * MM;
        book.table("Lines", "USD", &table(&mut numbers, section))?;
    }
    book.open("Method", &[]);
    for rule in 1..=12 {
        let text = format!(
            "{rule}. The figure is the sum of the mapped metric times its unit value, with the uncertainty of each factor carried through by simulation."
        );
        book.paragraph(&[(&text, BODY)]);
    }
    let (sheets, outline) = book.close(&Frames { owner: "Benchmark".into(), subject: "Business impact".into(), ..Frames::default() });
    write(sheets, outline, Vec::new(), &About { title: "Impact report".into(), identity: seed.to_string(), ..About::default() })
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("give the path of the file to write")?;
    let rounds: u64 = arguments.next().map_or(Ok(10), |rounds| rounds.parse())?;
    print!("render_s");
    let mut size = 0;
    for round in 0..rounds {
        let begin = Instant::now();
        let bytes = render(42 + round)?;
        std::fs::write(&path, &bytes)?;
        print!(" {:.4}", begin.elapsed().as_secs_f64());
        size = bytes.len();
    }
    println!("\nbytes {size}");
    Ok(())
}
