use super::events;
use super::measure::{Measure, rules, ticks_width};
use super::strips::Layout;
use crate::canvas::{Canvas, Drawn, Frame, Type};
use crate::label::{Room, Spot, spread};
use crate::palette::Role;
use crate::pen::{Anchor, Pen};
use crate::scale::{Rules, Scale, extent};
use crate::series::{Step, finite, inside, pieces, thinned};
use crate::spec::{AxisTick, Marks, Quantity, Reference, Sample, Side, Strip, Strips};
use crate::surface::Surface;
use crate::text::Weight;

/// Height of the labels under the last strip, in em.
pub(super) const LABELS: f64 = 1.83;
/// Words of a value outside the scale.
const OFF_SCALE: &str = "off the scale";
/// Most excursions that are named in one strip.
const MOST_NAMED: usize = 3;

/// A strip with its scale.
pub(super) struct Fitted {
    rules: Rules,
    measure: Measure,
    ends: Vec<(f64, End)>,
}

/// A label at the right end.
#[derive(Clone)]
struct End {
    text: String,
    look: Type,
}

impl Fitted {
    pub(super) fn new<S: Surface>(strip: &Strip, canvas: &Canvas<'_, S>) -> Self {
        // The unit stands beside the strip, so its numbers are bare.
        let mut measure = Measure::new(&Quantity::other(""), 0.0, canvas.style.separators);
        measure.money = matches!(strip.marks, Marks::Columns(_));
        let rules = fitted_rules(strip);
        let ends = end_labels(strip, &measure, canvas);
        Self {
            rules,
            measure,
            ends,
        }
    }

    pub(super) fn numbers_width<S: Surface>(&self, canvas: &Canvas<'_, S>) -> f64 {
        ticks_width(canvas, &self.rules, &self.measure)
    }

    pub(super) fn ends_width<S: Surface>(&self, canvas: &Canvas<'_, S>) -> f64 {
        let widths = self
            .ends
            .iter()
            .map(|(_, end)| canvas.measure(&end.text, end.look));
        widths.fold(0.0, f64::max)
    }
}

fn levels(reference: &Option<Reference>) -> impl Iterator<Item = f64> + '_ {
    reference
        .iter()
        .flat_map(|reference| reference.steps.iter().map(|(_, level)| *level))
}

fn fitted_rules(strip: &Strip) -> Rules {
    let references = levels(&strip.baseline).chain(levels(&strip.target));
    match (&strip.marks, strip.shown) {
        (Marks::Columns(columns), _) => {
            let values = columns.iter().filter_map(|(_, value)| *value);
            let (low, high) = extent(values.chain(references).chain([0.0])).unwrap_or((0.0, 1.0));
            Rules::fitted(low, high, 4)
        }
        (Marks::Line(_), Some((low, high))) => Rules::fixed(low, high, 3),
        (Marks::Line(samples), None) => {
            let values: Vec<_> = samples
                .iter()
                .filter_map(|sample| finite(sample.value))
                .collect();
            let bands = samples
                .iter()
                .flat_map(|sample| [finite(sample.low), finite(sample.high)]);
            let others: Vec<_> = bands.flatten().chain(references).collect();
            let (low, high) = without_spikes(&values, &others).unwrap_or((0.0, 1.0));
            Rules::fitted(low, high, 3)
        }
    }
}

/// Ends of the scale. Rare values far from the rest (beyond three times the span from the 5th to the 95th of a
/// hundred values, levels and band) are left outside, so that one spike does not press the month flat.
fn without_spikes(values: &[f64], others: &[f64]) -> Option<(f64, f64)> {
    let (low, high) = extent(values.iter().chain(others).copied())?;
    if values.len() < 12 {
        return Some((low, high));
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (first, last) = (sorted.len() / 20, sorted.len() - 1 - sorted.len() / 20);
    let usual = extent(
        others
            .iter()
            .copied()
            .chain(sorted.get(first..=last)?.iter().copied()),
    )?;
    let reach = 3.0 * (usual.1 - usual.0);
    let within = |value: &f64| *value >= usual.0 - reach && *value <= usual.1 + reach;
    extent(
        values
            .iter()
            .copied()
            .filter(within)
            .chain([usual.0, usual.1]),
    )
}

fn end_labels<S: Surface>(
    strip: &Strip,
    measure: &Measure,
    canvas: &Canvas<'_, S>,
) -> Vec<(f64, End)> {
    let word = |text: &str| {
        if canvas.narrow() {
            text.chars().take(12).collect()
        } else {
            text.to_owned()
        }
    };
    let last = match &strip.marks {
        Marks::Line(samples) => samples.iter().rev().find_map(|sample| finite(sample.value)),
        Marks::Columns(columns) => columns.iter().rev().find_map(|(_, value)| finite(*value)),
    };
    let text = match (&strip.end, &strip.marks, last) {
        (Some(end), ..) => Some(if canvas.narrow() {
            end.shortest().to_owned()
        } else {
            end.full.clone()
        }),
        (None, Marks::Line(_), Some(value)) => Some(measure.value(value)),
        (None, ..) => None,
    };
    let weight = match strip.marks {
        Marks::Line(_) => Weight::SemiBold,
        Marks::Columns(_) => Weight::Medium,
    };
    let own = text.zip(last).map(|(text, value)| {
        let look = Type::new(Role::Ink).weight(weight).own();
        (value, End { text, look })
    });
    let references = [&strip.target, &strip.baseline]
        .into_iter()
        .flatten()
        .filter_map(|reference| {
            let (_, level) = reference.steps.last()?;
            let label = &reference.label;
            let text = if canvas.narrow() {
                word(label.shortest())
            } else {
                label.full.clone()
            };
            Some((
                *level,
                End {
                    text,
                    look: Type::new(Role::Ink2),
                },
            ))
        });
    own.into_iter().chain(references).collect()
}

/// One strip with events behind it and, if it is the last, the time axis under it.
pub(super) fn draw<S: Surface>(
    strips: &Strips,
    index: usize,
    layout: &Layout,
    canvas: &Canvas<'_, S>,
) -> Drawn<S> {
    let (Some(strip), Some(fitted)) = (strips.strips.get(index), layout.rows.get(index)) else {
        return Ok(());
    };
    let em = canvas.style.font;
    let last = index + 1 == strips.strips.len();
    let bottom = canvas.height - if last { LABELS * em } else { 0.0 };
    let washed = canvas.part(Frame {
        x: 0.0,
        y: 0.0,
        width: canvas.width,
        height: bottom,
    });
    events::behind(strips, layout, &washed, 0.0)?;
    let row = Row {
        strip,
        fitted,
        layout,
        y: Scale::new(
            fitted.rules.low,
            fitted.rules.high,
            bottom - 0.83 * em,
            1.33 * em,
        ),
        bottom,
    };
    row.draw(canvas)?;
    if last {
        time_labels(&strips.axis.ticks, layout, canvas, bottom)?;
    }
    Ok(())
}

fn time_labels<S: Surface>(
    ticks: &[AxisTick],
    layout: &Layout,
    canvas: &Canvas<'_, S>,
    top: f64,
) -> Drawn<S> {
    let em = canvas.style.font;
    let look = Type::new(Role::Ink3).anchor(Anchor::Middle);
    let mut free = f64::NEG_INFINITY;
    for tick in ticks {
        let x = layout.x.at(tick.at);
        let text = if canvas.narrow() {
            tick.label.shortest()
        } else {
            &tick.label.full
        };
        let half = canvas.measure(text, look) / 2.0;
        if x - half > free {
            canvas.down(
                x,
                top,
                top + 0.33 * em,
                Pen::new(Role::Rule2, canvas.style.tick),
            )?;
            canvas.text(x, top + 1.42 * em, text, look)?;
            free = x + half + 0.5 * em;
        }
    }
    Ok(())
}

/// A strip in its place.
struct Row<'a> {
    strip: &'a Strip,
    fitted: &'a Fitted,
    layout: &'a Layout,
    y: Scale,
    bottom: f64,
}

impl Row<'_> {
    fn draw<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let layout = self.layout;
        let em = canvas.style.font;
        let numbers = layout.left - 0.5 * em;
        let spans = (numbers, layout.left, layout.right);
        rules(
            canvas,
            (&self.fitted.rules, &self.fitted.measure),
            &self.y,
            spans,
        )?;
        if let Marks::Line(samples) = &self.strip.marks {
            self.band(canvas, samples)?;
        }
        let style = canvas.style;
        let baseline = Pen::new(Role::Ink2, style.baseline).dashed(style.baseline_dash);
        let target = Pen::new(Role::Ink, style.target)
            .dashed(style.target_dash)
            .round();
        self.reference(canvas, self.strip.baseline.as_ref(), baseline)?;
        self.reference(canvas, self.strip.target.as_ref(), target)?;
        let mut room = Room::new(Frame {
            x: layout.left,
            y: 0.0,
            width: layout.right - layout.left,
            height: self.bottom,
        });
        match &self.strip.marks {
            Marks::Line(samples) => self.line(canvas, samples, &mut room)?,
            Marks::Columns(columns) => self.columns(canvas, columns, &mut room)?,
        }
        self.notes(canvas, &mut room)?;
        self.ends(canvas)
    }

    /// Values beyond the scale end at its edge.
    fn edge(&self, value: f64) -> f64 {
        value.max(self.fitted.rules.low).min(self.fitted.rules.high)
    }

    fn band<S: Surface>(&self, canvas: &Canvas<'_, S>, samples: &[Sample]) -> Drawn<S> {
        let role = match self.strip.side {
            Side::Technical => Role::Band,
            Side::Business => Role::BandInk,
        };
        let end = |value: fn(&Sample) -> Option<f64>| -> Vec<Step> {
            let both = |sample: &Sample| finite(sample.low).and(finite(sample.high));
            let step = |sample: &Sample| Step {
                x: self.layout.x.at(sample.at),
                y: both(sample)
                    .and(value(sample))
                    .map(|value| self.edge(value)),
                late: false,
            };
            thinned(&samples.iter().map(step).collect::<Vec<_>>())
        };
        let (low, high) = (end(|sample| sample.low), end(|sample| sample.high));
        // Both edges have the same gaps, so their runs pair up.
        let runs = |steps: Vec<Step>| pieces(&steps, false);
        for (low, high) in runs(low).into_iter().zip(runs(high)) {
            let edge = low.points.into_iter().rev().chain(high.points);
            let outline: Vec<_> = edge.map(|(x, value)| (x, self.y.at(value))).collect();
            if outline.len() > 2 {
                canvas.area(&outline, role)?;
            }
        }
        Ok(())
    }

    fn reference<S: Surface>(
        &self,
        canvas: &Canvas<'_, S>,
        reference: Option<&Reference>,
        pen: Pen,
    ) -> Drawn<S> {
        let Some(reference) = reference else {
            return Ok(());
        };
        let layout = self.layout;
        let mut points: Vec<(f64, f64)> = Vec::new();
        for (from, level) in reference
            .steps
            .iter()
            .filter(|(_, level)| level.is_finite())
        {
            let x = layout.x.at(*from).max(layout.left).min(layout.right);
            let y = self.y.at(self.edge(*level));
            points.extend(points.last().map(|(_, before)| (x, *before)));
            points.push((x, y));
        }
        points.extend(points.last().map(|(_, y)| (layout.right, *y)));
        canvas.line(&points, pen)
    }

    fn line<S: Surface>(
        &self,
        canvas: &Canvas<'_, S>,
        samples: &[Sample],
        room: &mut Room,
    ) -> Drawn<S> {
        let role = match self.strip.side {
            Side::Technical => Role::Accent,
            Side::Business => Role::Ink,
        };
        let style = canvas.style;
        let pen = Pen::new(role, style.series);
        let step = |sample: &Sample| Step {
            x: self.layout.x.at(sample.at),
            y: finite(sample.value),
            late: sample.immature,
        };
        let steps = thinned(&samples.iter().map(step).collect::<Vec<_>>());
        let (low, high) = (self.fitted.rules.low, self.fitted.rules.high);
        for piece in pieces(&steps, false) {
            let pen = if piece.late {
                pen.dashed(style.late_dash)
            } else {
                pen.round()
            };
            for part in inside(&piece.points, low, high) {
                let points: Vec<_> = part
                    .iter()
                    .map(|(x, value)| (*x, self.y.at(*value)))
                    .collect();
                room.line(&points);
                match points[..] {
                    [point] => canvas.dot(point, style.series, role)?,
                    _ => canvas.line(&points, pen)?,
                }
            }
        }
        self.off_scale(canvas, &steps, room)
    }

    /// Names the values beyond the scale, largest first.
    fn off_scale<S: Surface>(
        &self,
        canvas: &Canvas<'_, S>,
        steps: &[Step],
        room: &mut Room,
    ) -> Drawn<S> {
        let (low, high) = (self.fitted.rules.low, self.fitted.rules.high);
        let beyond = |step: &Step| step.y.map_or(0.0, |y| (y - high).max(low - y).max(0.0));
        let mut spikes: Vec<&Step> = steps
            .split(|step| beyond(step) == 0.0)
            .filter_map(|run| run.iter().max_by(|a, b| beyond(a).total_cmp(&beyond(b))))
            .collect();
        spikes.sort_by(|a, b| beyond(b).total_cmp(&beyond(a)));
        let em = canvas.style.font;
        let look = Type::new(Role::Ink2).halo();
        for spike in spikes.into_iter().take(MOST_NAMED) {
            let Some(value) = spike.y else { continue };
            let (word, y) = if value > high {
                ("peak", self.y.at(high) + 0.6 * em)
            } else {
                ("low", self.y.at(low) - 0.1 * em)
            };
            let short = format!("{word} {}", self.fitted.measure.value(value));
            let full = (!canvas.narrow()).then(|| format!("{short}, {OFF_SCALE}"));
            let spots = [
                Spot::new(spike.x + em, y, Anchor::Start),
                Spot::new(spike.x - em, y, Anchor::End),
            ];
            for text in full.into_iter().chain([short]) {
                if let Some(spot) = room.place(&spots, canvas.measure(&text, look), em) {
                    canvas.text(spot.x, spot.y, &text, look.anchor(spot.anchor))?;
                    break;
                }
            }
        }
        Ok(())
    }

    fn columns<S: Surface>(
        &self,
        canvas: &Canvas<'_, S>,
        columns: &[(f64, Option<f64>)],
        room: &mut Room,
    ) -> Drawn<S> {
        let zero = self.y.at(0.0);
        let width = self.column_width(columns);
        for (at, value) in columns {
            let Some(value) = finite(*value) else {
                continue;
            };
            let (x, y) = (self.layout.x.at(*at) - width / 2.0, self.y.at(value));
            let frame = Frame {
                x,
                y: y.min(zero),
                width,
                height: (y - zero).abs(),
            };
            canvas.block(frame, if value < 0.0 { Role::Loss } else { Role::Gain })?;
            room.line(&[(x, y), (x + width, zero)]);
        }
        let pen = Pen::new(Role::Ink3, canvas.style.rule);
        canvas.across(self.layout.left, self.layout.right, zero, pen)
    }

    fn column_width(&self, columns: &[(f64, Option<f64>)]) -> f64 {
        let steps = columns
            .windows(2)
            .map(|pair| self.layout.x.at(pair[1].0) - self.layout.x.at(pair[0].0));
        let slot = steps
            .filter(|step| *step > 0.0)
            .fold(self.layout.right - self.layout.left, f64::min);
        0.62 * slot
    }

    fn notes<S: Surface>(&self, canvas: &Canvas<'_, S>, room: &mut Room) -> Drawn<S> {
        let em = canvas.style.font;
        for note in &self.strip.notes {
            let (value, beside, signed) = match &self.strip.marks {
                Marks::Line(samples) => (
                    value_at(samples.iter().map(|s| (s.at, s.value)), note.at),
                    0.7 * em,
                    false,
                ),
                Marks::Columns(columns) => {
                    let half = self.column_width(columns) / 2.0;
                    (
                        value_at(columns.iter().copied(), note.at),
                        half + 0.6 * em,
                        true,
                    )
                }
            };
            let x = self.layout.x.at(note.at);
            let value = value.map(|value| self.edge(value));
            let y = self.y.at(value.unwrap_or(self.fitted.rules.low));
            let loss = signed && value.is_some_and(|value| value < 0.0);
            let look = if loss {
                Type::new(Role::Loss).weight(Weight::Medium).halo()
            } else {
                Type::new(Role::Ink2).halo()
            };
            let spots = [
                Spot::new(x + beside, y + 0.2 * em, Anchor::Start),
                Spot::new(x - beside, y + 0.2 * em, Anchor::End),
                Spot::new(x, y - 0.8 * em, Anchor::Middle),
                Spot::new(x, y + 1.4 * em, Anchor::Middle),
                Spot::new(x + beside, y + 1.2 * em, Anchor::Start),
                Spot::new(x - beside, y + 1.2 * em, Anchor::End),
            ];
            let full = (!canvas.narrow()).then_some(note.text.full.as_str());
            for text in full.into_iter().chain([note.text.shortest()]) {
                if let Some(spot) = room.place(&spots, canvas.measure(text, look), em) {
                    canvas.text(spot.x, spot.y, text, look.anchor(spot.anchor))?;
                    break;
                }
            }
        }
        Ok(())
    }

    fn ends<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let half = canvas.half_line();
        let em = canvas.style.font;
        let wanted = self
            .fitted
            .ends
            .iter()
            .map(|(value, _)| self.y.at(self.edge(*value)) + half);
        let wanted: Vec<_> = wanted.collect();
        let places = spread(&wanted, canvas.style.label_gap, em, self.bottom - 0.17 * em);
        let x = self.layout.right + 0.5 * em;
        for ((_, end), y) in self.fitted.ends.iter().zip(places) {
            let text = crate::text::cut(
                &end.text,
                canvas.width - x,
                canvas.size(end.look),
                end.look.weight,
            );
            canvas.text(x, y, &text, end.look)?;
        }
        Ok(())
    }
}

/// The value nearest to `at`.
fn value_at(values: impl Iterator<Item = (f64, Option<f64>)>, at: f64) -> Option<f64> {
    values
        .filter_map(|(place, value)| Some((place, finite(value)?)))
        .min_by(|a, b| (a.0 - at).abs().total_cmp(&(b.0 - at).abs()))
        .map(|(_, value)| value)
}
