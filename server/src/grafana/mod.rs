//! Dashboards for Grafana over our own series, as files to import: one a service, and one for executives. They ask for a data source of the
//! kind Prometheus; its address is this server's, with `/prometheus`.

mod panel;

use domain::config::{Configuration, Indicator};
use domain::ids::ServiceId;
use domain::metric::Kind;
use domain::{Error, Result};
use serde_json::{Value, json};

use self::panel::{Look, Panel, laid_out};

/// The newest form of a dashboard that Grafana 13 writes; older ones read it too.
const SCHEMA_VERSION: u32 = 42;
/// Benefit: what mappings earn, less what pools take back.
const BENEFIT: &str = r#"__name__=~"modelworth_value|modelworth_overlap""#;
/// The last month that is recorded, also while the open one has nothing yet.
const NEWEST: &str = "[62d:1h]";

/// File name and dashboard: those of all services and of the executives, or that of one service.
///
/// # Errors
/// There is no such service.
pub fn dashboards(configuration: &Configuration, only: Option<&ServiceId>) -> Result<Vec<(String, Value)>> {
    if let Some(id) = only {
        return Ok(vec![service(configuration, id)?]);
    }
    let mut all = configuration.services.keys().map(|id| service(configuration, id)).collect::<Result<Vec<_>>>()?;
    all.push(("executives.json".to_owned(), executives(configuration)));
    Ok(all)
}

fn service(configuration: &Configuration, id: &ServiceId) -> Result<(String, Value)> {
    let name = &configuration.services.get(id).ok_or_else(|| Error::not_found("service", id))?.name;
    let money = money(configuration);
    let of = format!(r#"service="{id}""#);
    let mut panels = vec![
        Panel::new("Benefit of the newest month", Look::Figure, &money).query(&newest(&format!("sum({{{BENEFIT},{of}}})")), "benefit"),
        Panel::new("Cost of the newest month", Look::Figure, &money).query(&newest(&format!("sum(modelworth_cost{{{of}}})")), "cost"),
        Panel::new("Grade, 1 for A to 5 for E", Look::Figure, "none").query(&format!("modelworth_grade{{{of}}}"), "{{mapping}}: {{grade}}"),
        Panel::new("Value by mapping and month", Look::Bars, &money).query(&format!("modelworth_value{{{of}}}"), "{{mapping}} ({{grade}})"),
        Panel::new("Range of each mapping", Look::Lines, &money)
            .query(&format!("modelworth_value_low{{{of}}}"), "{{mapping}} low")
            .query(&format!("modelworth_value{{{of}}}"), "{{mapping}}")
            .query(&format!("modelworth_value_high{{{of}}}"), "{{mapping}} high"),
    ];
    for indicator in configuration.indicators.values().filter(|indicator| indicator.service == *id) {
        panels.push(of_indicator(configuration, indicator)?);
    }
    panels.push(
        Panel::new("Share of the month that was measured", Look::Lines, "percentunit")
            .query(&format!("modelworth_coverage{{{of}}}"), "{{metric}}"),
    );
    Ok((format!("{id}.json"), dashboard(configuration, &format!("modelworth-{id}"), &format!("{name}: what it is worth"), panels)))
}

fn executives(configuration: &Configuration) -> Value {
    let money = money(configuration);
    let by_service = format!("sum by (service) ({{{BENEFIT}}})");
    let panels = vec![
        Panel::new("Net value of the newest month", Look::Figure, &money).query(&newest("modelworth_net_value"), "net"),
        Panel::new("Net value of twelve months", Look::Figure, &money).query("sum_over_time(modelworth_net_value[365d])", "net"),
        Panel::new("Net value by month", Look::Bars, &money).query("modelworth_net_value", "net"),
        Panel::new("Benefit by service", Look::Bars, &money).query(&by_service, "{{service}}"),
        Panel::new("Cost by service", Look::Bars, &money).query("sum by (service) (modelworth_cost)", "{{service}}"),
        Panel::new("Benefit by grade of evidence", Look::Bars, &money).query(&format!("sum by (grade) ({{{BENEFIT}}})"), "{{grade}}"),
        Panel::new("Uptime", Look::Lines, "percentunit").query(r#"modelworth_indicator{metric="uptime"}"#, "{{service}}"),
        Panel::new("Least measured indicator of each service", Look::Lines, "percentunit")
            .query("min by (service) (modelworth_coverage)", "{{service}}"),
    ];
    dashboard(configuration, "modelworth-executives", &format!("{}: what models are worth", configuration.settings.name), panels)
}

/// An indicator as it is rolled up: counts are added up by day, percentiles stand as they are.
fn of_indicator(configuration: &Configuration, indicator: &Indicator) -> Result<Panel> {
    let metric = indicator.metric()?;
    let series = format!(r#"modelworth_indicator{{service="{}",metric="{}"}}"#, indicator.service, metric.key);
    let unit = match configuration.metric_unit(metric.unit).as_str() {
        "1" if matches!(metric.kind, Kind::State | Kind::Ratio) || metric.key == "gpu-utilisation" => "percentunit".to_owned(),
        "ms" => "ms".to_owned(),
        "d" => "d".to_owned(),
        unit if unit == configuration.currency().code() => money(configuration),
        _ => "short".to_owned(),
    };
    Ok(match metric.kind {
        Kind::Counter => {
            Panel::new(&format!("{}, by day", metric.name), Look::Bars, &unit).query(&format!("sum_over_time({series}[1d])"), metric.key)
        }
        Kind::Histogram => Panel::new(metric.name, Look::Lines, &unit).query(&series, "{{statistic}}"),
        _ => Panel::new(metric.name, Look::Lines, &unit).query(&series, metric.key),
    })
}

fn newest(query: &str) -> String {
    format!("last_over_time({query}{NEWEST})")
}

/// The reporting currency as a unit of Grafana, its code before the amount.
fn money(configuration: &Configuration) -> String {
    format!("currency:{} ", configuration.currency().code())
}

fn dashboard(configuration: &Configuration, uid: &str, title: &str, panels: Vec<Panel>) -> Value {
    // Grafana takes 40 signs at most.
    let uid: String = uid.chars().take(40).collect();
    json!({
        "uid": uid,
        "title": title,
        "tags": ["modelworth"],
        "timezone": configuration.settings.time_zone,
        "schemaVersion": SCHEMA_VERSION,
        "version": 1,
        "editable": true,
        "graphTooltip": 1,
        "refresh": "5m",
        "time": {"from": "now-90d", "to": "now"},
        "templating": {"list": [{"name": "DS", "label": "Data source", "type": "datasource", "query": "prometheus", "hide": 0, "refresh": 1}]},
        "annotations": {"list": []},
        "links": [],
        "panels": laid_out(panels),
    })
}
