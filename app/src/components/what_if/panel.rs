//! The open what-if: sliders, and the money that follows them.

use domain::config::Number;
use domain::format;
use domain::value::{Settings, WhatIf, WhatIfAnswer, WhatIfInput, WhatIfLive};
use leptos::prelude::*;

use crate::components::mapping::number;

/// Sliders that are there from the start.
const SLIDERS: usize = 4;

/// What the sliders and the answer share.
#[derive(Clone, Copy)]
struct Held {
    live: StoredValue<WhatIfLive, LocalStorage>,
    settings: RwSignal<Settings>,
}

impl Held {
    fn input(self, key: &str) -> Option<WhatIfInput> {
        self.live.with_value(|live| live.month().inputs.iter().find(|input| input.key == key).cloned())
    }

    fn set(self, input: &WhatIfInput, value: Number) {
        self.settings.update(|settings| match value == input.value {
            true => drop(settings.remove(&input.key)),
            false => drop(settings.insert(input.key.clone(), value)),
        });
    }

    /// What stands at an input now.
    fn at(self, input: &WhatIfInput) -> Number {
        self.settings.with(|settings| settings.get(&input.key).copied().unwrap_or(input.value))
    }
}

/// Everything in the drawer, from the month's JSON.
pub fn panel(held: &str) -> AnyView {
    let read = serde_json::from_str::<WhatIf>(held).map_err(|error| error.to_string());
    let live = match read.and_then(|month| WhatIfLive::open(month).map_err(|error| error.to_string())) {
        Ok(live) => live,
        Err(error) => return view! { <p class="note drawer-foot" role="alert">{error}</p> }.into_any(),
    };
    let keys: Vec<String> = live.month().inputs.iter().map(|input| input.key.clone()).collect();
    let names: Vec<(String, String)> = live.month().inputs.iter().map(|input| (input.key.clone(), input.name.clone())).collect();
    let shown = RwSignal::new(keys.into_iter().take(SLIDERS).collect::<Vec<String>>());
    let held = Held { live: StoredValue::new_local(live), settings: RwSignal::new(Settings::new()) };
    let choices = move || {
        let shown = shown.get();
        let open = names.iter().filter(|(key, _)| !shown.contains(key));
        open.map(|(key, name)| view! { <option value=key.clone()>{name.clone()}</option> }).collect_view()
    };
    let add = move |event: leptos::ev::Event| {
        let key = event_target_value(&event);
        if !key.is_empty() {
            shown.update(|shown| shown.push(key));
        }
    };
    view! {
        <div class="sliders">
            <For each=move || shown.get() key=String::clone children=move |key| held.input(&key).map(|input| slider(held, input))/>
        </div>
        <div class="drawer-foot row in-line">
            <label class="vh" for="whatif-more">"Another input"</label>
            <select id="whatif-more" on:change=add>
                <option value="" selected>"Move another input…"</option>
                {choices}
            </select>
        </div>
        <div class="drawer-foot">
            <p class="two" id="whatif-answer" role="status" aria-live="polite">{move || answer(held)}</p>
            <button class="btn sm" type="button" id="whatif-reset" on:click=move |_| held.settings.set(Settings::new())>"Reset"</button>
        </div>
    }
    .into_any()
}

/// One input: a slider, and a field for what lies between or beyond its steps.
fn slider(held: Held, input: WhatIfInput) -> AnyView {
    let input = StoredValue::new(input);
    let get = move || input.get_value();
    let WhatIfInput { key, name, unit, value, least, most, step } = get();
    let id = format!("w-{}", key.replace('/', "-"));
    let wrong = RwSignal::new(false);
    let take = move |text: String| match number("value", &text) {
        Ok(value) => {
            wrong.set(false);
            held.set(&get(), value);
        }
        Err(_) => wrong.set(true),
    };
    let typed = move |event: leptos::ev::Event| take(event_target_value(&event));
    let at = move || held.at(&get()).0.to_string();
    let words = if unit == "1" { String::new() } else { format::unit(&unit) };
    let label = format!("{name}, {words}");
    view! {
        <div class="slider">
            <label for=id.clone()>{name}</label>
            <input type="range" id=id.clone() min=least.0.to_string() max=most.0.to_string() step=step.0.to_string()
                value=value.0.to_string() prop:value=at on:input=typed/>
            <p class="hint split"><span>{format!("now {}", format::decimal(value.0))}</span>
                <span class="val"><input class="fin" inputmode="decimal" aria-label=label aria-invalid=move || wrong.get().to_string()
                    prop:value=move || format::decimal(held.at(&get()).0) on:change=typed/>" "{words}</span></p>
            {move || wrong.get().then(|| view! { <p class="bad" role="alert">"Not a number; write 1,234.56"</p> })}
            <div class="edge" aria-live="polite">{move || edges(held, &get().key)}</div>
        </div>
    }
    .into_any()
}

/// Where the lines' figures stop, while the input lies beyond what was tested.
fn edges(held: Held, key: &str) -> AnyView {
    let said = held.settings.with(|settings| held.live.with_value(|live| live.edges(key, settings)));
    said.into_iter().map(|words| view! { <p class="note">{words}"."</p> }).collect_view().into_any()
}

/// `With these settings: net value USD 1,250,000.00, +9,121.53. Four times in five between …`
fn answer(held: Held) -> AnyView {
    let settings = held.settings.get();
    let answer = held.live.try_update_value(|live| live.answer(&settings));
    match answer {
        Some(Ok(answer)) => told(&answer, settings.is_empty()),
        Some(Err(error)) => view! { <span class="bad">{format::capital(&error.to_string())}</span> }.into_any(),
        None => ().into_any(),
    }
}

fn told(answer: &WhatIfAnswer, unmoved: bool) -> AnyView {
    let change = match answer.change.minor {
        0 if unmoved => view! { "as recorded" }.into_any(),
        0 => view! { "no change" }.into_any(),
        minor => view! { <span class=if minor < 0 { "loss" } else { "gain" }>{format::change(answer.change)}</span> }.into_any(),
    };
    let range = answer.range.and_then(|range| format::range(Some(range.low), Some(range.high))).map(|range| format!(". {range}"));
    let note = (!unmoved).then_some(". A moved value is taken as certain.");
    view! { "With these settings: net value "<b id="whatif-net">{format::money(answer.net)}</b>", "{change}{range}{note} }.into_any()
}
