use super::measure::{Measure, rules, ticks_width};
use super::month_axis::month_labels;
use crate::canvas::{Canvas, Drawn, Frame, Type};
use crate::chart::Chart;
use crate::label::{Room, Spot, spread};
use crate::palette::Role;
use crate::pen::{Anchor, Pen};
use crate::scale::{Rules, Scale, extent};
use crate::series::{drawable, finite};
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
        let values = self.columns.iter().filter_map(|column| finite(column.value));
        let target = self.target.as_ref().map(|(_, level)| *level).filter(|level| drawable(*level));
        let (low, high) = extent(values.chain(target).chain([0.0])).unwrap_or((0.0, 0.0));
        let (low, high) = match self.reach.filter(|reach| drawable(*reach) && *reach > 0.0) {
            Some(reach) if low < 0.0 => (low.min(-reach), high.max(reach)),
            Some(reach) => (low, high.max(reach)),
            None => (low, high),
        };
        // Nothing but zeros or gaps: the scale still reaches up from zero.
        let high = if low < high { high } else { 1.0 };
        let measure = Measure::new(&self.quantity, low.abs().max(high), style.separators);
        let rules_at = if self.rules { Rules::fitted(low, high, 3) } else { Rules { low, high, at: Vec::new(), step: 1.0 } };
        let look = Type::new(Role::Ink2);
        let target_label = self.target.as_ref().map(|(label, _)| canvas.fit(label, 0.25 * canvas.width, look));
        let left = if self.rules { ticks_width(canvas, &rules_at, &measure) + 0.67 * em } else { 0.0 };
        // Labels right of the plot: the target, and the last amount where its column is too narrow to carry it.
        let mut ends: Vec<(f64, String, Type)> = Vec::new();
        ends.extend(target.zip(target_label).map(|(level, text)| (level, text, look)));
        let room_for = |ends: &[(f64, String, Type)]| {
            let widths = ends.iter().map(|(_, text, look)| canvas.measure(text, *look));
            widths.reduce(f64::max).map_or(0.0, |width| width + 0.6 * em)
        };
        let aside = self.aside(canvas, canvas.width - room_for(&ends) - left);
        let shown_aside = aside.is_some();
        ends.extend(aside);
        let right = canvas.width - room_for(&ends);
        let named = self.columns.iter().any(|column| !column.amount.full.is_empty());
        let captioned = self.rules && !measure.caption.is_empty();
        let top = if captioned { 1.5 * em } else { 0.2 * em } + if named { 1.3 * em } else { 0.0 };
        let losses = named && self.columns.iter().any(|column| finite(column.value).is_some_and(|value| value < 0.0));
        let bottom = canvas.height - 2.0 * em - if losses { 1.2 * em } else { 0.0 };
        let y = Scale::new(rules_at.low, rules_at.high, bottom, top);
        if captioned {
            canvas.text(0.0, 0.9 * em, &measure.caption, Type::new(Role::Ink3))?;
        }
        rules(canvas, (&rules_at, &measure), &y, (left - 0.67 * em, left, right))?;
        let slot = (right - left) / self.columns.len().max(1) as f64;
        let places: Vec<_> = (0..self.columns.len()).map(|column| left + slot * (column as f64 + 0.5)).collect();
        self.blocks(canvas, &places, &y, slot)?;
        canvas.across(left, right, y.at(0.0), Pen::new(Role::Ink3, style.rule))?;
        if let Some(level) = target {
            let pen = Pen::new(Role::Ink, style.target).dashed(style.target_dash).round();
            canvas.across(left, right, y.at(level), pen)?;
        }
        let wanted: Vec<_> = ends.iter().map(|(level, ..)| y.at(*level) + canvas.half_line()).collect();
        let heights = spread(&wanted, style.label_gap, em, bottom + canvas.half_line());
        for ((_, text, look), height) in ends.iter().zip(heights) {
            canvas.text(right + 0.6 * em, height, text, *look)?;
        }
        self.amounts(canvas, &places, &y, (left, right), shown_aside)?;
        let labels: Vec<_> = self.columns.iter().map(|column| &column.label).collect();
        month_labels(canvas, &labels, &places, canvas.height - 0.4 * em)
    }
}

impl Columns {
    /// The last amount as a label beside its column, where a plot of `width` gives it less room than it needs.
    fn aside<S: Surface>(&self, canvas: &Canvas<'_, S>, width: f64) -> Option<(f64, String, Type)> {
        let column = self.columns.last()?;
        let value = finite(column.value)?;
        let role = if value < 0.0 { Role::Loss } else { Role::Ink };
        let look = Type::new(role).weight(Weight::SemiBold);
        let text = column.amount.shortest();
        let slot = width / self.columns.len() as f64;
        let tight = canvas.measure(text, look) + 0.6 * canvas.style.font > slot;
        (tight && !text.is_empty()).then(|| (value, text.to_owned(), look))
    }

    fn blocks<S: Surface>(&self, canvas: &Canvas<'_, S>, places: &[f64], y: &Scale, slot: f64) -> Drawn<S> {
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
            let frame = Frame { x: x - width / 2.0, y: end.min(zero), width, height: (end - zero).abs() };
            canvas.block(frame, role)?;
        }
        Ok(())
    }

    /// Amounts at the columns' ends: the last month's first, then the largest and the smallest, then the others as
    /// far as there is room beside what stands already.
    fn amounts<S: Surface>(
        &self,
        canvas: &Canvas<'_, S>,
        places: &[f64],
        y: &Scale,
        (left, right): (f64, f64),
        shown_aside: bool,
    ) -> Drawn<S> {
        let slot = (right - left) / places.len().max(1) as f64;
        let em = canvas.style.font;
        let plain = Type::new(Role::Ink2).anchor(Anchor::Middle).halo();
        let strong = plain.weight(Weight::SemiBold);
        let known: Vec<_> = (0..)
            .zip(self.columns.iter().zip(places))
            .filter_map(|(index, (column, x))| Some((index, column, *x, finite(column.value)?)))
            .collect();
        let widths = known.iter().map(|(_, column, ..)| canvas.measure(&column.amount.full, strong));
        let full = widths.fold(0.0, f64::max) + 0.3 * em <= slot;
        let mut room = Room::new(Frame { x: left, y: 0.0, width: right - left, height: canvas.height });
        for (_, _, x, value) in &known {
            let (zero, end) = (y.at(0.0), y.at(*value));
            room.block(Frame {
                x: x - 0.31 * slot,
                y: end.min(zero) + 0.1 * em,
                width: 0.62 * slot,
                height: ((end - zero).abs() - 0.2 * em).max(0.0),
            });
        }
        let mut order: Vec<_> = (0..known.len()).rev().collect();
        order.sort_by(|a, b| known[*b].3.abs().total_cmp(&known[*a].3.abs()));
        let last = self.columns.len().saturating_sub(1);
        order.sort_by_key(|place| known[*place].0 != last);
        for place in order {
            let (index, column, x, value) = known[place];
            if shown_aside && index == last {
                continue;
            }
            let text = if full { column.amount.full.as_str() } else { column.amount.shortest() };
            let below = value < 0.0;
            let look = if index == last { strong } else { plain };
            let role = match (below, index == last) {
                (true, _) => Role::Loss,
                (false, true) => Role::Ink,
                (false, false) => Role::Ink2,
            };
            let baseline = if below { y.at(value) + 1.1 * em } else { y.at(value) - 0.4 * em };
            let width = canvas.measure(text, look);
            let inside = |x: f64| x.min(right - width / 2.0).max(left + width / 2.0);
            let spots = [0.0, -0.25, 0.25].map(|aside| Spot::new(inside(x + aside * width), baseline, Anchor::Middle));
            let spots = if full { &spots[..1] } else { &spots[..] };
            if let Some(spot) = room.place(spots, width + 0.3 * em, em) {
                canvas.text(spot.x, spot.y, text, Type { role, ..look })?;
            }
        }
        Ok(())
    }
}
