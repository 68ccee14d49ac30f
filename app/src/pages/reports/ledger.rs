//! The ledger: every line with the chain that recomputes it, then the totals.

use domain::config::CostPart;
use domain::format;
use domain::money::Money;
use domain::report::MonthReport;
use domain::time::day_title;
use domain::value::{ValueLine, rates, share_words};
use leptos::prelude::*;

use crate::components::amount::amount;
use crate::components::chain::{chain_row, grade};
use crate::components::lineage::mapping_of;

/// The table; roles are written out because it stacks on a phone.
pub fn ledger(report: &MonthReport) -> impl IntoView + use<> {
    let (month, totals) = (report.month, report.ledger.totals);
    let rows = report.ledger.lines.iter().enumerate().map(|(index, line)| row(index, line, report)).collect_view();
    let overlap = (totals.overlap.minor != 0).then(|| sum("Overlap taken back", String::new(), totals.overlap, false));
    view! {
        <section class="cell flush" aria-labelledby="ledger">
            <div class="head"><h2 id="ledger">{format!("Ledger of {}", month.name())}</h2>
                <p class="sub">{format!("{}, {} basis · {}", report.currency, report.basis.name(), lines(report.ledger.lines.len()))}</p></div>
            <div class="scroll" tabindex="0" role="region" aria-label="Ledger">
                <table class="ledger" role="table">
                    <caption class="vh">{format!("Value lines of {} with their chains, in {}", month.title(), report.currency)}</caption>
                    <thead role="rowgroup"><tr role="row">
                        <th role="columnheader" scope="col">"Line"</th>
                        <th role="columnheader" scope="col">"Value line"</th>
                        <th role="columnheader" scope="col">"Chain"</th>
                        <th role="columnheader" scope="col">"Grade and kind"</th>
                        <th role="columnheader" scope="col">"Owner"</th>
                        <th role="columnheader" scope="col" class="num">"Measured"</th>
                        <th role="columnheader" scope="col" class="num">{format!("Amount, {}", report.currency)}</th>
                    </tr></thead>
                    <tbody role="rowgroup">{rows}</tbody>
                    <tfoot role="rowgroup">
                        {sum("Gross gains", String::new(), totals.gains, false)}
                        {sum("Gross losses", String::new(), totals.losses, false)}
                        {overlap}
                        {sum("Benefit", String::new(), totals.benefit, false)}
                        {sum("Cost to run", costs(report), totals.cost.negated(), false)}
                        {sum("Net value", totals.unknown_costs_words().unwrap_or_default(), totals.net, true)}
                    </tfoot>
                </table>
            </div>
        </section>
    }
}

fn row(index: usize, line: &ValueLine, report: &MonthReport) -> impl IntoView + use<> {
    let (month, pools) = (report.month, &report.ledger.pools);
    let challenge = report.challenges.iter().rev().find(|challenge| challenge.mapping == line.mapping);
    let pool = line.pool.as_ref().and_then(|id| pools.iter().find(|pool| pool.pool == *id));
    let share = line.overlap.zip(pool).map(|(share, pool)| share_words(share, &pool.name));
    let said: Vec<String> = line.notes.iter().cloned().chain(share).map(|words| format::sentence(&words)).collect();
    let version = format!("mapping as of {}", day_title(line.version_from));
    let measured = line.coverage.map_or("–".to_owned(), |coverage| format::percent(coverage.share, 1));
    let waits = challenge.is_some_and(|challenge| challenge.answered.is_none());
    let class = if waits { Some("hot") } else { line.amount.is_loss().then_some("lossrow") };
    let disputed = challenge.map(
        |challenge| view! { " "<a class="tag" href="#challenges">{if waits { "Challenged".to_owned() } else { challenge.words() }}</a> },
    );
    view! {
        <tr role="row" id=format!("line-{}", line.mapping) class=class>
            <td role="cell" class="mute nw">{format!("L{:02}", index + 1)}</td>
            <th role="rowheader" scope="row" class="pin"><a href=mapping_of(&line.mapping, month)>{line.name.clone()}</a>{disputed}
                <span class="sub">{line.service_name.clone()}</span><span class="sub">{version}</span></th>
            <td role="cell" class="chaincol">{chain_row(&line.chain, month)}
                {rates::in_own_currency(line.local, &line.chain).map(|own| view! { <p class="sub">{own}</p> })}
            {(!line.baseline_note.is_empty()).then(|| view! { <p class="sub">{format::sentence(&line.baseline_note)}</p> })}
            {format::range(line.low, line.high).map(|range| view! { <p class="sub">{range}</p> })}
            {said.into_iter().map(|words| view! { <p class="sub">{words}</p> }).collect_view()}</td>
        <td role="cell" class="two">{grade(line.grade)}" "{line.template.name()}</td>
            <td role="cell" class="two">{line.owner_name.clone()}</td>
            <td role="cell" class="num two">{measured}</td>
            <td role="cell" class="num">{amount(line.amount)}</td>
        </tr>
    }
}

fn sum(name: &'static str, note: String, money: Money, total: bool) -> impl IntoView {
    view! {
        <tr role="row" class=total.then_some("total")>
            <td role="cell"></td>
            <th role="rowheader" scope="row" class="pin">{name}</th>
            <td role="cell" class="chaincol">{note}</td>
            <td role="cell"></td>
            <td role="cell"></td>
            <td role="cell"></td>
            <td role="cell" class="num">{amount(money)}</td>
        </tr>
    }
}

/// `cloud 70,430.00 · people 73,400.00`.
fn costs(report: &MonthReport) -> String {
    let part = |part: CostPart| {
        let of_part = report.ledger.costs.iter().filter(|cost| cost.part == part).map(|cost| cost.amount);
        let sum = Money::sum(of_part, report.currency).ok()?;
        (sum.minor != 0).then(|| format!("{} {}", part.name(), format::amount(sum)))
    };
    CostPart::ALL.into_iter().filter_map(part).collect::<Vec<_>>().join(" · ")
}

fn lines(count: usize) -> String {
    if count == 1 { "1 line".to_owned() } else { format!("{count} lines") }
}
