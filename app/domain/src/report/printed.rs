//! How a figure is printed: its unit as people read it, its decimals, and whether a share is shown in per cent.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::config::{Configuration, Kpi};
use crate::exact::Exact;
use crate::format::{self, NBSP};
use crate::metric::{Kind, Metric, Statistic};
use crate::money::Currency;

/// Most decimals of a percentage.
const PERCENT_DECIMALS_MAX: u32 = 3;
/// Decimals of a KPI's percentage when the configuration does not say.
const PERCENT_DECIMALS_DEFAULT: u32 = 2;

/// The printed form of one series.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Printed {
    /// `%`, `ms`, `USD`, `min per session`; empty for a plain number.
    pub unit: String,
    /// Decimals in the printed unit.
    pub decimals: u32,
    hundredfold: bool,
}

impl Printed {
    /// A metric of the catalogue. Shares (states and ratios with the unit 1) print in per cent, a difference of shares in points.
    pub fn metric(configuration: &Configuration, metric: &Metric) -> Self {
        let share = metric.unit == "1" && matches!(metric.kind, Kind::State | Kind::Ratio);
        let (unit, hundredfold) = match metric.key {
            "gpu-utilisation" => ("%".to_owned(), true),
            "conversion-lift" => ("pt".to_owned(), true),
            _ if share => ("%".to_owned(), true),
            _ => (unit_words(&configuration.metric_unit(metric.unit)), false),
        };
        let decimals = if hundredfold { metric.decimals.saturating_sub(2).min(PERCENT_DECIMALS_MAX) } else { metric.decimals };
        Self { unit, decimals, hundredfold }
    }

    /// A KPI; a ratio with the unit 1 prints in per cent, with 2 decimals unless it says otherwise.
    pub fn kpi(kpi: &Kpi) -> Self {
        let share = kpi.kind == Kind::Ratio && kpi.unit == "1";
        let decimals = if share && kpi.decimals == 0 { PERCENT_DECIMALS_DEFAULT } else { kpi.decimals };
        Self { unit: if share { "%".to_owned() } else { unit_words(&kpi.unit) }, decimals, hundredfold: share }
    }

    /// In printed units, rounded once, half to even.
    pub fn value(&self, figure: &Exact) -> Option<Decimal> {
        let figure = if self.hundredfold { figure.times(&Exact::from(100)) } else { figure.clone() };
        figure.round(self.decimals).ok()
    }

    /// A recorded value (a baseline, a target) in printed units, with all the digits that were recorded.
    pub fn recorded(&self, value: Decimal) -> Decimal {
        let factor = if self.hundredfold { Decimal::ONE_HUNDRED } else { Decimal::ONE };
        let mut printed = value.checked_mul(factor).unwrap_or(value).normalize();
        if printed.scale() < self.decimals {
            printed.rescale(self.decimals);
        }
        printed
    }

    /// A figure of records in printed units, with all the digits that enter a chain, idle zeros too.
    pub fn kept(&self, value: Decimal) -> Decimal {
        let mut printed = self.recorded(value);
        printed.rescale(value.scale().saturating_sub(if self.hundredfold { 2 } else { 0 }));
        printed
    }

    /// With its unit: `99.75 %`, `286 ms`, `USD 1,204`, `12 deployments`.
    pub fn text(&self, value: Decimal) -> String {
        let number = format::decimal(value);
        match self.unit.as_str() {
            "" => number,
            unit if Currency::parse(unit).is_ok() => format!("{unit}{NBSP}{number}"),
            unit if is_counted(unit) && value != Decimal::ONE => format!("{number}{NBSP}{unit}s"),
            unit => format!("{number}{NBSP}{unit}"),
        }
    }

    /// `Accuracy, %`; `p95 response time, ms`.
    pub fn title(&self, name: &str, statistic: Statistic) -> String {
        let name = match statistic {
            Statistic::Value => name.to_owned(),
            statistic => format!("{} {}", statistic.key(), format::inside(name)),
        };
        titled(&name, &self.unit)
    }
}

/// A name with its unit, which stays away where the name says it already: `Uptime, %`, `Incidents`, `Idle GPU hours`.
pub fn titled(name: &str, unit: &str) -> String {
    let said = unit.len() > 2 && name.to_lowercase().contains(&unit.to_lowercase());
    if matches!(unit, "" | "1") || said { name.to_owned() } else { format!("{name}, {unit}") }
}

/// A counted thing (`prediction`) takes a plural; times, symbols and compounds do not.
fn is_counted(unit: &str) -> bool {
    unit.len() > 3 && unit.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// `min/session` as `min per session`, `gpu*h` as `GPU h`.
fn unit_words(unit: &str) -> String {
    if unit == "1" {
        return String::new();
    }
    format::unit(unit).replace(NBSP, " ").replace('/', " per ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::metric;

    fn configuration() -> Configuration {
        let settings = serde_json::from_value(serde_json::json!({"name": "N", "time_zone": "UTC", "currency": "IDR"}));
        Configuration::new(settings.unwrap())
    }

    fn print(key: &str, value: &str) -> String {
        let printed = Printed::metric(&configuration(), metric::find(key).unwrap());
        let value: Decimal = value.parse().unwrap();
        printed.text(printed.value(&value.into()).unwrap()).replace(NBSP, " ")
    }

    #[test]
    fn figures_carry_the_unit_people_read() {
        for (key, value, expected) in [
            ("uptime", "0.9975124", "99.751 %"),
            ("accuracy", "0.93425", "93.42 %"),
            ("latency", "286.4", "286 ms"),
            ("predictions", "1240", "1,240 predictions"),
            ("incidents", "1", "1 incident"),
            ("cost-per-prediction-usage", "0.0024", "0.002400 IDR per prediction"),
            ("attributed-revenue", "1204.5", "IDR 1,204.50"),
            ("idle-gpu-hours", "388.04", "388.0 GPU h"),
            ("conversion-lift", "0.0042", "0.420 pt"),
            ("prediction-drift", "0.12", "0.1200"),
        ] {
            assert_eq!(print(key, value), expected, "{key}");
        }
    }

    #[test]
    fn recorded_values_keep_their_digits() {
        let printed = Printed::metric(&configuration(), metric::find("uptime").unwrap());
        assert_eq!(printed.recorded("0.9995".parse().unwrap()).to_string(), "99.950");
        assert_eq!(printed.recorded("0.999512".parse().unwrap()).to_string(), "99.9512");
        assert_eq!(printed.kept("0.998310".parse().unwrap()).to_string(), "99.8310");
        assert_eq!(printed.title("Uptime", Statistic::Value), "Uptime, %");
        let latency = Printed::metric(&configuration(), metric::find("latency").unwrap());
        for (name, unit, expected) in
            [("Incidents", "incident", "Incidents"), ("Time by hand", "h", "Time by hand, h"), ("Lift", "1", "Lift")]
        {
            assert_eq!(titled(name, unit), expected);
        }
        assert_eq!(latency.title("Response time", Statistic::P95), "p95 response time, ms");
    }
}
