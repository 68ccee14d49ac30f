//! The file is the same for the same report, carries every amount as text, and keeps inside the page whatever comes.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod hostile;
pub(in crate::report) mod sample;

use charts::text::Weight;
use domain::format;
use domain::money::Money;
use domain::report::MonthReport;
use domain::value::{chain_line, chain_names};
use printpdf::{Op, PdfFontHandle, TextItem};

use super::draw;
use super::fonts::{Face, width};
use super::look::{LEFT, PAGE_HEIGHT, WIDTH};

/// The words of the file, page by page, as a reader of text gets them.
fn pages(report: &MonthReport) -> Vec<String> {
    let bytes = draw(report).unwrap();
    let document = lopdf::Document::load_mem(&bytes).unwrap();
    let numbers: Vec<u32> = document.get_pages().keys().copied().collect();
    numbers.into_iter().map(|number| document.extract_text(&[number]).unwrap()).collect()
}

/// Without line ends and spaces of any kind: where a line broke says nothing.
fn squeezed(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

/// What leaves the content's width or the page: ends of lines and areas, both ends of texts, in pt from the bottom left.
fn outside(report: &MonthReport) -> Vec<String> {
    let (sheets, _) = super::lay_out(report).unwrap();
    let mut found = Vec::new();
    for (page, sheet) in sheets.into_iter().enumerate() {
        let (mut at, mut face, mut size) = ((0.0, 0.0), Weight::Regular, 0.0);
        let mut check = |x: f32, y: f32, what: &str| {
            if !(LEFT - 1.5..=LEFT + WIDTH + 1.5).contains(&f64::from(x)) || !(20.0..=PAGE_HEIGHT - 20.0).contains(&f64::from(y)) {
                found.push(format!("page {}: {what} at {x}, {y}", page + 1));
            }
        };
        for op in sheet.into_ops() {
            match op {
                Op::DrawLine { line } => line.points.iter().for_each(|point| check(point.p.x.0, point.p.y.0, "line")),
                Op::DrawPolygon { polygon } => {
                    polygon.rings.iter().flat_map(|ring| &ring.points).for_each(|point| check(point.p.x.0, point.p.y.0, "area"));
                }
                Op::SetTextCursor { pos } => at = (pos.x.0, pos.y.0),
                Op::SetFont { font: PdfFontHandle::External(id), size: points } => {
                    face = if id == Face::SemiBold.id() { Weight::SemiBold } else { Weight::Regular };
                    size = f64::from(points.0);
                }
                Op::ShowText { items } => {
                    for item in items {
                        if let TextItem::Text(text) = item {
                            check(at.0, at.1, &text);
                            check(at.0 + width(&text, size, face) as f32, at.1, &text);
                        }
                    }
                }
                _ => {}
            }
        }
    }
    found
}

#[test]
fn equal_reports_are_equal_files() {
    let report = sample::report().unwrap();
    let first = draw(&report).unwrap();
    assert_eq!(first, draw(&report).unwrap());
    assert!(first.len() < 126_000, "{} bytes", first.len());
    let mut other = report;
    other.headline.push_str(" More.");
    assert_ne!(first, draw(&other).unwrap());
}

#[test]
fn every_amount_and_chain_can_be_read_and_searched() {
    let report = sample::report().unwrap();
    let pages = pages(&report);
    let all = squeezed(&pages.concat());
    for line in &report.ledger.lines {
        assert!(all.contains(&squeezed(&format::amount(line.amount))), "{}", line.name);
        assert!(all.contains(&squeezed(&chain_line(&line.chain))), "{}", chain_line(&line.chain));
    }
    let totals = report.ledger.totals;
    for amount in [totals.gains, totals.losses, totals.benefit, totals.cost, totals.net] {
        assert!(all.contains(&format::amount(amount)), "{amount:?}");
    }
    for words in ["\u{2212}18,524.02", "Nguyễn Thu Hà", "₫฿₱₹", "Sample data", "Open · whole month", "54c9 67fb a96f 8647"] {
        assert!(all.contains(&squeezed(words)), "{words}");
    }
    let first = squeezed(&pages[0]);
    assert!(first.contains(&squeezed(&report.headline)) && first.contains(&format::whole(totals.net)));
    for (index, page) in pages.iter().enumerate() {
        assert!(squeezed(page).contains(&format!("Page{}of{}", index + 1, pages.len())));
    }
}

#[test]
fn the_bridge_of_the_first_page_adds_up() {
    let report = sample::report().unwrap();
    let way = report.bridge.as_ref().unwrap();
    let whole = super::whole::Whole::of([], report.currency);
    let (before, after) = (whole.units(way.before), whole.units(way.after));
    let bars: Vec<_> = way.bars.iter().map(|bar| bar.amount).collect();
    let units = whole.split_to(&bars, after - before);
    assert_eq!(before + units.iter().sum::<i64>(), after);
    assert!(units.iter().zip(&bars).all(|(unit, bar)| (unit * 100 - bar.minor).abs() <= 100));
    let first = squeezed(&pages(&report)[0]);
    assert!(first.contains(&super::whole::signed(after - before)));
    for (bar, unit) in way.bars.iter().zip(units) {
        assert!(first.contains(&squeezed(&bar.title)) && first.contains(&super::whole::signed(unit)), "{}", bar.title);
    }
}

#[test]
fn every_cause_has_its_lines_and_what_they_were_before() {
    let report = sample::report().unwrap();
    let way = report.bridge.as_ref().unwrap();
    let pages = pages(&report);
    assert!(squeezed(&pages[0]).contains("linesareonpage2"));
    let page = squeezed(&pages[1]);
    assert!(page.contains("FromSeptembertoOctober"));
    assert!(way.bars.iter().map(|bar| bar.parts.len()).sum::<usize>() > 10);
    for bar in &way.bars {
        assert!(page.contains(&squeezed(&format!("{}{}", bar.title, format::change(bar.amount)))), "{}", bar.title);
        for part in &bar.parts {
            for words in [&part.name, &part.detail, &format::change(part.amount)] {
                assert!(page.contains(&squeezed(words)), "{words}");
            }
        }
    }
    // (32.8 − 31.2) pt × 1,102,310 × 0.11 × 9.84 = 19,090.25, the chain of September.
    let chains = page + &squeezed(&pages[2]);
    assert!(chains.contains(&squeezed("(32.8 pt − 31.2 pt) × 1,102,310 visit × 0.11 order/visit × 9.84 USD/order")));
    for row in &way.earlier.rows {
        assert!(chains.contains(&squeezed(&chain_line(&row.chain))) && chains.contains(&format::amount(row.amount)), "{}", row.name);
    }
}

#[test]
fn a_pool_says_what_its_claims_were_held_against() {
    let mut report = sample::report().unwrap();
    let claims = report.ledger.totals.gains;
    let cap = Money { minor: claims.minor - 70_000, ..claims };
    report.ledger.pools = serde_json::from_value(serde_json::json!([{"pool": "p", "name": "Baskets", "claims": claims,
        "losses": {"minor": 0, "currency": "USD"}, "overlap": {"minor": -70_000, "currency": "USD"},
        "limit": {"cap": {"kpi": "k", "name": "Contribution of recommended baskets", "measured": {"minor": cap.minor * 4, "currency": "USD"},
            "share": "0.25", "amount": cap}}}]))
    .unwrap();
    let words = format!(
        "Overlap, Baskets: {} claimed, at most {}: 25 % of “Contribution of recommended baskets”, {}",
        format::amount(claims),
        format::amount(cap),
        format::amount(Money { minor: cap.minor * 4, ..cap })
    );
    assert!(squeezed(&pages(&report).concat()).contains(&squeezed(&words)), "{words}");
}

#[test]
fn what_the_figures_rest_on_is_all_there() {
    let report = sample::report().unwrap();
    let all = squeezed(&pages(&report).concat());
    for words in [
        // The test: arms, raw and shrunk lift with intervals, verdict, last valid day.
        "3,014 of 49,010",
        "0.004250, 0.001209 to 0.007292",
        "0.003104, 0.000806 to 0.005402",
        "Valid, grade B",
        "29 Mar 2027",
        // The driver's range is at 90 %, the baseline has one too.
        "90 % of it, normal",
        "0.96",
        "1.24",
        // A cost that is billed as one amount has its name and who billed it.
        "Licence, licences",
        "one amount: invoice",
    ] {
        assert!(all.contains(&squeezed(words)), "{words}");
    }
    for (index, line) in report.ledger.lines.iter().enumerate() {
        assert!(all.contains(&squeezed(&format!("L{:02}{}", index + 1, line.name))), "{}", line.name);
        assert!(all.contains(&squeezed(&chain_names(&line.chain))), "{}", line.name);
    }
}

#[test]
fn what_blocks_the_close_is_on_the_first_page() {
    let mut report = sample::report().unwrap();
    assert!(!squeezed(&pages(&report)[0]).contains("Blockstheclose"));
    report.ledger.blocks = serde_json::from_value(serde_json::json!([{"subject": "Revenue through checkout",
        "why": "one, two claim 1,200.00 of it together, and it came to 1,000.00", "remedy": "Put them into one pool and choose its cap"}]))
    .unwrap();
    let first = squeezed(&pages(&report)[0]);
    let words = "Blocks the close: Revenue through checkout. One, two claim 1,200.00 of it together, and it came to 1,000.00. \
                 Put them into one pool and choose its cap.";
    assert!(first.contains(&squeezed(words)));
}

#[test]
fn a_restated_month_says_who_closed_it_and_what_changed() {
    let mut report = sample::report().unwrap();
    let all = squeezed(&pages(&report).concat());
    assert!(all.contains("Closeandsign-off") && all.contains("notyet"));
    let old = report.ledger.clone();
    let line = &mut report.ledger.lines[0];
    let before = line.amount;
    line.amount.minor -= 65_000;
    report.ledger.totals.net.minor -= 65_000;
    let told = domain::close::Restatement::of(&old, &report.ledger, "the log of 14 October came late").unwrap();
    report.state = domain::close::State::Restated;
    report.issue = Some(domain::close::Issue {
        revision: 2,
        prepared_by: "Ana Reyes".into(),
        prepared_ms: 1_793_854_800_000,
        approved_by: "Lim Wei Jie".into(),
        issued_ms: 1_793_954_800_000,
        provisional: Some("Labels of the last days are not in.".into()),
        passed: domain::close::checks(&report),
        restatement: Some(told),
    });
    report.challenges = serde_json::from_value(serde_json::json!([{"number": 1, "mapping": "m", "line": "Fresh stock not thrown away",
        "owner": "siti@example.com", "owner_name": "Siti Hartono", "amount": {"minor": 25_338_000, "currency": "USD"}, "actor": "l@example.com",
        "asked_by": "Lim Wei Jie", "asked_ms": 0, "text": "The baseline includes July.",
        "answered": {"outcome": {"cut": {"kept": "0.75"}}, "text": "July is left out now.", "by": "Siti Hartono", "at_ms": 1}}]))
    .unwrap();
    let all = squeezed(&pages(&report).concat());
    for words in [
        "Siti Hartono: July is left out now.",
        "Cut to 75 %",
        "253,380.00",
        "Restated · revision 2 · provisional",
        "Approved and closed Lim Wei Jie",
        "Closed as provisional. Labels of the last days are not in.",
        "Why it was restated. The log of 14 October came late.",
        &format!("{} {} −650.00", format::amount(before), format::amount(report.ledger.lines[0].amount)),
        &format!("/verify/{}", report.snapshot),
    ] {
        assert!(all.contains(&squeezed(words)), "{words}: {all}");
    }
}

#[test]
fn a_decision_keeps_its_amount_owner_and_day() {
    let mut report = sample::report().unwrap();
    for decision in &mut report.decisions {
        decision.why = "It costs about as much as the whole of the zone does in a quarter of a year. ".repeat(4);
    }
    let first = squeezed(&pages(&report)[0]);
    assert!(first.contains("USD10,086inquestion.ArifRahman,by15Nov2026.") && first.contains("SomchaiPrasert,by20Nov2026."), "{first}");
    assert!(!first.contains('…'), "{first}");
}

#[test]
fn the_services_stay_a_table_and_grades_say_that_overlap_comes_later() {
    let mut report = sample::report().unwrap();
    let overlap = Money { minor: -998_720, currency: report.currency };
    report.ledger.totals.overlap = overlap;
    report.services[0].totals.overlap = overlap;
    // As wide as the sample company's: five services with names of 20 letters, amounts of six digits.
    let pages = pages(&report);
    let all = squeezed(&pages.concat());
    assert!(!all.contains("AllservicesGains"), "the table is set one figure below the other");
    assert!(squeezed(&pages[0]).contains("beforewhatwasclaimedtwiceistakenback"));
}

#[test]
fn title_language_and_outline_are_set() {
    let report = sample::report().unwrap();
    let document = lopdf::Document::load_mem(&draw(&report).unwrap()).unwrap();
    let catalog = document.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"en");
    assert!(catalog.get(b"Outlines").is_ok());
    let outline = document.get_toc().unwrap();
    let titles: Vec<_> = outline.toc.iter().map(|entry| (entry.title.as_str(), entry.page)).collect();
    assert_eq!(titles[0], ("Result of the month", 1));
    assert!(titles.iter().any(|(title, _)| *title == "Ledger of value lines"), "{titles:?}");
}

#[test]
fn an_open_month_says_so_on_every_page() {
    let mut report = sample::report().unwrap();
    report.ledger.to_date = true;
    assert!(pages(&report).iter().all(|page| squeezed(page).contains("Open·todate")));
}

#[test]
fn whatever_comes_stays_on_the_page() {
    for (name, report) in hostile::all() {
        assert_eq!(outside(&report), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn every_line_of_a_large_month_is_there() {
    let report = hostile::many();
    let all = squeezed(&pages(&report).concat());
    for line in &report.ledger.lines {
        assert!(all.contains(&squeezed(&format::amount(line.amount))) && all.contains(&squeezed(&line.name)), "{}", line.name);
    }
    assert!(all.contains("Carriedforward") && all.contains("Broughtforward"));
}

#[test]
fn a_month_without_lines_says_why() {
    let all = squeezed(&pages(&hostile::empty()).concat());
    assert!(all.contains("Nolineispriced") && all.contains("Nolinelostmoney") && all.contains("Nocostisrecorded"));
}
