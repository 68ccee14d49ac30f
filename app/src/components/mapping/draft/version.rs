//! What a draft saves, and what a recorded version fills in.

use domain::config::{CellRef, Effect, FactorRef, LiftKind, MappingVersion};
use domain::ids::{DriverId, TestId};
use domain::{Error, Result, time};

use super::{Draft, DraftCell, DraftFactor};

impl Draft {
    /// The version that is saved: factors and their order, never a what-if.
    ///
    /// # Errors
    /// The field that does not read.
    pub fn version(&self) -> Result<MappingVersion> {
        let factors = self.factors.iter().filter(|factor| !factor.driver.is_empty()).map(|factor| {
            let driver = DriverId::parse(&factor.driver)?;
            Ok(if factor.complement == "yes" { FactorRef::Complement { complement: driver } } else { FactorRef::Driver(driver) })
        });
        Ok(MappingVersion {
            from: time::parse_day(self.from.trim()).map_err(|error| Error::field("from", error.to_string()))?,
            factors: factors.collect::<Result<_>>()?,
            effect: self.counted()?,
            cells: self.counted_cells()?,
            margin: if self.margin.is_empty() { None } else { Some(DriverId::parse(&self.margin)?) },
            retired: self.retired == "yes",
            reason: self.reason.trim().to_owned(),
        })
    }

    /// The test's effect as it is saved.
    ///
    /// # Errors
    /// The word that is none of the choices.
    pub fn counted(&self) -> Result<Option<Effect>> {
        let parts = self.parts();
        if parts.effect.is_empty() {
            return Ok(None);
        }
        let lift = if parts.relative { LiftKind::Relative } else { LiftKind::Absolute };
        let test = TestId::parse(&parts.effect).map_err(|error| Error::field("effect", error.to_string()))?;
        Ok(Some(Effect { test, lift, volume_is_exposed: parts.exposed }))
    }

    /// The kinds of outcome that have a value.
    ///
    /// # Errors
    /// The value that is no driver's id.
    pub fn counted_cells(&self) -> Result<Vec<CellRef>> {
        let cell = |cell: DraftCell| Ok(CellRef { metric: cell.metric, value: DriverId::parse(&cell.value)? });
        self.parts().cells.into_iter().map(cell).collect()
    }

    /// Takes test, lift and kinds of outcome from a recorded version.
    pub fn take_parts(&mut self, version: &MappingVersion) {
        let yes = |is: bool| if is { "yes".to_owned() } else { String::new() };
        if let Some(effect) = &version.effect {
            self.effect = effect.test.to_string();
            self.lift = if effect.lift == LiftKind::Relative { "relative".to_owned() } else { String::new() };
            self.exposed = yes(effect.volume_is_exposed);
        }
        self.cells = version.cells.iter().map(|cell| DraftCell { metric: cell.metric.clone(), value: cell.value.to_string() }).collect();
    }

    /// Rows of a recorded version.
    pub fn rows_of(version: &MappingVersion) -> Vec<DraftFactor> {
        let row = |factor: &FactorRef| DraftFactor {
            driver: factor.driver().to_string(),
            complement: if factor.is_complement() { "yes".to_owned() } else { String::new() },
            ..DraftFactor::default()
        };
        version.factors.iter().map(row).collect()
    }
}
