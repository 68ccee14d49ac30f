//! What a template asks for besides factors: the effect of a recorded test, and kinds of outcome with the value of one each.

use domain::config::Needs;
use domain::format;
use leptos::prelude::*;

use super::draft::{CELLS_MAX, Draft, DraftCell, Known};
use super::editor::{Ways, choose};

/// The fields of the template. A change of one is priced by the server: the amount then waits for the button.
pub fn part_fields(draft: RwSignal<Draft>, ways: &Ways, known: StoredValue<Known>) -> AnyView {
    let now = draft.get_untracked();
    match now.template().map(|template| template.needs()) {
        Some(Needs::Lift) => effect(draft, &now, ways, true),
        Some(Needs::IndicatorAndSlope) => effect(draft, &now, ways, false),
        // A chain of one's own over an indicator takes a slope, without one a lift.
        Some(Needs::Free) if ways.tests.is_empty() => ().into_any(),
        Some(Needs::Free) => effect(draft, &now, ways, now.metric.is_empty()),
        Some(Needs::Cells) => cells(draft, &now, ways, known),
        Some(Needs::Indicator) | None => ().into_any(),
    }
}

fn effect(draft: RwSignal<Draft>, now: &Draft, ways: &Ways, is_lift: bool) -> AnyView {
    let tests: Vec<_> = std::iter::once((String::new(), "choose a recorded test".to_owned())).chain(ways.tests.iter().cloned()).collect();
    let none = ways.tests.is_empty().then(|| {
        let of = if is_lift { "of this service" } else { "that compared levels of this indicator" };
        view! { <p class="note">{format!("No test {of} is recorded yet. Without one nothing proves the effect, and the mapping cannot be saved.")}</p> }
    });
    let lift = is_lift.then(|| {
        let kinds = [("absolute", "absolute, per exposed unit"), ("relative", "relative, of what there would have been")]
            .map(|(value, words)| (value.to_owned(), words.to_owned()));
        let lift = if now.lift.is_empty() { "absolute" } else { now.lift.as_str() };
        choose("m-lift", "draft[lift]", "Lift that is counted", &kinds, lift, move |value| draft.update(|draft| draft.lift = value))
    });
    let named = if is_lift { "The test whose lift is counted" } else { "The test whose slope is counted" };
    let test = choose("m-effect", "draft[effect]", named, &tests, &now.effect, move |value| draft.update(|draft| draft.effect = value));
    view! {
        <fieldset class="stack"><legend class="lab">"Effect"</legend>
            {none}
            <div class="row2 two">{test}{lift}</div>
            <label class="inline"><input type="checkbox" name="draft[exposed]" value="yes" checked=now.exposed.eq("yes")
                on:change=move |event| {
                    let word = if event_target_checked(&event) { "yes" } else { "" };
                    draft.update(|draft| draft.exposed = word.to_owned());
                }/>"The volume counts exposed units alone: the test’s exposed share is not applied again"</label>
        </fieldset>
    }
    .into_any()
}

/// A row for each share of decisions that the service measures; a value of one counts it.
fn cells(draft: RwSignal<Draft>, now: &Draft, ways: &Ways, known: StoredValue<Known>) -> AnyView {
    if ways.shares.is_empty() && now.cells.is_empty() {
        return view! {
            <p class="note">"The service measures no share of decisions yet, such as false negatives. Add such indicators to it first."</p>
        }
        .into_any();
    }
    let missing = ways.shares.iter().filter(|(metric, _)| !now.cells.iter().any(|cell| cell.metric == *metric));
    let missing = missing.map(|(metric, _)| DraftCell { metric: metric.clone(), value: String::new() });
    let listed: Vec<DraftCell> = now.cells.iter().cloned().chain(missing).take(CELLS_MAX).collect();
    let mut values = vec![(String::new(), "not counted".to_owned())];
    known.with_value(|known| {
        let drivers = known.choices.iter().filter(|choice| choice.unit.contains('/'));
        values.extend(drivers.filter_map(|choice| {
            let words = format!("{}, {} {}", choice.name, format::decimal(choice.value.0), format::unit(&choice.unit));
            Some((choice.driver.clone()?, words))
        }));
    });
    let drawn = listed.clone();
    // The draft keeps a cell for each row, so that a row's place is that of its cell.
    if now.cells != listed {
        draft.update_untracked(|draft| draft.cells = listed);
    }
    let rows = drawn.into_iter().enumerate().map(|(place, cell)| {
        let named = ways.shares.iter().find(|(metric, _)| *metric == cell.metric);
        let label = named.map_or_else(|| cell.metric.clone(), |(_, words)| words.clone());
        let id = format!("m-cell-{place}");
        let options = values.iter().map(|(value, words)| {
            view! { <option value=value.clone() selected=value.as_str().eq(cell.value.as_str())>{words.clone()}</option> }
        });
        let options = options.collect_view();
        view! {
            <div>
                <label for=id.clone()>{label}</label>
                <input type="hidden" name=format!("draft[cells][{place}][metric]") value=cell.metric/>
                <select id=id name=format!("draft[cells][{place}][value]")
                    on:change=move |event| {
                        let value = event_target_value(&event);
                        draft.update(|draft| draft.cells.get_mut(place).map(|cell| cell.value = value).unwrap_or_default());
                    }>{options}</select>
            </div>
        }
    });
    let rows = rows.collect_view();
    view! {
        <fieldset class="stack"><legend class="lab">"Value of one, by kind of outcome"</legend>
            <p class="hint">"Losses have a negative value. All values have one unit, such as USD/decision."</p>
            <div class="row2 two">{rows}</div>
        </fieldset>
    }
    .into_any()
}
