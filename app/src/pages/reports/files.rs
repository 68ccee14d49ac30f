//! The report as files.

use domain::time::Month;
use leptos::prelude::*;

/// Which files a page of a report links to.
#[derive(Clone, Debug)]
pub enum Files {
    /// All forms of what stands; without accounts there is no journal.
    Month { month: Month, journal: bool },
    /// Of a revision that was asked for by its number: its own PDF and JSON, as they were issued.
    Revision { month: Month, revision: u32 },
    /// Behind a link: its PDF.
    Shared { secret: String },
}

impl Files {
    /// The links, the PDF first, and the way to the review.
    pub fn links(&self, review: &'static str) -> AnyView {
        match self {
            Self::Shared { secret } => view! { <a class="btn pri" href=format!("/share/{secret}/report.pdf")>"PDF"</a> }.into_any(),
            Self::Revision { month, revision } => {
                let path = format!("/api/v1/reports/{month}/revisions/{revision}");
                view! {
                    <a class="btn pri" href=format!("{path}/pdf")>"PDF"</a>
                    <a class="btn" href=path>"JSON"</a>
                    <a class="btn" href=format!("/reports/{month}/review")>{review}</a>
                }
                .into_any()
            }
            Self::Month { month, journal } => view! {
                <a class="btn pri" href=format!("/reports/{month}/report.pdf")>"PDF"</a>
                <a class="btn" href=format!("/reports/{month}/report.xlsx")>"Excel"</a>
                <a class="btn" href=format!("/reports/{month}/report.csv")>"CSV"</a>
                {journal.then(|| view! { <a class="btn" href=format!("/reports/{month}/journal.csv")>"Journal"</a> })}
                <a class="btn" href=format!("/api/v1/reports/{month}")>"JSON"</a>
                <a class="btn" href=format!("/reports/{month}/review")>{review}</a>
            }
            .into_any(),
        }
    }
}
