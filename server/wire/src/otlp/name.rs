//! Names of OpenTelemetry as names of Prometheus, by OpenTelemetry's “Prometheus and OpenMetrics compatibility”.

/// What the end of a name depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Counter,
    Gauge,
    Other,
}

/// The name of a metric's series: `_` for what a name cannot hold, then its unit, and `_total` for a counter, unless they stand in it.
pub fn metric(name: &str, unit: &str, shape: Shape) -> String {
    let mut words = words(name);
    let (main, per) = unit.split_once('/').unwrap_or((unit, ""));
    if let Some(main) = unit_word(main, main_unit)
        && !words.contains(&main)
    {
        words.push(main);
    }
    if let Some(per) = unit_word(per, per_unit)
        && !words.contains(&per)
    {
        words.extend(["per".to_owned(), per]);
    }
    let last = match shape {
        Shape::Counter => Some("total"),
        Shape::Gauge if unit.trim() == "1" => Some("ratio"),
        _ => None,
    };
    if let Some(last) = last {
        words.retain(|word| word != last);
        words.push(last.to_owned());
    }
    let name = words.join("_");
    if name.starts_with(|first: char| first.is_ascii_digit()) { format!("_{name}") } else { name }
}

/// Letters and digits between all else.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != ':').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// What is counted, in braces, is no unit.
fn unit_word(unit: &str, known: fn(&str) -> Option<&'static str>) -> Option<String> {
    let unit = unit.trim();
    if unit.is_empty() || unit.contains(['{', '}']) {
        return None;
    }
    let word = known(unit).map_or_else(|| words(unit).join("_"), str::to_owned);
    Some(word).filter(|word| !word.is_empty())
}

/// Units of UCUM in words.
fn main_unit(unit: &str) -> Option<&'static str> {
    Some(match unit {
        "d" => "days",
        "h" => "hours",
        "min" => "minutes",
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "By" => "bytes",
        "KiBy" => "kibibytes",
        "MiBy" => "mebibytes",
        "GiBy" => "gibibytes",
        "TiBy" => "tibibytes",
        "KBy" => "kilobytes",
        "MBy" => "megabytes",
        "GBy" => "gigabytes",
        "TBy" => "terabytes",
        "m" => "meters",
        "V" => "volts",
        "A" => "amperes",
        "J" => "joules",
        "W" => "watts",
        "g" => "grams",
        "Cel" => "celsius",
        "Hz" => "hertz",
        "%" => "percent",
        "1" => "",
        _ => return None,
    })
}

/// What is divided by.
fn per_unit(unit: &str) -> Option<&'static str> {
    Some(match unit {
        "s" => "second",
        "m" => "minute",
        "h" => "hour",
        "d" => "day",
        "w" => "week",
        "mo" => "month",
        "y" => "year",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_compatibility_document() {
        let cases = [
            ("kn.serving.invocation.duration", "s", Shape::Other, "kn_serving_invocation_duration_seconds"),
            ("model.requests", "{request}", Shape::Counter, "model_requests_total"),
            ("requests_total", "1", Shape::Counter, "requests_total"),
            ("total.requests", "", Shape::Counter, "requests_total"),
            ("gpu.utilization", "1", Shape::Gauge, "gpu_utilization_ratio"),
            ("score", "1", Shape::Other, "score"),
            ("disk.io", "By/s", Shape::Gauge, "disk_io_bytes_per_second"),
            ("latency_seconds", "s", Shape::Other, "latency_seconds"),
            ("usage", "%", Shape::Gauge, "usage_percent"),
            ("cost", "US$", Shape::Gauge, "cost_US"),
            ("requests", "{request}/s", Shape::Gauge, "requests_per_second"),
            ("a..b--c.", "", Shape::Gauge, "a_b_c"),
            ("2xx", "", Shape::Counter, "_2xx_total"),
            ("größe", "", Shape::Gauge, "gr_e"),
        ];
        for (name, unit, shape, told) in cases {
            assert_eq!(metric(name, unit, shape), told);
        }
        assert_eq!(metric("...", "", Shape::Gauge), "");
    }
}
