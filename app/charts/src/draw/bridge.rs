use super::flow::names::wrapped;
use super::measure::Measure;
use crate::canvas::{Canvas, Drawn, Frame, Type};
use crate::chart::Chart;
use crate::format;
use crate::palette::Role;
use crate::pen::{Anchor, Pen};
use crate::scale::{Rules, Scale, extent};
use crate::series::drawable;
use crate::spec::{Bridge, BridgeKind, BridgeRow};
use crate::style::{BridgeForm, Style};
use crate::surface::Surface;
use crate::text::Weight;

impl Chart for Bridge {
    fn finding(&self) -> &str {
        &self.finding
    }

    fn widths(&self) -> (f64, f64) {
        (651.0, 326.0)
    }

    fn height(&self, _: f64, style: &Style) -> f64 {
        let axis = match style.bridge {
            BridgeForm::Bars => 0.0,
            BridgeForm::Arrows => 2.0 * style.font,
        };
        style.bridge_row * self.rows.len() as f64 + axis
    }

    fn draw_on<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let plot = Plot::new(self, canvas);
        if let BridgeForm::Arrows = canvas.style.bridge {
            plot.axis(canvas)?;
        }
        for (index, row) in self.rows.iter().enumerate() {
            plot.rule(canvas, index)?;
            plot.words(canvas, index, row)?;
        }
        plot.connectors(canvas)?;
        for (index, row) in self.rows.iter().enumerate() {
            plot.mark(canvas, index, row)?;
        }
        Ok(())
    }
}

struct Plot<'a> {
    bridge: &'a Bridge,
    labels: f64,
    x: Scale,
    rules: Rules,
    top: f64,
    row: f64,
}

impl<'a> Plot<'a> {
    fn new<S: Surface>(bridge: &'a Bridge, canvas: &Canvas<'_, S>) -> Self {
        let style = canvas.style;
        let em = style.font;
        let top = match style.bridge {
            BridgeForm::Bars => 0.0,
            BridgeForm::Arrows => 2.0 * em,
        };
        let look = Type::new(Role::Ink).weight(Weight::SemiBold);
        let amounts = bridge.rows.iter().map(|row| canvas.measure(&row.amount, look)).fold(0.0, f64::max);
        let most = 0.41 * canvas.width;
        let widths = bridge.rows.iter().map(|row| canvas.measure(&row.label.full, look).min(most));
        let labels = widths.fold(0.0, f64::max);
        let (from, to) = (labels + 1.5 * em, canvas.width - amounts - 1.5 * em);
        let ends = extent(bridge.rows.iter().flat_map(|row| [row.from, row.to])).unwrap_or((0.0, 1.0));
        let edge = style.total_dot;
        Self {
            bridge,
            labels,
            x: Scale::new(ends.0, ends.1, from + edge, to.max(from + 2.0 * em) - edge),
            rules: Rules::fixed(ends.0, ends.1, 4),
            top,
            row: (canvas.height - top) / bridge.rows.len().max(1) as f64,
        }
    }

    fn middle(&self, index: usize) -> f64 {
        self.top + self.row * (index as f64 + 0.5)
    }

    /// The numbers over an arrow bridge with their vertical rules.
    fn axis<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let measure = Measure::apart(None, canvas.style.separators);
        let look = Type::new(Role::Ink3).anchor(Anchor::Middle);
        let mut free = f64::NEG_INFINITY;
        for value in &self.rules.at {
            let x = self.x.at(*value);
            let text = measure.tick(*value, self.rules.step);
            let half = canvas.measure(&text, look) / 2.0;
            canvas.down(x, self.top, canvas.height, Pen::new(Role::Rule, canvas.style.rule))?;
            if x - half > free {
                canvas.text(x, self.top - 0.7 * canvas.style.font, &text, look)?;
                free = x + half + 0.4 * canvas.style.font;
            }
        }
        Ok(())
    }

    fn rule<S: Surface>(&self, canvas: &Canvas<'_, S>, index: usize) -> Drawn<S> {
        let y = self.top + self.row * (index as f64 + 1.0);
        let last = index + 1 == self.bridge.rows.len();
        let total = self.bridge.rows.get(index).is_some_and(|row| row.kind == BridgeKind::Total);
        match (canvas.style.bridge, last) {
            (BridgeForm::Bars, false) => canvas.across(0.0, canvas.width, y, Pen::new(Role::Rule, canvas.style.rule)),
            (BridgeForm::Arrows, true) => canvas.across(0.0, canvas.width, y, Pen::new(Role::Ink, canvas.style.tick)),
            (BridgeForm::Arrows, false) if total => canvas.across(0.0, canvas.width, y, Pen::new(Role::Rule, canvas.style.rule)),
            _ => Ok(()),
        }
    }

    fn words<S: Surface>(&self, canvas: &Canvas<'_, S>, index: usize, row: &BridgeRow) -> Drawn<S> {
        let y = self.middle(index) + canvas.half_line();
        let (label, amount) = match row.kind {
            BridgeKind::Total => {
                let look = Type::new(Role::Ink).weight(Weight::SemiBold);
                (look, look)
            }
            BridgeKind::Change => (Type::new(Role::Ink), Type::new(tone(row))),
        };
        // On a narrow screen a name takes two lines before it is cut.
        let names = if canvas.narrow() {
            wrapped(canvas, &row.label, self.labels, label)
        } else {
            vec![canvas.fit(&row.label, self.labels, label)]
        };
        let leading = 1.1 * canvas.style.font;
        let first = y - leading * (names.len() as f64 - 1.0) / 2.0;
        for (index, name) in names.iter().enumerate() {
            canvas.text(0.0, first + leading * index as f64, name, label)?;
        }
        canvas.text(canvas.width, y, &row.amount, amount.anchor(Anchor::End))
    }

    /// From each row's end to the next row's start, which is the same amount.
    fn connectors<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let role = match canvas.style.bridge {
            BridgeForm::Bars => Role::Ink2,
            BridgeForm::Arrows => Role::Ink3,
        };
        let pen = Pen::new(role, canvas.style.tick);
        for (index, row) in self.bridge.rows.iter().enumerate().take(self.bridge.rows.len().saturating_sub(1)) {
            canvas.down(self.x.at(row.to), self.middle(index), self.middle(index + 1), pen)?;
        }
        Ok(())
    }

    fn mark<S: Surface>(&self, canvas: &Canvas<'_, S>, index: usize, row: &BridgeRow) -> Drawn<S> {
        let style = canvas.style;
        let middle = self.middle(index);
        let (from, to) = (self.x.at(row.from), self.x.at(row.to));
        if !drawable(row.from) || !drawable(row.to) {
            return Ok(());
        }
        match (row.kind, style.bridge) {
            (BridgeKind::Total, BridgeForm::Bars) => canvas.dot((to, middle), style.total_dot, Role::Ink),
            (BridgeKind::Total, BridgeForm::Arrows) => {
                let last = index + 1 == self.bridge.rows.len();
                let role = if last { Role::Accent } else { Role::Ink };
                let half = 0.62 * style.bar;
                canvas.down(to, middle - half, middle + half, Pen::new(role, 4.0 * style.tick))
            }
            (BridgeKind::Change, BridgeForm::Bars) => {
                let frame = Frame {
                    x: from.min(to),
                    y: middle - style.bar / 2.0,
                    // A change of nothing to be seen still has a mark.
                    width: (to - from).abs().max(style.rule),
                    height: style.bar,
                };
                canvas.block(frame, tone(row))
            }
            (BridgeKind::Change, BridgeForm::Arrows) => {
                let half = style.bar / 2.0;
                let forward = if to < from { -1.0 } else { 1.0 };
                // Shorter than its point, an arrow is all point.
                let neck = to - forward * (0.8 * half).min((to - from).abs());
                let arrow = [(from, middle - half), (neck, middle - half), (to, middle), (neck, middle + half), (from, middle + half)];
                canvas.area(&arrow, tone(row))
            }
        }
    }
}

fn tone(row: &BridgeRow) -> Role {
    if row.amount.starts_with(format::MINUS) || row.to < row.from { Role::Loss } else { Role::Gain }
}
