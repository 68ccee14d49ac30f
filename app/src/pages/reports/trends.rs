//! Service by service: the technical line above its business line, and the value, over 13 months.

use charts::svg;
use domain::report::{MonthReport, ServiceTrend};
use leptos::prelude::*;

use crate::components::figure::table_behind;
use crate::components::trend_strips::{TrendBlock, strip_titles, trend_rows, trend_strips};

/// One cell a service; nothing where no service has a trend.
pub fn trends(report: &MonthReport) -> Option<impl IntoView + use<>> {
    (!report.service_trends.is_empty()).then(|| view! { <div class="sheet">{report.service_trends.iter().map(trend).collect_view()}</div> })
}

fn trend(trend: &ServiceTrend) -> impl IntoView + use<> {
    let block = TrendBlock {
        name: &trend.name,
        months: &trend.months,
        technical: trend.technical.as_ref(),
        business: trend.business.as_ref(),
        value: &trend.value,
    };
    let titles = strip_titles(&block);
    let body = if titles.is_empty() {
        view! { <p class="two">"Nothing was measured in these months."</p> }.into_any()
    } else {
        let markup = svg::page_svg_at(&trend_strips(&block), 540.0, 326.0, &charts::Style::screen());
        let heads = std::iter::once("Month".to_owned()).chain(titles.iter().cloned()).collect();
        view! {
            <figure><figcaption class="sub">{titles.join(" · ")}</figcaption><div inner_html=markup></div></figure>
            {table_behind(format!("{}, 13 months", trend.name), heads, trend_rows(&block))}
        }
        .into_any()
    };
    view! {
        <section class="cell w6">
            <div class="head"><h2><a href=format!("/services/{}", trend.service)>{trend.name.clone()}</a></h2>
                <p class="sub">{format!("{}, {}", trend.owner_name, trend.team)}</p></div>
            <p class="two">{trend.text.clone()}</p>
            {body}
        </section>
    }
}
