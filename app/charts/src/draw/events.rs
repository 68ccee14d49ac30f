use super::strips::Layout;
use crate::canvas::{Canvas, Drawn, Frame, Type};
use crate::label::{Room, Spot};
use crate::palette::Role;
use crate::pen::{Anchor, Pen};
use crate::spec::{Caption, Event, Strips};
use crate::style::Style;
use crate::surface::Surface;

/// Least width of a wash, so that a short outage is seen.
const LEAST_WASH: f64 = 0.4;

/// Height of the events row: one line of labels, two where they would touch.
pub(super) fn height(style: &Style) -> f64 {
    5.0 * style.font
}

/// Washes of outages and guides of deployments over the whole height of a row.
pub(super) fn behind<S: Surface>(strips: &Strips, layout: &Layout, canvas: &Canvas<'_, S>, top: f64) -> Drawn<S> {
    for event in &strips.events {
        if let Event::Outage { from, to, .. } = event {
            let (left, right) = (layout.x.at(*from), layout.x.at(*to));
            let width = (right - left).max(LEAST_WASH * canvas.style.font);
            let frame = Frame { x: (left + right - width) / 2.0, y: 0.0, width, height: canvas.height };
            canvas.block(frame, Role::Incident)?;
        }
    }
    for event in &strips.events {
        if let Event::Deployment { at, .. } = event {
            canvas.down(layout.x.at(*at), top, canvas.height, Pen::new(Role::Rule2, canvas.style.rule))?;
        }
    }
    Ok(())
}

/// The events row.
pub(super) fn draw<S: Surface>(strips: &Strips, layout: &Layout, canvas: &Canvas<'_, S>) -> Drawn<S> {
    let style = canvas.style;
    let em = style.font;
    let (tick_top, tick_bottom) = (canvas.height - 2.0 * em, canvas.height - em);
    behind(strips, layout, canvas, tick_top - 0.33 * em)?;
    let mut room = Room::new(Frame { x: 0.0, y: 0.0, width: canvas.width, height: canvas.height });
    // What went wrong is named first, so that it has room.
    let mut events: Vec<_> = strips.events.iter().collect();
    events.sort_by_key(|event| !matches!(event, Event::Outage { .. }));
    for event in events {
        let (at, label, role) = match event {
            Event::Deployment { at, label } => {
                let pen = Pen::new(Role::Ink2, style.event);
                canvas.down(layout.x.at(*at), tick_top, tick_bottom, pen)?;
                (layout.x.at(*at), label, Role::Ink2)
            }
            Event::Outage { from, to, label } => ((layout.x.at(*from) + layout.x.at(*to)) / 2.0, label, Role::Loss),
            Event::Test { at, label } => {
                let x = layout.x.at(*at);
                flag(canvas, x, tick_top)?;
                (x, label, Role::Accent)
            }
        };
        name(canvas, &mut room, (at, tick_top), label, role)?;
    }
    Ok(())
}

/// Pole and flag of a test.
fn flag<S: Surface>(canvas: &Canvas<'_, S>, x: f64, top: f64) -> Drawn<S> {
    let em = canvas.style.font;
    let (width, notch, height) = (em, 0.75 * em, 0.67 * em);
    canvas.down(x, top, top + 1.17 * em, Pen::new(Role::Accent, canvas.style.rule))?;
    let cloth = [(x, top), (x + width, top), (x + notch, top + height / 2.0), (x + width, top + height), (x, top + height)];
    canvas.area(&cloth, Role::Accent)
}

/// The label over an event: centred in the lower line, else a little aside, else in the upper line, else in its short
/// form. Without any room the mark stands alone; the table after the picture names it.
fn name<S: Surface>(canvas: &Canvas<'_, S>, room: &mut Room, (x, top): (f64, f64), label: &Caption, role: Role) -> Drawn<S> {
    let em = canvas.style.font;
    let look = Type::new(role).halo();
    let space = 0.5 * em;
    let full = (!canvas.narrow()).then_some(label.full.as_str());
    for text in full.into_iter().chain([label.shortest()]) {
        let width = canvas.measure(text, look);
        let inside = |x: f64| x.clamp(width / 2.0 + space, (canvas.width - width / 2.0 - space).max(width / 2.0 + space));
        let spots = [top - 0.67 * em, top - 1.83 * em]
            .map(|y| [0.0, -0.3, 0.3, -0.5, 0.5].map(|aside| Spot::new(inside(x + aside * width), y, Anchor::Middle)));
        if let Some(spot) = room.place(spots.as_flattened(), width + 2.0 * space, em) {
            return canvas.text(spot.x, spot.y, text, look.anchor(Anchor::Middle));
        }
    }
    Ok(())
}
