//! Service by service: the technical line above its business line, and the value, over 13 months.

use domain::report::{MonthReport, ServiceTrend};
use leptos::prelude::*;

use crate::components::trend_strips::{TrendBlock, trend_figure};

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
    view! {
        <section class="cell">
            <div class="head"><h2><a href=format!("/services/{}", trend.service)>{trend.name.clone()}</a></h2>
                <p class="sub">{format!("{}, {}", trend.owner_name, trend.team)}</p></div>
            <p class="two wordy">{trend.text.clone()}</p>
            {trend_figure(&block)}
        </section>
    }
}
