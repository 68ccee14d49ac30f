//! The value map.

mod links;
pub(super) mod names;
mod places;

use crate::canvas::{Canvas, Drawn, Frame, Type};
use crate::chart::Chart;
use crate::palette::Role;
use crate::pen::{Anchor, Pen};
use crate::spec::{Flow, FlowLevel, MappingRow};
use crate::style::Style;
use crate::surface::Surface;
use places::places;

/// Height of a mapping's row, in em.
const ROW: f64 = 4.0;

/// Height of the heads, in em.
const HEADS: f64 = 2.5;

impl Chart for Flow {
    fn finding(&self) -> &str {
        &self.finding
    }

    fn widths(&self) -> (f64, f64) {
        (651.0, 326.0)
    }

    fn height(&self, _: f64, style: &Style) -> f64 {
        (places(self).1 + HEADS) * style.font
    }

    fn draw_on<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let plot = Plot::new(self, canvas);
        plot.heads(canvas)?;
        plot.rows(canvas)?;
        plot.links(canvas)?;
        plot.names(canvas)
    }
}

struct Plot<'a> {
    flow: &'a Flow,
    /// Middles in px or pt.
    middles: Vec<f64>,
    /// Left and right end of each column's text.
    columns: [(f64, f64); 4],
}

impl Flow {
    /// The rows of mappings, so that a page can lay a link over each.
    pub fn mapping_rows(&self) -> Vec<MappingRow> {
        let (middles, height) = places(self);
        let all = height + HEADS;
        let left = self.mappings_from();
        let rows = self.nodes.iter().zip(middles).enumerate().filter(|(_, (node, _))| node.level == FlowLevel::Mapping);
        rows.map(|(node, (_, middle))| MappingRow { node, left, top: (middle + HEADS - ROW / 2.0) / all, height: ROW / all }).collect()
    }

    fn has_parts(&self) -> bool {
        self.nodes.iter().any(|node| node.level == FlowLevel::Part)
    }

    /// Left end of the column of mappings, as a share of the width.
    fn mappings_from(&self) -> f64 {
        if self.has_parts() { 0.62 } else { 0.538 }
    }
}

impl<'a> Plot<'a> {
    fn new<S: Surface>(flow: &'a Flow, canvas: &Canvas<'_, S>) -> Self {
        let em = canvas.style.font;
        let width = canvas.width;
        // A margin as wide as the wash of the open row reaches to the left.
        let end = width - 0.67 * em;
        let share = |left: f64, right: f64| (left * width, right * width);
        let mappings = (flow.mappings_from() * width, end);
        let columns = if flow.has_parts() {
            [share(0.0, 0.14), share(0.2, 0.35), share(0.41, 0.56), mappings]
        } else {
            [share(0.0, 0.16), share(0.273, 0.452), share(0.452, 0.452), mappings]
        };
        Self { flow, middles: places(flow).0.into_iter().map(|middle| (middle + HEADS) * em).collect(), columns }
    }

    fn column(&self, level: FlowLevel) -> (f64, f64) {
        match level {
            FlowLevel::Objective => self.columns[0],
            FlowLevel::Kpi => self.columns[1],
            FlowLevel::Part => self.columns[2],
            FlowLevel::Mapping => self.columns[3],
        }
    }

    fn heads<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let em = canvas.style.font;
        let look = Type::new(Role::Ink3);
        let levels = [FlowLevel::Objective, FlowLevel::Kpi, FlowLevel::Mapping];
        for (head, (left, right)) in self.flow.heads.iter().zip(levels.map(|level| self.column(level))) {
            let room = if right < 0.9 * canvas.width { right - left } else { 0.3 * canvas.width };
            canvas.text(left, em, &canvas.fit(&head.as_str().into(), room, look), look)?;
        }
        canvas.text(self.column(FlowLevel::Mapping).1, em, &self.flow.heads[3], look.anchor(Anchor::End))?;
        canvas.across(0.0, canvas.width, 1.83 * em, Pen::new(Role::Rule2, canvas.style.rule))
    }

    /// Wash of the open mapping, rules between the rows of mappings.
    fn rows<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let em = canvas.style.font;
        let (left, right) = self.column(FlowLevel::Mapping);
        let half = ROW * em / 2.0;
        for (node, middle) in self.flow.nodes.iter().zip(&self.middles) {
            if node.level != FlowLevel::Mapping {
                continue;
            }
            if node.open {
                let frame = Frame { x: left - 0.67 * em, y: middle - half, width: right - left + 1.33 * em, height: 2.0 * half };
                canvas.block(frame, Role::AccentWash)?;
                let edge = Frame { x: right + 0.67 * em - 2.0 * canvas.style.rule, width: 2.0 * canvas.style.rule, ..frame };
                canvas.block(edge, Role::Accent)?;
            }
            canvas.across(left, right, middle + half, Pen::new(Role::Rule, canvas.style.rule))?;
        }
        Ok(())
    }
}
