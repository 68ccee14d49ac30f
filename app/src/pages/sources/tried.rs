//! The steps of a test that was run, what a pass would store, and what to do about the first that failed.

use domain::config::Settings;
use domain::ports::{Found, SourceCheck};
use domain::time::instant_title;
use leptos::prelude::*;

use crate::components::fields::refusal;

/// The test of a system, by its steps.
pub fn test(title: &str, outcome: domain::Result<Vec<SourceCheck>>, settings: &Settings) -> AnyView {
    let heading = format!("Test of {title}");
    view! {
        <section class="cell" id="test" aria-labelledby="test-title">
            <div class="head"><h2 id="test-title">{heading}</h2><p class="sub">"nothing is stored"</p></div>
            {steps(outcome, settings, false)}
        </section>
    }
    .into_any()
}

/// The steps; with `samples`, also the newest of what was read.
pub fn steps(outcome: domain::Result<Vec<SourceCheck>>, settings: &Settings, samples: bool) -> AnyView {
    let steps = match outcome {
        Err(error) => return refusal(&error),
        Ok(steps) => steps,
    };
    let advice = steps.iter().find(|step| step.passed == Some(false)).map(|step| step.advice.clone());
    let last = samples.then(|| steps.iter().rev().find_map(|step| step.found.clone())).flatten();
    let steps = steps.into_iter().map(|step| {
        let (class, word) = match step.passed {
            Some(true) => ("st ok", "Passed"),
            Some(false) => ("st bad", "Failed"),
            None => ("mute", "not tried"),
        };
        let found = step.found.zip(settings.zone().ok()).map(|(found, zone)| {
            let samples = if found.samples == 1 { "1 sample".to_owned() } else { format!("{} samples", found.samples) };
            format!("{samples} found; newest {}: {}", instant_title(found.newest_ms, zone), found.newest)
        });
        view! { <li><div class="split"><span>{step.step}{found.map(|found| view! { <span class="sub">{found}</span> })}</span><span class=class>{word}</span></div></li> }
    });
    view! {
        <ul class="list">{steps.collect_view()}</ul>
        {advice.map(|advice| view! { <p class="note">"What to do: "{advice}</p> })}
        {last.map(|last| newest(&last, settings))}
    }
    .into_any()
}

fn newest(found: &Found, settings: &Settings) -> Option<AnyView> {
    let zone = settings.zone().ok()?;
    let rows = found.last.iter().map(|(at_ms, words)| {
        view! { <tr><th scope="row">{instant_title(*at_ms, zone)}</th><td class="num">{words.clone()}</td></tr> }
    });
    Some(
        view! {
            <div class="scroll fit" tabindex="0" role="region" aria-label="Newest samples">
                <table class="mid">
                    <caption class="vh">"Newest samples that a pass would store"</caption>
                    <thead><tr><th scope="col">"Time"</th><th scope="col" class="num">"A pass would store"</th></tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any(),
    )
}
