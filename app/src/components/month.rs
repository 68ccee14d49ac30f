//! Choosing the month: a plain form and two links.

use domain::Result;
use domain::time::Month;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The month that the address asks for.
///
/// # Errors
/// A text that is no month.
pub fn asked_month() -> Result<Option<Month>> {
    let text = use_query_map().read_untracked().get("month").filter(|text| !text.is_empty());
    text.map(|text| Month::parse(&text)).transpose()
}

/// A list of months that opens the same page for another one.
pub fn month_chooser(current: Month, months: &[Month]) -> Option<impl IntoView + use<>> {
    (months.len() > 1).then(|| {
        let options = months
            .iter()
            .map(|month| view! { <option value=month.to_string() selected=*month == current>{month.title()}</option> })
            .collect_view();
        view! {
            <form method="get" class="months">
                <label for="month" class="vh">"Month"</label>
                <select id="month" name="month">{options}</select>
                <button class="btn" type="submit">"Show"</button>
            </form>
        }
    })
}
