//! Every chart with believable figures, as one page: `cargo run -p charts --example gallery > gallery.html`.
//!
//! Arguments: `light` or `dark`, then a style sheet with the tokens and folder of the fonts (both optional).

use charts::spec::*;
use charts::svg::{HATCH, cell_svg, page_svg, single, wide_svg};
use charts::{Chart, Style};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let theme = arguments.next().unwrap_or_else(|| "light".into());
    let tokens = arguments.next().and_then(|path| std::fs::read_to_string(path).ok());
    let fonts = arguments.next().unwrap_or_default();
    let faces: String = [400, 500, 600]
        .iter()
        .map(|weight| format!("@font-face{{font-family:PlexG;font-weight:{weight};src:url('file://{fonts}/sans-{weight}.woff2')}}"))
        .collect();
    let css = include_str!("../../../style/charts.css");
    println!(
        "<!doctype html><html data-theme='{theme}'><meta charset=utf-8><meta name=viewport content='width=device-width'>\
         <style>{}{faces}:root{{--font:PlexG,sans-serif}}body{{margin:0;background:var(--canvas);color:var(--ink);font:400 14px/20px var(--font)}}\
         section{{background:var(--paper);border:1px solid var(--rule);margin:16px;padding:20px 24px;width:max-content}}\
         h2{{font:600 16px/24px var(--font);margin:0 0 12px}}.row{{display:flex;flex-wrap:wrap}}\
         td{{padding:8px 16px 8px 0;border-top:1px solid var(--rule)}}.print svg{{background:#fff}}\
         @media(max-width:720px){{section{{margin:0 0 16px;padding:16px;border-width:1px 0}}.print,.cells{{display:none}}}}{css}</style>{HATCH}",
        tokens.unwrap_or_default()
    );
    show("Three losses in the first five months, then growth", &page_svg(&trend()));
    show("Dong, a gap, to date", &page_svg(&dong()));
    show("A rate, not money", &page_svg(&rate()));
    show("One loss after another", &page_svg(&losses()));
    println!("<div class=row>");
    show("Why it changed since September", &page_svg(&bridge()));
    show("How well it is proved", &page_svg(&grades()));
    show("Net value", &(page_svg(&interval()) + &page_svg(&interval_below())));
    println!("</div>");
    let strips = strips();
    let rows: String =
        strips.parts().map(|part| format!("<div style='border-top:1px solid var(--rule)'>{}</div>", page_svg(&part))).collect();
    show("One time axis, row by row", &rows);
    show("One time axis, whole", &page_svg(&strips));
    show("Twelve months, hourly values", &page_svg(&year()));
    show("Columns", &(page_svg(&columns()) + &page_svg(&dong_columns())));
    show("Value map", &wide_svg(&flow()));
    let bars = grades_signed();
    let table: String = bars
        .rows
        .iter()
        .zip(bars.cells())
        .map(|(row, cell)| {
            format!(
                "<tr><td>{}<td>{}<td>{}<td>{}",
                row.label.full,
                cell_svg(&cell, 200.0),
                row.amount,
                cell_svg(&spark(row.gain + row.loss), 104.0)
            )
        })
        .collect();
    println!("<section class=cells><h2>Cells</h2><table style='border-collapse:collapse'>{table}</table></section>");
    println!("<div class=print>");
    printed("Bridge", &bridge(), 329.0);
    printed("Trend", &trend(), 499.0);
    printed("Columns", &columns(), 499.0);
    printed("Grades", &grades(), 499.0);
    printed("Strips", &strips, 430.0);
    printed("Interval", &interval(), 329.0);
    println!("</div>");
}

fn show(title: &str, body: &str) {
    println!("<section><h2>{title}</h2>{body}</section>");
}

/// With the measures of paper, a pt as 1.333 px.
fn printed<C: Chart>(title: &str, chart: &C, width: f64) {
    let svg = single(chart, width, &Style::print(), "ch");
    let svg = svg.replacen("<svg ", "<svg style='zoom:2' ", 1);
    println!("<section><h2>On paper, twice its size: {title}</h2>{svg}</section>");
}

fn month_labels() -> Vec<Caption> {
    let names = ["Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct"];
    names
        .iter()
        .enumerate()
        .map(|(index, name)| match index {
            0 => Caption::new(format!("{name}\u{a0}25"), *name),
            3 => Caption::new(format!("{name}\u{a0}26"), *name),
            _ => Caption::from(*name),
        })
        .collect()
}

fn months(values: [Option<f64>; 13]) -> Vec<TrendMonth> {
    month_labels()
        .into_iter()
        .zip(values)
        .map(|(label, value)| TrendMonth {
            label,
            value,
            low: value.map(|value| value - 128_000.0 - value.abs() * 0.1),
            high: value.map(|value| value + 124_000.0 + value.abs() * 0.1),
            ..TrendMonth::default()
        })
        .collect()
}

fn trend() -> MonthTrend {
    let values = [-182e3, -96e3, 38e3, 112e3, -41e3, 269e3, 412e3, 508e3, 371e3, 702e3, 883e3, 1112e3, 1_240_878.47];
    let mut months = months(values.map(Some));
    for (month, target) in (0..).zip(&mut months) {
        target.target = match month {
            0..=2 => None,
            3..=5 => Some(3e5),
            6..=8 => Some(6e5),
            9..=10 => Some(95e4),
            _ => Some(115e4),
        };
    }
    MonthTrend {
        finding: "Net value per month; October 2026: 1.24 million US dollars".into(),
        quantity: Quantity::money("USD"),
        name: "net".into(),
        months,
        target_label: "Target".into(),
        notes: vec![
            TrendNote { month: 0, text: "−182\u{a0}k".into() },
            TrendNote { month: 4, text: Caption::new("−41\u{a0}k, search outage", "−41\u{a0}k") },
            TrendNote { month: 8, text: Caption::new("371\u{a0}k, labels late for 9\u{a0}days", "371\u{a0}k") },
        ],
    }
}

fn dong() -> MonthTrend {
    let mut values = [2.1e9, 3.4e9, -1.2e9, 5.5e9, 6.1e9, 0.0, 7.2e9, 8.8e9, 9.1e9, 9.9e9, 10.4e9, 11.9e9, 12_345_678_901.0].map(Some);
    values[5] = None;
    values[7] = None;
    let mut months = months(values);
    for month in &mut months {
        month.low = month.value.map(|value| value - 8e8);
        month.high = month.value.map(|value| value + 9e8);
    }
    months[12].provisional = true;
    MonthTrend {
        finding: "Net value in dong with two months missing".into(),
        quantity: Quantity::money("VND"),
        name: "to 12 Oct".into(),
        months,
        target_label: "Target".into(),
        notes: vec![TrendNote { month: 4, text: Caption::new("no figure for March: coverage 81\u{a0}%", "no March") }],
    }
}

fn rate() -> MonthTrend {
    let values = [31.0, 31.4, 32.1, 31.2, 31.4, 31.6, 31.9, 32.2, 32.3, 32.6, 32.8, 32.9, 33.4];
    let mut months = months(values.map(Some));
    for month in &mut months {
        month.low = month.value.map(|value| value - 0.3);
        month.high = month.value.map(|value| value + 0.3);
        month.target = Some(34.0);
    }
    MonthTrend {
        finding: "Hit rate of the first ten rose to 33.4 percent".into(),
        quantity: Quantity::other("Hit rate of the first ten, %"),
        name: "%".into(),
        months,
        target_label: "Target 34".into(),
        notes: Vec::new(),
    }
}

fn losses() -> MonthTrend {
    let values = [-12e3, -9e3, -11e3, -15e3, -14e3, -22e3, -21e3, -30e3, -28e3, -35e3, -41e3, -46_932.0, -60_745.76];
    let mut months = months(values.map(Some));
    for month in &mut months {
        month.low = None;
    }
    MonthTrend {
        finding: "Vouchers lost money every month".into(),
        quantity: Quantity::money("USD"),
        name: "net".into(),
        months,
        target_label: "Target".into(),
        notes: vec![TrendNote {
            month: 12,
            text: "a very long note about what happened in this month, which cannot fit anywhere in the frame at all".into(),
        }],
    }
}

fn bridge() -> Bridge {
    let steps = [
        (Caption::new("Indicators (model quality, uptime)", "Indicators"), 104_686.99, "+104,686.99"),
        ("Volume".into(), 58_904.12, "+58,904.12"),
        ("Unit value".into(), -12_310.55, "−12,310.55"),
        ("Price of cost".into(), -6_482.10, "−6,482.10"),
        ("Exchange rates".into(), -9_871.36, "−9,871.36"),
        (Caption::new("Baseline of Demand forecast renewed", "Baseline renewed"), -14_205.0, "−14,205.00"),
        (Caption::new("New line: Support triage", "New: Support triage"), 10_930.0, "+10,930.00"),
        (Caption::new("Restatement of August", "August restated"), -3_180.0, "−3,180.00"),
    ];
    let mut at = 1_112_406.37;
    let mut rows = vec![BridgeRow::total("September", at, "1,112,406.37")];
    for (label, change, amount) in steps {
        rows.push(BridgeRow::change(label, at, at + change, amount));
        at += change;
    }
    rows.push(BridgeRow::total("October", at, "1,240,878.47"));
    Bridge { finding: "Net value rose by 128,472 from September to October".into(), rows }
}

fn grades() -> ValueBars {
    let rows = [
        ("Holdout", "403,419.24", 455_715.0, -52_295.76, Grade::A),
        ("One valid test", "374,780.48", 392_908.77, -18_128.29, Grade::B),
        ("From records", "508,405.52", 554_822.52, -46_417.0, Grade::C),
        ("Assumption", "135,027.00", 135_027.0, 0.0, Grade::D),
        ("Not proved, and with a name that is far too long for the room it has", "20,000.00", 20_000.0, 0.0, Grade::E),
    ];
    let rows = rows.map(|(label, amount, gain, loss, grade)| ValueRow {
        label: label.into(),
        amount: amount.into(),
        gain,
        loss,
        paint: Paint::Grade(grade),
    });
    ValueBars { finding: "Benefit by evidence grade".into(), rows: rows.into() }
}

fn grades_signed() -> ValueBars {
    let rows = [
        ("Checkout recommender", "458,187.51", 458_187.51),
        ("Payment fraud score", "161,276.20", 161_276.2),
        ("Support triage", "10,930.00", 10_930.0),
        ("Voucher targeting", "−60,745.76", -60_745.76),
    ];
    ValueBars {
        finding: "Value by service".into(),
        rows: rows.into_iter().map(|(label, amount, value)| ValueRow::signed(label, amount, value)).collect(),
    }
}

fn spark(last: f64) -> Spark {
    let share = [-0.3, -0.2, 0.0, 0.25, 0.2, 0.35, 0.4, f64::NAN, 0.5, 0.62, 0.8, 0.85, 1.0];
    Spark { finding: String::new(), values: share.map(|share| Some(share * last)).into() }
}

fn interval() -> IntervalBar {
    IntervalBar {
        finding: "80 % interval from 0.98 to 1.49 million; target 1.15 million".into(),
        quantity: Quantity::money("USD"),
        value: Some(1_240_878.47),
        low: Some(978_400.0),
        high: Some(1_494_200.0),
        target: Some(("target".into(), 1_150_000.0)),
        name: "October".into(),
        before: Some(("September".into(), 1_112_406.37)),
    }
}

fn interval_below() -> IntervalBar {
    IntervalBar {
        finding: "80 % interval from −97.0 to 25.2 thousand".into(),
        quantity: Quantity::money("USD"),
        value: Some(-60_745.76),
        low: Some(-97_000.0),
        high: Some(25_200.0),
        target: None,
        name: "October".into(),
        before: None,
    }
}

/// A wandering series that is the same in every run.
fn wander(seed: u32, count: u32, level: f64, size: f64) -> Vec<f64> {
    let mut state = seed;
    (0..count)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            level + size * (f64::from(state >> 8) / f64::from(1u32 << 24) - 0.5)
        })
        .collect()
}

fn daily(values: &[f64]) -> Vec<Sample> {
    (0u32..).zip(values).map(|(day, value)| Sample::new(f64::from(day) + 0.5, Some(*value))).collect()
}

fn strip(finding: &str, side: Side, marks: Marks) -> Strip {
    Strip { finding: finding.into(), side, marks, baseline: None, target: None, end: None, shown: None, notes: Vec::new() }
}

fn base(level: f64) -> Option<Reference> {
    Some(Reference::flat(Caption::new("baseline", "base"), level))
}

fn target(level: f64) -> Option<Reference> {
    Some(Reference::flat("target", level))
}

fn strips() -> Strips {
    let mut errors = daily(&wander(7, 31, 0.32, 0.06));
    errors[16].value = Some(1.62);
    errors[17].value = Some(0.52);
    errors[30].value = Some(0.49);
    let mut precision = daily(&wander(3, 31, 27.6, 0.6));
    for (day, sample) in (0..).zip(&mut precision) {
        let value = sample.value.unwrap_or_default() + if day > 14 { 1.2 } else { 0.0 };
        sample.value = (!(8..10).contains(&day)).then_some(value);
        sample.low = sample.value.map(|value| value - 0.45);
        sample.high = sample.value.map(|value| value + 0.45);
        sample.immature = day > 27;
    }
    let cost = daily(&wander(5, 31, 0.188, 0.012));
    let mut lift = daily(&wander(9, 31, 0.42, 0.1));
    for sample in &mut lift {
        sample.low = sample.value.map(|value| value - 0.1);
        sample.high = sample.value.map(|value| value + 0.1);
    }
    let mut money: Vec<_> = daily(&wander(11, 31, 16_500.0, 6_000.0)).iter().map(|sample| (sample.at, sample.value)).collect();
    money[16].1 = Some(-11_000.0);
    Strips {
        finding: "October day by day".into(),
        margins: None,
        events_finding: "Deployments v41 on 6, v42 on 14 and v43 on 23 October; outage on 17 October".into(),
        axis: Axis::days(31, "Oct"),
        events: vec![
            Event::Deployment { at: 5.3, label: "v41".into() },
            Event::Deployment { at: 13.3, label: "v42".into() },
            Event::Deployment { at: 14.1, label: "v42.1".into() },
            Event::Outage { from: 16.2, to: 16.28, label: Caption::new("1.85\u{a0}h down", "down") },
            Event::Deployment { at: 22.5, label: "v43".into() },
            Event::Test { at: 27.5, label: Caption::new("test read", "test") },
        ],
        strips: vec![
            Strip { baseline: base(0.62), target: target(0.4), ..strip("Error rate", Side::Technical, Marks::Line(errors)) },
            Strip { baseline: base(26.9), target: target(28.5), ..strip("Precision at 10", Side::Technical, Marks::Line(precision)) },
            Strip {
                baseline: base(0.214),
                target: Some(Reference { label: "target".into(), steps: vec![(f64::NEG_INFINITY, 0.19), (15.0, 0.18)] }),
                ..strip("USD per 1,000 predictions", Side::Technical, Marks::Line(cost))
            },
            Strip { baseline: base(0.0), target: target(0.4), ..strip("Lift", Side::Business, Marks::Line(lift)) },
            Strip {
                end: Some(Caption::new("501\u{a0}k in all", "501\u{a0}k")),
                notes: vec![StripNote { at: 16.5, text: "−11.0\u{a0}k on 17\u{a0}Oct".into() }],
                ..strip("Money", Side::Business, Marks::Columns(money))
            },
        ],
    }
}

fn year() -> Strips {
    let hours: Vec<_> = (0u32..)
        .zip(wander(2, 8760, 240.0, 60.0))
        .map(|(hour, value)| Sample::new(f64::from(hour) / 673.8, (!(3000..3400).contains(&hour)).then_some(value)))
        .collect();
    Strips {
        finding: "p95 hour by hour".into(),
        margins: None,
        events_finding: String::new(),
        axis: Axis::months(month_labels()),
        events: Vec::new(),
        strips: vec![Strip { target: target(250.0), ..strip("p95", Side::Technical, Marks::Line(hours)) }],
    }
}

fn columns() -> Columns {
    let values = [
        26_900.0, 26_700.0, 50_800.0, 36_900.0, -12_600.0, 51_500.0, 59_400.0, 67_500.0, 77_500.0, 92_100.0, 104_900.0, 114_052.0,
        101_607.0,
    ];
    let column = |(label, value): (Caption, f64)| Column { label, value: Some(value), amount: amount(value) };
    Columns {
        finding: "Net value of all services".into(),
        quantity: Quantity::money("USD"),
        columns: month_labels().into_iter().zip(values).map(column).collect(),
        target: Some(("target 120,000".into(), 120_000.0)),
        reach: None,
        rules: true,
    }
}

fn amount(value: f64) -> Caption {
    let separators = charts::format::Separators::default();
    Caption::new(charts::format::fixed(value, 0, separators), charts::format::short(value, separators))
}

fn dong_columns() -> Columns {
    let mut chart = columns();
    chart.quantity = Quantity::money("VND");
    chart.target = None;
    for (month, column) in (0..).zip(&mut chart.columns) {
        column.value = (month != 4).then_some(column.value.unwrap_or_default() * 121_504.4);
        column.amount = column.value.map(amount).unwrap_or_default();
    }
    chart
}

fn flow() -> Flow {
    let mut flow = Flow {
        finding: "Value map: two objectives, five KPIs and seven mappings".into(),
        heads: ["Objective".into(), "KPI".into(), "Indicator and service".into(), "October, USD".into()],
        ..Flow::default()
    };
    let mut add = |level, label: &str, note: &str, amount: &str, grade, open| {
        flow.nodes.push(FlowNode {
            level,
            label: label.into(),
            note: note.into(),
            amount: amount.into(),
            loss: amount.starts_with('−'),
            grade,
            open,
        });
        flow.nodes.len() - 1
    };
    use FlowLevel::{Kpi, Mapping, Objective};
    let earn = add(Objective, "Earn more per visit", "", "1,012,793.24", None, false);
    let lose = add(Objective, "Lose less to fraud and waste", "", "384,114.00", None, false);
    let conversion = add(Kpi, "Conversion rate", "", "796,328.01", None, false);
    let open_hours = add(Kpi, "Checkout hours open", "", "81,281.00", None, false);
    let minutes = add(Kpi, "Session minutes", "", "−18,128.29", None, false);
    let fraud = add(Kpi, "Fraud loss", "", "176,051.20", None, false);
    let kept = add(Kpi, "Listings kept", "", "−46,417.00", None, false);
    let lift = add(Mapping, "Holdout lift", "Checkout recommender", "455,715.00", Some(Grade::A), false);
    let recall = add(Mapping, "Recall at 10", "Search ranking", "392,908.77", Some(Grade::B), true);
    let vouchers = add(Mapping, "Holdout lift", "Voucher targeting", "−52,295.76", Some(Grade::A), false);
    let down = add(Mapping, "Downtime hours", "Checkout recommender", "61,841.00", Some(Grade::C), false);
    let down_search = add(Mapping, "Downtime hours", "Search ranking", "19,440.00", Some(Grade::E), false);
    let latency = add(Mapping, "Latency p95", "Checkout recommender", "−18,128.29", Some(Grade::B), false);
    let cells = add(Mapping, "Confusion cells", "Payment fraud score", "176,051.20", Some(Grade::C), false);
    let listing = add(Mapping, "Confusion cells", "Listing moderation", "−46,417.00", Some(Grade::D), false);
    flow.links = [
        (earn, conversion, 796_328.01),
        (earn, open_hours, 81_281.0),
        (earn, minutes, -18_128.29),
        (lose, fraud, 176_051.2),
        (lose, kept, -46_417.0),
        (conversion, lift, 455_715.0),
        (conversion, recall, 392_908.77),
        (conversion, vouchers, -52_295.76),
        (open_hours, down, 61_841.0),
        (open_hours, down_search, 19_440.0),
        (minutes, latency, -18_128.29),
        (fraud, cells, 176_051.2),
        (kept, listing, -46_417.0),
    ]
    .map(|(from, to, money)| FlowLink { from, to, money })
    .into();
    flow
}
