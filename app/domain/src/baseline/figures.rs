//! The figure of several months and its range.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::config::{Baseline, Number, Shape};
use crate::evidence::student_t;
use crate::exact::Exact;
use crate::metric::{Kind, Metric, Statistic};
use crate::sample::{Fixed, MonthSummary, SeriesShape, Summary};
use crate::time::Window;
use crate::{Error, Result, format};

/// Fewest comparable months of a baseline from records.
pub const MONTHS_MIN: usize = 3;

/// Confidence of the range, in per cent.
const CONFIDENCE: u32 = 80;

/// A baseline's figures, in the metric's unit, with its stated decimals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FromRecords {
    pub value: Decimal,
    /// Ends of the 80 % range.
    pub low: Decimal,
    pub high: Decimal,
    /// What the value rests on: the cases of a ratio or of response times, else the months.
    pub n: u64,
}

impl FromRecords {
    /// The baseline with these figures.
    pub fn fill(&self, baseline: &Baseline) -> Baseline {
        Baseline {
            value: Some(Number(self.value)),
            low: Some(Number(self.low)),
            high: Some(Number(self.high)),
            confidence: Some(CONFIDENCE),
            shape: Some(Shape::Normal),
            n: Some(self.n),
            ..baseline.clone()
        }
    }
}

/// Why a month cannot stand in a baseline; nothing when it can: it has ended, is measured as much as a claimed line must be, and
/// has a figure.
pub fn refusal(
    metric: &Metric,
    statistic: Statistic,
    shape: SeriesShape,
    threshold: Decimal,
    window: Window,
    month: Option<&MonthSummary>,
    now_ms: i64,
) -> Option<String> {
    if window.end_ms > now_ms {
        return Some("it has not ended".to_owned());
    }
    let Some(month) = month else { return Some("nothing was measured".to_owned()) };
    let coverage = month.coverage(shape, now_ms).share;
    if coverage < threshold {
        return Some(format!("coverage {}, under {}", format::percent(coverage, 1), format::percent(threshold, 0)));
    }
    month.figure(statistic, metric.decimals).is_none().then(|| match month.summary {
        Summary::State { .. } => "no state is known".to_owned(),
        _ => "there was no case".to_owned(),
    })
}

/// The months as one figure: their merged roll-up (of a counter, the mean month). The range is Student's t interval of the monthly
/// figures' mean at 80 %, laid around the value: value ± t × s ÷ √months, with t at 0.9 and months − 1 degrees of freedom.
///
/// # Errors
/// Fewer than three months, two bucket layouts, or a figure that is not defined.
pub fn from_records(metric: &Metric, statistic: Statistic, months: &[&MonthSummary]) -> Result<FromRecords> {
    let undefined = || Error::field("months", "a month has no figure");
    let each: Vec<Decimal> =
        months.iter().map(|month| month.figure(statistic, metric.decimals)).collect::<Option<_>>().ok_or_else(undefined)?;
    let merged = Summary::merged(months.iter().map(|month| &month.summary))?.ok_or_else(undefined)?;
    let mut value = merged.figure(statistic).ok_or_else(undefined)?;
    if metric.kind == Kind::Counter {
        value = value.over(&count(each.len())?)?;
    }
    let value = value.round(metric.decimals)?;
    let half = half_width(&each)?;
    let end = |sum: Exact| sum.round(metric.decimals);
    Ok(FromRecords {
        value,
        low: end(Exact::from(value).minus(&half))?,
        high: end(Exact::from(value).plus(&half))?,
        n: cases(&merged).unwrap_or(each.len() as u64),
    })
}

/// Half the width of the range.
fn half_width(each: &[Decimal]) -> Result<Exact> {
    let too_few = || Error::field("months", format!("a baseline from records needs at least {MONTHS_MIN} comparable months"));
    if each.len() < MONTHS_MIN {
        return Err(too_few());
    }
    let n = count(each.len())?;
    let sum = each.iter().fold(Exact::zero(), |sum, figure| sum.plus(&Exact::from(*figure)));
    let mean = sum.over(&n)?;
    let squares = each.iter().map(|figure| Exact::from(*figure).minus(&mean)).fold(Exact::zero(), |sum, off| sum.plus(&off.times(&off)));
    // The variance of the mean is exact; the root and the quantile are not.
    let freedom = count(each.len() - 1)?;
    let error = squares.over(&freedom)?.over(&n)?.to_f64().sqrt();
    let t = student_t(freedom.to_f64(), f64::from(CONFIDENCE) / 100.0).ok_or_else(too_few)?;
    Ok(Fixed::from_f64(t * error)?.exact())
}

fn count(n: usize) -> Result<Exact> {
    i64::try_from(n).map(Exact::from).map_err(|_| Error::field("months", "too many months"))
}

/// Cases behind a figure, where its kind counts them.
pub(super) fn cases(summary: &Summary) -> Option<u64> {
    let whole = |cases: Fixed| u64::try_from(cases.round(0).ok()?).ok();
    match summary {
        Summary::Ratio { denominator, .. } => whole(*denominator),
        Summary::Histogram { counts, .. } => whole(counts.iter().fold(Fixed::ZERO, |sum, count| sum.plus(*count))),
        _ => None,
    }
}
