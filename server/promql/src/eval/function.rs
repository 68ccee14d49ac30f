//! The functions, by name, with what they take and give.

use super::{
    counter, dates,
    over::{Over, Shape, Window},
    over_time, regression,
};
use crate::plan::Kind;

/// A function of PromQL.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Function {
    /// One value to one value.
    Each(fn(f64) -> f64),
    /// A part of a date, of the time itself when there is no argument.
    Date(fn(f64) -> f64),
    Over(Over),
    Absent,
    AbsentOverTime,
    Clamp,
    ClampMax,
    ClampMin,
    HistogramQuantile,
    LabelJoin,
    LabelReplace,
    Pi,
    Round,
    Scalar,
    Sort {
        descending: bool,
    },
    Time,
    Timestamp,
    Vector,
}

/// One parameter of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parameter {
    One(Kind),
    Optional(Kind),
    /// Any number of strings.
    Texts,
}

use Parameter::{One, Optional, Texts};

impl Function {
    /// The function of a name.
    pub fn named(name: &str) -> Option<Self> {
        let over = |with: fn(&Window) -> Option<f64>, shape| Self::Over(Over { with, keep_name: false, shape });
        let plain = |with| over(with, Shape::Plain);
        Some(match name {
            "absent" => Self::Absent,
            "absent_over_time" => Self::AbsentOverTime,
            "avg_over_time" => plain(over_time::avg),
            "changes" => plain(counter::changes),
            "clamp" => Self::Clamp,
            "clamp_max" => Self::ClampMax,
            "clamp_min" => Self::ClampMin,
            "count_over_time" => plain(over_time::count),
            "day_of_month" => Self::Date(dates::day_of_month),
            "day_of_week" => Self::Date(dates::day_of_week),
            "day_of_year" => Self::Date(dates::day_of_year),
            "days_in_month" => Self::Date(dates::days_in_month),
            "delta" => plain(counter::delta),
            "deriv" => plain(regression::deriv),
            "histogram_quantile" => Self::HistogramQuantile,
            "holt_winters" => over(regression::holt_winters, Shape::Smoothing),
            "hour" => Self::Date(dates::hour),
            "idelta" => plain(counter::idelta),
            "increase" => plain(counter::increase),
            "irate" => plain(counter::irate),
            "label_join" => Self::LabelJoin,
            "label_replace" => Self::LabelReplace,
            "last_over_time" => Self::Over(Over { with: over_time::last, keep_name: true, shape: Shape::Plain }),
            "max_over_time" => plain(over_time::max),
            "min_over_time" => plain(over_time::min),
            "minute" => Self::Date(dates::minute),
            "month" => Self::Date(dates::month),
            "pi" => Self::Pi,
            "predict_linear" => over(regression::predict_linear, Shape::Number),
            "present_over_time" => plain(over_time::present),
            "quantile_over_time" => over(over_time::quantile_over_time, Shape::NumberFirst),
            "rate" => plain(counter::rate),
            "resets" => plain(counter::resets),
            "round" => Self::Round,
            "scalar" => Self::Scalar,
            "sort" => Self::Sort { descending: false },
            "sort_desc" => Self::Sort { descending: true },
            "stddev_over_time" => plain(over_time::stddev),
            "stdvar_over_time" => plain(over_time::stdvar),
            "sum_over_time" => plain(over_time::sum),
            "time" => Self::Time,
            "timestamp" => Self::Timestamp,
            "vector" => Self::Vector,
            "year" => Self::Date(dates::year),
            name => Self::Each(each(name)?),
        })
    }

    /// What it takes, in order.
    pub fn takes(self) -> &'static [Parameter] {
        use Kind::{Scalar, Span, Text, Vector};
        match self {
            Self::Pi | Self::Time => &[],
            Self::Date(_) => &[Optional(Vector)],
            Self::Each(_) | Self::Absent | Self::Scalar | Self::Sort { .. } | Self::Timestamp => &[One(Vector)],
            Self::AbsentOverTime => &[One(Span)],
            Self::Clamp => &[One(Vector), One(Scalar), One(Scalar)],
            Self::ClampMax | Self::ClampMin => &[One(Vector), One(Scalar)],
            Self::HistogramQuantile => &[One(Scalar), One(Vector)],
            Self::LabelJoin => &[One(Vector), One(Text), One(Text), Texts],
            Self::LabelReplace => &[One(Vector), One(Text), One(Text), One(Text), One(Text)],
            Self::Round => &[One(Vector), Optional(Scalar)],
            Self::Vector => &[One(Scalar)],
            Self::Over(over) => match over.shape {
                Shape::Plain => &[One(Span)],
                Shape::NumberFirst => &[One(Scalar), One(Span)],
                Shape::Number => &[One(Span), One(Scalar)],
                Shape::Smoothing => &[One(Span), One(Scalar), One(Scalar)],
            },
        }
    }

    /// What it gives.
    pub fn gives(self) -> Kind {
        match self {
            Self::Pi | Self::Time | Self::Scalar => Kind::Scalar,
            _ => Kind::Vector,
        }
    }
}

fn each(name: &str) -> Option<fn(f64) -> f64> {
    Some(match name {
        "abs" => f64::abs,
        "acos" => f64::acos,
        "acosh" => f64::acosh,
        "asin" => f64::asin,
        "asinh" => f64::asinh,
        "atan" => f64::atan,
        "atanh" => f64::atanh,
        "ceil" => f64::ceil,
        "cos" => f64::cos,
        "cosh" => f64::cosh,
        "deg" => f64::to_degrees,
        "exp" => f64::exp,
        "floor" => f64::floor,
        "ln" => f64::ln,
        "log10" => f64::log10,
        "log2" => f64::log2,
        "rad" => f64::to_radians,
        "sgn" => |value| {
            if value > 0.0 {
                1.0
            } else if value < 0.0 {
                -1.0
            } else {
                value
            }
        },
        "sin" => f64::sin,
        "sinh" => f64::sinh,
        "sqrt" => f64::sqrt,
        "tan" => f64::tan,
        "tanh" => f64::tanh,
        _ => return None,
    })
}
