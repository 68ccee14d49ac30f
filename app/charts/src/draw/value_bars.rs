use crate::canvas::{Canvas, Drawn, Frame, Type};
use crate::chart::Chart;
use crate::palette::Role;
use crate::pen::{Anchor, Pen};
use crate::scale::Scale;
use crate::series::drawable;
use crate::spec::{BarCell, Grade, Paint, ValueBars, ValueRow};
use crate::style::Style;
use crate::surface::Surface;
use crate::text::Weight;

impl Chart for ValueBars {
    fn finding(&self) -> &str {
        &self.finding
    }

    fn widths(&self) -> (f64, f64) {
        (351.0, 326.0)
    }

    fn height(&self, _: f64, style: &Style) -> f64 {
        style.value_row * self.rows.len() as f64
    }

    fn draw_on<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let height = canvas.height / self.rows.len().max(1) as f64;
        let scale = sound(self.scale());
        for (place, row) in self.rows.iter().enumerate() {
            let frame = Frame { x: 0.0, y: height * place as f64, width: canvas.width, height };
            let canvas = canvas.part(frame);
            if canvas.style.label_above {
                above(row, scale, &canvas)?;
            } else {
                beside(self, row, scale, &canvas)?;
            }
        }
        Ok(())
    }
}

impl Chart for BarCell {
    fn finding(&self) -> &str {
        ""
    }

    fn widths(&self) -> (f64, f64) {
        (200.0, 200.0)
    }

    fn height(&self, _: f64, style: &Style) -> f64 {
        1.67 * style.font
    }

    fn draw_on<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let (low, high) = sound(self.scale);
        let edge = canvas.style.rule;
        let x = Scale::new(low, high, edge, canvas.width - edge);
        let frame = Frame { x: 0.0, y: (canvas.height - canvas.style.bar) / 2.0, width: canvas.width, height: canvas.style.bar };
        bar(canvas, (self.gain, self.loss), self.paint, &x, frame)
    }
}

/// A scale that contains zero and has an extent.
fn sound((low, high): (f64, f64)) -> (f64, f64) {
    let end = |value: f64| if drawable(value) { value } else { 0.0 };
    let (low, high) = (end(low).min(0.0), end(high).max(0.0));
    if low < high { (low, high) } else { (0.0, 1.0) }
}

/// Label and amount, the bar under them.
fn above<S: Surface>(row: &ValueRow, (low, high): (f64, f64), canvas: &Canvas<'_, S>) -> Drawn<S> {
    let em = canvas.style.font;
    let text = 1.17 * em;
    let mut left = 0.0;
    if let Paint::Grade(grade) = row.paint {
        canvas.text(0.0, text, grade.letter(), Type::new(Role::Ink).weight(Weight::Medium))?;
        left = 1.33 * em;
    }
    let amount = Type::new(Role::Ink).anchor(Anchor::End);
    let room = canvas.width - left - canvas.measure(&row.amount, amount) - em;
    let label = Type::new(Role::Ink2);
    canvas.text(left, text, &canvas.fit(&row.label, room, label), label)?;
    canvas.text(canvas.width, text, &row.amount, amount)?;
    let x = Scale::new(low, high, canvas.style.outline, canvas.width - canvas.style.outline);
    let frame = Frame { x: 0.0, y: 1.75 * em, width: canvas.width, height: canvas.style.bar * 0.83 };
    bar(canvas, (row.gain, row.loss), row.paint, &x, frame)
}

/// Label, bar and amount in one line; small amounts at the bar where a row has gains and losses.
fn beside<S: Surface>(bars: &ValueBars, row: &ValueRow, (low, high): (f64, f64), canvas: &Canvas<'_, S>) -> Drawn<S> {
    let em = canvas.style.font;
    let style = canvas.style;
    let amount = Type::new(Role::Ink).anchor(Anchor::End);
    let label = Type::new(Role::Ink);
    let widest = |width: f64, row: &ValueRow| width.max(canvas.measure(&row.label.full, label));
    let mark = if matches!(row.paint, Paint::Grade(_)) { 2.2 * em } else { 0.0 };
    let labels = mark + bars.rows.iter().fold(0.0, widest).min(0.42 * canvas.width) + em;
    let amounts = bars.rows.iter().map(|row| canvas.measure(&row.amount, amount)).fold(0.0, f64::max) + em;
    let small = |value: f64| crate::format::fixed(value, 0, style.separators);
    let small_width = |value: f64| canvas.measure(&small(value), label) + 0.5 * em;
    let middle = canvas.height / 2.0;
    let text = middle + canvas.half_line();
    let both = |row: &ValueRow| drawable(row.gain - row.loss) && row.gain > 0.0 && row.loss < 0.0;
    let room = |value: fn(&ValueRow) -> f64| {
        let rows = bars.rows.iter().filter(|row| both(row));
        rows.map(|row| small_width(value(row))).fold(0.0, f64::max).min(0.12 * canvas.width)
    };
    let from = labels + room(|row| row.loss);
    let to = canvas.width - amounts - room(|row| row.gain) - small_width(0.0);
    let x = Scale::new(low, high, from, to.max(from + em));
    if let Paint::Grade(grade) = row.paint {
        let frame = Frame { x: 0.0, y: middle - style.bar / 2.0, width: 1.6 * em, height: style.bar };
        grade_mark(canvas, grade, frame)?;
    }
    canvas.text(mark, text, &canvas.fit(&row.label, labels - mark - em, label), label)?;
    let frame = Frame { x: 0.0, y: middle - style.bar / 2.0, width: canvas.width, height: style.bar };
    bar(canvas, (row.gain, row.loss), row.paint, &x, frame)?;
    if both(row) {
        let (left, right) = (x.at(row.loss) - 0.3 * em, x.at(row.gain) + 0.3 * em);
        canvas.text(left, text, &small(row.loss), Type::new(Role::Loss).anchor(Anchor::End))?;
        canvas.text(right, text, &format!("+{}", small(row.gain)), Type::new(Role::Ink3))?;
    }
    canvas.text(canvas.width, text, &row.amount, amount)
}

/// Gain to the right and loss to the left of the line at zero, in the height of `frame`.
fn bar<S: Surface>(canvas: &Canvas<'_, S>, (gain, loss): (f64, f64), paint: Paint, x: &Scale, frame: Frame) -> Drawn<S> {
    let zero = x.at(0.0);
    let span = |value: f64| {
        let end = x.at(value);
        Frame { x: end.min(zero), width: (end - zero).abs(), ..frame }
    };
    if drawable(gain) && gain > 0.0 {
        match paint {
            Paint::Signed => canvas.block(span(gain), Role::Gain)?,
            Paint::Grade(Grade::A) => canvas.block(span(gain), Role::GradeA)?,
            Paint::Grade(Grade::B) => canvas.block(span(gain), Role::GradeB)?,
            Paint::Grade(Grade::C) => canvas.block(span(gain), Role::GradeC)?,
            Paint::Grade(Grade::D) => canvas.hatched(span(gain))?,
            Paint::Grade(Grade::E) => canvas.outline(span(gain), unproved(canvas))?,
        }
    }
    if drawable(loss) && loss < 0.0 {
        match paint {
            Paint::Signed => canvas.block(span(loss), Role::Loss)?,
            Paint::Grade(_) => canvas.outline(span(loss), Pen::new(Role::Loss, canvas.style.outline))?,
        }
    }
    let over = canvas.style.bar * 0.25;
    let pen = Pen::new(Role::Ink3, canvas.style.rule);
    canvas.down(zero, frame.y - over, frame.y + frame.height + over, pen)
}

fn unproved<S: Surface>(canvas: &Canvas<'_, S>) -> Pen {
    Pen::new(Role::Field, canvas.style.rule).dashed([3.0 * canvas.style.rule, 2.0 * canvas.style.rule])
}

/// The mark of a grade: its tone with the letter in it.
pub(super) fn grade_mark<S: Surface>(canvas: &Canvas<'_, S>, grade: Grade, frame: Frame) -> Drawn<S> {
    let on = match grade {
        Grade::A => canvas.block(frame, Role::GradeA).map(|()| Role::OnGradeA)?,
        Grade::B => canvas.block(frame, Role::GradeB).map(|()| Role::OnGradeB)?,
        Grade::C => canvas.block(frame, Role::GradeC).map(|()| Role::OnGradeC)?,
        Grade::D => canvas.hatched(frame).map(|()| Role::OnGradeD)?,
        Grade::E => canvas.outline(frame, unproved(canvas)).map(|()| Role::Ink2)?,
    };
    let look = Type::new(on).weight(Weight::SemiBold).anchor(Anchor::Middle);
    let baseline = frame.y + frame.height / 2.0 + canvas.half_line() + 0.04 * canvas.style.font;
    canvas.text(frame.x + frame.width / 2.0, baseline, grade.letter(), look)
}
