//! Whether a mark that is printed on a report is one that was issued. Open to everybody who holds the report; it tells no figure.

use domain::ports::Verdict;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::components::layout::BareLayout;
use crate::components::problem::problem;
use crate::state::ports;

/// The page at `/verify/:snapshot`.
#[component]
pub fn VerifyPage() -> impl IntoView {
    Suspend::new(async move {
        let mark = use_params_map().read_untracked().get("snapshot").unwrap_or_default();
        let verdict = match ports() {
            Ok(ports) => ports.closing.verify_snapshot(&mark).await,
            Err(error) => Err(error),
        };
        let body = match verdict {
            Ok(verdict) => found(&mark, &verdict),
            Err(error) => problem(&error),
        };
        view! { <BareLayout title="Verify a report · Modelworth">{body}</BareLayout> }
    })
}

fn found(mark: &str, verdict: &Verdict) -> AnyView {
    let words = verdict.words();
    let (first, rest) = words.split_once(": ").unwrap_or((&words, ""));
    let (class, title) = match verdict {
        Verdict::Genuine { superseded_by: None, reopened: false, .. } => ("st ok", "This report was issued here"),
        Verdict::Genuine { .. } => ("st late", "This report was issued here, and is not the newest"),
        Verdict::Altered { .. } => ("st bad", "This report was altered"),
        Verdict::Unknown => ("st bad", "No report with this mark was issued here"),
    };
    let (first, rest) = (first.to_owned(), domain::format::sentence(rest));
    view! {
        <div class="title"><p class="eyebrow">"Verify a report"</p><h1>{title}</h1></div>
        <div class="sheet single"><div class="cell">
            <p><span class=class>{first}</span></p>
            <p class="mt4">{rest}</p>
            <dl class="kv mt4"><dt>"Snapshot"</dt><dd><code class="break">{mark.to_owned()}</code></dd></dl>
            <p class="two mt4">"This says that such a report was issued. Whether the file in hand is that report, to the byte, says "
                <code>"modelworth verify FILE.pdf"</code>"."</p>
        </div></div>
    }
    .into_any()
}
