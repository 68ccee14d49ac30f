//! Descriptions of every chart: usual, empty, and as bad as they may come.

use crate::chart::Chart;
use crate::spec::*;
use crate::style::Style;
use crate::svg::single;

/// What the numbers and words are like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Usual,
    Large,
    Flat,
    Wild,
    Empty,
}

impl Kind {
    pub(super) const ALL: [Self; 5] = [Self::Usual, Self::Large, Self::Flat, Self::Wild, Self::Empty];

    fn values(self) -> Vec<Option<f64>> {
        match self {
            Self::Usual => vec![Some(-3e4), Some(2e4), None, Some(5e4), Some(4e4), Some(9.5e4), Some(1.2e5)],
            Self::Large => vec![Some(9.1e9), Some(-1.2e9), Some(12_345_678_901.0), Some(31_415_926_535.0)],
            Self::Flat => vec![Some(0.0); 13],
            Self::Wild => vec![Some(f64::NAN), Some(f64::INFINITY), Some(1e300), Some(-1e300), Some(f64::NEG_INFINITY), Some(1e-300), None],
            Self::Empty => Vec::new(),
        }
    }

    fn word(self) -> Caption {
        match self {
            Self::Wild => Caption::from("Nguyễn & Söhne <\"the longest name of all\"> — 売上高 and then some more words".to_owned()),
            _ => Caption::new("Demand forecast", "Demand"),
        }
    }
}

type Draw = Box<dyn Fn(f64, &Style) -> String>;

fn boxed<C: Chart + 'static>(chart: C) -> Draw {
    Box::new(move |width, style| single(&chart, width, style, "ch"))
}

/// Every chart.
pub(super) fn charts(kind: Kind) -> Vec<(&'static str, Draw)> {
    let strips = strips(kind);
    let mut charts = vec![
        ("trend", boxed(trend(kind))),
        ("spark", boxed(Spark { finding: String::new(), values: kind.values() })),
        ("bars", boxed(bars(kind))),
        ("columns", boxed(columns(kind))),
        ("bridge", boxed(bridge(kind))),
        ("interval", boxed(interval(kind))),
        ("flow", boxed(flow(kind))),
        ("strips", boxed(strips.clone())),
    ];
    charts.extend(bars(kind).cells().map(|cell| ("cell", boxed(cell))));
    charts.extend(bridge(kind).cells().map(|cell| ("bridge cell", boxed(cell))));
    charts.push((
        "parts",
        Box::new(move |width, style| single(&strips.parts().last().unwrap_or(StripPart::Events(&strips)), width, style, "ch")),
    ));
    charts
}

fn finding(kind: Kind) -> String {
    kind.word().full
}

pub(super) fn trend(kind: Kind) -> MonthTrend {
    let month = |value: Option<f64>| TrendMonth {
        label: Caption::new("Jan\u{a0}26", "Jan"),
        value,
        low: value.map(|value| value * 0.9),
        high: value.map(|value| value * 1.1),
        target: value,
        provisional: value.is_some_and(|value| value > 1e5),
    };
    let months: Vec<_> = kind.values().into_iter().map(month).collect();
    MonthTrend {
        finding: finding(kind),
        quantity: Quantity::money("VND"),
        name: kind.word().full,
        notes: (0..months.len() + 1).map(|month| TrendNote { month, text: kind.word() }).collect(),
        months,
        target_label: kind.word(),
    }
}

fn bars(kind: Kind) -> ValueBars {
    let grades = [Grade::A, Grade::B, Grade::C, Grade::D, Grade::E];
    let row = |(value, grade): (Option<f64>, Grade)| ValueRow {
        paint: if grade == Grade::C { Paint::Signed } else { Paint::Grade(grade) },
        gain: value.unwrap_or(0.0).max(0.0),
        loss: value.map_or(0.0, |value| -value / 3.0).min(0.0),
        ..ValueRow::signed(kind.word(), "12,345,678,901,234", 0.0)
    };
    ValueBars { finding: finding(kind), rows: kind.values().into_iter().zip(grades.into_iter().cycle()).map(row).collect() }
}

pub(super) fn columns(kind: Kind) -> Columns {
    let column = |value| Column { label: kind.word(), value, amount: "12,345,678,901".into() };
    Columns {
        finding: finding(kind),
        quantity: Quantity::money("USD"),
        columns: kind.values().into_iter().map(column).collect(),
        target: Some((kind.word(), 1e5)),
        reach: None,
        rules: true,
    }
}

fn bridge(kind: Kind) -> Bridge {
    let values: Vec<_> = kind.values().into_iter().flatten().collect();
    let mut rows: Vec<_> = values.windows(2).map(|pair| BridgeRow::change(kind.word(), pair[0], pair[1], "+1,234,567,890.12")).collect();
    rows.extend(values.last().map(|last| BridgeRow::total(kind.word(), *last, "1,234,567,890.12")));
    Bridge { finding: finding(kind), rows }
}

fn interval(kind: Kind) -> IntervalBar {
    let values = kind.values();
    let at = |place: usize| values.get(place).copied().flatten();
    IntervalBar {
        finding: finding(kind),
        quantity: Quantity::money("USD"),
        value: at(1),
        low: at(0),
        high: at(3),
        target: at(4).map(|level| (kind.word(), level)),
        name: kind.word().full,
        before: at(5).map(|level| (kind.word(), level)),
    }
}

pub(super) fn strips(kind: Kind) -> Strips {
    let samples = |side| Strip {
        finding: finding(kind),
        side,
        marks: Marks::Line(
            (0u32..)
                .zip(kind.values())
                .map(|(day, value)| Sample {
                    at: f64::from(day) + 0.5,
                    value,
                    low: value.map(|value| value - 1.0),
                    high: value.map(|value| value + 1.0),
                    immature: day > 3,
                })
                .collect(),
        ),
        baseline: kind.values().first().copied().flatten().map(|level| Reference::flat(kind.word(), level)),
        target: Some(Reference { label: kind.word(), steps: vec![(0.0, 4e4), (2.0, 5e4)] }),
        end: None,
        shown: None,
        notes: vec![StripNote { at: 2.5, text: kind.word() }],
    };
    let columns = (0u32..).zip(kind.values()).map(|(day, value)| (f64::from(day) + 0.5, value)).collect();
    let money = Strip { marks: Marks::Columns(columns), end: Some(kind.word()), ..samples(Side::Business) };
    let list = vec![samples(Side::Technical), Strip { shown: Some((0.0, 6e4)), ..samples(Side::Business) }, money];
    Strips {
        finding: finding(kind),
        events_finding: finding(kind),
        axis: Axis::days(7, "Oct"),
        events: vec![
            Event::Deployment { at: 1.2, label: kind.word() },
            Event::Deployment { at: 1.3, label: "v42".into() },
            Event::Outage { from: 3.0, to: 3.1, label: kind.word() },
            Event::Test { at: 6.9, label: kind.word() },
        ],
        strips: if kind == Kind::Empty { Vec::new() } else { list },
        margins: None,
    }
}

pub(super) fn flow(kind: Kind) -> Flow {
    let node = |level, open| FlowNode {
        level,
        label: kind.word(),
        note: kind.word(),
        amount: "−12,345,678,901.00".into(),
        loss: open,
        grade: Some(Grade::D),
        open,
    };
    let mappings = kind.values().len();
    let mut nodes = vec![node(FlowLevel::Objective, false), node(FlowLevel::Kpi, false)];
    nodes.extend((0..mappings).map(|mapping| node(FlowLevel::Mapping, mapping == 1)));
    let mut links =
        vec![FlowLink { from: 0, to: 1, money: 1e6 }, FlowLink { from: 1, to: 0, money: 1.0 }, FlowLink { from: 9, to: 99, money: 1.0 }];
    links.extend((2..).zip(kind.values()).map(|(to, money)| FlowLink { from: 1, to, money: money.unwrap_or(-5.0) }));
    Flow {
        finding: finding(kind),
        heads: ["Objective".into(), kind.word().full, "Indicator and service".into(), "October, USD".into()],
        nodes,
        links,
    }
}
