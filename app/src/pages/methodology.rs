//! How the figures are made, in short plain words.

use domain::config::Template;
use leptos::prelude::*;

use crate::components::layout::BareLayout;

const RULES: [(&str, &str); 8] = [
    (
        "What a value line is",
        "One mapping ties an indicator of a service to money: what it was, less what it would have been, times stated factors. The chain \
         of every line is printed, so finance can recompute it with a calculator.",
    ),
    (
        "Baselines",
        "What would have been without the work comes from past months, a stated figure or a comparison. Finance approves it, never the \
         person who claims the value.",
    ),
    (
        "Rounding",
        "Each factor enters with the digits that are printed. The product is exact and is rounded once, half to even, to the minor unit. \
         Totals are sums of the rounded lines.",
    ),
    (
        "Net value and return",
        "Gains and losses make the benefit; benefit less cost to run is the net value. The return is benefit divided by cost. Losses \
         count in full.",
    ),
    (
        "How a month is rolled up",
        "Samples are kept per 5 minutes and added up by what they are: durations and counts add, ratios sum both sides and then divide, \
         percentiles come from merged buckets. Percentiles are never averaged.",
    ),
    (
        "Unknown is not zero",
        "Time without samples is unknown. A line whose month is measured below the workspace's limit is not claimed; it stands under \
         “seen but not claimed” with what would change that.",
    ),
    (
        "Months",
        "A month runs from local midnight to local midnight in the workspace's zone. A month to date is compared on its elapsed part only.",
    ),
    ("Basis", "Revenue, margin and contribution are different money. Only lines of the reporting basis are added; others are shown apart."),
];

/// The page at `/methodology`, open to everyone.
#[component]
pub fn MethodologyPage() -> impl IntoView {
    let rules = RULES.map(|(title, text)| view! { <li><h3>{title}</h3><p class="two">{text}</p></li> });
    let templates = Template::ALL.map(|template| view! { <li><h3>{template.name()}</h3><p class="two">{template.formula()}</p></li> });
    view! {
        <BareLayout title="Methodology · Modelworth">
            <div class="title">
                <h1>"Every amount can be recomputed from what is printed"</h1>
                <p class="lede">"How Modelworth turns what models do into money, and when it says that it does not know."</p>
            </div>
            <div class="sheet">
                <section class="cell w7"><div class="head"><h2>"Rules"</h2></div><ul class="list">{rules}</ul></section>
                <section class="cell w5"><div class="head"><h2>"Templates"</h2></div><ul class="list">{templates}</ul></section>
            </div>
        </BareLayout>
    }
}
