//! Names of series.

use serde::{Deserialize, Serialize};

use crate::ids::{DriverId, KpiId, ServiceId};
use crate::metric::{self, Kind};
use crate::{Error, Result};

/// Whose numbers a series holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum SeriesKey {
    /// A metric of a service: `recommender/uptime`.
    Indicator { service: ServiceId, metric: String },
    /// A business measure: `kpi/checkout-revenue`.
    Kpi(KpiId),
    /// A volume that enters chains as a factor: `driver/exposed-visitors`.
    Driver(DriverId),
}

impl SeriesKey {
    /// The indicator's series; the metric must be in the catalogue.
    pub fn indicator(service: &ServiceId, metric: &str) -> Result<Self> {
        Ok(Self::Indicator { service: service.clone(), metric: metric::find(metric)?.key.to_owned() })
    }

    /// Parses the printed form.
    pub fn parse(text: &str) -> Result<Self> {
        match text.split_once('/') {
            Some(("kpi", id)) => Ok(Self::Kpi(KpiId::parse(id)?)),
            Some(("driver", id)) => Ok(Self::Driver(DriverId::parse(id)?)),
            Some((service, metric)) => Self::indicator(&ServiceId::parse(service)?, metric),
            None => Err(Error::field("series", format!("“{text}” is not a series: write SERVICE/METRIC, kpi/ID or driver/ID"))),
        }
    }
}

impl std::fmt::Display for SeriesKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Indicator { service, metric } => write!(f, "{service}/{metric}"),
            Self::Kpi(id) => write!(f, "kpi/{id}"),
            Self::Driver(id) => write!(f, "driver/{id}"),
        }
    }
}

impl TryFrom<String> for SeriesKey {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        Self::parse(&text)
    }
}

impl From<SeriesKey> for String {
    fn from(key: SeriesKey) -> String {
        key.to_string()
    }
}

/// What the store must know of a series to roll it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesShape {
    pub kind: Kind,
    /// Expected distance of two samples, in seconds.
    pub interval_s: u32,
}
