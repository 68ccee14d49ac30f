//! How well the month's benefit is proved, and what several lines claimed together.

use charts::spec::{Grade as Mark, Paint, ValueBars, ValueRow};
use charts::svg;
use domain::evidence::Grade;
use domain::format;
use domain::money::Money;
use domain::report::MonthReport;
use domain::value::{Block, GradeRow, PoolRow, limit_words};
use leptos::prelude::*;

use crate::components::amount::amount;
use crate::components::figure::table_behind;

/// The benefit by evidence grade, gains right and losses left, with the way to the net value. `class` is the cell's width.
pub fn proved(report: &MonthReport, class: &'static str) -> impl IntoView + use<> {
    let bars = ValueBars {
        finding: format!("Benefit by evidence grade in {}.", report.month.title()),
        rows: report.by_grade.iter().map(bar).collect(),
    };
    let totals = report.ledger.totals;
    let sum = |name: &'static str, money: Money| {
        let class = money.is_loss().then_some("loss");
        view! { <p><span>{name}</span><span class=class>{format::amount(money)}</span></p> }
    };
    let before = if totals.overlap.minor == 0 { "" } else { ", before overlap" };
    let overlap = (totals.overlap.minor != 0).then(|| sum("Overlap taken back", totals.overlap));
    // As wide as the cell: a third of the sheet, or half of it.
    let wide = if class == "w6" { 552.0 } else { 350.0 };
    let chart =
        (!bars.rows.is_empty()).then(|| view! { <div inner_html=svg::page_svg_at(&bars, wide, 326.0, &charts::Style::screen())></div> });
    let row = |row: &GradeRow| {
        let grade = format!("{}: {}", row.grade, row.grade.words().to_lowercase());
        vec![grade, format::amount(row.gains), format::amount(row.losses), format::amount(row.overlap), format::amount(row.benefit)]
    };
    let rows = report.by_grade.iter().map(row).collect();
    let heads = ["Grade", "Gains", "Losses", "Overlap", "Benefit"].map(str::to_owned).to_vec();
    view! {
        <div class=format!("cell {class}")>
            <figure>
                <figcaption class="head"><h2>"How well it is proved"</h2><p class="sub">{format!("{}, by evidence grade{before}", report.currency)}</p></figcaption>
                {chart}
            </figure>
            <div class="sums">
                {overlap}
                {sum("Cost to run", totals.cost.negated())}
                <p class="total"><span>"Net value"</span><span>{format::amount(totals.net)}</span></p>
            </div>
            {tested_share(report).map(|said| view! { <p class="note">{said}</p> })}
            {table_behind("Benefit by evidence grade", heads, rows)}
        </div>
    }
}

/// The grade's bar: what its lines gained and lost, before the overlap.
fn bar(row: &GradeRow) -> ValueRow {
    let sum = row.gains.minor.saturating_add(row.losses.minor);
    ValueRow {
        label: row.grade.short_words().into(),
        amount: format::amount(Money { minor: sum, currency: row.gains.currency }),
        gain: row.gains.to_f64(),
        loss: row.losses.to_f64(),
        paint: Paint::Grade(mark(row.grade)),
    }
}

/// The grade as the charts draw it.
pub fn mark(grade: Grade) -> Mark {
    match grade {
        Grade::A => Mark::A,
        Grade::B => Mark::B,
        Grade::C => Mark::C,
        Grade::D => Mark::D,
        Grade::E => Mark::E,
    }
}

/// What share of the gains rests on tests; nothing where there is no gain.
fn tested_share(report: &MonthReport) -> Option<String> {
    let tested: i64 = report.by_grade.iter().filter(|row| row.grade <= Grade::B).map(|row| row.gains.minor).sum();
    let share =
        Money { minor: tested, ..report.ledger.totals.gains }.exact().over(&report.ledger.totals.gains.exact()).ok()?.round(4).ok()?;
    Some(format!("Bars left of the line are losses. {} of the gains before overlap rest on tests (A and B).", format::percent(share, 0)))
}

/// What pools took back, and what must be settled before the month can be closed; nothing where neither is.
pub fn claims(report: &MonthReport, class: &'static str) -> Option<impl IntoView + use<>> {
    let (pools, blocks) = (&report.ledger.pools, &report.ledger.blocks);
    (!pools.is_empty() || !blocks.is_empty()).then(|| {
        let rows = pools.iter().map(pool).collect_view();
        let table = (!pools.is_empty()).then(|| {
            view! {
                <div class="scroll" tabindex="0" role="region" aria-label="Claims on one outcome">
                    <table><caption class="vh">"Claims on one outcome"</caption>
                        <thead><tr><th scope="col">"Outcome"</th><th scope="col" class="num">"Claimed"</th><th scope="col" class="num">"At most"</th>
                            <th scope="col" class="num">"Taken back"</th></tr></thead>
                        <tbody>{rows}</tbody></table>
                </div>
            }
        });
        let open = blocks.iter().map(block).collect_view();
        view! {
            <section class=format!("cell {class}") aria-labelledby="claims">
                <div class="head"><h2 id="claims">"Claimed by several"</h2><p class="sub">{report.currency.to_string()}</p></div>
                {table}
                <ul class="plain">{open}</ul>
            </section>
        }
    })
}

fn pool(row: &PoolRow) -> impl IntoView + use<> {
    let (most, words) = match &row.limit {
        Some(limit) => (format::amount(limit.amount()), limit_words(limit)),
        None => ("unknown".to_owned(), "no figure, or nobody has chosen".to_owned()),
    };
    view! {
        <tr><th scope="row" class="pin">{row.name.clone()}<span class="sub">{words}</span></th><td class="num">{amount(row.claims)}</td>
            <td class="num">{most}</td><td class="num">{amount(row.overlap)}</td></tr>
    }
}

fn block(block: &Block) -> impl IntoView + use<> {
    view! {
        <li><h3>{block.subject.clone()}</h3>
            <p class="two"><span class="st bad">"Blocks the close"</span>{format!(" {}. {}.", format::capital(&block.why), block.remedy)}</p></li>
    }
}
