use super::{Caption, Grade};

/// The value map: objectives, their KPIs, and the mappings that earn for them, linked by money.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flow {
    /// One sentence with what the picture shows.
    pub finding: String,
    /// Heads of objectives, KPIs and mappings, and of the amounts. KPIs under a KPI stand without a head.
    pub heads: [String; 4],
    /// The nodes; within a column in order of place.
    pub nodes: Vec<FlowNode>,
    /// The links, from a node of a column to one further right.
    pub links: Vec<FlowLink>,
}

/// A node of a [`Flow`].
#[derive(Clone, Debug, PartialEq)]
pub struct FlowNode {
    /// Column.
    pub level: FlowLevel,
    /// Name, in bold type.
    pub label: Caption,
    /// Second line of a mapping, for example its service; empty for none.
    pub note: Caption,
    /// The amount as printed.
    pub amount: String,
    /// Whether the amount is below zero.
    pub loss: bool,
    /// Grade of evidence of a mapping.
    pub grade: Option<Grade>,
    /// The open mapping: its row has a wash, and its path stands out.
    pub open: bool,
}

/// Column of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FlowLevel {
    /// Left.
    Objective,
    /// Middle.
    Kpi,
    /// A KPI under a KPI, right of it; without any, the column takes no room.
    Part,
    /// Right.
    Mapping,
}

/// Where the row of a mapping lies, as shares of the picture's width and height; it reaches to the right edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MappingRow {
    /// Index of the node.
    pub node: usize,
    pub left: f64,
    pub top: f64,
    pub height: f64,
}

/// A link of a [`Flow`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlowLink {
    /// Index of the left node.
    pub from: usize,
    /// Index of the right node.
    pub to: usize,
    /// Money; below zero is a loss: dashed.
    pub money: f64,
}
