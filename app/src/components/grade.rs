//! The mark of an evidence grade, on the server and in the browser.

use domain::evidence::Grade;
use leptos::prelude::*;

/// The letter; its words are its title.
pub fn grade(grade: Grade) -> impl IntoView + use<> {
    let (class, title) = (format!("g g{grade}"), format!("Evidence grade {grade}: {}", grade.words()));
    view! { <span class=class title=title>{grade.letter()}</span> }
}
