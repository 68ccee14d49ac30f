//! Everything a workspace configures: one value, checked as a whole, changed item by item.

mod add_rate;
mod change;
mod check;
mod check_counted;
mod check_effects;
mod check_money;
mod check_rates;
mod check_tests;
mod factor;
mod hierarchy;
mod item;
mod journal;
mod model;
mod money_model;
mod optional_duration;
mod plan;
mod pool;
mod predictions;
mod source;
mod template;
mod test_cells;
mod test_record;

pub use add_rate::day_or_month;
pub use change::{Change, Difference};
pub use check::within;
pub(crate) use check_money::out_of_order;
pub use factor::{Basis, Evidence, FactorRef, Number, Shape};
pub use hierarchy::{Edge, Hierarchy, NodeId};
pub use item::Item;
pub use journal::Journal;
pub use model::{Indicator, Kpi, Objective, Person, Service, Settings, Stage, Team};
pub use money_model::{
    Baseline, BaselineMethod, CellRef, Cost, CostPart, CostValue, Driver, DriverValue, Effect, LiftKind, Mapping, MappingVersion,
    SeriesRef, Target,
};
pub use plan::{Configuration, FollowUp};
pub use pool::{Cap, Holdout, Pool, Rate, RateValue};
pub use predictions::{FeatureKind, PREDICTIONS, Predictions, ReferencePeriod};
pub use source::{Source, SourceKind, SourceRef};
pub use template::{Needs, Template};
pub use test_record::{Decision, Design, RecordedArm, Test};
