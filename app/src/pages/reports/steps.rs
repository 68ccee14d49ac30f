//! The life of a month along a line.

use domain::close::State;
use leptos::prelude::*;

/// Open, in review, closed, restated, with where the month is.
pub fn steps(state: State) -> AnyView {
    let all = [State::Open, State::InReview, State::Closed, State::Restated];
    let at = all.iter().position(|step| *step == state).unwrap_or_default();
    let step = |(place, step): (usize, &State)| {
        let class = match place.cmp(&at) {
            std::cmp::Ordering::Less => Some("done"),
            std::cmp::Ordering::Equal => Some("on"),
            std::cmp::Ordering::Greater => None,
        };
        view! { <li class=class aria-current=(place == at).then_some("step")><span class="dot"></span>{step.title()}</li> }
    };
    let steps = all.iter().enumerate().map(step).collect_view();
    view! { <ol class="steps" aria-label="State of the month">{steps}</ol> }.into_any()
}
