//! Tasks that ClearML recorded offline: zips of one task each. Its client writes a NaN as 0.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use domain::{Error, Result};
use serde::Deserialize;
use zip::ZipArchive;

use super::api::Event;
use crate::measured::Point;

/// Files of a zip, and what one holds unpacked.
const FILES_MAX: usize = 10_000;
const UNPACKED_MAX: u64 = 256_000_000;

/// A task as its zip tells it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recorded {
    pub id: String,
    pub name: String,
    pub project: String,
    /// Reported values by `METRIC/VARIANT`.
    pub scalars: BTreeMap<String, Vec<Point>>,
}

impl Recorded {
    /// Values of one metric.
    pub fn points(&self, metric: &str) -> Vec<Point> {
        self.scalars.get(metric).cloned().unwrap_or_default()
    }
}

/// Reads a zip.
///
/// # Errors
/// A file of another kind, one that is damaged, or that unpacks to more than is read.
pub fn read(bytes: &[u8]) -> Result<Recorded> {
    #[derive(Deserialize)]
    struct Task {
        id: String,
        #[serde(default)]
        name: String,
        #[serde(default)]
        project_name: String,
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|cause| bad(&cause.to_string()))?;
    if archive.len() > FILES_MAX {
        return Err(bad("it has too many files"));
    }
    let task = unpacked(&mut archive, "task.json")?.ok_or_else(|| bad("it has no task.json"))?;
    let Task { id, name, project_name } = serde_json::from_slice(&task).map_err(|cause| bad(&format!("task.json: {cause}")))?;
    let mut recorded = Recorded { id, name, project: project_name, scalars: BTreeMap::new() };
    let metrics = unpacked(&mut archive, "metrics.jsonl")?.unwrap_or_default();
    for (n, line) in metrics.split(|byte| *byte == b'\n').enumerate().filter(|(_, line)| !line.trim_ascii().is_empty()) {
        let events: Vec<serde_json::Value> =
            serde_json::from_slice(line).map_err(|cause| bad(&format!("line {} of metrics.jsonl: {cause}", n + 1)))?;
        for event in events.into_iter().filter(|event| event["type"] == "training_stats_scalar") {
            let event = Event::deserialize(event).map_err(|cause| bad(&format!("line {} of metrics.jsonl: {cause}", n + 1)))?;
            if let Some(point) = event.point() {
                recorded.scalars.entry(format!("{}/{}", event.metric, event.variant)).or_default().push(point);
            }
        }
    }
    Ok(recorded)
}

fn unpacked(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<Option<Vec<u8>>> {
    let file = match archive.by_name(name) {
        Ok(file) => file,
        Err(zip::result::ZipError::FileNotFound) => return Ok(None),
        Err(cause) => return Err(bad(&cause.to_string())),
    };
    let mut bytes = Vec::new();
    file.take(UNPACKED_MAX + 1).read_to_end(&mut bytes).map_err(|cause| bad(&cause.to_string()))?;
    if bytes.len() as u64 > UNPACKED_MAX {
        return Err(bad(&format!("{name} unpacks to more than {} MB", UNPACKED_MAX / 1_000_000)));
    }
    Ok(Some(bytes))
}

fn bad(cause: &str) -> Error {
    Error::invalid(format!("this is no offline session of ClearML that can be read ({cause}): its client says where it stored the zip"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::io::Write;

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    /// Written by the real client: see `make.py` beside it.
    const SESSION: &[u8] = include_bytes!("../../fixtures/clearml/session.zip");

    fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn a_session_of_the_real_client_is_read() {
        let task = read(SESSION).unwrap();
        assert_eq!((task.project.as_str(), task.name.as_str()), ("fraud/eval", "evaluation"));
        let accuracy = task.points("accuracy/test");
        assert_eq!(accuracy.len(), 300);
        for (n, point) in accuracy.iter().enumerate() {
            assert_eq!(point.step, i64::try_from(n).unwrap());
            assert!((point.value - (0.9 + n as f64 / 10_000.0)).abs() < 1e-12, "{point:?}");
        }
        assert_eq!(task.points("Summary/auc")[0].value, 0.97);
        assert!(task.points("accuracy").is_empty());
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let task = br#"{"id":"offline-1","name":"x","project_name":"fraud"}"#.as_slice();
        for (bytes, expected) in [
            (b"PK no".to_vec(), "no offline session"),
            (Vec::new(), "no offline session"),
            (SESSION[..SESSION.len() / 2].to_vec(), "no offline session"),
            (zipped(&[("metrics.jsonl", b"[]")]), "it has no task.json"),
            (zipped(&[("task.json", b"{")]), "task.json: EOF"),
            (zipped(&[("task.json", task), ("metrics.jsonl", b"[]\n\n{}\n")]), "line 3 of metrics.jsonl: invalid type"),
            (zipped(&[("task.json", task), ("metrics.jsonl", br#"[{"type":"training_stats_scalar"}]"#)]), "missing field `timestamp`"),
        ] {
            let message = read(&bytes).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
        let odd = br#"[{"type":"training_stats_scalar","timestamp":5,"metric":"a","variant":"b","value":"NaN"},{"type":"log"}]"#;
        assert!(read(&zipped(&[("task.json", task), ("metrics.jsonl", odd)])).unwrap().scalars.is_empty());
        assert!(read(&zipped(&[("task.json", task)])).unwrap().scalars.is_empty(), "nothing was reported");
    }
}
