//! A chart with its words, and the table behind it.

use leptos::prelude::*;

/// A chart in a figure with its heading. `markup` is what `charts::svg` wrote.
pub fn figure(title: impl Into<String>, sub: impl Into<String>, markup: String) -> impl IntoView {
    view! {
        <figure>
            <figcaption class="head"><h2>{title.into()}</h2><p class="sub">{sub.into()}</p></figcaption>
            <div inner_html=markup></div>
        </figure>
    }
}

/// The numbers of a chart as a table that opens. The first column names the row; the others are figures.
pub fn table_behind(caption: impl Into<String>, heads: Vec<String>, rows: Vec<Vec<String>>) -> impl IntoView {
    table_as("Show as table", caption, heads, rows)
}

/// The same under words of its own.
pub fn table_as(summary: &'static str, caption: impl Into<String>, heads: Vec<String>, rows: Vec<Vec<String>>) -> impl IntoView {
    let caption = caption.into();
    let label = caption.clone();
    let heads = heads
        .into_iter()
        .enumerate()
        .map(|(index, head)| view! { <th scope="col" class=(index > 0).then_some("num")>{head}</th> })
        .collect_view();
    let body = rows
        .into_iter()
        .map(|row| {
            let mut cells = row.into_iter();
            let name = cells.next().unwrap_or_default();
            view! { <tr><th scope="row" class="pin">{name}</th>{cells.map(|cell| view! { <td class="num">{cell}</td> }).collect_view()}</tr> }
        })
        .collect_view();
    view! {
        <details class="data">
            <summary>{summary}</summary>
            <div class="scroll fit" tabindex="0" role="region" aria-label=label>
                <table><caption class="vh">{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>
            </div>
        </details>
    }
}
