//! Kinds of outcome: how many there were, and how many baseline rates would have given over the same decisions.

use super::estimate::{CellInput, Estimate, IndicatorInput};
use super::inputs::{baseline_grade, stated, too_little};
use super::ledger::Scope;
use super::line::{LineCoverage, Reason};
use super::unclaimed::{Refused, refuse};
use crate::Result;
use crate::config::{CellRef, FactorRef, Item, Mapping, MappingVersion, Number};
use crate::exact::Exact;
use crate::format;
use crate::metric::{self, Statistic};
use crate::sample::{SeriesKey, Summary};

/// Decimals of an expected count.
const EXPECTED_DECIMALS: u32 = 1;

/// Inputs with their coverage, and where their baseline came from.
type Measured<T> = (T, LineCoverage, String);

impl Scope<'_> {
    /// The cells of a version, with the coverage of the one that was measured least.
    pub(super) fn cells(&self, mapping: &Mapping, version: &MappingVersion) -> Result<Result<Measured<Vec<CellInput>>, Refused>> {
        let (mut cells, mut least, mut note) = (Vec::new(), None::<LineCoverage>, String::new());
        for cell in &version.cells {
            match self.cell(mapping, cell)? {
                Ok((input, coverage, words)) => {
                    cells.push(input);
                    least = Some(least.filter(|least| least.share <= coverage.share).unwrap_or(coverage));
                    note = words;
                }
                Err(refused) => return Ok(Err(refused)),
            }
        }
        match least {
            Some(coverage) => Ok(Ok((cells, coverage, note))),
            None => Ok(Err(refuse(Reason::NoSamples, "No kind of outcome is named", "Name at least one with its value"))),
        }
    }

    fn cell(&self, mapping: &Mapping, cell: &CellRef) -> Result<Result<Measured<CellInput>, Refused>> {
        let (metric, series) = (metric::find(&cell.metric)?, SeriesKey::indicator(&mapping.service, &cell.metric)?);
        let (measured, coverage) = match self.measured(&series, metric)? {
            Ok(measured) => measured,
            Err(refused) => return Ok(Err(refused)),
        };
        let Summary::Ratio { numerator, denominator } = &measured.summary else {
            return Ok(Err(too_little(metric)));
        };
        let (baseline, value) = match self.baseline_value(&mapping.service, metric, Statistic::Value) {
            Ok(baseline) => baseline,
            Err(refused) => return Ok(Err(refused)),
        };
        let value_of_one = match self.factor(&FactorRef::Driver(cell.value.clone())) {
            Ok(factor) => factor,
            Err(refused) => return Ok(Err(refused)),
        };
        let expected = |rate: Number| Exact::from(rate.0).times(&denominator.exact()).round(EXPECTED_DECIMALS).map(Number);
        let unit = value_of_one.unit.split_once('/').map_or_else(|| "1".to_owned(), |(_, counted)| counted.to_owned());
        let count = IndicatorInput {
            name: format::inside(metric.name.trim_end_matches(", share")),
            key: format!("{series}/value"),
            unit,
            actual: Estimate::exact(numerator.exact().round(0)?),
            baseline: stated(baseline, value).each(expected)?,
            baseline_grade: Some(baseline_grade(baseline)),
            baseline_id: Some(Item::Baseline(baseline.clone()).id()),
            tested: None,
        };
        Ok(Ok((CellInput { count, value: value_of_one }, coverage, self.baseline_note(baseline))))
    }
}
