//! Tags as labels.

use crate::label;
use crate::series::shortened;

/// Labels of the host, the device and the tags.
pub fn labels(host: Option<String>, device: Option<String>, tags: Vec<String>) -> Vec<(String, String)> {
    let own = [("host", host), ("device", device)].into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    label::joined(own.chain(tags.into_iter().map(tag))).into_iter().collect()
}

/// `key:value`, or a key alone.
pub fn tag(tag: String) -> (String, String) {
    match tag.split_once(':') {
        Some((key, value)) => (key.to_owned(), value.to_owned()),
        None => (tag, "true".to_owned()),
    }
}

/// The name of a metric's series.
pub fn name(metric: &str) -> Result<String, String> {
    let name = label::series(metric.trim());
    if name.is_empty() { Err(format!("a metric has no name ({})", shortened(metric))) } else { Ok(name) }
}
