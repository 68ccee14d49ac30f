//! Looking first: what the records of some months would give, before somebody approves it as a baseline.

use domain::baseline::{Asked, BaselineMonth, BaselineWindow, BaselineWindows};
use domain::config::Configuration;
use domain::format;
use domain::report::Printed;
use domain::sample::SeriesKey;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use rust_decimal::Decimal;

use crate::api::form::filled;
use crate::components::fields::{Fields, Notes};

/// Id of the form.
pub const FORM: &str = "baseline";

/// What the form sends, by GET to look and by POST to approve.
const FIELDS: [&str; 9] = ["indicator", "statistic", "from", "first", "last", "months", "value", "low", "high"];

/// The form that approves a baseline, as it stands in the address.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// `look` or `use` when a button of the form led here; empty when a refused form came back.
    act: String,
    typed: Vec<(String, String)>,
}

impl Look {
    /// From the address of the page.
    pub fn read() -> Self {
        let query = use_query_map().get_untracked();
        let act = query.get("look").unwrap_or_default();
        let came_back = query.get("form").as_deref() == Some(FORM);
        let name = |field: &str| if act.is_empty() { format!("typed.{field}") } else { field.to_owned() };
        let typed = FIELDS.into_iter().filter_map(|field| Some((field.to_owned(), query.get(&name(field))?)));
        let typed = if act.is_empty() && !came_back { Vec::new() } else { typed.collect() };
        Self { act, typed }
    }

    /// What stands in a field.
    pub fn typed(&self, field: &str) -> &str {
        self.typed.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value)
    }

    /// The window that is asked for; none where nobody looks.
    pub fn asked(&self) -> Option<domain::Result<Asked>> {
        let named = filled(self.typed("first")).is_some() || filled(self.typed("last")).is_some();
        (named || !self.act.is_empty()).then(|| {
            let SeriesKey::Indicator { service, metric } = SeriesKey::parse(self.typed("indicator"))? else {
                return Err(domain::Error::field("indicator", "choose an indicator of a service"));
            };
            let (first, last) = (("first", self.typed("first")), ("last", self.typed("last")));
            Asked::read(service.as_str(), &metric, self.typed("statistic"), first, last)
        })
    }

    /// What the form says, after looking: the error at its field, and the months filled in where they are to be used. Of a form that
    /// came back, what it came back with.
    pub fn notes(self, came_back: Notes, found: Option<&domain::Result<BaselineWindows>>) -> Notes {
        let Some(found) = found.filter(|_| !self.act.is_empty()) else { return came_back };
        let mut typed = self.typed;
        let error = match found {
            Err(error) => Some(at_the_form(error)),
            Ok(found) => found.chosen.why.clone().map(|why| domain::Error::field("first", why)),
        };
        if let (Ok(found), None, "use") = (found, &error, self.act.as_str()) {
            fill(&mut typed, found);
        }
        Notes::of_form(FORM, &typed, error.as_ref())
    }

    /// Did somebody press a button that leads here?
    pub fn is_open(&self) -> bool {
        !self.act.is_empty()
    }
}

/// The error, at the field of this form.
fn at_the_form(error: &domain::Error) -> domain::Error {
    let field = match error.field_name() {
        Some("to") => "last",
        Some("service" | "metric") => "indicator",
        Some(field) => field,
        None => return error.clone(),
    };
    domain::Error::field(field, error.to_string())
}

/// The months that count, in place of an assumed value; valid from the day after them unless a later day was typed.
fn fill(typed: &mut Vec<(String, String)>, found: &BaselineWindows) {
    let months: Vec<String> = found.chosen.used().iter().map(ToString::to_string).collect();
    let after = found.chosen.to.plus(1).first_day();
    let mut put = |field: &str, value: String| {
        typed.retain(|(name, _)| name != field);
        typed.push((field.to_owned(), value));
    };
    put("months", months.join(", "));
    for field in ["value", "low", "high"] {
        put(field, String::new());
    }
    let from = typed.iter().find(|(name, _)| name == "from").and_then(|(_, day)| domain::time::parse_day(day).ok());
    if from.is_none_or(|from| from < after) {
        typed.retain(|(name, _)| name != "from");
        typed.push(("from".to_owned(), after.to_string()));
    }
}

/// The months to look at, the button that does, and what was found.
pub fn section(configuration: &Configuration, fields: Fields<'_>, found: Option<&BaselineWindows>) -> AnyView {
    view! {
        <fieldset class="stack-s">
            <legend class="lab">"Look first: what would the records of these months give?"</legend>
            <div class="row2">
                {fields.optional("first", "From month", "", "As 2025-10.")}
                {fields.optional("last", "To month", "", "Three to twelve months.")}
                <div><span class="lab" aria-hidden="true">{format::NBSP.to_string()}</span>{button("look", "Look first".to_owned())}</div>
            </div>
        </fieldset>
        {found.map(|found| answer(configuration, found))}
    }
    .into_any()
}

/// A button that sends the form by GET to this page, with all that was typed.
fn button(act: &'static str, text: String) -> AnyView {
    view! {
        <button class="btn" type="submit" name="look" value=act formmethod="get" formaction="/drivers#baseline" formnovalidate=true>{text}</button>
    }
    .into_any()
}

fn answer(configuration: &Configuration, found: &BaselineWindows) -> Option<AnyView> {
    let metric = domain::metric::find(&found.metric).ok()?;
    let printed = Printed::metric(configuration, metric);
    let text = |value: Decimal| printed.text(printed.kept(value));
    let counted = found.chosen.months.iter().any(|month| month.n.is_some());
    let months = found.chosen.months.iter().map(|month| month_row(month, counted, &text)).collect_view();
    let windows = [
        ("These months", Some(&found.chosen)),
        ("The months right before", Some(&found.before)),
        ("The same months a year earlier", found.year_earlier.as_ref()),
    ];
    let windows = windows.into_iter().filter_map(|(name, window)| Some(window_row(name, window?, &text))).collect_view();
    let banner = if found.unusually_bad == Some(true) { "banner" } else { "banner plain" };
    let judgement = (!found.judgement.is_empty()).then(|| view! { <div><p class=banner role="note">{found.judgement.clone()}</p></div> });
    let beyond = |figures: &domain::baseline::FromRecords| printed.unit == "%" && figures.high > Decimal::ONE;
    let beyond = found.chosen.figures.as_ref().is_some_and(beyond).then(|| {
        view! { <p class="note">"The range passes 100 %: these months vary that much, and a range is never cut."</p> }
    });
    let used = found.chosen.used().len();
    let fill = found.chosen.figures.as_ref().map(|_| {
        view! {
            <div class="row">{button("use", format!("Use these {used} months"))}
                <span class="note">"Fills them in below. Nothing is approved yet."</span></div>
        }
    });
    Some(
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label="The months one by one">
                <table class="mid">
                    <caption class="vh">"The months one by one"</caption>
                    <thead><tr><th scope="col">"Month"</th><th scope="col" class="num">{printed.title(metric.name, found.statistic)}</th>
                        {counted.then(|| view! { <th scope="col" class="num">"Cases"</th> })}<th scope="col" class="num">"Measured"</th><th scope="col">"Does it count?"</th></tr></thead>
                    <tbody>{months}</tbody>
                </table>
            </div>
            <div class="scroll" tabindex="0" role="region" aria-label="These months beside others">
                <table class="mid">
                    <caption class="vh">"These months beside others"</caption>
                    <thead><tr><th scope="col">"Window"</th><th scope="col" class="num">"Value"</th><th scope="col" class="num">"Range (80 %)"</th>
                        <th scope="col">"Rests on"</th></tr></thead>
                    <tbody>{windows}</tbody>
                </table>
            </div>
            {judgement}{beyond}{fill}
        }
        .into_any(),
    )
}

fn month_row(month: &BaselineMonth, counted: bool, text: &impl Fn(Decimal) -> String) -> AnyView {
    let or_dash = |shown: Option<String>| shown.unwrap_or_else(|| "–".to_owned());
    let counts = month.refused.as_ref().map_or_else(|| "yes".to_owned(), |why| format!("no: {why}"));
    view! {
        <tr>
            <th scope="row" class="pin">{month.month.title()}</th>
            <td class="num">{or_dash(month.value.map(text))}</td>
            {counted.then(|| view! { <td class="num">{or_dash(month.n.map(|n| format::decimal(n.into())))}</td> })}
            <td class="num">{or_dash(month.coverage.map(|share| format::percent(share, 1)))}</td>
            <td class="two">{counts}</td>
        </tr>
    }
    .into_any()
}

fn window_row(name: &'static str, window: &BaselineWindow, text: &impl Fn(Decimal) -> String) -> AnyView {
    let used = window.used().len();
    let (value, range, rests) = match &window.figures {
        Some(figures) => {
            let cases = if figures.n == used as u64 { String::new() } else { format!(", {} cases", format::decimal(figures.n.into())) };
            (text(figures.value), format!("{} to {}", text(figures.low), text(figures.high)), format!("{used} months{cases}"))
        }
        None => ("–".to_owned(), "–".to_owned(), format!("{used} of {} months comparable: no figure", window.months.len())),
    };
    view! {
        <tr>
            <th scope="row" class="pin">{name}<span class="sub">{window.title()}</span></th>
            <td class="num">{value}</td><td class="num two">{range}</td><td class="two">{rests}</td>
        </tr>
    }
    .into_any()
}
