//! What the range of the net value rests on, and who set it.

use rust_decimal::Decimal;

use crate::config::Configuration;
use crate::format::capital;
use crate::ids::{DriverId, TestId};
use crate::report::content::{InputKind, SensitivityRow};
use crate::time::Month;
use crate::value::{Drawn, InputName};

/// The inputs that bring most of the width, then the rest; empty where nothing varies.
pub fn sensitivity(configuration: &Configuration, month: Month, drawn: &Drawn) -> Vec<SensitivityRow> {
    if drawn.inputs.is_empty() {
        return Vec::new();
    }
    let share = |parts: u32| Decimal::new(i64::from(parts), 4);
    let mut rows: Vec<SensitivityRow> =
        drawn.inputs.iter().map(|(input, parts)| SensitivityRow { share: share(*parts), ..row(configuration, month, input) }).collect();
    if drawn.rest > 0 {
        rows.push(SensitivityRow { share: share(drawn.rest), ..blank(InputKind::Rest, "All other inputs".to_owned()) });
    }
    rows
}

fn blank(kind: InputKind, name: String) -> SensitivityRow {
    SensitivityRow { kind, name, share: Decimal::ZERO, set_by: String::new(), from: None }
}

fn row(configuration: &Configuration, month: Month, input: &InputName) -> SensitivityRow {
    let service = |key: &str| {
        let id = key.split('/').next().unwrap_or_default();
        configuration.services.values().find(|service| service.id.as_str() == id).map(|service| service.name.clone())
    };
    let of_service = |key: &str, name: &str| match service(key) {
        Some(service) => format!("{}, {service}", capital(name)),
        None => capital(name),
    };
    match input {
        InputName::Actual { key, name } => blank(InputKind::Measured, of_service(key, name)),
        InputName::Baseline { key, name, record } => {
            let mut row = blank(InputKind::Baseline, of_service(key, &format!("baseline {name}")));
            if let Some(baseline) = record.as_ref().and_then(|id| configuration.baselines.get(id)) {
                (row.set_by, row.from) = (configuration.person_name(&baseline.approved_by), Some(baseline.from));
            }
            row
        }
        InputName::Driver { id, name } => {
            let driver = DriverId::parse(id).ok().and_then(|id| configuration.drivers.get(&id));
            let value = driver.and_then(|driver| driver.value_on(month.last_day()));
            SensitivityRow {
                set_by: value.map_or_else(String::new, |value| configuration.person_name(&value.by)),
                from: value.map(|value| value.from),
                ..blank(InputKind::Driver, driver.map_or_else(|| name.clone(), |driver| driver.name.clone()))
            }
        }
        InputName::Test { id, name } => {
            let test = TestId::parse(id).ok().and_then(|id| configuration.tests.get(&id));
            let title = test.map_or_else(|| name.clone(), |test| test.title().to_owned());
            SensitivityRow { from: test.map(|test| test.to), ..blank(InputKind::Test, title) }
        }
        InputName::Factor { name } => blank(InputKind::Factor, name.clone()),
    }
}
