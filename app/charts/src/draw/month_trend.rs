use super::measure::{Measure, rules, ticks_width};
use super::month_axis::month_labels;
use crate::canvas::{Canvas, Drawn, Frame, Type};
use crate::chart::Chart;
use crate::label::{Room, Spot, spread};
use crate::palette::Role;
use crate::pen::{Anchor, Pen};
use crate::scale::{Rules, Scale, extent};
use crate::series::{Step, finite, pieces};
use crate::spec::{MonthTrend, TrendMonth};
use crate::style::Style;
use crate::surface::Surface;
use crate::text::Weight;

impl Chart for MonthTrend {
    fn finding(&self) -> &str {
        &self.finding
    }

    fn height(&self, width: f64, style: &Style) -> f64 {
        let narrow = width < 40.0 * style.font;
        style.font * if narrow { 20.0 } else { 24.0 }
    }

    fn draw_on<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let plot = Plot::new(self, canvas);
        let em = canvas.style.font;
        canvas.text(0.0, 0.9 * em, &plot.measure.caption, Type::new(Role::Ink3))?;
        plot.bands(canvas)?;
        let numbers = plot.left - 0.67 * em;
        rules(
            canvas,
            (&plot.rules, &plot.measure),
            &plot.y,
            (numbers, plot.left, plot.right),
        )?;
        let target = plot.target(canvas)?;
        plot.line(canvas)?;
        let labels: Vec<_> = self.months.iter().map(|month| &month.label).collect();
        month_labels(canvas, &labels, &plot.x, canvas.height - 0.67 * em)?;
        plot.words(canvas, &target)
    }
}

/// The laid out plot.
struct Plot<'a> {
    trend: &'a MonthTrend,
    measure: Measure,
    rules: Rules,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    x: Vec<f64>,
    y: Scale,
    ends: Vec<End>,
}

/// A label at the line's end: value, words, look.
struct End {
    value: f64,
    text: String,
    look: Type,
}

fn band(month: &TrendMonth) -> Option<(f64, f64)> {
    Some((finite(month.low)?, finite(month.high)?))
}

impl<'a> Plot<'a> {
    fn new<S: Surface>(trend: &'a MonthTrend, canvas: &Canvas<'_, S>) -> Self {
        let em = canvas.style.font;
        let values = trend.months.iter().flat_map(|month| {
            let (low, high) = band(month).unzip();
            [finite(month.value), low, high, finite(month.target)]
        });
        let ends = extent(values.flatten());
        let largest = ends.map_or(0.0, |(low, high)| low.abs().max(high.abs()));
        let measure = Measure::new(&trend.quantity, largest, canvas.style.separators);
        let (low, high) = match ends {
            Some((low, high)) if measure.money => (low.min(0.0), high.max(0.0)),
            Some(ends) => ends,
            None => (0.0, 1.0),
        };
        let rules = Rules::fitted(low, high, 4);
        let (top, bottom) = (2.4 * em, canvas.height - 3.0 * em);
        let ends = end_labels(trend, &measure, canvas);
        let ends_width = ends
            .iter()
            .map(|end| canvas.measure(&end.text, end.look))
            .fold(0.0, f64::max);
        let left = (ticks_width(canvas, &rules, &measure) + 0.67 * em).max(2.5 * em);
        let right = (canvas.width - ends_width.min(canvas.width * 0.4) - 0.17 * em).max(left + em);
        let last = right - 0.67 * em;
        let slot = (last - left) / trend.months.len().saturating_sub(1).max(1) as f64;
        let x = (0..trend.months.len())
            .map(|month| left + slot * month as f64)
            .collect();
        let y = Scale::new(rules.low, rules.high, bottom, top);
        Self {
            trend,
            measure,
            rules,
            left,
            right,
            top,
            bottom,
            x,
            y,
            ends,
        }
    }

    fn slot(&self) -> f64 {
        match self.x[..] {
            [first, second, ..] => second - first,
            _ => self.right - self.left,
        }
    }

    fn bands<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let months: Vec<_> = self
            .x
            .iter()
            .zip(self.trend.months.iter().map(band))
            .collect();
        for run in months.split(|(_, band)| band.is_none()) {
            let run: Vec<_> = run
                .iter()
                .filter_map(|(x, band)| Some((**x, (*band)?)))
                .collect();
            let high = run.iter().map(|(x, (_, high))| (*x, self.y.at(*high)));
            let low = run.iter().rev().map(|(x, (low, _))| (*x, self.y.at(*low)));
            let outline: Vec<_> = high.chain(low).collect();
            if run.len() > 1 {
                canvas.area(&outline, Role::Band)?;
            } else if let [(x, _), (_, low)] = outline[..] {
                // One month alone between gaps: a bar as wide as a point.
                let half = canvas.style.last_dot;
                let top = outline[0].1;
                let frame = Frame {
                    x: x - half,
                    y: top,
                    width: 2.0 * half,
                    height: low - top,
                };
                canvas.block(frame, Role::Band)?;
            }
        }
        Ok(())
    }

    /// Draws the steps of the target and gives their lines.
    fn target<S: Surface>(
        &self,
        canvas: &Canvas<'_, S>,
    ) -> Result<Vec<Vec<(f64, f64)>>, Failure<S>> {
        let half = self.slot() / 2.0;
        let mut lines: Vec<Vec<(f64, f64)>> = Vec::new();
        let mut open = Vec::new();
        for (x, month) in self.x.iter().zip(&self.trend.months) {
            match finite(month.target) {
                Some(level) => {
                    let y = self.y.at(level);
                    open.extend([
                        ((x - half).max(self.left), y),
                        ((x + half).min(self.right), y),
                    ]);
                }
                None => lines.push(std::mem::take(&mut open)),
            }
        }
        lines.push(open);
        lines.retain(|line| !line.is_empty());
        let style = canvas.style;
        let pen = Pen::new(Role::Ink, style.target)
            .dashed(style.target_dash)
            .round();
        for line in &lines {
            canvas.line(line, pen)?;
        }
        Ok(lines)
    }

    fn steps(&self) -> Vec<Step> {
        let months = self.x.iter().zip(&self.trend.months);
        let step = |(x, month): (&f64, &TrendMonth)| Step {
            x: *x,
            y: finite(month.value),
            late: month.provisional,
        };
        months.map(step).collect()
    }

    fn line<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let style = canvas.style;
        for piece in pieces(&self.steps(), self.measure.money) {
            let role = if piece.below {
                Role::Loss
            } else {
                Role::Accent
            };
            let pen = Pen::new(role, style.series);
            let pen = if piece.late {
                pen.dashed(style.late_dash)
            } else {
                pen.round()
            };
            let points: Vec<_> = piece
                .points
                .iter()
                .map(|(x, y)| (*x, self.y.at(*y)))
                .collect();
            if points.len() > 1 {
                canvas.line(&points, pen)?;
            }
        }
        let few = self.x.len() <= 13;
        let last = self.x.len().saturating_sub(1);
        for (index, step) in self.steps().into_iter().enumerate() {
            let Some(value) = step.y else { continue };
            let role = if self.measure.money && value < 0.0 {
                Role::Loss
            } else {
                Role::Accent
            };
            let at = (step.x, self.y.at(value));
            if index == last {
                canvas.dot(at, style.last_dot, role)?;
            } else if few {
                canvas.dot(at, style.dot, role)?;
            }
        }
        Ok(())
    }

    fn words<S: Surface>(&self, canvas: &Canvas<'_, S>, target: &[Vec<(f64, f64)>]) -> Drawn<S> {
        let em = canvas.style.font;
        let half = canvas.half_line();
        let mut room = Room::new(Frame {
            x: 0.0,
            y: 1.2 * em,
            width: self.right,
            height: self.bottom + 1.2 * em - 1.2 * em,
        });
        let line: Vec<_> = self
            .steps()
            .iter()
            .filter_map(|step| Some((step.x, self.y.at(step.y?))))
            .collect();
        room.line(&line);
        target.iter().for_each(|line| room.line(line));
        for value in &self.rules.at {
            let width = ticks_width(canvas, &self.rules, &self.measure);
            room.text(
                Spot::new(self.left - 0.67 * em, self.y.at(*value) + half, Anchor::End),
                width,
                em,
            );
        }
        self.end_words(canvas)?;
        self.notes(canvas, &mut room)?;
        self.target_word(canvas, &mut room, target)
    }

    /// The labels at the line's end, moved apart.
    fn end_words<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let known = self
            .trend
            .months
            .iter()
            .rposition(|month| finite(month.value).is_some());
        let Some(x) = known.and_then(|month| self.x.get(month)) else {
            return Ok(());
        };
        let wanted: Vec<_> = self
            .ends
            .iter()
            .map(|end| self.y.at(end.value) + canvas.half_line())
            .collect();
        let low = self.top - canvas.half_line();
        let places = spread(
            &wanted,
            canvas.style.label_gap,
            low,
            self.bottom + canvas.half_line(),
        );
        let x = x + canvas.style.last_dot + 0.5 * canvas.style.font;
        for (end, y) in self.ends.iter().zip(places) {
            canvas.text(x, y, &end.text, end.look)?;
        }
        Ok(())
    }

    fn notes<S: Surface>(&self, canvas: &Canvas<'_, S>, room: &mut Room) -> Drawn<S> {
        let em = canvas.style.font;
        for note in &self.trend.notes {
            let month = self
                .trend
                .months
                .get(note.month)
                .and_then(|month| finite(month.value));
            let (Some(value), Some(x)) = (month, self.x.get(note.month)) else {
                continue;
            };
            let y = self.y.at(value);
            let below = self.measure.money && value < 0.0;
            let look = if below {
                Type::new(Role::Loss).weight(Weight::Medium).halo()
            } else {
                Type::new(Role::Ink2).halo()
            };
            let (under, over) = (y + 1.5 * em, y - 0.9 * em);
            let beside = 0.7 * em;
            let spots = [
                Spot::new(*x, under, Anchor::Middle),
                Spot::new(x + beside, y + 1.15 * em, Anchor::Start),
                Spot::new(x - beside, under, Anchor::Start),
                Spot::new(*x, over, Anchor::Middle),
                Spot::new(x - beside, over, Anchor::End),
                Spot::new(x - beside, y + 1.15 * em, Anchor::End),
                Spot::new(x + beside, over, Anchor::Start),
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

    fn target_word<S: Surface>(
        &self,
        canvas: &Canvas<'_, S>,
        room: &mut Room,
        target: &[Vec<(f64, f64)>],
    ) -> Drawn<S> {
        let em = canvas.style.font;
        let look = Type::new(Role::Ink2).halo();
        let text = canvas.fit(&self.trend.target_label, self.right - self.left, look);
        let levels = target.iter().flat_map(|line| line.chunks_exact(2));
        let spots: Vec<_> = levels
            .flat_map(|level| {
                let (x, y) = ((level[0].0 + level[1].0) / 2.0, level[0].1);
                [
                    Spot::new(x, y - 0.45 * em, Anchor::Middle),
                    Spot::new(x, y + 1.1 * em, Anchor::Middle),
                ]
            })
            .collect();
        match room.place(&spots, canvas.measure(&text, look), em) {
            Some(spot) => canvas.text(spot.x, spot.y, &text, look.anchor(spot.anchor)),
            None => Ok(()),
        }
    }
}

type Failure<S> =
    plotters::drawing::DrawingAreaErrorKind<<S as plotters_backend::DrawingBackend>::ErrorType>;

/// Labels of the last known month: its value, and the ends of its interval if it is the last month of all.
fn end_labels<S: Surface>(
    trend: &MonthTrend,
    measure: &Measure,
    canvas: &Canvas<'_, S>,
) -> Vec<End> {
    let known = trend.months.iter().enumerate().rev();
    let last = known
        .filter_map(|(index, month)| Some((index, month, finite(month.value)?)))
        .next();
    let Some((index, month, value)) = last else {
        return Vec::new();
    };
    let role = if measure.money && value < 0.0 {
        Role::Loss
    } else {
        Role::Ink
    };
    let own = Type::new(role).weight(Weight::SemiBold).halo().own();
    let label = Type::new(Role::Ink3);
    let name = |text: String, noun: &str| {
        if canvas.narrow() || noun.is_empty() {
            text
        } else {
            format!("{text} {noun}")
        }
    };
    let mut ends = vec![End {
        value,
        text: name(measure.value(value), &trend.name),
        look: own,
    }];
    if let Some((low, high)) = band(month)
        && index + 1 == trend.months.len()
    {
        for (value, noun) in [(high, "high"), (low, "low")] {
            ends.push(End {
                value,
                text: name(measure.bare(value), noun),
                look: label,
            });
        }
    }
    ends
}
