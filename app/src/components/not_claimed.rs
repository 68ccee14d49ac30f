//! Effects that were seen and not priced.

use domain::format;
use domain::value::{NotClaimed, Reason};
use leptos::prelude::*;

/// The list, or a sentence where there is nothing on it.
pub fn not_claimed_list(effects: &[NotClaimed]) -> AnyView {
    if effects.is_empty() {
        return view! { <p class="two">"Everything that was seen is priced."</p> }.into_any();
    }
    let rows = effects.iter().map(row).collect_view();
    view! { <ul class="list across">{rows}</ul> }.into_any()
}

fn row(effect: &NotClaimed) -> impl IntoView + use<> {
    let apart = effect.shown_apart.map(|money| format!("{}, shown apart and never added", format::money(money)));
    let who = if effect.owner_name.is_empty() {
        effect.service_name.clone()
    } else {
        format!("{} · {}", effect.service_name, effect.owner_name)
    };
    view! {
        <li>
            <h3>{effect.name.clone()}</h3>
            <p class="two">{effect.why.clone()}</p>
            {apart.map(|text| view! { <p class="two">{text}</p> })}
            {(!effect.remedy.is_empty()).then(|| view! { <p class="two">{effect.remedy.clone()}</p> })}
            <p class="sub">{who}</p>
        </li>
    }
}

/// `4 effects`, beside the list's heading; nothing where there are none.
pub fn effects(seen: &[NotClaimed]) -> Option<impl IntoView + use<>> {
    // A cost that is not known is listed too, and is no effect.
    let words = match seen.iter().filter(|seen| !matches!(seen.reason, Reason::CostNotKnown { .. })).count() {
        0 => return None,
        1 => "1 effect".to_owned(),
        count => format!("{count} effects"),
    };
    Some(view! { <p class="sub">{words}</p> })
}
