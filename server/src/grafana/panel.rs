//! Panels, and where they stand.

use serde_json::{Value, json};

/// Columns of a dashboard.
const COLUMNS: u32 = 24;

/// How a panel shows its series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// The newest value, large.
    Figure,
    Lines,
    Bars,
}

/// A panel before it has a place.
#[derive(Debug)]
pub struct Panel {
    title: String,
    look: Look,
    unit: String,
    targets: Vec<Value>,
}

impl Panel {
    /// Without a query yet. `unit` is one of Grafana's.
    pub fn new(title: &str, look: Look, unit: &str) -> Self {
        Self { title: title.to_owned(), look, unit: unit.to_owned(), targets: Vec::new() }
    }

    /// With one query more; `legend` names each of its series.
    pub fn query(mut self, expr: &str, legend: &str) -> Self {
        let letter = char::from(b'A' + u8::try_from(self.targets.len()).unwrap_or_default());
        let instant = self.look == Look::Figure;
        self.targets.push(json!({
            "refId": letter.to_string(),
            "datasource": source(),
            "expr": expr,
            "legendFormat": legend,
            "instant": instant,
            "range": !instant,
        }));
        self
    }

    fn size(&self) -> (u32, u32) {
        if self.look == Look::Figure { (8, 5) } else { (12, 8) }
    }

    fn placed(self, id: usize, (x, y): (u32, u32)) -> Value {
        let (w, h) = self.size();
        let draw = json!({"drawStyle": if self.look == Look::Bars { "bars" } else { "line" }, "fillOpacity": if self.look == Look::Bars { 60 } else { 0 },
            // a gap is a gap
            "spanNulls": false, "showPoints": "auto"});
        json!({
            "id": id,
            "type": if self.look == Look::Figure { "stat" } else { "timeseries" },
            "title": self.title,
            "gridPos": {"h": h, "w": w, "x": x, "y": y},
            "datasource": source(),
            "targets": self.targets,
            "fieldConfig": {
                "defaults": {"unit": self.unit, "custom": if self.look == Look::Figure { json!({}) } else { draw },
                    "thresholds": {"mode": "absolute", "steps": [{"color": "text", "value": null}]}},
                "overrides": [],
            },
            "options": if self.look == Look::Figure {
                json!({"reduceOptions": {"calcs": ["lastNotNull"], "values": false}, "textMode": "auto", "colorMode": "none"})
            } else {
                json!({"legend": {"displayMode": "list", "placement": "bottom", "showLegend": true}, "tooltip": {"mode": "multi"}})
            },
        })
    }
}

fn source() -> Value {
    json!({"type": "prometheus", "uid": "${DS}"})
}

/// The panels in rows, from left to right.
pub fn laid_out(panels: Vec<Panel>) -> Vec<Value> {
    let (mut x, mut y, mut row) = (0, 0, 0);
    let place = |(at, panel): (usize, Panel)| {
        let (w, h) = panel.size();
        if x + w > COLUMNS || (row != 0 && row != h) {
            (x, y, row) = (0, y + row, 0);
        }
        let placed = panel.placed(at + 1, (x, y));
        (x, row) = (x + w, h);
        placed
    };
    panels.into_iter().enumerate().map(place).collect()
}
