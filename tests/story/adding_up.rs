//! What stands above a total adds up to it, on the pages as they are read.

use domain::access::Role;
use domain::config::Number;
use domain::report::MonthReport;
use engine::{Clock, demo};
use tests::Outcome;
use tests::program::Served;
use tests::site::Reader;

use super::first_month::NOW_MS;

/// The amounts, in cents, in the first element that opens with `tag` in each piece that starts with `piece`; pieces without an amount are left out.
fn amounts(html: &str, piece: &str, tag: &str) -> Vec<i64> {
    let cents = |piece: &str| {
        let (_, inside) = piece.split_once(tag)?.1.split_once('>')?;
        let ends = inside.find("</td>").into_iter().chain(inside.find("</b>")).chain(inside.find("</p>")).min()?;
        let text: String = inside[..ends].split('<').map(|part| part.rsplit('>').next().unwrap_or_default()).collect();
        let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        let minor = i64::try_from(Number::parse(&digits).ok()?.0.checked_mul(100.into())?.trunc()).ok()?;
        Some(if text.starts_with('−') { -minor } else { minor })
    };
    html.split(piece).skip(1).filter_map(cents).collect()
}

#[tokio::test]
async fn rows_add_up_to_the_total_beneath_them() -> Outcome {
    let served = Served::start_at(Clock::fixed(NOW_MS)).await?;
    demo::prepare(&served.engine).await?;
    let reader = Reader::of(&served, Role::Executive).await?;

    let overview = reader.get("/?month=2026-10").await?.text;
    let table = overview.split_once("id=\"services\"").and_then(|(_, rest)| rest.split("</table>").next()).ok_or("no services")?;
    let rows = amounts(table, "<tr", "<td class=\"num");
    let (total, services) = rows.split_last().ok_or("no rows")?;
    assert_eq!((services.len(), services.iter().sum::<i64>()), (5, *total), "{rows:?}");

    let map = reader.get("/value-map?month=2026-10").await?.text;
    let tops = amounts(map.split("class=\"sum\"").next().ok_or("no tree")?, "<h3>", "<b class=\"num\"");
    let sums = amounts(&map, "class=\"sum\"", "class=\"num\"");
    let [lines, overlap, total] = sums[..] else { return Err(format!("lines, overlap and total: {sums:?}").into()) };
    assert_eq!(tops.iter().sum::<i64>(), lines, "{tops:?}");
    assert!(overlap < 0 && lines + overlap == total, "{sums:?}");
    served.stop().await
}

#[tokio::test]
async fn page_and_json_give_a_line_the_same_number_grade_and_baseline() -> Outcome {
    let served = Served::start_at(Clock::fixed(NOW_MS)).await?;
    demo::prepare(&served.engine).await?;
    let reader = Reader::of(&served, Role::Executive).await?;
    let page = reader.get("/reports/2026-10").await?.text;
    let report: MonthReport = serde_json::from_str(&reader.get("/api/v1/reports/2026-10").await?.text)?;
    assert!(report.ledger.lines.len() > 5 && report.tests.len() > 3);
    let mut rest = page.as_str();
    for (index, line) in report.ledger.lines.iter().enumerate() {
        let (_, after) =
            rest.split_once(&format!("id=\"line-{}\"", line.mapping)).ok_or(format!("{} stands before its place", line.mapping))?;
        let row = after.split("</tr>").next().unwrap_or_default();
        assert!(row.contains(&format!("L{:02}", index + 1)) && row.contains(&format!("class=\"g g{}\"", line.grade)), "{row}");
        assert!(row.contains(&line.baseline_note), "{row}");
        assert_eq!(row.contains("is taken back by the pool"), line.overlap.is_some(), "{row}");
        rest = after;
    }
    for test in &report.tests {
        assert!(rest.contains(&format!("/evidence/tests/{}", test.id)), "{}", test.title);
    }
    served.stop().await
}
