/// A text that may have a shorter form for narrow charts.
///
/// A drawing takes the full form where it fits, else the short one, else cuts the short one with an ellipsis.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caption {
    /// The form that says everything, for example `−41 k, search outage`.
    pub full: String,
    /// The form for a narrow chart, for example `−41 k`. `None`: the full form is the only one.
    pub short: Option<String>,
}

impl Caption {
    /// A caption with a full and a short form.
    pub fn new(full: impl Into<String>, short: impl Into<String>) -> Self {
        Self { full: full.into(), short: Some(short.into()) }
    }

    /// The short form, or the full one where no short form was given.
    pub fn shortest(&self) -> &str {
        self.short.as_deref().unwrap_or(&self.full)
    }
}

impl From<&str> for Caption {
    fn from(text: &str) -> Self {
        Self { full: text.to_owned(), short: None }
    }
}

impl From<String> for Caption {
    fn from(text: String) -> Self {
        Self { full: text, short: None }
    }
}
