//! One service: what it is worth, and why, on one time axis.

use domain::Result;
use domain::access::{Action, Viewer};
use domain::ids::ServiceId;
use domain::ports::ServiceView;
use domain::time;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::money::{figures, lines};
use super::strips::{strips, table};
use super::{events, record};
use crate::components::fields::Notes;
use crate::components::figure::table_behind;
use crate::components::layout::Layout;
use crate::components::live::KeepFresh;
use crate::components::masthead::Section;
use crate::components::month::{asked_month, month_chooser};
use crate::components::not_claimed::{effects, not_claimed_list};
use crate::components::problem::problem;
use crate::components::trend_strips::{TrendBlock, trend_figure};
use crate::state::{ports, viewer};

/// The page at `/services/:id`.
#[component]
pub fn ServicePage() -> impl IntoView {
    let notes = Notes::read();
    Suspend::new(async move {
        match load().await {
            Ok((view, viewer)) => {
                view! { <Layout current=Section::Services title=view.name.clone()>{content(&view, &viewer, &notes)}</Layout> }.into_any()
            }
            Err(error) => view! { <Layout current=Section::Services title="Service">{problem(&error)}</Layout> }.into_any(),
        }
    })
}

async fn load() -> Result<(ServiceView, Viewer)> {
    let name = use_params_map().read_untracked().get("id").unwrap_or_default();
    let month = asked_month()?;
    let service = ServiceId::parse(&name).map_err(|_| domain::Error::not_found("service", &name))?;
    let viewer = viewer()?;
    Ok((ports()?.models.service(&viewer, &service, month).await?, viewer))
}

fn content(view: &ServiceView, viewer: &Viewer, notes: &Notes) -> AnyView {
    let (heads, rows) = table(view);
    let unclaimed = &view.not_claimed;
    let may_record = viewer.may(Action::WriteSamples);
    view! {
        {notes.banner()}
        <div class="title">
            <p class="eyebrow"><a href="/services">"Services"</a>{format!(" / {}", view.team)}</p>
            <h1>{view.headline.clone()}</h1>
            <div class="row">{month_chooser(view.month, &view.months)}<a class="btn" href="/value-map">"Edit mappings"</a>
                {may_record.then(|| view! { <a class="btn" href="#deployment">"Record a deployment"</a> })}</div>
            <p class="lede">{view.purpose.clone()}</p>
        </div>
        <div class="sheet">{figures(view)}</div>
        <div class="sheet">
            <section class="cell" aria-labelledby="axis">
                <div class="head"><h2 id="axis">{format!("One time axis, {}", view.month.title())}</h2>
                    <p class="sub">"technical lines above business lines · baseline dashed, target dotted"</p></div>
                <div id="live">{strips(view)}</div>
                {table_behind(format!("{}, by day", view.name), heads, rows)}
                <KeepFresh service=Some(view.service.to_string()) month=Some(view.month.to_string())/>
            </section>
        </div>
        <div class="sheet">{events::section(view, viewer)}{record::forms(view, viewer, notes)}</div>
        <div class="sheet">
            {lines(view).into_any()}
            <section class="cell w4">
                <div class="head"><h2>"People"</h2></div>
                {people(view).into_any()}
                <div class="head"><h2>"Gaps this month"</h2></div>
                {gaps(view)}
                <div class="head"><h2>"Seen but not claimed"</h2>{effects(unclaimed)}</div>
                {not_claimed_list(unclaimed)}
            </section>
        </div>
        <div class="sheet">{trend(view)}</div>
    }
    .into_any()
}

fn people(view: &ServiceView) -> impl IntoView + use<> {
    let pair = |name: &'static str, value: String| (!value.is_empty()).then(|| view! { <dt>{name}</dt><dd>{value}</dd> });
    view! {
        <dl class="kv">
            {pair("Owner", if view.team.is_empty() { view.owner_name.clone() } else { format!("{}, {}", view.owner_name, view.team) })}
            {pair("Business owner", view.business_owner_name.clone())}
            {pair("Risk class", view.risk_tier.clone())}
            {pair("In production", view.started.map(|day| format!("since {}", time::day_title(day))).unwrap_or_default())}
        </dl>
    }
}

fn gaps(view: &ServiceView) -> AnyView {
    if view.gaps.is_empty() {
        return view! { <p class="two">"Nothing is missing."</p> }.into_any();
    }
    view! { <ul class="list">{view.gaps.iter().map(|gap| view! { <li>{gap.clone()}</li> }).collect_view()}</ul> }.into_any()
}

fn trend(view: &ServiceView) -> impl IntoView + use<> {
    let block = TrendBlock {
        name: &view.name,
        months: &view.trend_months,
        technical: view.technical.as_ref(),
        business: view.business.as_ref(),
        value: &view.value,
    };
    view! { <section class="cell"><div class="head"><h2>"13 months"</h2></div>{trend_figure(&block)}</section> }
}
