//! Links as wide as their money.

use super::Plot;
use crate::canvas::{Canvas, Drawn};
use crate::palette::Role;
use crate::pen::Pen;
use crate::series::{drawable, finite};
use crate::spec::FlowLevel;
use crate::surface::Surface;

/// Width of the widest link, in em.
const WIDEST: f64 = 0.75;

impl Plot<'_> {
    /// Links as wide as their money, stacked at both ends; those of the open mapping's path stand out.
    pub(super) fn links<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let style = canvas.style;
        let em = style.font;
        let flow = self.flow;
        let sound = |link: &&crate::spec::FlowLink| drawable(link.money) && link.from < flow.nodes.len() && link.to < flow.nodes.len();
        let mut links: Vec<_> = flow.links.iter().filter(sound).collect();
        let mappings = links.iter().filter(|link| flow.nodes[link.to].level == FlowLevel::Mapping);
        let most = mappings.map(|link| link.money.abs()).fold(0.0, f64::max);
        let width = |money: f64| {
            let share = finite(Some(money.abs() / most)).unwrap_or(0.0);
            (share * WIDEST * em).max(style.rule)
        };
        // Stacked in order of place, so links of one node do not cross.
        links.sort_by(|a, b| self.middles[a.from].total_cmp(&self.middles[b.from]).then(self.middles[a.to].total_cmp(&self.middles[b.to])));
        let total = |node: usize, outward: bool| -> f64 {
            let own = |link: &&&crate::spec::FlowLink| node == if outward { link.from } else { link.to };
            links.iter().filter(own).map(|link| width(link.money)).sum()
        };
        let start = |outward: bool| -> Vec<f64> {
            let middles = self.middles.iter().enumerate();
            middles.map(|(node, middle)| middle - total(node, outward) / 2.0).collect()
        };
        let (mut out, mut into) = (start(true), start(false));
        let open = self.open_path();
        let parts = flow.has_parts();
        for link in &links {
            let thick = width(link.money);
            let from = out[link.from] + thick / 2.0;
            let to = into[link.to] + thick / 2.0;
            out[link.from] += thick;
            into[link.to] += thick;
            let (left, right) = self.gap(flow.nodes[link.from].level, flow.nodes[link.to].level, em);
            // A link past the column of KPIs under KPIs bends before it and runs on in its own row, clear of their names.
            let past = parts && flow.nodes[link.from].level < FlowLevel::Part && flow.nodes[link.to].level > FlowLevel::Part;
            let turned = if past { (self.column(FlowLevel::Part).0 - 0.83 * em).max(left).min(right) } else { right };
            let bend = (left + turned) / 2.0;
            let opacity = match open.as_ref() {
                Some(open) if open[link.from] && open[link.to] => 0.9,
                Some(_) => 0.38,
                None => 0.6,
            };
            let pen = if link.money < 0.0 { Pen::new(Role::Loss, thick).dashed(style.loss_dash) } else { Pen::new(Role::Gain, thick) };
            let pen = pen.opacity(opacity);
            canvas.curve([(left, from), (bend, from), (bend, to), (turned, to)], pen)?;
            if past {
                canvas.line(&[(turned, to), (right, to)], pen)?;
            }
        }
        Ok(())
    }

    pub(super) fn gap(&self, from: FlowLevel, to: FlowLevel, em: f64) -> (f64, f64) {
        (self.column(from).1 + 0.5 * em, self.column(to).0 - 0.83 * em)
    }

    /// The nodes on the way to the open mapping; `None` where none is open.
    pub(super) fn open_path(&self) -> Option<Vec<bool>> {
        let mut path: Vec<_> = self.flow.nodes.iter().map(|node| node.open).collect();
        // Three steps to the left reach the objective.
        for _ in 0..3 {
            for link in &self.flow.links {
                if path.get(link.to) == Some(&true)
                    && let Some(from) = path.get_mut(link.from)
                {
                    *from = true;
                }
            }
        }
        path.contains(&true).then_some(path)
    }
}
