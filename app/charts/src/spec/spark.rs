/// A small line of months beside a figure, with a rule at zero.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spark {
    /// What it shows; empty: the figures beside it say so, and readers of the page skip the picture.
    pub finding: String,
    /// The values, oldest first; `None` is a gap.
    pub values: Vec<Option<f64>>,
}
