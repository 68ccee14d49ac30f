mod labels;

use super::strips::Layout;
use crate::canvas::{Canvas, Drawn, Frame, Type};
use crate::palette::Role;
use crate::pen::{Anchor, Pen};
use crate::spec::{Event, Strips};
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

/// The events row: every mark stands; labels that would touch are told as one, `v41 + 3 more`.
pub(super) fn draw<S: Surface>(strips: &Strips, layout: &Layout, canvas: &Canvas<'_, S>) -> Drawn<S> {
    let em = canvas.style.font;
    let (tick_top, tick_bottom) = (canvas.height - 2.0 * em, canvas.height - em);
    behind(strips, layout, canvas, tick_top - 0.33 * em)?;
    for event in &strips.events {
        match event {
            Event::Deployment { at, .. } => {
                canvas.down(layout.x.at(*at), tick_top, tick_bottom, Pen::new(Role::Ink2, canvas.style.event))?
            }
            Event::Test { at, .. } => flag(canvas, layout.x.at(*at), tick_top)?,
            Event::Outage { .. } => {}
        }
    }
    for name in labels::placed(labels::wanted(&strips.events, &layout.x), canvas, tick_top) {
        canvas.text(name.spot.x, name.spot.y, &name.text, Type::new(name.role).halo().anchor(Anchor::Middle))?;
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
