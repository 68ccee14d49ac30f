use crate::canvas::{Canvas, Drawn, Type};
use crate::palette::Role;
use crate::pen::Anchor;
use crate::spec::Caption;
use crate::surface::Surface;
use crate::text::Weight;

/// Labels under months at `places`, thinned so that none touches the next; the last month always has one, in bold.
pub(super) fn month_labels<S: Surface>(canvas: &Canvas<'_, S>, labels: &[&Caption], places: &[f64], y: f64) -> Drawn<S> {
    let plain = Type::new(Role::Ink3).anchor(Anchor::Middle);
    let last = Type::new(Role::Ink).anchor(Anchor::Middle).weight(Weight::Medium);
    let slot = match places {
        [first, second, ..] => second - first,
        _ => canvas.width,
    };
    let space = 0.6 * canvas.style.font;
    let widest = |text: fn(&Caption) -> &str| {
        let widths = labels.iter().map(|label| canvas.measure(text(label), last));
        widths.fold(0.0, f64::max) + space
    };
    let full = |label: &Caption| -> bool { !canvas.narrow() || label.short.is_none() };
    // The full form everywhere where it fits under its month, else the short form under every so many months.
    let (every, short) = if widest(|label| &label.full) <= slot {
        (1, false)
    } else {
        let width = widest(Caption::shortest);
        ((width / slot).ceil().max(1.0) as usize, true)
    };
    let every = if every == 2 && labels.len() > 10 { 3 } else { every };
    for (index, (label, x)) in labels.iter().zip(places).enumerate() {
        let from_last = labels.len() - 1 - index;
        if from_last.is_multiple_of(every) {
            let text = if short && !(every == 1 && full(label)) { label.shortest() } else { &label.full };
            canvas.text(*x, y, text, if from_last == 0 { last } else { plain })?;
        }
    }
    Ok(())
}
