//! The names of a raw series, in the one order and form in which they are compared and kept.

use domain::{Error, Result};
use ring::digest::{SHA256, digest};
use wire::series::{MAX_LABELS, MAX_NAME, MAX_VALUE, NAME};

use super::varint::{Reader, put};

/// What a series is found by: the first 16 bytes of the SHA-256 of its labels.
pub type Fingerprint = [u8; 16];

/// Appends sorted labels to `out` as bytes.
///
/// # Errors
/// No metric name, a label twice, an empty name, or one too many or too long.
pub fn encode<N: AsRef<str>, V: AsRef<str>>(labels: &[(N, V)], out: &mut Vec<u8>) -> Result<()> {
    if labels.len() > MAX_LABELS {
        return Err(refused(labels, format!("it has {} labels, and at most {MAX_LABELS} are kept", labels.len())));
    }
    if !labels.iter().any(|(name, value)| name.as_ref() == NAME && !value.as_ref().is_empty()) {
        return Err(refused(labels, "it has no metric name (label __name__)".to_owned()));
    }
    let mut before: Option<&str> = None;
    for (name, value) in labels {
        let (name, value) = (name.as_ref(), value.as_ref());
        if name.is_empty() {
            return Err(refused(labels, "it has a label without a name".to_owned()));
        }
        if before.is_some_and(|before| before >= name) {
            return Err(refused(labels, format!("its labels are out of order or the label {} is there twice", shortened(name))));
        }
        for (text, most) in [(name, MAX_NAME), (value, if name == NAME { MAX_NAME } else { MAX_VALUE })] {
            if text.len() > most {
                let name = shortened(name);
                return Err(refused(labels, format!("its label {name} is {} bytes long, and at most {most} are kept", text.len())));
            }
        }
        before = Some(name);
        for text in [name, value] {
            put(out, text.len() as u64);
            out.extend_from_slice(text.as_bytes());
        }
    }
    Ok(())
}

/// The labels of the bytes; none when they are not what [`encode`] wrote.
pub fn decode(bytes: &[u8]) -> Option<Vec<(String, String)>> {
    let mut reader = Reader(bytes);
    let text = |reader: &mut Reader<'_>| {
        let n = reader.count()?;
        String::from_utf8(reader.bytes(n)?.to_vec()).ok()
    };
    let mut labels = Vec::new();
    while !reader.0.is_empty() {
        labels.push((text(&mut reader)?, text(&mut reader)?));
    }
    Some(labels)
}

/// The metric's name among encoded labels.
pub fn name(encoded: &[u8]) -> Option<String> {
    decode(encoded)?.into_iter().find(|(name, _)| name == NAME).map(|(_, value)| value)
}

/// The fingerprint of encoded labels.
pub fn fingerprint(encoded: &[u8]) -> Fingerprint {
    let mut short = [0; 16];
    short.copy_from_slice(&digest(&SHA256, encoded).as_ref()[..16]);
    short
}

fn refused<N: AsRef<str>, V: AsRef<str>>(labels: &[(N, V)], why: String) -> Error {
    let name = labels.iter().find(|(name, _)| name.as_ref() == NAME).map_or("?", |(_, value)| value.as_ref());
    Error::invalid(format!("the series {} is refused: {why}", shortened(name)))
}

fn shortened(text: &str) -> String {
    let short: String = text.chars().take(80).collect();
    if short.len() < text.len() { format!("“{short}…”") } else { format!("“{short}”") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn refusal(labels: &[(&str, &str)]) -> String {
        encode(labels, &mut Vec::new()).unwrap_err().to_string()
    }

    #[test]
    fn labels_come_back() {
        let labels = [(NAME, "up"), ("job", "fraud"), ("zone", "")];
        let mut bytes = Vec::new();
        encode(&labels, &mut bytes).unwrap();
        let back = decode(&bytes).unwrap();
        assert!(back.iter().zip(labels).all(|((name, value), label)| (name.as_str(), value.as_str()) == label));
        assert!(decode(&bytes[..bytes.len() - 2]).is_none());
    }

    #[test]
    fn what_is_no_series_is_refused_with_its_name() {
        assert!(refusal(&[("job", "x")]).contains("no metric name"));
        assert!(refusal(&[(NAME, "up"), ("a", "1"), ("a", "2")]).contains("“up” is refused: its labels are out of order or the label “a”"));
        assert!(refusal(&[(NAME, "up"), ("b", &"x".repeat(10_000_000))]).contains("10000000 bytes long"));
        let many: Vec<(String, &str)> = (10..99).map(|n| (format!("l{n}"), "x")).collect();
        assert!(encode(&many, &mut Vec::new()).is_err());
    }
}
