//! The mapping editor before anything is typed: it says what the ledger's line says.

use domain::config::MappingVersion;
use domain::format;
use domain::ports::MappingInputs;
use domain::report::MonthReport;
use domain::time::Month;
use domain::value::{Drafted, Previewed, ValueLine, share_words};
use engine::{Clock, Engine, demo};
use tests::Outcome;
use tests::program::Served;

/// 5 November 2026, 12:00 in Singapore.
const NOW_MS: i64 = 1_793_851_200_000;

/// What the editor computes from these inputs while nothing is changed.
fn unchanged(inputs: &MappingInputs) -> domain::Result<Previewed> {
    let version = inputs.mapping.versions.iter().find(|version| version.from == inputs.version_from);
    let has_margin = version.is_some_and(|version: &MappingVersion| version.margin.is_some());
    let (mapping, input) = (&inputs.mapping, inputs.input.as_ref());
    let input = input.ok_or_else(|| domain::Error::conflict(inputs.problem.clone().unwrap_or_default()))?;
    let drafted = Drafted {
        mapping: mapping.id.as_str(),
        metric: mapping.metric.as_deref(),
        basis: mapping.basis,
        has_margin,
        pool: mapping.pool.as_ref().map(|pool| pool.as_str()),
        notes: &inputs.notes,
    };
    inputs.beside.preview(input, &drafted, inputs.saved.as_ref())
}

/// The line in every part that the two have in common.
fn check(shown: &Previewed, line: &ValueLine, at: &str) {
    let valued = &shown.valued;
    assert_eq!((valued.amount, valued.local, valued.grade), (line.amount, line.local, line.grade), "{at}");
    assert_eq!((valued.low, valued.median, valued.high, valued.p_loss), (line.low, line.median, line.high, line.p_loss), "{at}");
    assert_eq!((&valued.chain, &shown.notes), (&line.chain, &line.notes), "{at}");
    assert_eq!(shown.pool.as_ref().and_then(|pool| pool.overlap), line.overlap, "{at}");
    assert_eq!(shown.pool.is_some(), line.pool.is_some(), "{at}");
    assert_eq!((shown.change.map(|change| change.minor), &shown.not_counted), (Some(0), &None), "{at}");
}

#[tokio::test]
async fn an_unchanged_mapping_previews_as_the_ledger_has_it() -> Outcome {
    let served = Served::start_at(Clock::fixed(NOW_MS)).await?;
    demo::prepare(&served.engine).await?;
    let (ports, viewer) = (served.engine.ports(), Engine::command_line());
    let configuration = ports.models.configuration(&viewer).await?;
    let (mut alike, mut noted, mut shared, mut absent) = (0, 0, 0, 0);
    for row in ports.reports.months(&viewer).await? {
        let report = ports.reports.month_report(&viewer, row.month).await?;
        for id in configuration.mappings.keys() {
            let inputs = ports.models.mapping_inputs(&viewer, id, Some(row.month)).await?;
            let (at, shown) = (format!("{id} in {}", row.month), unchanged(&inputs));
            match report.ledger.lines.iter().find(|line| line.mapping == *id) {
                Some(line) => {
                    check(&shown?, line, &at);
                    alike += 1;
                    noted += usize::from(!line.notes.is_empty());
                    shared += usize::from(line.overlap.is_some());
                }
                None => {
                    absent += 1;
                    let not_yet = inputs.mapping.version_in(row.month).is_none_or(|version| version.retired);
                    let why = shown.map_or_else(|error| Some(error.to_string()), |shown| shown.not_counted);
                    assert!(not_yet || why.is_some_and(|why| !why.is_empty()), "{at}: no line, and the editor says nothing");
                }
            }
        }
    }
    // The sample company has lines with notes, lines whose pool takes something back, and mappings without a figure.
    assert!(alike > 100 && noted > 5 && shared > 5 && absent > 0, "{alike} lines, {noted} noted, {shared} shared, {absent} absent");
    let october = ports.reports.month_report(&viewer, Month::parse("2026-10")?).await?;
    check_pages(&served, &october).await?;
    served.stop().await
}

/// What each editor's page prints.
async fn check_pages(served: &Served, report: &MonthReport) -> Outcome {
    let token = served.engine.ports().accounts.add_token(&Engine::command_line(), "auditor", domain::access::Role::Admin).await?;
    let client = tests::http::client()?;
    for line in &report.ledger.lines {
        let path = format!("/value-map/mappings/{}?month={}", line.mapping, report.month);
        let page = client.get(served.url(&path)).bearer_auth(&token).send().await?.text().await?;
        let text = format::amount(line.amount);
        let (whole, cents) = text.split_once('.').unwrap_or((&text, ""));
        let mut says = vec![whole.to_owned(), cents.to_owned(), format!("class=\"g g{}\"", line.grade)];
        says.extend(format::range(line.low, line.high));
        says.extend(line.notes.iter().map(|note| format::sentence(note)));
        let pool = line.pool.as_ref().and_then(|id| report.ledger.pools.iter().find(|row| row.pool == *id));
        says.extend(line.overlap.zip(pool).map(|(share, pool)| share_words(share, &pool.name)));
        for said in says {
            assert!(page.contains(&said), "{path} says “{said}”");
        }
        assert!(page.contains("The same as the version that the month uses."), "{path}");
    }
    Ok(())
}
