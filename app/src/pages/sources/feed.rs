//! Letting a system feed a metric or a KPI: from a known query or from one's own, looked at before it is recorded.

use domain::config::{Configuration, Item, Source};
use domain::metric::CATALOG;
use domain::ports::SourceCheck;
use domain::system::presets::{Asked, Preset, presets_of};
use domain::system::{Asks, System};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;

use super::tried::steps;
use crate::api::feeding::{Feeding, at_the_form};
use crate::api::sources::FeedSeries;
use crate::components::fields::{Fields, Input, Notes};

/// Id of the form.
const FORM: &str = "feed";

/// What the form sends beside the blanks of a known query, by GET to look and by POST to record.
const FIELDS: [&str; 10] = ["id", "edit", "service", "metric", "kpi", "preset", "query", "denominator", "scale", "interval"];

/// The form as it stands in the address.
pub struct Look {
    feeding: Feeding,
    /// Did somebody press "Look first"?
    pub asked: bool,
    /// Does the form stand open: was something chosen, changed or looked at?
    open: bool,
}

impl Look {
    /// From the address of a source's page.
    ///
    /// # Errors
    /// A series to change that the configuration does not hold.
    pub fn read(configuration: &Configuration, source: &Source) -> domain::Result<Self> {
        let query = use_query_map().get_untracked();
        let came_back = query.get("form").as_deref() == Some(FORM);
        let asked = query.get("look").is_some();
        let name = |field: &str| if came_back { format!("typed.{field}") } else { field.to_owned() };
        let mut typed: Vec<(String, String)> =
            FIELDS.into_iter().filter_map(|field| Some((field.to_owned(), query.get(&name(field))?))).collect();
        let mut feeding = Feeding(typed.clone());
        if let Some(preset) = feeding.preset(source)? {
            let blanks = preset.blanks().into_iter().map(|blank| format!("blanks[{blank}]"));
            typed.extend(blanks.filter_map(|field| Some((field.clone(), query.get(&name(&field))?))));
            feeding = Feeding(typed);
        }
        // The link to change something says which series alone; what it is asked is filled in.
        if let Some(series) = feeding.changed()
            && !asked
            && !came_back
        {
            feeding = Feeding::of_series(configuration, series)?;
        }
        let open = asked || came_back || !feeding.0.is_empty();
        Ok(Self { feeding, asked, open })
    }

    /// The indicator or KPI that the form says.
    ///
    /// # Errors
    /// Each at its field.
    pub fn item(&self, configuration: &Configuration) -> domain::Result<Item> {
        self.feeding.item(configuration)
    }
}

/// The known queries, the form, and what looking found.
pub fn feed(
    configuration: &Configuration,
    source: &Source,
    look: &Look,
    came_back: &Notes,
    found: Option<domain::Result<Vec<SourceCheck>>>,
) -> AnyView {
    let system = source.kind.system();
    let preset = look.feeding.preset(source).ok().flatten();
    let error = found.as_ref().and_then(|found| found.as_ref().err()).cloned().map(at_the_form);
    let looked = Notes::of_form(FORM, &look.feeding.0, error.as_ref());
    let notes = if look.asked { &looked } else { came_back };
    let fields = notes.form(FORM);
    let title = match (look.feeding.changed(), preset) {
        (Some(series), _) => format!("Change what {series} is asked"),
        (None, Some(preset)) => format!("Feed {} as {} shows it", metric_name(preset.metric), preset.system),
        (None, None) => "Feed a metric or a KPI".to_owned(),
    };
    let found = found.and_then(Result::ok).map(|found| steps(Ok(found), &configuration.settings, true));
    let page = format!("/sources/{}", source.id);
    let (place, asked) = (place(configuration, look, preset, fields), asked(system, look, preset, fields));
    let another = look.open.then(|| view! { <p class="sub"><a href=format!("{page}#feed")>"Begin anew"</a></p> });
    view! {
        <section class="cell" id=FORM aria-labelledby="feed-title">
            <div class="head"><h2 id="feed-title">{title}</h2>{another}</div>
            {(!look.open).then(|| known(system, &page))}
            <form class="stack" method="post" action=FeedSeries::url()>
                {fields.back(&page)}
                <input type="hidden" name="id" value=source.id.to_string()/>
                {match preset {
                    // Few fields: they stand in one row.
                    Some(_) => view! { <div class="row2">{place}{asked}</div> }.into_any(),
                    None => view! { {place}{asked} }.into_any(),
                }}
                {preset.map(shown)}
                <div class="row">
                    {system.is_asked().then(|| view! {
                        <button class="btn" type="submit" name="look" value="1" formmethod="get" formaction=format!("{page}#feed") formnovalidate=true>"Look first"</button>
                    })}
                    <button class="btn pri" type="submit">"Feed it"</button>
                    <span class="note">"Looking stores nothing."</span>
                </div>
            </form>
            {found.map(|found| view! { <div class="mt6">{found}</div> })}
        </section>
    }
    .into_any()
}

fn metric_name(key: &str) -> String {
    domain::metric::find(key).map_or_else(|_| key.to_owned(), |metric| metric.name.to_lowercase())
}

/// The queries that are known for the system, one of which the form can begin with.
fn known(system: &System, page: &str) -> Option<AnyView> {
    let mut groups: Vec<(&str, Vec<&Preset>)> = Vec::new();
    for preset in presets_of(system) {
        match groups.last_mut() {
            Some((name, presets)) if *name == preset.system => presets.push(preset),
            _ => groups.push((preset.system, vec![preset])),
        }
    }
    if groups.is_empty() {
        return None;
    }
    let groups = groups.into_iter().map(|(name, presets)| {
        let choices = presets.into_iter().map(|preset| {
            let metric = domain::metric::find(preset.metric).map_or(preset.metric, |metric| metric.name);
            view! { <option value=preset.key()>{format!("{name}: {metric}")}</option> }
        });
        view! { <optgroup label=name>{choices.collect_view()}</optgroup> }
    });
    Some(
        view! {
            <form class="stack" method="get" action=format!("{page}#feed")>
                <div class="row2">
                    <div>
                        <label for="feed-known">"Begin with a known query"</label>
                        <select id="feed-known" name="preset">{groups.collect_view()}</select>
                    </div>
                    <div><span class="lab" aria-hidden="true">{domain::format::NBSP.to_string()}</span>
                        <button class="btn" type="submit">"Begin with it"</button></div>
                </div>
                <p class="note">"Or write your own:"</p>
            </form>
        }
        .into_any(),
    )
}

/// Which series is fed: fixed where one is changed, and its metric where a known query says it.
fn place(configuration: &Configuration, look: &Look, preset: Option<&Preset>, fields: Fields<'_>) -> AnyView {
    let feeding = &look.feeding;
    if feeding.changed().is_some() {
        let hidden = ["edit", "service", "metric", "kpi"]
            .map(|name| view! { <input type="hidden" name=name value=feeding.typed(name).to_owned()/> });
        return hidden.into_iter().collect_view().into_any();
    }
    let services: Vec<_> = configuration.services.values().map(|service| (service.id.to_string(), service.name.clone())).collect();
    let service = fields.select("service", "Service", &services, "", "");
    if let Some(preset) = preset {
        return view! { <input type="hidden" name="preset" value=preset.key()/>{service} }.into_any();
    }
    let metrics: Vec<_> = CATALOG
        .iter()
        .map(|metric| {
            (metric.key.to_owned(), format!("{}: {} ({})", metric.category.name(), metric.name, configuration.metric_unit(metric.unit)))
        })
        .collect();
    let mut kpis = vec![(String::new(), "no, a metric of the service".to_owned())];
    kpis.extend(configuration.kpis.values().map(|kpi| {
        let from = configuration.source(&kpi.source.id).map_or_else(String::new, |source| source.title().to_owned());
        (kpi.id.to_string(), format!("{}, now from {from}", kpi.name))
    }));
    view! {
        <div class="row2">
            {service}
            {fields.select("metric", "Metric", &metrics, "", "")}
            {fields.select("kpi", "A KPI instead?", &kpis, "", "Then service and metric say nothing.")}
        </div>
    }
    .into_any()
}

/// What the system is asked: the blanks of a known query, or one's own.
fn asked(system: &System, look: &Look, preset: Option<&Preset>, fields: Fields<'_>) -> AnyView {
    let typed = |name: &str| look.feeding.typed(name).to_owned();
    let interval =
        fields.optional("interval", "Expected every", &typed("interval"), "As 5m or 1d; left empty, as often as the metric is collected.");
    if let Some(preset) = preset {
        let blanks = preset.blanks().into_iter().map(|blank| {
            fields.input(Input::TEXT, &format!("blanks[{blank}]"), &domain::format::capital(blank), &typed(&format!("blanks[{blank}]")), "")
        });
        return view! { {blanks.collect_view()}{interval} }.into_any();
    }
    let hint = match system.asks {
        Asks::Nothing => return view! { <div class="row2 two">{interval}</div> }.into_any(),
        Asks::Query => "PromQL that gives one series. Of a share the numerator, of response times the buckets by le.".to_owned(),
        Asks::Names(words) => {
            format!("{}. Of a share the numerator, or one name that is measured as a share.", domain::format::capital(words))
        }
    };
    view! {
        <div class="row2 two">
            {fields.optional("query", "Query", &typed("query"), &hint)}
            {fields.optional("denominator", "Denominator of a share", &typed("denominator"), "")}
            {fields.optional("scale", "Multiplied by", &typed("scale"), "1000 where it counts seconds and the metric milliseconds.")}
            {interval}
        </div>
    }
    .into_any()
}

/// A known query as it is asked, and what must be known of it.
fn shown(preset: &Preset) -> AnyView {
    let texts = match preset.asks {
        Asked::Query(text) | Asked::Histogram(text) => vec![text],
        Asked::Share { numerator, denominator } => vec![numerator, denominator],
    };
    let texts = texts.into_iter().map(|text| view! { <pre class="code folded">{text}</pre> });
    let note = (!preset.note.is_empty()).then(|| view! { <p class="note">{preset.note}</p> });
    view! { {texts.collect_view()}{note} }.into_any()
}
