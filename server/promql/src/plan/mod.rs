//! A query as the evaluator reads it: checked, its selectors numbered.

mod functions;
mod lower;
mod needs;
mod scan;

pub use scan::duration_ms;

use crate::{
    error::{Result, bad},
    eval::{Aggregation, Function, Operator},
    storage::{Matcher, Selection},
};

/// The farthest time from 1970 that is computed with, in milliseconds: a good ten thousand years.
pub const FARTHEST_MS: i64 = 1 << 48;

/// The times at which a query is evaluated: `start`, `start + step`, … up to `end`, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    pub start_ms: i64,
    pub end_ms: i64,
    /// At least 1.
    pub step_ms: i64,
}

impl Grid {
    /// One moment.
    pub fn instant(at_ms: i64) -> Self {
        Self { start_ms: at_ms, end_ms: at_ms, step_ms: 1 }
    }

    /// How many times there are.
    pub fn len(&self) -> usize {
        if self.end_ms < self.start_ms { 0 } else { ((self.end_ms - self.start_ms) / self.step_ms.max(1)) as usize + 1 }
    }

    /// Whether there is no time at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The times in order.
    pub fn times(&self) -> impl Iterator<Item = i64> + use<> {
        let Self { start_ms, step_ms, .. } = *self;
        (0..self.len() as i64).map(move |at| start_ms + at * step_ms)
    }
}

/// A query that is read and checked.
#[derive(Debug, Clone)]
pub struct Query {
    pub(crate) root: Node,
    pub(crate) selectors: usize,
}

impl Query {
    /// Reads a query. Fails with `bad_data` on text that is no PromQL, on functions this evaluator does not have, and on queries that are too large.
    pub fn parse(text: &str) -> Result<Self> {
        lower::parse(text)
    }

    /// What each selector needs from the storage to evaluate on `grid`, in the order in which [`crate::evaluate`] takes the data.
    /// `lookback_ms` is how long a sample counts, five minutes in Prometheus.
    pub fn needs(&self, grid: Grid, lookback_ms: i64) -> Vec<Selection> {
        needs::needs(self, grid, lookback_ms)
    }
}

/// The conditions of a selector such as `up{job="a"}`, as `match[]` gives them. Fails on anything else.
pub fn selector(text: &str) -> Result<Vec<Matcher>> {
    match Query::parse(text)?.root {
        Node::Vector { selector, shift } if shift == Shift::default() => Ok(selector.matchers),
        _ => Err(bad(format!("{text:?} is no series selector"))),
    }
}

/// The moment a selector is fixed to by `@`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    Start,
    End,
    Ms(i64),
}

/// How a selector's time follows from the evaluation's: at `at`, or at the time itself, minus `offset_ms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Shift {
    pub at: Option<At>,
    pub offset_ms: i64,
}

/// The series with these labels; their number among the query's selectors.
#[derive(Debug, Clone)]
pub(crate) struct Selector {
    pub index: usize,
    pub matchers: Vec<Matcher>,
}

/// Samples over a span that ends at the evaluation's time.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    pub source: Source,
    pub range_ms: i64,
    pub shift: Shift,
}

#[derive(Debug, Clone)]
pub(crate) enum Source {
    Stored(Selector),
    /// A subquery: the node evaluated at the multiples of `step_ms`.
    Computed {
        node: Box<Node>,
        step_ms: i64,
    },
}

/// How two vectors are matched.
#[derive(Debug, Clone)]
pub(crate) struct Matching {
    /// Whether `labels` are those that must agree, or those that are ignored.
    pub on: bool,
    pub labels: Vec<String>,
    pub card: Card,
    /// Labels copied from the "one" side.
    pub include: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Card {
    OneToOne,
    ManyToOne,
    OneToMany,
}

/// By which labels an aggregation groups.
#[derive(Debug, Clone)]
pub(crate) enum Grouping {
    By(Vec<String>),
    Without(Vec<String>),
}

#[derive(Debug, Clone)]
pub(crate) enum Node {
    Number(f64),
    Text(String),
    Vector { selector: Selector, shift: Shift },
    Span(Span),
    Negate(Box<Node>),
    Call { function: Function, args: Vec<Node> },
    Aggregate { how: Aggregation, grouping: Grouping, param: Option<Box<Node>>, of: Box<Node> },
    Binary { op: Operator, bool: bool, matching: Matching, left: Box<Node>, right: Box<Node> },
}

/// What a node gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Scalar,
    Vector,
    Span,
    Text,
}

impl Kind {
    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scalar => "scalar",
            Self::Vector => "instant vector",
            Self::Span => "range vector",
            Self::Text => "string",
        }
    }
}

impl Node {
    /// What it gives.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Number(_) => Kind::Scalar,
            Self::Text(_) => Kind::Text,
            Self::Vector { .. } | Self::Aggregate { .. } => Kind::Vector,
            Self::Span(_) => Kind::Span,
            Self::Negate(of) => of.kind(),
            Self::Call { function, .. } => function.gives(),
            Self::Binary { left, right, .. } if left.kind() == Kind::Scalar && right.kind() == Kind::Scalar => Kind::Scalar,
            Self::Binary { .. } => Kind::Vector,
        }
    }
}
