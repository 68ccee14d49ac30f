//! One line of a metrics page. Reasons complete “line 7 of the metrics page …”.

use crate::label;
use crate::series::{Type, shortened};

use super::cursor::{Cursor, unescaped};

/// What a line says.
#[derive(Debug, PartialEq)]
pub enum Line {
    /// Empty, or a comment.
    Nothing,
    /// `# EOF`
    End,
    About(About),
    Sample(Sample),
}

/// What a line says of a family.
#[derive(Debug, PartialEq)]
pub enum About {
    Type(String, Type),
    Help(String, String),
    Unit(String, String),
}

/// A value of a series.
#[derive(Debug, PartialEq)]
pub struct Sample {
    pub name: String,
    pub labels: Vec<(String, String)>,
    pub value: f64,
    /// Where it has a time of its own.
    pub at_ms: Option<i64>,
}

/// Reads a line without blanks around it.
pub fn read(line: &str, openmetrics: bool) -> Result<Line, String> {
    match line.chars().next() {
        None => Ok(Line::Nothing),
        Some('#') => Ok(comment(&line[1..])),
        Some('<') => Err("is of a web page: check the address, metrics are mostly at /metrics".to_owned()),
        Some(_) => sample(line, openmetrics).map(Line::Sample),
    }
}

fn comment(text: &str) -> Line {
    let mut rest = Cursor(text);
    let mut word = || {
        rest.blanks();
        if rest.take('"') { rest.quoted().map(|name| label::series(&name)).unwrap_or_default() } else { rest.word().to_owned() }
    };
    let (keyword, name) = (word(), word());
    rest.blanks();
    match keyword.as_str() {
        "EOF" if name.is_empty() => Line::End,
        "TYPE" => Line::About(About::Type(
            name,
            match rest.word() {
                "counter" => Type::Counter,
                "gauge" | "stateset" => Type::Gauge,
                "histogram" => Type::Histogram,
                "summary" => Type::Summary,
                _ => Type::Unknown,
            },
        )),
        "HELP" => Line::About(About::Help(name, unescaped(rest.0))),
        "UNIT" => Line::About(About::Unit(name, rest.0.to_owned())),
        _ => Line::Nothing,
    }
}

fn sample(line: &str, openmetrics: bool) -> Result<Sample, String> {
    let wrong = |what: &str| format!("{what}: {}", shortened(line));
    let mut rest = Cursor(line);
    let mut name = rest.while_fits(|c| c.is_ascii_alphanumeric() || c == '_' || c == ':').to_owned();
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(wrong("has a name that begins with a digit"));
    }
    rest.blanks();
    let mut labels = Vec::new();
    if rest.take('{') {
        braces(&mut rest, &mut name, &mut labels).map_err(wrong)?;
    }
    if name.is_empty() {
        return Err(wrong("does not begin with the name of a series"));
    }
    rest.blanks();
    let value = rest.word();
    let value = value.parse().map_err(|_| wrong(if value.is_empty() { "has no value" } else { "has a value that is no number" }))?;
    rest.blanks();
    let at_ms = match rest.word() {
        "" | "#" => None,
        time => Some(at_ms(time, openmetrics).ok_or_else(|| {
            wrong(if openmetrics {
                "has a time that is not in seconds since 1970"
            } else {
                "has a time that is not in milliseconds since 1970"
            })
        })?),
    };
    // What follows is an exemplar, which is not kept.
    rest.blanks();
    if at_ms.is_some() && !rest.0.is_empty() && !rest.0.starts_with('#') {
        return Err(wrong("goes on after its time"));
    }
    Ok(Sample { name, labels, value, at_ms })
}

/// What stands in braces: labels, and the name of the series when it is in quotes.
fn braces(rest: &mut Cursor, name: &mut String, labels: &mut Vec<(String, String)>) -> Result<(), &'static str> {
    loop {
        rest.blanks();
        if rest.take('}') {
            return Ok(());
        }
        let (key, quoted) = if rest.take('"') {
            (rest.quoted().ok_or("has quotes that do not close")?, true)
        } else {
            (rest.while_fits(|c| c.is_ascii_alphanumeric() || c == '_').to_owned(), false)
        };
        rest.blanks();
        if quoted && name.is_empty() && !rest.0.starts_with('=') {
            *name = label::series(&key);
        } else if key.is_empty() || !rest.take('=') {
            return Err("has a label without a name or without =");
        } else {
            rest.blanks();
            if !rest.take('"') {
                return Err("has a label whose value is not in quotes");
            }
            let value = rest.quoted().ok_or("has quotes that do not close")?;
            labels.push((if quoted { label::name(&key) } else { key }, value));
        }
        rest.blanks();
        if !rest.take(',') && !rest.0.starts_with('}') {
            return Err("has labels that are not parted by commas");
        }
    }
}

/// Milliseconds in the text format, seconds in OpenMetrics.
fn at_ms(time: &str, openmetrics: bool) -> Option<i64> {
    if !openmetrics {
        return time.parse().ok();
    }
    let seconds: f64 = time.parse().ok()?;
    (seconds.abs() < 1e11).then(|| (seconds * 1000.0).round() as i64)
}
