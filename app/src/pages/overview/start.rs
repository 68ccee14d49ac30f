//! The first page while there is nothing to show: three ways to start, and how far the workspace is.

use domain::ports::Overview;
use leptos::prelude::*;

/// Never an empty chart: what is missing, and what to do.
pub fn start(overview: &Overview) -> impl IntoView + use<> {
    let step = |done: bool, missing: &'static str, there: &'static str| {
        let (class, text) = if done { ("st ok", there) } else { ("st off", missing) };
        view! { <li><span class=class>{text}</span></li> }
    };
    view! {
        <div class="title"><h1>"No data yet. Three ways to start"</h1>
            <p class="lede">"A first figure needs a service, samples of one of its indicators, and a mapping that says what they are worth."</p></div>
        <div class="sheet empty">
            <section class="cell w4">
                <h3>"1. Upload a CSV"</h3>
                <p class="two">"Rows with time, service, metric and value. Each rejected row says why."</p>
                <p><a class="btn pri" href="/sources">"Choose a file"</a></p>
            </section>
            <section class="cell w4">
                <h3>"2. Connect Prometheus, or send samples"</h3>
                <p class="two">"Past months are fetched behind the scenes, so a first report does not wait for the next month."</p>
                <p><a class="btn" href="/sources">"Add a source"</a></p>
            </section>
            <section class="cell w4">
                <h3>"3. Apply a configuration file"</h3>
                <p class="two">"Services, drivers, baselines and mappings in one file; applying it twice changes nothing."</p>
                <pre class="code">"modelworth apply workspace.toml"</pre>
            </section>
            <section class="cell">
                <h3>"How far it is"</h3>
                <ul class="list">
                    {step(overview.has_services, "No service yet", "Services are listed")}
                    {step(overview.has_samples, "No samples yet", "Samples have arrived")}
                    {step(overview.has_mappings, "No mapping yet", "Mappings are set")}
                </ul>
            </section>
        </div>
    }
}
