//! What the service is worth: key figures, its lines with their chains, its costs.

use domain::format;
use domain::money::Money;
use domain::ports::ServiceView;
use domain::report::narrative::told_median;
use domain::time;
use leptos::prelude::*;

use crate::components::amount::plain;
use crate::components::chain::value_line;

/// Net value, change, cost to run, return.
pub fn figures(view: &ServiceView) -> AnyView {
    let Some(totals) = view.totals else {
        return view! {
            <div class="cell"><dl class="kf"><dt>"Net value"</dt><dd class="mid nofig">"No figure"</dd></dl>
                <p class="note">{format!("{} has neither a value line nor a cost.", view.month.title())}</p></div>
        }
        .into_any();
    };
    let before = view.month.previous().name();
    let runs = time::parse_zone(&view.time_zone).is_ok_and(|zone| view.month.window(zone).end_ms > view.now_ms);
    let why = if runs { "A part of a month is not compared with a whole one.".to_owned() } else { format!("{before} has no figure.") };
    let (change, class) = match view.change {
        Some(change) if change.is_loss() => (plain(&format::change(change)), "mid loss"),
        Some(change) if change.minor > 0 => (plain(&format::change(change)), "mid gain"),
        Some(change) => (plain(&format::change(change)), "mid"),
        None => (if runs { "Not compared" } else { "No figure" }.into_any(), "mid nofig"),
    };
    let costs = view.costs.iter().map(cost_words).collect::<Vec<_>>().join(" · ");
    let ratio = totals.return_on_cost.map_or("No figure".to_owned(), |ratio| format!("{}\u{a0}×", format::decimal(ratio)));
    let range = view.range.and_then(|range| {
        let median = told_median(&range, totals.net, totals.overlap.minor != 0).map_or_else(String::new, |median| format!("; {median}"));
        Some(format!("{}{median}", format::range(Some(range.low), Some(range.high))?))
    });
    let net = if totals.net.is_loss() { "big loss" } else { "big" };
    view! {
        <div class="cell w4">
            <dl class="kf"><dt>{format!("Net value, {}", view.month.name())}</dt>
                <dd class=net><span class="cur">{totals.net.currency.to_string()}</span>{plain(&format::amount(totals.net))}</dd></dl>
            <p class="note">{format!("benefit {} less cost", format::amount(totals.benefit))}
                {totals.unknown_costs_words().map(|words| format!("; {words}"))}</p>
            {range.map(|range| view! { <p class="note">{range}</p> })}
        </div>
        <div class="cell w3 half"><dl class="kf"><dt>{format!("Change on {before}")}</dt><dd class=class>{change}</dd></dl>
            {view.change.is_none().then(|| view! { <p class="note">{why}</p> })}</div>
        <div class="cell w3 half"><dl class="kf"><dt>"Cost to run"</dt><dd class="mid">{plain(&format::amount(totals.cost))}</dd></dl>
            <p class="note">{costs}</p></div>
        <div class="cell w2"><dl class="kf"><dt>"Return on cost"</dt><dd class="mid">{ratio}</dd></dl></div>
    }
    .into_any()
}

/// Every line with its chain, and their sum.
pub fn lines(view: &ServiceView) -> impl IntoView + use<> {
    let currency = view.lines.first().map(|line| line.amount.currency);
    let sum = currency.and_then(|currency| Money::sum(view.lines.iter().map(|line| line.amount), currency).ok());
    let count = match view.lines.len() {
        1 => "One line".to_owned(),
        count => format!("{count} lines"),
    };
    let sum = sum.map(|sum| view! { <p class="sum"><b>{count}</b><b>{format::amount(sum)}</b></p> });
    let overlap = view.totals.map(|totals| totals.overlap).filter(|overlap| overlap.minor != 0);
    let overlap =
        overlap.map(|overlap| view! { <p class="sum"><span>"Overlap taken back"</span><span>{format::amount(overlap)}</span></p> });
    let none = view.lines.is_empty().then(|| view! { <p class="two">"No mapping of this service has a figure in this month."</p> });
    let sub = currency.map(|currency| format!("{currency}, {}", view.month.name())).unwrap_or_default();
    view! {
        <section class="cell w8" aria-labelledby="lines">
            <div class="head"><h2 id="lines">"Value lines with their chain"</h2><p class="sub">{sub}</p></div>
            {none}
            <ul class="list">{view.lines.iter().map(|line| value_line(line, view.month)).collect_view()}</ul>
            {sum}
            {overlap}
        </section>
    }
}

/// `cloud 932.40 (SGD 1,243.20 at 0.75 USD/SGD)`.
fn cost_words(cost: &domain::value::CostLine) -> String {
    let own = domain::value::rates::in_own_currency(cost.local, &cost.chain).map(|own| format!(" ({own})"));
    format!("{} {}{}", cost.part.name(), format::amount(cost.amount), own.unwrap_or_default())
}
