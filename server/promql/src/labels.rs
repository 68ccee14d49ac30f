//! The labels of a series: sorted pairs, cheap to clone.

use std::sync::Arc;

/// The label that holds a series' name.
pub const NAME: &str = "__name__";

/// Name and value pairs in the order of their names, each name once, no value empty. A clone shares the pairs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Labels(Arc<[(Arc<str>, Arc<str>)]>);

impl Labels {
    /// Labels of these pairs in any order. An empty value is the same as no label; of two pairs with one name the last counts.
    pub fn new<N: Into<Arc<str>>, V: Into<Arc<str>>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        let mut all: Vec<(Arc<str>, Arc<str>)> = Vec::new();
        for (name, value) in pairs {
            let (name, value) = (name.into(), value.into());
            match all.iter_mut().find(|(known, _)| *known == name) {
                Some(pair) => pair.1 = value,
                None => all.push((name, value)),
            }
        }
        all.retain(|(_, value)| !value.is_empty());
        all.sort();
        Self(all.into())
    }

    /// No labels.
    pub fn empty() -> Self {
        Self(Arc::from([]))
    }

    /// The value of a label, empty when there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.binary_search_by(|(known, _)| (**known).cmp(name)).map_or("", |at| &self.0[at].1)
    }

    /// The pairs in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }

    /// Only the labels whose name satisfies `keep`.
    pub fn retain(&self, keep: impl Fn(&str) -> bool) -> Self {
        if self.0.iter().all(|(name, _)| keep(name)) {
            return self.clone();
        }
        Self(self.0.iter().filter(|(name, _)| keep(name)).cloned().collect())
    }

    /// The labels without the series' name.
    pub fn without_name(&self) -> Self {
        self.retain(|name| name != NAME)
    }

    /// The labels with one set, or taken away by an empty value.
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut pairs: Vec<_> = self.0.iter().filter(|(known, _)| &**known != name).cloned().collect();
        if !value.is_empty() {
            let at = pairs.partition_point(|(known, _)| &**known < name);
            pairs.insert(at, (name.into(), value.into()));
        }
        Self(pairs.into())
    }
}

impl std::fmt::Display for Labels {
    /// As Prometheus writes them in messages: `{a="1", b="2"}`.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("{")?;
        for (at, (name, value)) in self.iter().enumerate() {
            write!(out, "{}{name}={value:?}", if at == 0 { "" } else { ", " })?;
        }
        out.write_str("}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_sorted_and_empty_values_are_no_labels() {
        let labels = Labels::new([("b", "2"), ("a", "1"), ("c", ""), ("a", "3")]);
        assert_eq!(labels.iter().collect::<Vec<_>>(), [("a", "3"), ("b", "2")]);
        assert_eq!((labels.get("b"), labels.get("c")), ("2", ""));
        assert_eq!(labels.with("b", "").with("aa", "x").to_string(), r#"{a="3", aa="x"}"#);
    }
}
