//! A draft as the fields of a form or an address.

use super::{Draft, DraftCell, DraftFactor};

/// Longest chain that a form sends.
pub const FACTORS_MAX: usize = 12;

/// Most kinds of outcome that a form sends.
pub const CELLS_MAX: usize = 12;

impl Draft {
    /// Reads the fields from wherever names lead to values.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let field = |name: &str| get(&format!("draft[{name}]")).unwrap_or_default();
        let row = |place: usize| {
            let part = |name: &str| get(&format!("draft[factors][{place}][{name}]"));
            Some(DraftFactor {
                driver: part("driver")?,
                complement: part("complement").unwrap_or_default(),
                value: part("value").unwrap_or_default(),
                record: part("record").unwrap_or_default(),
            })
        };
        let cell = |place: usize| {
            let part = |name: &str| get(&format!("draft[cells][{place}][{name}]"));
            Some(DraftCell { metric: part("metric")?, value: part("value").unwrap_or_default() })
        };
        let mut draft = Self {
            factors: (0..FACTORS_MAX).map_while(row).filter(|row| !row.driver.is_empty()).collect(),
            cells: (0..CELLS_MAX).map_while(cell).filter(|cell| !cell.value.is_empty()).collect(),
            ..Self::default()
        };
        for (name, place) in draft.fields() {
            *place = field(name);
        }
        draft
    }

    /// Name and text of every field that is filled, as a form sends them.
    pub fn written(mut self) -> Vec<(String, String)> {
        let (factors, cells) = (std::mem::take(&mut self.factors), self.parts().cells);
        let mut out: Vec<(String, String)> =
            self.fields().into_iter().map(|(name, text)| (format!("draft[{name}]"), text.clone())).collect();
        for (place, row) in factors.into_iter().filter(|row| !row.driver.is_empty()).enumerate() {
            let parts = [("driver", row.driver), ("complement", row.complement), ("value", row.value), ("record", row.record)];
            out.extend(parts.into_iter().map(|(name, text)| (format!("draft[factors][{place}][{name}]"), text)));
        }
        for (place, cell) in cells.into_iter().enumerate() {
            out.push((format!("draft[cells][{place}][metric]"), cell.metric));
            out.push((format!("draft[cells][{place}][value]"), cell.value));
        }
        out.retain(|(_, text)| !text.is_empty());
        out
    }

    fn fields(&mut self) -> [(&'static str, &mut String); 19] {
        [
            ("id", &mut self.id),
            ("name", &mut self.name),
            ("service", &mut self.service),
            ("metric", &mut self.metric),
            ("statistic", &mut self.statistic),
            ("template", &mut self.template),
            ("kpi", &mut self.kpi),
            ("pool", &mut self.pool),
            ("effect", &mut self.effect),
            ("lift", &mut self.lift),
            ("exposed", &mut self.exposed),
            ("basis", &mut self.basis),
            ("owner", &mut self.owner),
            ("from", &mut self.from),
            ("reason", &mut self.reason),
            ("margin", &mut self.margin),
            ("retired", &mut self.retired),
            ("actual", &mut self.actual),
            ("baseline", &mut self.baseline),
        ]
    }
}
