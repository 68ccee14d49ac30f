//! Names, notes, grades and amounts of a value map.

use super::super::value_bars::grade_mark;
use super::Plot;
use crate::canvas::{Canvas, Drawn, Frame, Type};
use crate::palette::Role;
use crate::pen::Anchor;
use crate::spec::{Caption, FlowLevel, FlowNode};
use crate::surface::Surface;
use crate::text::Weight;

impl Plot<'_> {
    pub(super) fn names<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        for (node, middle) in self.flow.nodes.iter().zip(&self.middles) {
            match node.level {
                FlowLevel::Mapping => self.mapping(canvas, node, *middle)?,
                FlowLevel::Objective | FlowLevel::Kpi | FlowLevel::Part => self.group(canvas, node, *middle)?,
            }
        }
        Ok(())
    }

    pub(super) fn mapping<S: Surface>(&self, canvas: &Canvas<'_, S>, node: &FlowNode, middle: f64) -> Drawn<S> {
        let em = canvas.style.font;
        let (left, right) = self.column(FlowLevel::Mapping);
        let mark = 1.5 * em;
        let amount = Type::new(amount_role(node)).weight(Weight::Medium).anchor(Anchor::End);
        canvas.text(right, middle + canvas.half_line(), &node.amount, amount)?;
        let amounts = self.flow.nodes.iter().map(|node| canvas.measure(&node.amount, amount)).fold(0.0, f64::max);
        let grade_at = right - amounts - em - mark;
        if let Some(grade) = node.grade {
            let frame = Frame { x: grade_at, y: middle - mark / 2.0, width: mark, height: mark };
            grade_mark(canvas, grade, frame)?;
        }
        let room = grade_at - left - 0.5 * em;
        self.two_lines(canvas, (left, middle, room), &node.label, (&node.note, Role::Ink2))
    }

    pub(super) fn group<S: Surface>(&self, canvas: &Canvas<'_, S>, node: &FlowNode, middle: f64) -> Drawn<S> {
        let (left, right) = self.column(node.level);
        let amount = Caption::from(node.amount.as_str());
        let role = if node.loss { Role::Loss } else { Role::Ink2 };
        self.two_lines(canvas, (left, middle, right - left), &node.label, (&amount, role))
    }

    /// A name on one line, or two where it is longer than its column, and a line under it.
    pub(super) fn two_lines<S: Surface>(
        &self,
        canvas: &Canvas<'_, S>,
        (left, middle, room): (f64, f64, f64),
        name: &Caption,
        (under, role): (&Caption, Role),
    ) -> Drawn<S> {
        let leading = 1.25 * canvas.style.font;
        let look = Type::new(Role::Ink).weight(Weight::Medium);
        let mut lines = wrapped(canvas, name, room, look);
        let below = Type::new(role);
        let under = canvas.fit(under, room, below);
        let names = lines.len();
        if !under.is_empty() {
            lines.push(under);
        }
        let first = middle - leading * (lines.len() as f64 - 1.0) / 2.0 + canvas.half_line();
        for (index, line) in lines.iter().enumerate() {
            let look = if index < names { look } else { below };
            canvas.text(left, first + leading * index as f64, line, look)?;
        }
        Ok(())
    }
}

/// `name` on one line if it fits, else broken between words into at most two.
pub(in crate::draw) fn wrapped<S: Surface>(canvas: &Canvas<'_, S>, name: &Caption, room: f64, look: Type) -> Vec<String> {
    let full = name.full.as_str();
    if canvas.measure(full, look) <= room {
        return vec![full.to_owned()];
    }
    let breaks = full.match_indices(' ').map(|(at, _)| full.split_at(at));
    let fitting = breaks.take_while(|(first, _)| canvas.measure(first, look) <= room);
    match fitting.last() {
        Some((first, rest)) => vec![first.to_owned(), canvas.fit(&rest.trim_start().into(), room, look)],
        None => vec![canvas.fit(name, room, look)],
    }
}

fn amount_role(node: &FlowNode) -> Role {
    if node.loss { Role::Loss } else { Role::Ink }
}
