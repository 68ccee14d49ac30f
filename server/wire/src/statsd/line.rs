//! One line.

use crate::datadog::{Event, tag};
use crate::label;
use crate::series::shortened;

/// What a line says.
#[derive(Debug, PartialEq)]
pub enum Line {
    Metric(Metric),
    Event(Event),
    Check(Check),
}

/// Values of one metric.
#[derive(Debug, PartialEq)]
pub struct Metric {
    pub name: String,
    pub values: Values,
    /// By how much each value counts more than once.
    pub weight: f64,
    pub labels: Vec<(String, String)>,
    /// Where the sender has gathered them itself.
    pub at_ms: Option<i64>,
}

#[derive(Debug, PartialEq)]
pub enum Values {
    Counter(Vec<f64>),
    Gauge(f64),
    /// A change of a gauge.
    Change(f64),
    /// Timers, in milliseconds, histograms and distributions.
    Histogram(Vec<f64>, &'static str),
    Set(String),
}

/// The status of a service check.
#[derive(Debug, PartialEq)]
pub struct Check {
    pub name: String,
    pub status: u8,
    pub host: Option<String>,
    pub tags: Vec<String>,
    pub at_ms: Option<i64>,
}

/// Reads a line that is not empty.
pub fn read(line: &str) -> Result<Line, String> {
    let read = if let Some(event) = line.strip_prefix("_e{") {
        read_event(event).map(Line::Event)
    } else if let Some(check) = line.strip_prefix("_sc|") {
        read_check(check).map(Line::Check)
    } else {
        read_metric(line).map(Line::Metric)
    };
    read.map_err(|reason| format!("{reason}: {}", shortened(line)))
}

fn read_metric(line: &str) -> Result<Metric, &'static str> {
    let (name, rest) = line.split_once(':').ok_or("a line is not name:value|type")?;
    let name = label::series(name.trim());
    if name.is_empty() {
        return Err("a line has no name");
    }
    let mut parts = rest.split('|');
    let value = parts.next().unwrap_or("");
    let kind = parts.next().ok_or("a line is not name:value|type")?.trim();
    let (mut rate, mut tags, mut at_ms) = (1.0, None, None);
    for part in parts {
        match part.chars().next() {
            Some('@') => rate = number(&part[1..]).filter(|rate| *rate > 0.0 && *rate <= 1.0).ok_or("a rate is not between 0 and 1")?,
            Some('#') => tags = Some(tags_of(&part[1..])),
            Some('T') => at_ms = Some(seconds(&part[1..])?),
            // The container it runs in, and what newer clients add.
            _ => {}
        }
    }
    let one = || number(value).ok_or("a value is no number");
    let all = || value.split(':').map(number).collect::<Option<Vec<f64>>>().ok_or("a value is no number");
    let values = match kind {
        "c" => Values::Counter(all()?),
        "g" if value.starts_with(['+', '-']) && tags.is_none() => Values::Change(one()?),
        // Several values of one line: the last stands.
        "g" => Values::Gauge(all()?.last().copied().ok_or("a value is no number")?),
        "ms" => Values::Histogram(all()?, "ms"),
        "h" | "d" => Values::Histogram(all()?, ""),
        "s" => Values::Set(value.to_owned()),
        _ => return Err("a type is none of c, g, ms, h, d and s"),
    };
    let labels = label::joined(tags.unwrap_or_default().into_iter().map(tag)).into_iter().collect();
    Ok(Metric { name, values, weight: 1.0 / rate, labels, at_ms })
}

/// `5,8}:title|more …|d:1764028800|#tag`
fn read_event(rest: &str) -> Result<Event, &'static str> {
    const WRONG: &str = "an event does not have the lengths that it tells";
    let (lengths, rest) = rest.split_once("}:").ok_or(WRONG)?;
    let (title, text) = lengths.split_once(',').ok_or(WRONG)?;
    let length = |text: &str| text.parse::<usize>().map_err(|_| WRONG);
    let (title, text) = (length(title)?, length(text)?);
    let (title, rest) = rest.split_at_checked(title).ok_or(WRONG)?;
    let (text, rest) = rest.strip_prefix('|').and_then(|rest| rest.split_at_checked(text)).ok_or(WRONG)?;
    let mut event = Event { title: title.replace("\\n", "\n"), text: text.replace("\\n", "\n"), ..Event::default() };
    for (key, value) in extras(rest) {
        match key {
            'd' => event.at_ms = Some(seconds(value)?),
            'h' => event.host = Some(value.to_owned()),
            't' => event.alert = value.to_owned(),
            'k' => event.aggregation_key = value.to_owned(),
            's' => event.source = value.to_owned(),
            '#' => event.tags = tags_of(value).into_iter().map(tag).collect(),
            _ => {}
        }
    }
    Ok(event)
}

/// `name|status|d:1764028800|#tag|m:message`
fn read_check(rest: &str) -> Result<Check, &'static str> {
    let (name, rest) = rest.split_once('|').ok_or("a service check has no status")?;
    let (status, rest) = rest.split_at(rest.find('|').unwrap_or(rest.len()));
    let status = status.parse().map_err(|_| "the status of a service check is none of 0 to 3")?;
    let mut check = Check { name: name.to_owned(), status, host: None, tags: Vec::new(), at_ms: None };
    for (key, value) in extras(rest) {
        match key {
            'd' => check.at_ms = Some(seconds(value)?),
            'h' => check.host = Some(value.to_owned()),
            '#' => check.tags = tags_of(value),
            // The message is the last.
            'm' => break,
            _ => {}
        }
    }
    Ok(check)
}

/// `|k:value` and `|#tags`
fn extras(rest: &str) -> impl Iterator<Item = (char, &str)> {
    rest.split('|').filter_map(|part| {
        let key = part.chars().next()?;
        let value = part.get(key.len_utf8()..)?;
        Some((key, if key == '#' { value } else { value.strip_prefix(':')? }))
    })
}

fn tags_of(text: &str) -> Vec<String> {
    text.split(',').filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|value: &f64| value.is_finite())
}

fn seconds(text: &str) -> Result<i64, &'static str> {
    text.parse().ok().and_then(|at: f64| crate::datadog::at_ms("", at).ok()).ok_or("a time is not in seconds since 1970")
}
