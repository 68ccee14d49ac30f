//! The named chains of docs/methodology.md.

use serde::{Deserialize, Serialize};

/// How a mapping turns an indicator, or a test's effect, into money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Template {
    RevenueProtected,
    AccuracyLift,
    ConversionThroughQuality,
    EngagementThroughLatency,
    DirectTestLift,
    OutcomeCells,
    CostSaved,
    IdleCapacity,
    TeamTime,
    OwnChain,
}

/// What a mapping of a template is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// An indicator against its baseline.
    Indicator,
    /// An indicator, and the slope of a test.
    IndicatorAndSlope,
    /// The lift of a test, and no indicator.
    Lift,
    /// Confusion cells with a value each, and no other indicator.
    Cells,
    /// Whatever the user names.
    Free,
}

impl Template {
    pub const ALL: [Self; 10] = [
        Self::RevenueProtected,
        Self::AccuracyLift,
        Self::ConversionThroughQuality,
        Self::EngagementThroughLatency,
        Self::DirectTestLift,
        Self::OutcomeCells,
        Self::CostSaved,
        Self::IdleCapacity,
        Self::TeamTime,
        Self::OwnChain,
    ];

    /// As written in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::RevenueProtected => "revenue_protected",
            Self::AccuracyLift => "accuracy_lift",
            Self::ConversionThroughQuality => "conversion_through_quality",
            Self::EngagementThroughLatency => "engagement_through_latency",
            Self::DirectTestLift => "direct_test_lift",
            Self::OutcomeCells => "outcome_cells",
            Self::CostSaved => "cost_saved",
            Self::IdleCapacity => "idle_capacity",
            Self::TeamTime => "team_time",
            Self::OwnChain => "own_chain",
        }
    }

    /// As read by people.
    pub fn name(self) -> &'static str {
        match self {
            Self::RevenueProtected => "Revenue protected",
            Self::AccuracyLift => "Accuracy lift",
            Self::ConversionThroughQuality => "Conversion through quality",
            Self::EngagementThroughLatency => "Engagement through response time",
            Self::DirectTestLift => "Direct test lift",
            Self::OutcomeCells => "Outcomes by kind of error",
            Self::CostSaved => "Cost saved",
            Self::IdleCapacity => "Idle capacity",
            Self::TeamTime => "Team time",
            Self::OwnChain => "Own chain",
        }
    }

    /// The chain in words, for the editor and the method page.
    pub fn formula(self) -> &'static str {
        match self {
            Self::RevenueProtected => "(baseline downtime − actual downtime) × revenue per hour × (1 − share that returns later)",
            Self::AccuracyLift => "(accuracy − baseline accuracy) × affected transactions × value per correct decision",
            Self::ConversionThroughQuality => {
                "(accuracy − baseline accuracy) × conversion per accuracy, from a test × exposed visitors × value per conversion"
            }
            Self::EngagementThroughLatency => {
                "(baseline response time − response time) × session time per response time, from a test × sessions × value per minute"
            }
            Self::DirectTestLift => "lift, from a test × eligible units × exposed share × value per unit",
            Self::OutcomeCells => "for each kind of outcome: (count − count expected at baseline rates) × its value; added up",
            Self::CostSaved => "(baseline unit cost − unit cost) × units served",
            Self::IdleCapacity => "(baseline idle GPU hours − idle GPU hours) × price per GPU hour",
            Self::TeamTime => "(baseline hours − hours) × loaded hourly rate",
            Self::OwnChain => "(indicator − baseline) × your own factors",
        }
    }

    /// What a mapping of this template is made of.
    pub fn needs(self) -> Needs {
        match self {
            Self::ConversionThroughQuality | Self::EngagementThroughLatency => Needs::IndicatorAndSlope,
            Self::DirectTestLift => Needs::Lift,
            Self::OutcomeCells => Needs::Cells,
            Self::OwnChain => Needs::Free,
            Self::RevenueProtected | Self::AccuracyLift | Self::CostSaved | Self::IdleCapacity | Self::TeamTime => Needs::Indicator,
        }
    }
}
