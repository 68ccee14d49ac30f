//! What a metrics page shows: the text format 0.0.4 and OpenMetrics 1.0.
//!
//! Both are read with the other's liberties: a comma after the last label, counters without `_total`, blanks and empty lines. Times of
//! creation (`_created`) and exemplars are left out. Names in quotes, which Prometheus 3 asks for, are made fit as others' names are. What
//! is no metrics page is refused as a whole, since a part of it would look like series that ended.

mod cursor;
mod families;
mod line;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use crate::Error;
use crate::series::{Batch, Series};

use families::Families;
use line::Line;

/// The longest line, bytes.
pub const MAX_LINE: usize = 64 << 10;
/// The most series of a page.
pub const MAX_SERIES: usize = 100_000;
/// What to ask for, best first, in the header Accept.
pub const ACCEPT: &str = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

/// Reads a page, not packed; samples without a time of their own are of `now_ms`.
///
/// # Errors
/// [`Error::Unsupported`] for the protobuf format, [`Error::TooLarge`] beyond the caps, [`Error::Malformed`] with the line that is wrong.
pub fn read(body: &[u8], content_type: Option<&str>, now_ms: i64) -> Result<Batch, Error> {
    let kind = content_type.unwrap_or("").to_ascii_lowercase();
    if kind.contains("protobuf") {
        return Err(Error::Unsupported("the metrics page is in protobuf: ask for text".to_owned()));
    }
    let mut page = Page { openmetrics: kind.contains("openmetrics"), ended: false, now_ms, ..Page::default() };
    for (number, line) in body.split(|byte| *byte == b'\n').enumerate() {
        let wrong = |reason: &str| Error::Malformed(format!("line {} of the metrics page {reason}", number + 1));
        if line.len() > MAX_LINE {
            return Err(wrong(&format!("is longer than {} kB", MAX_LINE >> 10)));
        }
        let line = std::str::from_utf8(line).map_err(|_| wrong("is no text in UTF-8"))?;
        page.add(line).map_err(|reason| wrong(&reason))?;
    }
    page.finish()
}

/// What has been read so far.
#[derive(Default)]
struct Page {
    openmetrics: bool,
    /// Was `# EOF` read?
    ended: bool,
    now_ms: i64,
    batch: Batch,
    families: Families,
}

impl Page {
    /// Takes one line; a reason completes “line 7 of the metrics page …”.
    fn add(&mut self, line: &str) -> Result<(), String> {
        let line = line.trim_end_matches('\r').trim_matches([' ', '\t']);
        if self.ended && !line.is_empty() {
            return Err("stands after # EOF".to_owned());
        }
        match line::read(line, self.openmetrics)? {
            Line::Nothing => {}
            Line::End => self.ended = true,
            Line::About(about) => self.families.add(about),
            Line::Sample(sample) if self.families.is_creation(&sample.name) => {}
            Line::Sample(sample) => {
                if self.batch.series.len() >= MAX_SERIES {
                    return Err(format!("is beyond {MAX_SERIES} series: let the page show less"));
                }
                let at_ms = sample.at_ms.unwrap_or(self.now_ms);
                let series = Series::new(&sample.name, sample.labels).map(|series| series.with(at_ms, sample.value));
                self.batch.push(series, 1);
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Batch, Error> {
        let Self { openmetrics, ended, mut batch, families, .. } = self;
        if openmetrics && !ended {
            return Err(Error::Malformed("the metrics page ends before its # EOF: it was cut off".to_owned()));
        }
        let names: HashSet<&str> = batch.series.iter().map(Series::name).collect();
        batch.metadata = families.finish(&names);
        Ok(batch)
    }
}
