//! The report as files.

use domain::time::Month;
use leptos::prelude::*;

/// Which files a page of a report links to.
#[derive(Clone, Copy, Debug)]
pub struct Files {
    pub month: Month,
    /// Of a revision that was asked for by its number: its own PDF and JSON, as they were issued.
    pub revision: Option<u32>,
    /// Without accounts there is no journal to link to.
    pub journal: bool,
}

impl Files {
    /// The links, the PDF first.
    pub fn links(self) -> AnyView {
        let month = self.month;
        if let Some(revision) = self.revision {
            let path = format!("/api/v1/reports/{month}/revisions/{revision}");
            return view! { <a class="btn pri" href=format!("{path}/pdf")>"PDF"</a><a class="btn" href=path>"JSON"</a> }.into_any();
        }
        view! {
            <a class="btn pri" href=format!("/reports/{month}/report.pdf")>"PDF"</a>
            <a class="btn" href=format!("/reports/{month}/report.xlsx")>"Excel"</a>
            <a class="btn" href=format!("/reports/{month}/report.csv")>"CSV"</a>
            {self.journal.then(|| view! { <a class="btn" href=format!("/reports/{month}/journal.csv")>"Journal"</a> })}
            <a class="btn" href=format!("/api/v1/reports/{month}")>"JSON"</a>
        }
        .into_any()
    }
}
