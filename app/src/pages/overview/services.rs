//! Value by service.

use charts::spec::{BarCell, Spark, ValueBars, ValueRow};
use charts::svg;
use domain::format;
use domain::money::Money;
use domain::report::narrative::{span, told_median};
use domain::report::{MonthReport, ServiceRow};
use domain::value::{Range, Totals};
use leptos::prelude::*;

use crate::components::amount::{amount, change, change_or_dash};

/// The table, largest first, losses shaded; its total is the month's.
pub fn services(report: &MonthReport) -> impl IntoView + use<> {
    let bars = ValueBars {
        finding: String::new(),
        rows: report.services.iter().map(|row| ValueRow::signed("", "", row.totals.net.to_f64())).collect(),
    };
    let rows = report.services.iter().zip(bars.cells()).map(|(service, bar)| row(service, &bar, report.previous.is_some())).collect_view();
    let totals = report.ledger.totals;
    let total_change = report.previous.and_then(|previous| totals.net.less(previous.net).ok());
    let sub = if totals.overlap.minor == 0 { "after cost to run" } else { "after overlap and cost to run" };
    let heading = format!("Value by service, {}", report.month.title());
    let before = report.month.previous().name();
    view! {
        <div class="cell flush">
            <div class="head"><h2 id="services">"Value by service"</h2><p class="sub">{sub}", largest first; losses shaded"</p></div>
            <div class="scroll" tabindex="0" role="region" aria-label="Value by service">
                <table class="mid">
                    <caption class="vh">{heading}</caption>
                    <thead><tr>
                        <th scope="col">"Service and owner"</th>
                        <th scope="col" class="wide"><span class="vh">"Bar"</span></th>
                        <th scope="col" class="num">{format!("Net value, {}", report.currency)}</th>
                        <th scope="col" class="num">"80\u{a0}% range"</th>
                        <th scope="col" class="num">{format!("Change on {before}")}</th>
                        <th scope="col" class="num">"Cost to run"</th>
                        <th scope="col" class="wide">"13 months"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                    <tfoot>
                        <tr class="total">
                            <th scope="row" class="pin">"Net value"</th><td class="wide"></td>
                            <td class="num">{amount(totals.net)}</td>
                            <td class="num">{range(report.ledger.range, totals)}</td>
                            <td class="num">{total_change.map(change)}</td>
                            <td class="num">{amount(totals.cost)}</td>
                            <td class="wide"></td>
                        </tr>
                    </tfoot>
                </table>
            </div>
        </div>
    }
}

fn row(service: &ServiceRow, bar: &BarCell, compared: bool) -> impl IntoView + use<> {
    let spark = Spark { finding: String::new(), values: service.nets.iter().map(|net| net.map(Money::to_f64)).collect() };
    let is_new = (compared && service.change.is_none()).then(|| view! { <span class="sub">"new"</span> });
    view! {
        <tr class=service.totals.net.is_loss().then_some("lossrow")>
            <th scope="row" class="pin">
                <a href=format!("/services/{}", service.service)>{service.name.clone()}</a>
                <span class="sub">{format!("{}, {}", service.owner_name, service.team)}</span>
            </th>
            <td class="wide" inner_html=svg::cell_svg(bar, 150.0)></td>
            <td class="num">{amount(service.totals.net)}</td>
            <td class="num two">{range(service.range, service.totals)}</td>
            <td class="num">{change_or_dash(service.change)}{is_new}</td>
            <td class="num">{format::amount(service.totals.cost)}</td>
            <td class="wide" inner_html=svg::cell_svg(&spark, 110.0)></td>
        </tr>
    }
}

/// Low to high, and the median where it must be told; a dash where nothing varies.
fn range(range: Option<Range>, totals: Totals) -> AnyView {
    let Some((range, span)) = range.and_then(|range| Some((range, span(&range)?))) else {
        return view! { <span class="mute">"–"</span> }.into_any();
    };
    let median = told_median(&range, totals.net, totals.overlap.minor != 0).map(|median| view! { <span class="sub">{median}</span> });
    view! { {span}{median} }.into_any()
}
