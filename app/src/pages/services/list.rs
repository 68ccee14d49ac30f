//! All services, each with the newest state of its indicators.

use charts::spec::Spark;
use charts::svg;
use domain::Result;
use domain::money::Money;
use domain::ports::ServiceListRow;
use domain::time::Month;
use leptos::prelude::*;

use crate::components::amount::amount_or_dash;
use crate::components::layout::Layout;
use crate::components::live::KeepFresh;
use crate::components::masthead::Section;
use crate::components::month::asked_month;
use crate::components::problem::loaded;
use crate::components::tile::tile_row;
use crate::state::frame::Frame;
use crate::state::{ports, viewer};

/// What the page shows.
pub struct Listed {
    rows: Vec<ServiceListRow>,
    zone: String,
    month: Month,
}

impl Listed {
    /// Reads the services for a month, or for the newest with a figure.
    ///
    /// # Errors
    /// What the ports report.
    pub async fn load(month: Option<Month>) -> Result<Self> {
        let (viewer, models) = (viewer()?, ports()?.models);
        let month = match month {
            Some(month) => month,
            None => models.default_month(&viewer).await?,
        };
        let rows = models.services(&viewer, Some(month)).await?;
        Ok(Self { rows, zone: Frame::load().await?.time_zone, month })
    }
}

/// The page at `/services`.
#[component]
pub fn ServicesPage() -> impl IntoView {
    let asked = asked_month();
    view! {
        <Layout current=Section::Services title="Services">
            {loaded(async move { Listed::load(asked?).await }, |listed| page(&listed))}
        </Layout>
    }
}

fn page(listed: &Listed) -> AnyView {
    let late = listed.rows.iter().filter(|row| row.tiles.iter().any(|tile| tile.late_by_ms.is_some())).count();
    let title = match (listed.rows.len(), late) {
        (0, _) => "No service is listed yet".to_owned(),
        (1, 0) => "One service is in production".to_owned(),
        (1, _) => "One service is in production; its data is late".to_owned(),
        (all, 0) => format!("{all} services are in production; none has late data"),
        (all, 1) => format!("{all} services are in production; the data of one is late"),
        (all, late) => format!("{all} services are in production; the data of {late} is late"),
    };
    view! {
        <div class="title">
            <h1>{title}</h1>
            <p class="lede">{format!("Money of {}; indicators as they stand now.", listed.month.title())}</p>
        </div>
        <div id="live">{list(listed)}</div>
        <KeepFresh service=None month=Some(listed.month.to_string())/>
    }
    .into_any()
}

/// The inside of `#live`.
pub fn list(listed: &Listed) -> AnyView {
    if listed.rows.is_empty() {
        return view! {
            <div class="sheet single"><div class="cell"><div class="absent">
                <p class="two">"Services come with a configuration file; the "<a href="/">"overview"</a>" says how to start."</p>
            </div></div></div>
        }
        .into_any();
    }
    listed.rows.iter().map(|row| service(row, &listed.zone)).collect_view().into_any()
}

fn service(row: &ServiceListRow, zone: &str) -> impl IntoView + use<> {
    let spark = Spark { finding: String::new(), values: row.nets.iter().map(|net| net.map(Money::to_f64)).collect() };
    let net = row.totals.map(|totals| totals.net);
    let tiles = if row.tiles.is_empty() {
        view! { <p class="two">"No indicator is listed for this service."</p> }.into_any()
    } else {
        view! { <ul class="list across">{row.tiles.iter().map(|tile| tile_row(tile, zone)).collect_view()}</ul> }.into_any()
    };
    let gaps = row.gaps.iter().map(|gap| view! { <li class="two">{gap.clone()}</li> }).collect_view();
    let gaps = (!row.gaps.is_empty()).then(|| view! { <h3 class="mt5">"Gaps"</h3><ul class="list">{gaps}</ul> });
    view! {
        <section class="sheet">
            <div class="cell w5">
                <h2><a href=format!("/services/{}", row.service)>{row.name.clone()}</a></h2>
                <p class="two mt1">{row.purpose.clone()}</p>
                <p class="sub">{format!("{}, {}", row.owner_name, row.team)}</p>
                <dl class="kf mt5"><dt>{format!("Net value, {}", row.currency)}</dt><dd class="mid">{amount_or_dash(net)}</dd></dl>
                <div class="mt2" inner_html=svg::cell_svg(&spark, 220.0)></div>
                <p class="note">"13 months"</p>
                {gaps}
            </div>
            <div class="cell w7">{tiles}</div>
        </section>
    }
}
