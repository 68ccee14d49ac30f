//! What a form says that a source feeds: read alike where somebody looks first and where it is recorded.

use domain::config::{Configuration, Indicator, Item, Kpi, Source, SourceRef};
use domain::ids::{KpiId, ServiceId, SourceId};
use domain::metric::Kind;
use domain::sample::SeriesKey;
use domain::system::presets::{self, Preset};
use domain::{Error, Result, time};
use rust_decimal::Decimal;

use super::form::filled;

/// The fields of the form with what was typed into them.
#[derive(Clone, Debug, Default)]
pub struct Feeding(pub Vec<(String, String)>);

impl Feeding {
    /// What stands in a field; empty where there is none.
    pub fn typed(&self, field: &str) -> &str {
        self.0.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value)
    }

    fn words(&self, field: &str) -> Option<String> {
        filled(self.typed(field)).map(str::to_owned)
    }

    /// The known query that the form began with.
    ///
    /// # Errors
    /// One that the system does not have.
    pub fn preset(&self, source: &Source) -> Result<Option<&'static Preset>> {
        filled(self.typed("preset")).map(|key| presets::find(source.kind.system(), key)).transpose()
    }

    /// The series that is changed, where none is added.
    pub fn changed(&self) -> Option<&str> {
        filled(self.typed("edit"))
    }

    /// The indicator, or the KPI as it is with its new source.
    ///
    /// # Errors
    /// Each at its field.
    pub fn item(&self, configuration: &Configuration) -> Result<Item> {
        let id = SourceId::parse(self.typed("id"))?;
        let source = configuration.source(&id).ok_or_else(|| Error::not_found("source", &id))?;
        let interval = self.words("interval").map(|text| time::parse_duration_s(&text)).transpose();
        let interval = interval.map_err(|error| Error::field("interval", error.to_string()))?;
        if let Some(kpi) = filled(self.typed("kpi")) {
            let kpi = KpiId::parse(kpi)?;
            let kpi = configuration.kpis.get(&kpi).ok_or_else(|| Error::not_found("KPI", &kpi))?;
            let expected_interval = interval.or(kpi.expected_interval);
            return Ok(Item::Kpi(Kpi { source: self.said(id, kpi.kind)?, expected_interval, ..kpi.clone() }));
        }
        let (metric, mut source) = match self.preset(&source)? {
            Some(preset) => (preset.metric, preset.fill(id, |blank| Some(self.typed(&format!("blanks[{blank}]"))))?),
            None => {
                let metric = domain::metric::find(self.typed("metric"))?;
                (metric.key, self.said(id, metric.kind)?)
            }
        };
        let service = ServiceId::parse(self.typed("service"))?;
        let series = SeriesKey::Indicator { service: service.clone(), metric: metric.to_owned() };
        // The form does not ask for it, so what is changed keeps it.
        let kept = configuration.indicators.get(&series).filter(|kept| kept.source.id == source.id);
        source.since = kept.and_then(|kept| kept.source.since);
        Ok(Item::Indicator(Indicator { service, metric: metric.to_owned(), expected_interval: interval, source }))
    }

    fn said(&self, id: SourceId, kind: Kind) -> Result<SourceRef> {
        let scale = self.words("scale").map(|text| text.parse::<Decimal>()).transpose();
        let scale = scale.map_err(|_| Error::field("scale", format!("“{}” is not a number; write 1000", self.typed("scale"))))?;
        Ok(SourceRef { scale, ..SourceRef::said(id, kind, self.words("query"), self.words("denominator")) })
    }

    /// The form as a series stands that the source feeds: an indicator by `SERVICE/METRIC`, a KPI by `kpi/ID`.
    ///
    /// # Errors
    /// A series that is neither, or that is not there.
    pub fn of_series(configuration: &Configuration, series: &str) -> Result<Self> {
        let key = SeriesKey::parse(series)?;
        let missing = || Error::not_found("series", series);
        let (from, interval_s, mut fields) = match &key {
            SeriesKey::Indicator { service, metric } => {
                let indicator = configuration.indicators.get(&key).ok_or_else(missing)?;
                let place = vec![("service", service.to_string()), ("metric", metric.clone())];
                (&indicator.source, indicator.expected_interval, place)
            }
            SeriesKey::Kpi(id) => {
                let kpi = configuration.kpis.get(id).ok_or_else(missing)?;
                (&kpi.source, kpi.expected_interval, vec![("kpi", id.to_string())])
            }
            SeriesKey::Driver(_) => return Err(missing()),
        };
        let (query, denominator) = from.parts();
        let words = |text: Option<&str>| text.unwrap_or_default().to_owned();
        fields.extend([
            ("edit", series.to_owned()),
            ("query", words(query)),
            ("denominator", words(denominator)),
            ("scale", from.scale.map(|scale| scale.to_string()).unwrap_or_default()),
            ("interval", interval_s.map(time::format_duration_s).unwrap_or_default()),
        ]);
        Ok(Self(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()))
    }
}

/// The error, at the field of the form that is to be mended.
pub fn at_the_form(error: Error) -> Error {
    match error.field_name() {
        Some("source") => Error::field("query", error.to_string()),
        _ => error,
    }
}
