use super::measure::{Measure, rules, ticks_width};
use super::month_axis::month_labels;
use crate::canvas::{Canvas, Drawn, Frame, Type};
use crate::chart::Chart;
use crate::label::spread;
use crate::palette::Role;
use crate::pen::{Anchor, Pen};
use crate::scale::{Rules, Scale, extent};
use crate::series::finite;
use crate::spec::Columns;
use crate::style::Style;
use crate::surface::Surface;
use crate::text::Weight;

impl Chart for Columns {
    fn finding(&self) -> &str {
        &self.finding
    }

    fn height(&self, _: f64, style: &Style) -> f64 {
        16.0 * style.font
    }

    fn draw_on<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let style = canvas.style;
        let em = style.font;
        let values = self
            .columns
            .iter()
            .filter_map(|column| finite(column.value));
        let target = self
            .target
            .as_ref()
            .map(|(_, level)| *level)
            .filter(|level| level.is_finite());
        let (low, high) = extent(values.chain(target).chain([0.0])).unwrap_or((0.0, 0.0));
        let (low, high) = match self.reach.filter(|reach| reach.is_finite() && *reach > 0.0) {
            Some(reach) if low < 0.0 => (low.min(-reach), high.max(reach)),
            Some(reach) => (low, high.max(reach)),
            None => (low, high),
        };
        // Nothing but zeros or gaps: the scale still reaches up from zero.
        let high = if low < high { high } else { 1.0 };
        let measure = Measure::new(&self.quantity, low.abs().max(high), style.separators);
        let rules_at = if self.rules {
            Rules::fitted(low, high, 3)
        } else {
            Rules {
                low,
                high,
                at: Vec::new(),
                step: 1.0,
            }
        };
        let look = Type::new(Role::Ink2);
        let target_label = self
            .target
            .as_ref()
            .map(|(label, _)| canvas.fit(label, 0.25 * canvas.width, look));
        let right = canvas.width
            - target_label
                .as_ref()
                .map_or(0.0, |text| canvas.measure(text, look) + 0.6 * em);
        let left = if self.rules {
            ticks_width(canvas, &rules_at, &measure) + 0.67 * em
        } else {
            0.0
        };
        let named = self.columns.iter().any(|column| !column.amount.is_empty());
        let captioned = self.rules && !measure.caption.is_empty();
        let top = if captioned { 1.5 * em } else { 0.2 * em } + if named { 1.3 * em } else { 0.0 };
        let losses = named
            && self
                .columns
                .iter()
                .any(|column| finite(column.value).is_some_and(|value| value < 0.0));
        let bottom = canvas.height - 2.0 * em - if losses { 1.2 * em } else { 0.0 };
        let y = Scale::new(rules_at.low, rules_at.high, bottom, top);
        if captioned {
            canvas.text(0.0, 0.9 * em, &measure.caption, Type::new(Role::Ink3))?;
        }
        rules(
            canvas,
            (&rules_at, &measure),
            &y,
            (left - 0.67 * em, left, right),
        )?;
        let slot = (right - left) / self.columns.len().max(1) as f64;
        let places: Vec<_> = (0..self.columns.len())
            .map(|column| left + slot * (column as f64 + 0.5))
            .collect();
        self.blocks(canvas, &places, &y, slot)?;
        canvas.across(left, right, y.at(0.0), Pen::new(Role::Ink3, style.rule))?;
        if let (Some(level), Some(text)) = (target, target_label) {
            let pen = Pen::new(Role::Ink, style.target)
                .dashed(style.target_dash)
                .round();
            canvas.across(left, right, y.at(level), pen)?;
            canvas.text(
                right + 0.6 * em,
                y.at(level) + canvas.half_line(),
                &text,
                look,
            )?;
        }
        self.amounts(canvas, &places, &y, slot)?;
        let labels: Vec<_> = self.columns.iter().map(|column| &column.label).collect();
        month_labels(canvas, &labels, &places, canvas.height - 0.4 * em)
    }
}

impl Columns {
    fn blocks<S: Surface>(
        &self,
        canvas: &Canvas<'_, S>,
        places: &[f64],
        y: &Scale,
        slot: f64,
    ) -> Drawn<S> {
        let width = 0.62 * slot;
        let last = self.columns.len().saturating_sub(1);
        for (index, (column, x)) in self.columns.iter().zip(places).enumerate() {
            let Some(value) = finite(column.value) else {
                continue;
            };
            let role = match value {
                value if value < 0.0 => Role::Loss,
                _ if index == last => Role::Accent,
                _ => Role::Past,
            };
            let (zero, end) = (y.at(0.0), y.at(value));
            let frame = Frame {
                x: x - width / 2.0,
                y: end.min(zero),
                width,
                height: (end - zero).abs(),
            };
            canvas.block(frame, role)?;
        }
        Ok(())
    }

    /// Amounts at the columns' ends. Where they are wider than their column only every second, third … keeps one,
    /// counted from the last.
    fn amounts<S: Surface>(
        &self,
        canvas: &Canvas<'_, S>,
        places: &[f64],
        y: &Scale,
        slot: f64,
    ) -> Drawn<S> {
        let em = canvas.style.font;
        let look = Type::new(Role::Ink2).anchor(Anchor::Middle).halo();
        let widths = self
            .columns
            .iter()
            .map(|column| canvas.measure(&column.amount, look.weight(Weight::SemiBold)));
        let widest = widths.fold(0.0, f64::max) + 0.4 * em;
        let every = (widest / slot.max(1e-6)).ceil().clamp(1.0, 1e6) as usize;
        for (index, (column, x)) in self.columns.iter().zip(places).enumerate() {
            let from_last = self.columns.len() - 1 - index;
            let Some(value) = finite(column.value) else {
                continue;
            };
            if !from_last.is_multiple_of(every) {
                continue;
            }
            let (end, role) = if value < 0.0 {
                (y.at(value) + 1.1 * em, Role::Loss)
            } else {
                (y.at(value) - 0.4 * em, Role::Ink2)
            };
            let look = match (from_last, value < 0.0) {
                (0, false) => look.weight(Weight::SemiBold),
                (0, true) => Type { role, ..look }.weight(Weight::SemiBold),
                _ => Type { role, ..look },
            };
            let look = if from_last == 0 && value >= 0.0 {
                Type {
                    role: Role::Ink,
                    ..look
                }
            } else {
                look
            };
            // Inside the frame, also where a column reaches its edge.
            let baseline = spread(&[end], 0.0, em, canvas.height)[0];
            canvas.text(*x, baseline, &column.amount, look)?;
        }
        Ok(())
    }
}
