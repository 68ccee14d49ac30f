//! What must hold of a mapping that rests on a test, or adds kinds of outcome up; and the unit that a test's effect has in a chain.

use super::factor::FactorRef;
use super::money_model::{CellRef, Effect, LiftKind, Mapping, MappingVersion};
use super::plan::Configuration;
use super::template::{Needs, Template};
use super::test_record::Test;
use crate::evidence::TestMetric;
use crate::metric::{self, Kind};
use crate::sample::SeriesKey;
use crate::unit::Unit;
use crate::{Error, Result};

impl Configuration {
    /// The parts that a mapping's template asks for, and no others.
    pub(super) fn check_parts(&self, mapping: &Mapping, version: &MappingVersion) -> Result<()> {
        let name = mapping.template.name();
        let refuse = |field: &str, message: String| Err(Error::field(field, message));
        let (needs, has_metric) = (mapping.template.needs(), mapping.metric.is_some());
        match needs {
            Needs::Lift | Needs::Cells if has_metric => {
                return refuse("metric", format!("{name} takes no indicator: leave the metric out"));
            }
            Needs::Indicator | Needs::IndicatorAndSlope if !has_metric => return refuse("metric", format!("{name} needs an indicator")),
            Needs::IndicatorAndSlope | Needs::Lift if version.effect.is_none() => {
                return refuse("effect", format!("{name} rests on a test: name a recorded one"));
            }
            Needs::Indicator | Needs::Cells if version.effect.is_some() => {
                return refuse("effect", format!("{name} takes no test’s effect: choose another template, or leave the test out"));
            }
            Needs::Cells if version.cells.is_empty() => {
                return refuse("cells", format!("{name} needs at least one kind of outcome with its value"));
            }
            _ => {}
        }
        if needs != Needs::Cells && !version.cells.is_empty() {
            return refuse("cells", format!("{name} adds no kinds of outcome up: choose the template {}", Template::OutcomeCells.name()));
        }
        version.cells.iter().try_for_each(|cell| self.check_cell(mapping, cell))?;
        version.effect.as_ref().map_or(Ok(()), |effect| self.check_effect(mapping, effect))
    }

    fn check_cell(&self, mapping: &Mapping, cell: &CellRef) -> Result<()> {
        let (metric, series) = (metric::find(&cell.metric)?, SeriesKey::indicator(&mapping.service, &cell.metric)?);
        if metric.kind != Kind::Ratio || metric.unit != "1" {
            return Err(Error::field("cells", format!("{} is no share of decisions: take one such as false-negative-share", metric.key)));
        }
        if !self.indicators.contains_key(&series) {
            return Err(Error::field("cells", format!("{series} is not an indicator yet: add it to the service first")));
        }
        self.find_driver(&cell.value).map(drop)
    }

    fn check_effect(&self, mapping: &Mapping, effect: &Effect) -> Result<()> {
        let test = self.effect_test(effect)?;
        if test.exposed_share.is_none() && !effect.volume_is_exposed {
            return Err(Error::field(
                "effect",
                format!(
                    "“{}” states no exposed share: an effect counts for the units it reaches, never for all; add the share to the test, \
                     or say that the volume counts exposed units alone (volume_is_exposed)",
                    test.id
                ),
            ));
        }
        let Some(metric) = &mapping.metric else { return Ok(()) };
        if effect.lift == LiftKind::Relative {
            return Err(Error::field("effect", "a slope is an absolute lift per change of the indicator: leave lift = \"relative\" out"));
        }
        if test.metric.as_ref() != Some(metric) {
            let other = test.metric.as_deref().unwrap_or("no indicator");
            return Err(Error::field("effect", format!("“{}” compared levels of {other}, not of {metric}", test.id)));
        }
        match (test.control.indicator, test.treatment.indicator) {
            (Some(control), Some(treatment)) if control != treatment => Ok(()),
            _ => {
                let message = format!("“{}” needs two different levels of {metric} in its arms: what changed, by how much?", test.id);
                Err(Error::field("effect", message))
            }
        }
    }

    /// The test behind an effect.
    pub fn effect_test(&self, effect: &Effect) -> Result<&Test> {
        let unknown = || Error::field("effect", format!("there is no test “{}”: record it under Evidence first", effect.test));
        self.tests.get(&effect.test).ok_or_else(unknown)
    }

    /// The unit with which a test's effect enters a chain before these drivers: of a lift (no indicator's unit), what its arms count per unit; of a slope, that per change of the
    /// indicator (per 100 ms where it is in ms). A share of successes without a stated unit takes the one that lets the factors cancel.
    ///
    /// # Errors
    /// No such test; a mean without a stated unit; factors that leave no pair of counted things.
    pub fn effect_unit(&self, indicator: Option<&str>, drivers: &[FactorRef], effect: &Effect) -> Result<String> {
        let test = self.effect_test(effect)?;
        let lift = match (&test.unit, test.kind) {
            _ if effect.lift == LiftKind::Relative => "1".to_owned(),
            (Some(unit), _) => unit.clone(),
            (None, TestMetric::Mean) => {
                let message = format!("“{}” states no unit: write what its mean counts per unit, as min/session", test.id);
                return Err(Error::field("effect", message));
            }
            (None, TestMetric::Proportion) => {
                let drivers = drivers.iter().map(|factor| self.find_driver(factor.driver()));
                let rest =
                    drivers.into_iter().try_fold(Unit::one(), |rest, driver| Result::Ok(rest.times(&Unit::parse(&driver?.unit)?)))?;
                rest.share_that_cancels().ok_or_else(|| {
                    Error::field(
                        "effect",
                        format!(
                            "the lift of a share multiplies exposed units and the value of a success, such as visitor × USD/order; the \
                             factors leave {rest}. For a volume of successes take lift = \"relative\", or state the test’s unit"
                        ),
                    )
                })?
            }
        };
        Ok(match indicator {
            None | Some("1") => lift,
            Some("ms") => format!("{lift}/100ms"),
            Some(unit) => format!("{lift}/{unit}"),
        })
    }
}
