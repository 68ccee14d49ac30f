//! What randomised tests show: lift with its interval, and whether the test may be believed.

mod arm;
mod evaluate;
mod grade;
mod lift;

pub use arm::{Arm, TestMetric};
pub use evaluate::{TestInput, TestResult, evaluate};
pub use grade::Grade;
pub use lift::Lift;
