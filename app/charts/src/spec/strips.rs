use super::Caption;

/// Strips under each other on one time axis: events, technical lines, then business and money.
///
/// The whole can be drawn as one picture, or row by row beside text with [`Strips::parts`].
#[derive(Clone, Debug, PartialEq)]
pub struct Strips {
    /// One sentence with what the picture shows; the accessible name when it is drawn whole.
    pub finding: String,
    /// One sentence on the events row.
    pub events_finding: String,
    /// The time axis that all strips share.
    pub axis: Axis,
    /// Deployments, outages and tests; empty: no events row.
    pub events: Vec<Event>,
    /// The strips, technical ones first.
    pub strips: Vec<Strip>,
    /// Room left and right of the plot in px or pt, to line it up with something else. `None`: as much as the numbers
    /// and labels need.
    pub margins: Option<(f64, f64)>,
}

/// A linear time axis. Its unit is the caller's (days of a month, months of a year).
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Left end.
    pub from: f64,
    /// Right end.
    pub to: f64,
    /// Labels under the last strip.
    pub ticks: Vec<AxisTick>,
}

/// A label on the time axis.
#[derive(Clone, Debug, PartialEq)]
pub struct AxisTick {
    /// Place on the axis.
    pub at: f64,
    /// Its words, for example full `1 Oct`, short `1`.
    pub label: Caption,
}

/// Something that happened and is shown through all strips.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A new version: a tick, with a guide through every strip.
    Deployment {
        /// Place on the axis.
        at: f64,
        /// For example `v42`.
        label: Caption,
    },
    /// A span without service: a wash over every strip.
    Outage {
        /// Start on the axis.
        from: f64,
        /// End on the axis.
        to: f64,
        /// For example full `1.85 h down`, short `down`.
        label: Caption,
    },
    /// A test or holdout was read: a flag.
    Test {
        /// Place on the axis.
        at: f64,
        /// For example `test read`.
        label: Caption,
    },
}

/// One strip.
#[derive(Clone, Debug, PartialEq)]
pub struct Strip {
    /// One sentence with what the strip shows; its accessible name.
    pub finding: String,
    /// Technical strips stand above the darker rule, business ones below.
    pub side: Side,
    /// Line or columns.
    pub marks: Marks,
    /// The level it would have without the work: dashed.
    pub baseline: Option<Reference>,
    /// The level it should have: dotted.
    pub target: Option<Reference>,
    /// Label at the right end of the line; `None`: the last value with three significant digits (columns: nothing).
    pub end: Option<Caption>,
    /// Scale to show, low and high; what lies outside is cut and named. `None`: fitted, single spikes cut.
    pub shown: Option<(f64, f64)>,
    /// Notes at single places.
    pub notes: Vec<StripNote>,
}

/// Which half of the picture a strip belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Reliability, quality, efficiency: accent line.
    Technical,
    /// Business impact and money: ink line.
    Business,
}

/// How a strip's values are drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Marks {
    /// A line with an optional band.
    Line(Vec<Sample>),
    /// Signed columns, gain up and loss down, from zero. Each entry: place of its middle, value.
    Columns(Vec<(f64, Option<f64>)>),
}

/// One value of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sample {
    /// Place on the axis.
    pub at: f64,
    /// The value; `None` is a gap, never zero.
    pub value: Option<f64>,
    /// Low end of the band.
    pub low: Option<f64>,
    /// High end of the band.
    pub high: Option<f64>,
    /// Not complete yet: the line into this value is dashed.
    pub immature: bool,
}

/// A level that may step.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// Label at the right end: full `baseline`, short `base`.
    pub label: Caption,
    /// From which place on the axis which level holds, in order of place.
    pub steps: Vec<(f64, f64)>,
}

/// A note at a place of a strip.
#[derive(Clone, Debug, PartialEq)]
pub struct StripNote {
    /// Place on the axis; the note stands at the value there.
    pub at: f64,
    /// The words; in loss colour where the strip shows columns and the value is below zero.
    pub text: Caption,
}

/// One row of [`Strips`], to be drawn by itself.
#[derive(Clone, Copy, Debug)]
pub enum StripPart<'a> {
    /// The events row.
    Events(&'a Strips),
    /// The strip with this index.
    Strip(&'a Strips, usize),
}

impl Axis {
    /// The days of a month of `days` days. Day `d` covers `d − 1` to `d`; its middle is `d − 0.5`. Every seventh
    /// day has a label, the first with the month's short name.
    pub fn days(days: u32, month: &str) -> Self {
        let ticks = (1..=days)
            .step_by(7)
            .map(|day| AxisTick {
                at: f64::from(day) - 0.5,
                label: if day == 1 { Caption::new(format!("1\u{a0}{month}"), "1") } else { day.to_string().into() },
            })
            .collect();
        Self { from: 0.0, to: f64::from(days), ticks }
    }

    /// Months; month `i` covers `i` to `i + 1`, its middle is `i + 0.5`.
    pub fn months(labels: impl IntoIterator<Item = Caption>) -> Self {
        let ticks: Vec<_> = (0u32..).zip(labels).map(|(month, label)| AxisTick { at: f64::from(month) + 0.5, label }).collect();
        Self { from: 0.0, to: ticks.last().map_or(1.0, |tick| tick.at + 0.5), ticks }
    }
}

impl Sample {
    /// A value without a band.
    pub fn new(at: f64, value: Option<f64>) -> Self {
        Self { at, value, ..Self::default() }
    }
}

impl Reference {
    /// A level that holds all the time.
    pub fn flat(label: impl Into<Caption>, level: f64) -> Self {
        Self { label: label.into(), steps: vec![(f64::NEG_INFINITY, level)] }
    }
}

impl Strips {
    /// The rows from top to bottom: the events row if there are events, then each strip.
    pub fn parts(&self) -> impl Iterator<Item = StripPart<'_>> {
        let events = (!self.events.is_empty()).then_some(StripPart::Events(self));
        events.into_iter().chain((0..self.strips.len()).map(|index| StripPart::Strip(self, index)))
    }
}
