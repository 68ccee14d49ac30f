//! Keys of other systems as labels of Prometheus.

use std::collections::BTreeMap;

/// The name of a label: `_` for what it cannot hold, and clear of those that are Prometheus' own.
pub(crate) fn name(key: &str) -> String {
    let name = fit(key, |c| c.is_ascii_alphanumeric() || c == '_');
    match name.chars().next() {
        Some('0'..='9') => format!("key_{name}"),
        Some('_') => format!("key{name}"),
        _ => name,
    }
}

/// The name of a series: `_` for what it cannot hold. Empty when nothing is left.
pub(crate) fn series(name: &str) -> String {
    let name = fit(name, |c| c.is_ascii_alphanumeric() || c == '_' || c == ':');
    if name.starts_with(|first: char| first.is_ascii_digit()) { format!("_{name}") } else { name }
}

fn fit(text: &str, fits: fn(char) -> bool) -> String {
    text.chars().map(|c| if fits(c) { c } else { '_' }).collect()
}

/// Labels by their names. Keys that become one label share it, `;` between; one value told twice is one.
pub(crate) fn joined(pairs: impl IntoIterator<Item = (String, String)>) -> BTreeMap<String, String> {
    let mut labels: BTreeMap<String, String> = BTreeMap::new();
    for (key, value) in pairs {
        match labels.get_mut(&name(&key)) {
            Some(first) if *first == value => {}
            Some(first) => {
                first.push(';');
                first.push_str(&value);
            }
            None if !key.is_empty() => {
                labels.insert(name(&key), value);
            }
            None => {}
        }
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_clear_of_prometheus_own() {
        assert_eq!(name("http.response.status_code"), "http_response_status_code");
        assert_eq!([name("__name__"), name("_x"), name("2"), name("ü")], ["key__name__", "key_x", "key_2", "key_"].map(str::to_owned));
        assert_eq!([series("p.t-1"), series("2xx"), series("a:b"), series("")], ["p_t_1", "_2xx", "a:b", ""].map(str::to_owned));
    }

    #[test]
    fn keys_that_meet_share_a_label() {
        let pairs = [("a.b", "1"), ("a_b", "2"), ("", "lost"), ("c", "3"), ("c", "3")];
        let labels = joined(pairs.map(|(key, value)| (key.to_owned(), value.to_owned())));
        assert_eq!(labels.into_iter().collect::<Vec<_>>(), [("a_b".to_owned(), "1;2".to_owned()), ("c".to_owned(), "3".to_owned())]);
    }
}
