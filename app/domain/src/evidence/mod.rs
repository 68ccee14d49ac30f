//! What randomised tests show: lift with its interval, whether the test may be believed, and for how long.

mod arm;
mod estimated;
mod evaluate;
mod experiment;
mod grade;
mod lift;
mod plan;
mod programme;
mod record;
mod standing;
#[cfg(test)]
mod tests;

pub use arm::{Arm, TestMetric};
pub use estimated::{CONFIDENCE, Estimated};
pub use evaluate::{SPLIT_P_MIN, TestInput, TestResult, evaluate};
pub use experiment::{Completion, Experiment};
pub use grade::Grade;
pub use lift::Lift;
pub(crate) use lift::{student_t, wilson};
pub use plan::{SampleSize, WEEKS_MAX, sample_size};
pub use programme::{PROGRAMME_MIN, Prior, Programme};
pub use record::{Analysis, analyse, analyse_as_of};
pub use standing::{Standing, runs_out, standing};
