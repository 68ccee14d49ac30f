//! What if, on a page of its own: every input of a month as a field, computed on the server. It needs no scripts.

use std::collections::BTreeMap;

use domain::format;
use domain::time::Month;
use domain::value::{Settings, WhatIf, WhatIfInput, WhatIfLive};
use domain::{Error, Result};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::components::layout::{Layout, framed};
use crate::components::mapping::number;
use crate::components::masthead::Section;
use crate::components::month::asked_month;
use crate::components::problem::problem;
use crate::state::frame::Frame;
use crate::state::{ports, viewer};

/// Fields that are shown; the others have little to say.
const FIELDS: usize = 60;

/// The page at `/what-if`, for `?month=` or the newest month with a figure; each other parameter is an input's key with its value.
#[component]
pub fn WhatIfPage() -> impl IntoView {
    let typed: BTreeMap<String, String> =
        use_query_map().read_untracked().clone().into_iter().map(|(key, value)| (key.into_owned(), value)).collect();
    Suspend::new(async move {
        match load().await {
            Ok((month, frame)) => {
                framed(Section::Overview, format!("What if, {}", month.month.title()), frame, content(month, &typed)).into_any()
            }
            Err(error) => view! { <Layout current=Section::Overview title="What if">{problem(&error)}</Layout> }.into_any(),
        }
    })
}

async fn load() -> Result<(WhatIf, Frame)> {
    let (ports, viewer) = (ports()?, viewer()?);
    let month: Month = match asked_month()? {
        Some(month) => month,
        None => ports.models.default_month(&viewer).await?,
    };
    let held = ports.models.what_if(&viewer, month).await?;
    Ok((held, Frame::load().await?))
}

fn content(mut month: WhatIf, typed: &BTreeMap<String, String>) -> AnyView {
    let (title, asked, recorded) = (month.month.name(), month.month, month.net);
    let inputs: Vec<WhatIfInput> = std::mem::take(&mut month.inputs).into_iter().take(FIELDS).collect();
    let mut settings = Settings::new();
    let mut wrong = BTreeMap::new();
    for input in &inputs {
        let Some(text) = typed.get(&input.key).filter(|text| !text.trim().is_empty()) else { continue };
        match number(&input.key, text) {
            Ok(value) => drop(settings.insert(input.key.clone(), value)),
            Err(error) => drop(wrong.insert(input.key.clone(), format::capital(&error.to_string()))),
        }
    }
    let mut edges: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let answer = if wrong.is_empty() {
        WhatIfLive::open(month).and_then(|mut live| {
            edges = inputs.iter().map(|input| (input.key.clone(), live.edges(&input.key, &settings))).collect();
            live.answer(&settings)
        })
    } else {
        let names: Vec<&str> = inputs.iter().filter(|input| wrong.contains_key(&input.key)).map(|input| input.name.as_str()).collect();
        Err(Error::invalid(format!("no number stands in {}", names.join(" and in "))))
    };
    let result = match answer {
        Ok(answer) => {
            let change = if answer.change.minor == 0 { "no change".to_owned() } else { format::change(answer.change) };
            let range = answer.range.and_then(|range| format::range(Some(range.low), Some(range.high)));
            view! {
                <dl class="kf"><dt>"Net value with these inputs"</dt><dd class="big" id="whatif-net">{format::money(answer.net)}</dd></dl>
                <p class="note" id="whatif-change">{format!("{change} against the recorded {}", format::money(recorded))}</p>
                {range.map(|range| view! { <p class="note" id="whatif-range">{range}</p> })}
            }
            .into_any()
        }
        Err(error) => {
            view! { <p class="banner bad" role="alert"><b>"Not computed. "</b>{format::capital(&error.to_string())}</p> }.into_any()
        }
    };
    let fields = inputs.iter().map(|input| {
        let edges = edges.get(&input.key).map_or(&[][..], Vec::as_slice);
        field(input, typed.get(&input.key), wrong.get(&input.key), edges)
    });
    let fields = fields.collect_view();
    view! {
        <div class="title">
            <p class="eyebrow"><a href=format!("/?month={asked}")>{format!("Overview / {}", asked.title())}</a></p>
            <h1>{format!("What if: {title} with other inputs")}</h1>
            <p class="lede">"Change any value and compute. Nothing is saved, and a changed value is taken as certain."</p>
        </div>
        <div class="sheet single"><div class="cell">{result}</div></div>
        <form class="sheet single" method="get" action="/what-if">
            <input type="hidden" name="month" value=asked.to_string()/>
            <div class="cell flush">
                <div class="head"><h2 id="inputs">"Inputs"</h2><p class="sub">"those that matter most first"</p></div>
                <div class="scroll" tabindex="0" role="region" aria-label="Inputs">
                    <table><caption class="vh">"Inputs of the month"</caption>
                        <thead><tr><th scope="col">"Input"</th><th scope="col" class="num">"Recorded"</th><th scope="col" class="num">"What if"</th>
                            <th scope="col">"Unit"</th></tr></thead>
                        <tbody>{fields}</tbody></table>
                </div>
            </div>
            <div class="cell row">
                <button class="btn pri" type="submit">"Compute"</button>
                <a class="btn" href=format!("/what-if?month={asked}")>"Reset"</a>
            </div>
        </form>
    }
    .into_any()
}

fn field(input: &WhatIfInput, typed: Option<&String>, wrong: Option<&String>, edges: &[String]) -> AnyView {
    let edges = edges.iter().map(|words| view! { <span class="sub">{words.clone()}"."</span> }).collect_view();
    let id = format!("w-{}", input.key.replace('/', "-"));
    let (error_id, is_wrong) = (format!("{id}-error"), wrong.is_some());
    let error = wrong.map(|error| view! { <p class="bad" id=error_id.clone()>{error.clone()}</p> });
    view! {
        <tr>
            <th scope="row"><label for=id.clone()>{input.name.clone()}</label>{edges}</th>
            <td class="num">{format::decimal(input.value.0)}</td>
            <td class="num"><input class="fin" id=id inputmode="decimal" name=input.key.clone() value=typed.cloned().unwrap_or_default()
                placeholder=format::decimal(input.value.0) aria-invalid=is_wrong.then_some("true") aria-describedby=is_wrong.then_some(error_id)/>{error}</td>
            <td class="two nw">{format::unit(&input.unit)}</td>
        </tr>
    }
    .into_any()
}
