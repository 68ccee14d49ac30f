//! Amounts as they stand on the page: minor units lighter, losses in the loss colour with their sign.

use domain::format;
use domain::money::Money;
use leptos::prelude::*;

/// `1,240,878.47` with the cents in ink-3; a loss is coloured.
pub fn amount(money: Money) -> AnyView {
    coloured(&format::amount(money), if money.is_loss() { "loss" } else { "" })
}

/// `+128,472.10`, coloured by its sign: only for a change.
pub fn change(money: Money) -> AnyView {
    let class = match money.minor {
        0 => "",
        minor if minor < 0 => "loss",
        _ => "gain",
    };
    coloured(&format::change(money), class)
}

/// An amount, or a dash where there is none.
pub fn amount_or_dash(money: Option<Money>) -> AnyView {
    money.map_or_else(|| "–".into_any(), amount)
}

/// A change, or a dash where there is none.
pub fn change_or_dash(money: Option<Money>) -> AnyView {
    money.map_or_else(|| "–".into_any(), change)
}

/// Whole units and cents apart, without colour.
pub fn plain(text: &str) -> AnyView {
    let (whole, cents) = text.split_once('.').map_or((text, None), |(whole, cents)| (whole, Some(cents)));
    let cents = cents.map(|cents| view! { <span class="c">{format!(".{cents}")}</span> });
    view! { {whole.to_owned()}{cents} }.into_any()
}

fn coloured(text: &str, class: &'static str) -> AnyView {
    match class {
        "" => plain(text),
        class => view! { <span class=class>{plain(text)}</span> }.into_any(),
    }
}
