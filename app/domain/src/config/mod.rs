//! Everything a workspace configures: one value, checked as a whole, changed item by item.

mod change;
mod check;
mod factor;
mod hierarchy;
mod item;
mod model;
mod money_model;
mod plan;

pub use change::{Change, Difference};
pub use factor::{Basis, Evidence, FactorRef, Number, Shape, Template};
pub use hierarchy::{Edge, Hierarchy, NodeId};
pub use item::Item;
pub use model::{Indicator, Kpi, Objective, Person, Service, Settings, Source, SourceKind, SourceRef, Stage, Team};
pub use money_model::{
    Baseline, BaselineMethod, Cost, CostPart, CostValue, Driver, DriverValue, Mapping, MappingVersion, SeriesRef, Target,
};
pub use plan::{Configuration, FollowUp};
