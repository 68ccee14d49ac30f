//! The table of the editor: two rows of the indicator, one a factor, and one that adds a factor.

use domain::config::Number;
use domain::format;
use domain::metric::Better;
use domain::value::FactorInput;
use leptos::prelude::*;

use super::draft::{Draft, DraftFactor, FACTORS_MAX, Known};

/// The measured figure and its baseline. What is typed there is a what-if and never saved.
pub fn indicator_rows(draft: RwSignal<Draft>, known: StoredValue<Known>) -> AnyView {
    let Some((indicator, better)) =
        known.with_value(|known| known.input.as_ref().and_then(|input| Some((input.indicator.clone()?, input.better))))
    else {
        return ().into_any();
    };
    let actual = indicator_row(
        draft,
        ("actual", indicator.name.clone(), "measured; a change here is a what-if"),
        indicator.actual.value,
        range(indicator.actual.low, indicator.actual.high),
        indicator.unit.clone(),
        if better == Better::Higher { "(" } else { "−" },
    );
    let baseline = indicator_row(
        draft,
        ("baseline", format!("baseline {}", indicator.name), "approved; a change here is a what-if"),
        indicator.baseline.value,
        range(indicator.baseline.low, indicator.baseline.high),
        indicator.unit,
        if better == Better::Higher { "−" } else { "(" },
    );
    match better {
        Better::Higher => view! { {actual}{baseline} }.into_any(),
        Better::Lower => view! { {baseline}{actual} }.into_any(),
    }
}

fn indicator_row(
    draft: RwSignal<Draft>,
    (field, name, source): (&'static str, String, &'static str),
    measured: Number,
    range: String,
    unit: String,
    sign: &'static str,
) -> AnyView {
    let typed = move || draft.with(|draft| if field == "actual" { draft.actual.clone() } else { draft.baseline.clone() });
    let shown = Some(untrack(typed)).filter(|typed| !typed.is_empty()).unwrap_or_else(|| format::decimal(measured.0));
    let id = format!("f-{field}");
    let is_edited = move || differs(&typed(), measured);
    view! {
        <tr class:edited=is_edited>
            <td class="opc">{sign}</td>
            <th scope="row"><label for=id.clone()>{format::capital(&name)}</label><span class="sub">{source}</span></th>
            <td class="num">
                <input id=id class="fin" inputmode="decimal" name=format!("draft[{field}]") value=shown
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        draft.update(|draft| *(if field == "actual" { &mut draft.actual } else { &mut draft.baseline }) = text);
                    }/>
                {move || is_edited().then(|| view! { <span class="sub">{format!("was {}", format::decimal(measured.0))}</span> })}
            </td>
            <td class="num two">{range}</td>
            <td class="unit">{format::unit(&unit)}</td>
        </tr>
    }
    .into_any()
}

/// What the test brings, as it is recorded: not typed here.
pub fn proved_rows(draft: RwSignal<Draft>, known: StoredValue<Known>) -> AnyView {
    let rows = move || {
        let parts = draft.with(Draft::parts);
        let proved = known.with_value(|known| if parts == known.asked { known.proved().collect() } else { Vec::new() });
        let starts = draft.with_untracked(|draft| draft.metric.is_empty());
        let row = |(place, factor): (usize, FactorInput)| {
            let sign = match (place, starts) {
                (0, true) => "",
                (0, false) => ") ×",
                _ => "×",
            };
            view! {
                <tr>
                    <td class="opc">{sign}</td>
                    <th scope="row">{format::capital(&factor.name)}<span class="sub">{source_words(&factor)}</span></th>
                    <td class="num two">{format::decimal(factor.value.0)}</td>
                    <td class="num two">{range(factor.low, factor.high)}</td>
                    <td class="unit">{format::unit(&factor.unit)}</td>
                </tr>
            }
        };
        proved.into_iter().enumerate().map(row).collect_view()
    };
    view! { {rows} }.into_any()
}

/// One row a factor, and the row that adds one. A factor in another place is drawn anew: what is typed belongs to its factor.
pub fn rows(draft: RwSignal<Draft>, known: StoredValue<Known>, page: String, record_refusal: String) -> AnyView {
    let each = move || draft.with(|draft| draft.factors.iter().map(|row| row.driver.clone()).enumerate().collect::<Vec<_>>());
    let drawn = move |(place, driver): (usize, String)| {
        let row =
            draft.with_untracked(|draft| draft.factors.get(place).cloned()).unwrap_or(DraftFactor { driver, ..DraftFactor::default() });
        factor_row(draft, known, place, row, &page, &record_refusal)
    };
    let n = Memo::new(move |_| draft.with(|draft| draft.factors.len()));
    let adder = move || Some(n.get()).filter(|n| *n < FACTORS_MAX).map(|n| add_row(draft, known, n));
    view! { <For each key=Clone::clone children=drawn/>{adder} }.into_any()
}

fn factor_row(
    draft: RwSignal<Draft>,
    known: StoredValue<Known>,
    place: usize,
    row: DraftFactor,
    page: &str,
    record_refusal: &str,
) -> AnyView {
    let factor = known.with_value(|known| known.factor(&row.driver).cloned());
    let name = factor.as_ref().map_or_else(|| row.driver.clone(), |factor| factor.name.clone());
    let (recorded, unit, span) = match &factor {
        Some(factor) => (Some(factor.value), factor.unit.clone(), range(factor.low, factor.high)),
        None => (None, String::new(), "no value in the month".to_owned()),
    };
    let source = factor.as_ref().map(source_words).unwrap_or_default();
    let is_share = unit == "1";
    let typed = move || draft.with(|draft| draft.factors.get(place).map(|row| row.value.clone()).unwrap_or_default());
    let is_edited = move || recorded.is_some_and(|recorded| differs(&typed(), recorded));
    let shown =
        if row.value.is_empty() { recorded.map(|recorded| format::decimal(recorded.0)).unwrap_or_default() } else { row.value.clone() };
    let field = move |part: &str| format!("draft[factors][{place}][{part}]");
    let id = format!("f-{place}");
    let change =
        move |change: &dyn Fn(&mut DraftFactor)| draft.update(|draft| draft.factors.get_mut(place).map(change).unwrap_or_default());
    let complement = is_share.then(|| {
        view! {
            <label class="inline"><input type="checkbox" name=field("complement") value="yes" checked=row.complement.eq("yes")
                on:change=move |event| {
                    let word = if event_target_checked(&event) { "yes" } else { "" };
                    change(&|row| row.complement = word.to_owned());
                }/>"1 − value"</label>
        }
    });
    let sign = move || {
        let complement = draft.with(|draft| draft.factors.get(place).is_some_and(|row| row.complement == "yes"));
        let (starts, follows) = draft.with(|draft| {
            let follows = !draft.effect.is_empty() || !draft.parts().cells.is_empty();
            (draft.metric.is_empty() && !follows, follows)
        });
        let place = if follows { place + 1 } else { place };
        match (place, starts, complement) {
            (0, true, true) => "1 −",
            (0, true, false) => "",
            (0, false, true) => ") × 1 −",
            (0, false, false) => ") ×",
            (_, _, true) => "× 1 −",
            (_, _, false) => "×",
        }
    };
    let record_refusal = record_refusal.to_owned();
    let (wants_record, record_field) = (row.record == "yes", field("record"));
    let record = move || {
        let (refusal, name) = (record_refusal.clone(), record_field.clone());
        is_edited().then(|| {
            if refusal.is_empty() {
                view! {
                    <label class="inline"><input type="checkbox" name=name value="yes" checked=wants_record
                        on:change=move |event| {
                            let word = if event_target_checked(&event) { "yes" } else { "" };
                            change(&|row| row.record = word.to_owned());
                        }/>"Also record it as the driver's value from the date below"</label>
                }
                .into_any()
            } else {
                view! { <span class="sub">"What-if only. "{refusal}</span> }.into_any()
            }
        })
    };
    let move_up = (place > 0).then(|| {
        let label = format!("Move up: {name}");
        view! {
            <button class="link" type="submit" formmethod="get" formaction=page.to_owned() formnovalidate name="up" value=place.to_string() aria-label=label
                on:click=move |event| { event.prevent_default(); draft.update(|draft| draft.factors.swap(place - 1, place)); }>"Up"</button>
        }
    });
    let label = format!("Remove: {name}");
    view! {
        <tr class:edited=is_edited>
            <td class="opc">{sign}</td>
            <th scope="row">
                <label for=id.clone()>{name}</label>
                <span class="sub">{source}</span>
                <input type="hidden" name=field("driver") value=row.driver.clone()/>
                {complement}
                {record}
                <span class="row">{move_up}
                    <button class="link" type="submit" formmethod="get" formaction=page.to_owned() formnovalidate name="remove" value=place.to_string()
                        aria-label=label
                        on:click=move |event| { event.prevent_default(); draft.update(|draft| { draft.factors.remove(place); }); }>"Remove"</button>
                </span>
            </th>
            <td class="num">
                <input id=id class="fin" inputmode="decimal" name=field("value") value=shown
                    on:input=move |event| { let text = event_target_value(&event); change(&|row| row.value.clone_from(&text)); }/>
                {move || is_edited().then(|| recorded.map(|recorded| view! { <span class="sub">{format!("was {}", format::decimal(recorded.0))}</span> }))}
            </td>
            <td class="num two">{span}</td>
            <td class="unit">{format::unit(&unit)}</td>
        </tr>
    }
    .into_any()
}

fn add_row(draft: RwSignal<Draft>, known: StoredValue<Known>, place: usize) -> AnyView {
    let options = known.with_value(|known| {
        let options = known.choices.iter().filter_map(|choice| {
            let words = format!("{} ({})", choice.name, choice.unit);
            Some(view! { <option value=choice.driver.clone()?>{words}</option> })
        });
        options.collect_view()
    });
    view! {
        <tr>
            <td class="opc">"×"</td>
            <th scope="row" colspan="4">
                <label for="f-add">"Add a factor"</label>
                <select id="f-add" name=format!("draft[factors][{place}][driver]")
                    on:change=move |event| {
                        let driver = event_target_value(&event);
                        if !driver.is_empty() {
                            draft.update(|draft| draft.factors.push(DraftFactor { driver, ..DraftFactor::default() }));
                        }
                    }>
                    <option value="">"choose a driver"</option>
                    {options}
                </select>
            </th>
        </tr>
    }
    .into_any()
}

fn source_words(factor: &FactorInput) -> String {
    let priced = factor.at_actual.map(|price| format!("lost hours at their own price {}", format::decimal(price.0)));
    let parts: Vec<String> = factor.evidence.as_deref().map(format::capital).into_iter().chain(priced).collect();
    parts.join(" · ")
}

fn range(low: Option<Number>, high: Option<Number>) -> String {
    match (low, high) {
        (Some(low), Some(high)) => format!("{} to {}", format::decimal(low.0), format::decimal(high.0)),
        _ => "exact".to_owned(),
    }
}

/// Is something typed, and is it another number than the recorded one?
fn differs(typed: &str, recorded: Number) -> bool {
    !typed.trim().is_empty() && super::draft::number("value", typed).map_or(true, |typed| typed.0 != recorded.0)
}
