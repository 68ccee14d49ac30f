use super::value_bars::grade_mark;
use crate::canvas::{Canvas, Drawn, Frame, Type};
use crate::chart::Chart;
use crate::palette::Role;
use crate::pen::{Anchor, Pen};
use crate::series::finite;
use crate::spec::{Caption, Flow, FlowLevel, FlowNode};
use crate::style::Style;
use crate::surface::Surface;
use crate::text::Weight;

/// Height of a mapping's row, in em.
const ROW: f64 = 3.67;
/// Space between the rows of two objectives, in em.
const GROUP: f64 = 1.17;
/// Height of the heads, in em.
const HEADS: f64 = 2.5;
/// Width of the widest link, in em.
const WIDEST: f64 = 0.75;

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

/// Middle of each node and the height of all, in em under the heads.
///
/// Mappings (and nodes without links to the right) take a row each, in the order in which their objectives and KPIs
/// reach them. A KPI or objective stands in the middle of what it leads to.
fn places(flow: &Flow) -> (Vec<f64>, f64) {
    let mut middles: Vec<Option<f64>> = vec![None; flow.nodes.len()];
    let mut next = 0.0;
    let mut roots: Vec<usize> = (0..flow.nodes.len()).collect();
    roots.sort_by_key(|node| flow.nodes[*node].level);
    for root in roots {
        if middles[root].is_none() {
            if next > 0.0 {
                next += GROUP;
            }
            place(flow, root, &mut middles, &mut next);
        }
    }
    (
        middles
            .into_iter()
            .map(|middle| middle.unwrap_or(0.0))
            .collect(),
        next,
    )
}

/// Links lead one column to the right, so this ends after three steps.
fn place(flow: &Flow, node: usize, middles: &mut [Option<f64>], next: &mut f64) {
    let children: Vec<_> = children(flow, node).collect();
    for child in &children {
        if middles[*child].is_none() {
            place(flow, *child, middles, next);
        }
    }
    let below = children.iter().filter_map(|child| middles[*child]);
    let ends = crate::scale::extent(below);
    middles[node] = Some(match ends {
        Some((first, last)) => (first + last) / 2.0,
        None => {
            *next += ROW;
            *next - ROW / 2.0
        }
    });
}

fn children(flow: &Flow, node: usize) -> impl Iterator<Item = usize> + '_ {
    let level = flow.nodes.get(node).map(|node| node.level);
    flow.links
        .iter()
        .filter(move |link| link.from == node)
        .map(|link| link.to)
        .filter(move |child| {
            flow.nodes
                .get(*child)
                .map(|child| child.level)
                .zip(level)
                .is_some_and(|(child, own)| child > own)
        })
}

struct Plot<'a> {
    flow: &'a Flow,
    /// Middles in px or pt.
    middles: Vec<f64>,
    /// Left and right end of each column's text.
    columns: [(f64, f64); 3],
}

impl<'a> Plot<'a> {
    fn new<S: Surface>(flow: &'a Flow, canvas: &Canvas<'_, S>) -> Self {
        let em = canvas.style.font;
        let width = canvas.width;
        Self {
            flow,
            middles: places(flow)
                .0
                .into_iter()
                .map(|middle| (middle + HEADS) * em)
                .collect(),
            columns: [
                (0.0, 0.16 * width),
                (0.273 * width, 0.452 * width),
                (0.538 * width, width),
            ],
        }
    }

    fn column(&self, level: FlowLevel) -> (f64, f64) {
        match level {
            FlowLevel::Objective => self.columns[0],
            FlowLevel::Kpi => self.columns[1],
            FlowLevel::Mapping => self.columns[2],
        }
    }

    fn heads<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let em = canvas.style.font;
        let look = Type::new(Role::Ink3);
        for (head, (left, right)) in self.flow.heads.iter().zip(self.columns) {
            let room = if right < canvas.width {
                right - left
            } else {
                0.3 * canvas.width
            };
            canvas.text(
                left,
                em,
                &canvas.fit(&head.as_str().into(), room, look),
                look,
            )?;
        }
        canvas.text(
            canvas.width,
            em,
            &self.flow.heads[3],
            look.anchor(Anchor::End),
        )?;
        canvas.across(
            0.0,
            canvas.width,
            1.83 * em,
            Pen::new(Role::Rule2, canvas.style.rule),
        )
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
                let frame = Frame {
                    x: left - 0.67 * em,
                    y: middle - half,
                    width: right - left + 0.67 * em,
                    height: 2.0 * half,
                };
                canvas.block(frame, Role::AccentWash)?;
                let edge = Frame {
                    x: left - 0.67 * em - 2.0 * canvas.style.rule,
                    width: 2.0 * canvas.style.rule,
                    ..frame
                };
                canvas.block(edge, Role::Accent)?;
            }
            canvas.across(
                left,
                right,
                middle + half,
                Pen::new(Role::Rule, canvas.style.rule),
            )?;
        }
        Ok(())
    }

    /// Links as wide as their money, stacked at both ends; those of the open mapping's path stand out.
    fn links<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let style = canvas.style;
        let em = style.font;
        let flow = self.flow;
        let sound = |link: &&crate::spec::FlowLink| {
            link.money.is_finite() && link.from < flow.nodes.len() && link.to < flow.nodes.len()
        };
        let mut links: Vec<_> = flow.links.iter().filter(sound).collect();
        let mappings = links
            .iter()
            .filter(|link| flow.nodes[link.to].level == FlowLevel::Mapping);
        let most = mappings.map(|link| link.money.abs()).fold(0.0, f64::max);
        let width = |money: f64| {
            let share = finite(Some(money.abs() / most)).unwrap_or(0.0);
            (share * WIDEST * em).max(style.rule)
        };
        // Stacked in order of place, so links of one node do not cross.
        links.sort_by(|a, b| {
            self.middles[a.from]
                .total_cmp(&self.middles[b.from])
                .then(self.middles[a.to].total_cmp(&self.middles[b.to]))
        });
        let total = |node: usize, outward: bool| -> f64 {
            let own =
                |link: &&&crate::spec::FlowLink| node == if outward { link.from } else { link.to };
            links.iter().filter(own).map(|link| width(link.money)).sum()
        };
        let start = |outward: bool| -> Vec<f64> {
            let middles = self.middles.iter().enumerate();
            middles
                .map(|(node, middle)| middle - total(node, outward) / 2.0)
                .collect()
        };
        let (mut out, mut into) = (start(true), start(false));
        let open = self.open_path();
        for link in &links {
            let thick = width(link.money);
            let from = out[link.from] + thick / 2.0;
            let to = into[link.to] + thick / 2.0;
            out[link.from] += thick;
            into[link.to] += thick;
            let (left, right) =
                self.gap(flow.nodes[link.from].level, flow.nodes[link.to].level, em);
            let bend = (left + right) / 2.0;
            let opacity = match open.as_ref() {
                Some(open) if open[link.from] && open[link.to] => 0.9,
                Some(_) => 0.38,
                None => 0.6,
            };
            let pen = if link.money < 0.0 {
                Pen::new(Role::Loss, thick).dashed(style.loss_dash)
            } else {
                Pen::new(Role::Gain, thick)
            };
            canvas.curve(
                [(left, from), (bend, from), (bend, to), (right, to)],
                pen.opacity(opacity),
            )?;
        }
        Ok(())
    }

    fn gap(&self, from: FlowLevel, to: FlowLevel, em: f64) -> (f64, f64) {
        (
            self.column(from).1 + 0.5 * em,
            self.column(to).0 - 0.83 * em,
        )
    }

    /// The nodes on the way to the open mapping; `None` where none is open.
    fn open_path(&self) -> Option<Vec<bool>> {
        let mut path: Vec<_> = self.flow.nodes.iter().map(|node| node.open).collect();
        // Two steps to the left reach the objective.
        for _ in 0..2 {
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

    fn names<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        for (node, middle) in self.flow.nodes.iter().zip(&self.middles) {
            match node.level {
                FlowLevel::Mapping => self.mapping(canvas, node, *middle)?,
                FlowLevel::Objective | FlowLevel::Kpi => self.group(canvas, node, *middle)?,
            }
        }
        Ok(())
    }

    fn mapping<S: Surface>(
        &self,
        canvas: &Canvas<'_, S>,
        node: &FlowNode,
        middle: f64,
    ) -> Drawn<S> {
        let em = canvas.style.font;
        let (left, right) = self.column(FlowLevel::Mapping);
        let mark = 1.5 * em;
        let amount = Type::new(amount_role(node))
            .weight(Weight::Medium)
            .anchor(Anchor::End);
        let inset = if node.open { 0.67 * em } else { 0.0 };
        canvas.text(
            right - inset,
            middle + canvas.half_line(),
            &node.amount,
            amount,
        )?;
        let amounts = self
            .flow
            .nodes
            .iter()
            .map(|node| canvas.measure(&node.amount, amount))
            .fold(0.0, f64::max);
        let grade_at = right - amounts - em - mark;
        if let Some(grade) = node.grade {
            let frame = Frame {
                x: grade_at,
                y: middle - mark / 2.0,
                width: mark,
                height: mark,
            };
            grade_mark(canvas, grade, frame)?;
        }
        let room = grade_at - left - 0.5 * em;
        self.two_lines(
            canvas,
            (left, middle, room),
            &node.label,
            (&node.note, Role::Ink2),
        )
    }

    fn group<S: Surface>(&self, canvas: &Canvas<'_, S>, node: &FlowNode, middle: f64) -> Drawn<S> {
        let (left, right) = self.column(node.level);
        let amount = Caption::from(node.amount.as_str());
        let role = if node.loss { Role::Loss } else { Role::Ink2 };
        self.two_lines(
            canvas,
            (left, middle, right - left),
            &node.label,
            (&amount, role),
        )
    }

    /// A name on one line, or two where it is longer than its column, and a line under it.
    fn two_lines<S: Surface>(
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
fn wrapped<S: Surface>(
    canvas: &Canvas<'_, S>,
    name: &Caption,
    room: f64,
    look: Type,
) -> Vec<String> {
    let full = name.full.as_str();
    if canvas.measure(full, look) <= room {
        return vec![full.to_owned()];
    }
    let breaks = full.match_indices(' ').map(|(at, _)| full.split_at(at));
    let fitting = breaks.take_while(|(first, _)| canvas.measure(first, look) <= room);
    match fitting.last() {
        Some((first, rest)) => vec![
            first.to_owned(),
            canvas.fit(&rest.trim_start().into(), room, look),
        ],
        None => vec![canvas.fit(name, room, look)],
    }
}

fn amount_role(node: &FlowNode) -> Role {
    if node.loss { Role::Loss } else { Role::Ink }
}
