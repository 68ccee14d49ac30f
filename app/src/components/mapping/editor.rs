//! The form of a mapping. Each keystroke computes the month's money in the browser; without scripts a button does it on the server.

use domain::config::Basis;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::draft::{Draft, Known};
use super::parts::part_fields;
use super::preview::{preview, units};
use super::rows::{indicator_rows, proved_rows, rows};

/// Where the form leads, and what the reader may do with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ways {
    /// Takes the version.
    pub save: String,
    /// Shows the draft again with its amount.
    pub page: String,
    /// Where the answer leads.
    pub back: String,
    pub is_new: bool,
    /// Empty, or who may save.
    pub save_refusal: String,
    /// Empty, or who may record driver values.
    pub record_refusal: String,
    /// KPIs, people, pools, tests that fit, shares of decisions of the service: value and words.
    pub kpis: Vec<(String, String)>,
    pub people: Vec<(String, String)>,
    pub pools: Vec<(String, String)>,
    pub tests: Vec<(String, String)>,
    pub shares: Vec<(String, String)>,
    /// What the last submit reported.
    pub error: String,
    pub field: String,
}

/// The editor. It takes everything as values and loads nothing.
#[island(lazy)]
pub fn MappingEditor(known: Known, draft: Draft, ways: Ways) -> impl IntoView {
    let known = StoredValue::new(known);
    let draft = RwSignal::new(draft);
    let live = RwSignal::new(false);
    // Runs in the browser only: there the amount follows the typing, and the button is needed only where the server must read records.
    Effect::new(move |_| live.set(true));
    let follows = move || live.get() && draft.with(|draft| known.with_value(|known| draft.follows(known)));
    let money = move || draft.with(|draft| known.with_value(|known| preview(draft, known)));
    let arithmetic = move || draft.with(|draft| known.with_value(|known| units(draft, known)));
    let page = ways.page.clone();
    let hidden = draft.with_untracked(|draft| {
        let fixed =
            [("service", &draft.service), ("metric", &draft.metric), ("statistic", &draft.statistic), ("template", &draft.template)];
        let id = (!ways.is_new).then_some(("id", &draft.id));
        let fields = fixed.into_iter().chain(id).map(|(name, text)| {
            view! { <input type="hidden" name=format!("draft[{name}]") value=text.clone()/> }
        });
        fields.collect_view()
    });
    let table_rows = rows(draft, known, page.clone(), ways.record_refusal.clone());
    let refusal = (!ways.save_refusal.is_empty()).then(|| view! { <p class="note" id="save-why">{ways.save_refusal.clone()}</p> });
    let may_not = !ways.save_refusal.is_empty();
    let (error, field) = (ways.error.clone(), ways.field.clone());
    let banner = (!error.is_empty()).then(|| {
        let place = if field.is_empty() { "Not saved. ".to_owned() } else { format!("Not saved, {field}. ") };
        view! { <p class="banner bad" role="alert"><b>{place}</b>{domain::format::capital(&error)}</p> }
    });
    view! {
        <form class="stack" method="post" action=ways.save.clone()>
            {banner}
            <div role="status" aria-live="polite">{money}</div>
            <input type="hidden" name="back" value=ways.back.clone()/>
            {hidden}
            {part_fields(draft, &ways, known)}
            <div class="facs">
                <table class="ftab" role="table">
                    <caption class="vh">"Factors of the mapping with unit and range"</caption>
                    <thead><tr>
                        <th scope="col"><span class="vh">"Sign"</span></th><th scope="col">"Factor"</th>
                        <th scope="col" class="num">"Value"</th><th scope="col" class="num">"Range"</th><th scope="col">"Unit"</th>
                    </tr></thead>
                    <tbody>{indicator_rows(draft, known)}{proved_rows(draft, known)}{table_rows}</tbody>
                </table>
            </div>
            {arithmetic}
            <div class="row">
                <button class="btn" type="submit" formmethod="get" formaction=page formnovalidate hidden=follows>"Preview"</button>
            </div>
            {settings(draft, &ways, known)}
            {refusal}
            <div class="row">
                <button class="btn pri" type="submit" disabled=may_not aria-describedby=may_not.then_some("save-why")>"Save version"</button>
                <a class="btn" href="/value-map">"Back to the map"</a>
            </div>
        </form>
    }
}

fn settings(draft: RwSignal<Draft>, ways: &Ways, known: StoredValue<Known>) -> AnyView {
    let now = draft.get_untracked();
    let bases: Vec<_> = Basis::ALL
        .into_iter()
        .filter_map(|basis| Some((serde_json::to_value(basis).ok()?.as_str()?.to_owned(), basis.name().to_owned())))
        .collect();
    let mut margins = vec![(String::new(), "none".to_owned())];
    known.with_value(|known| {
        let shares = known.choices.iter().filter(|choice| choice.unit == "1");
        margins.extend(shares.filter_map(|choice| Some((choice.driver.clone()?, choice.name.clone()))));
    });
    let kpis: Vec<_> = std::iter::once((String::new(), "none".to_owned())).chain(ways.kpis.iter().cloned()).collect();
    let pools: Vec<_> = std::iter::once((String::new(), "none".to_owned())).chain(ways.pools.iter().cloned()).collect();
    let id = ways.is_new.then(|| {
        view! {
            <div><label for="m-id">"Id"</label><input id="m-id" name="draft[id]" required value=now.id.clone() aria-describedby="m-id-hint"
                on:input=move |event| { let text = event_target_value(&event); draft.update(|draft| draft.id = text); }/>
                <p class="hint" id="m-id-hint">"Lower-case letters, digits and hyphens: search-recall."</p></div>
        }
    });
    let retire = (!ways.is_new).then(|| {
        view! {
            <label class="inline"><input type="checkbox" name="draft[retired]" value="yes" checked=now.retired.eq("yes")/>
                "Retire the mapping from that date on: no more lines"</label>
        }
    });
    let margin = choose("m-margin", "draft[margin]", "Margin to the reporting basis", &margins, &now.margin, move |value| {
        draft.update(|draft| draft.margin = value);
    });
    view! {
        <div class="row2 two">
            {id}
            <div><label for="m-name">"What it did, in plain words"</label><input id="m-name" name="draft[name]" required value=now.name.clone()/></div>
        </div>
        <div class="row2">
            {choose("m-basis", "draft[basis]", "Basis", &bases, &now.basis, move |value| draft.update(|draft| draft.basis = value))}
            {margin}
            <div><label for="m-from">"Valid from"</label><input id="m-from" type="date" name="draft[from]" required value=now.from.clone()/></div>
        </div>
        <div class="row2">
            {choose("m-kpi", "draft[kpi]", "Stands under the KPI", &kpis, &now.kpi, |_| {})}
            {choose("m-pool", "draft[pool]", "Claims from the pool", &pools, &now.pool, move |value| draft.update(|draft| draft.pool = value))}
            {choose("m-owner", "draft[owner]", "Owner", &ways.people, &now.owner, |_| {})}
        </div>
        {retire}
        <div><label for="m-reason">"Reason for this version"</label>
            <textarea id="m-reason" name="draft[reason]" rows="2">{now.reason}</textarea></div>
    }
    .into_any()
}

pub fn choose(
    id: &'static str,
    name: &'static str,
    label: &'static str,
    choices: &[(String, String)],
    chosen: &str,
    on_change: impl Fn(String) + 'static,
) -> AnyView {
    let options = choices
        .iter()
        .map(|(value, words)| view! { <option value=value.clone() selected=value.as_str().eq(chosen)>{words.clone()}</option> })
        .collect_view();
    view! {
        <div><label for=id>{label}</label><select id=id name=name on:change=move |event| on_change(event_target_value(&event))>{options}</select></div>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::components::mapping::DraftFactor;

    #[test]
    fn the_form_reads_without_browser_code() {
        let input = serde_json::from_str(
            r#"{"template":"accuracy_lift","month":"2026-10","time_zone":"Asia/Singapore","currency":"USD","better":"higher",
            "indicator":{"name":"recall","unit":"pt","actual":{"value":"87.1"},"baseline":{"value":"84.2"}},
            "factors":[{"name":"Slope","value":"0.090","unit":"pt/pt","driver":"slope"},
            {"name":"Visitors","value":"5120400","unit":"order","driver":"visitors"},
            {"name":"Contribution","value":"29.40","unit":"USD/order","driver":"contribution"}]}"#,
        );
        let known = Known {
            input: input.unwrap(),
            problem: String::new(),
            notes: Vec::new(),
            saved: None,
            beside: domain::value::Beside::default(),
            choices: Vec::new(),
            rates: Vec::new(),
            asked: crate::components::mapping::Parts::default(),
        };
        let row = |driver: &str, value: &str| DraftFactor { driver: driver.into(), value: value.into(), ..DraftFactor::default() };
        let factors = vec![row("slope", "0.082"), row("visitors", ""), row("contribution", "")];
        let draft = Draft { factors, ..Draft::default() };
        let ways = Ways {
            save: "/api/save".into(),
            page: "/value-map/new".into(),
            back: "/value-map/new".into(),
            is_new: true,
            ..Ways::default()
        };
        let html = Owner::new().with(|| view! { <MappingEditor known draft ways/> }.to_html());
        assert!(html.contains("357,983") && html.contains("was 0.090") && html.contains("Units cancel to money"), "{html}");
        assert!(html.contains("October’s net value would have been 357,983.55 more.") && html.contains("class=\"g gD\""), "{html}");
        assert!(html.contains("name=\"draft[factors][0][value]\"") && html.contains("formmethod=\"get\""), "{html}");
    }
}
