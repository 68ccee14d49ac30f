//! Names over the marks of the events row, thinned so that none covers another.

use crate::canvas::{Canvas, Frame, Type};
use crate::label::{Room, Spot};
use crate::palette::Role;
use crate::pen::Anchor;
use crate::scale::Scale;
use crate::spec::{Caption, Event};
use crate::surface::Surface;

/// One or more neighbours of a kind that share a name.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// Where the first and the last of them stand.
    from: f64,
    to: f64,
    label: Caption,
    /// How many more it stands for.
    more: usize,
    role: Role,
}

/// A name with its place.
pub(super) struct Placed {
    pub(super) spot: Spot,
    pub(super) text: String,
    pub(super) role: Role,
}

/// Each event's own name; what went wrong first, then tests, then deployments, each in the order of time.
pub(super) fn wanted(events: &[Event], x: &Scale) -> Vec<Named> {
    let mut names: Vec<(u8, Named)> = events
        .iter()
        .map(|event| {
            let (rank, at, label, role) = match event {
                Event::Outage { from, to, label } => (0, (x.at(*from) + x.at(*to)) / 2.0, label, Role::Loss),
                Event::Test { at, label } => (1, x.at(*at), label, Role::Accent),
                Event::Deployment { at, label } => (2, x.at(*at), label, Role::Ink2),
            };
            (rank, Named { from: at, to: at, label: label.clone(), more: 0, role })
        })
        .collect();
    names.sort_by(|(a, one), (b, other)| a.cmp(b).then(one.from.total_cmp(&other.from)));
    names.into_iter().map(|(_, name)| name).collect()
}

/// Finds a place for every name. Those without room join the neighbour before them, until all that is left has room; a kind that has none at
/// all stands without a name, and the table after the picture has it.
pub(super) fn placed<S: Surface>(mut names: Vec<Named>, canvas: &Canvas<'_, S>, top: f64) -> Vec<Placed> {
    loop {
        let mut room = Room::new(Frame { x: 0.0, y: 0.0, width: canvas.width, height: canvas.height });
        let spots: Vec<Option<Placed>> = names.iter().map(|name| name.place(canvas, &mut room, top)).collect();
        let before = names.len();
        let mut kept: Vec<Named> = Vec::new();
        // The first of a kind that has no room takes in its neighbour after it.
        let mut homeless = false;
        for (name, spot) in names.iter().zip(&spots) {
            homeless = match kept.last_mut().filter(|last| last.role == name.role) {
                Some(last) if homeless || spot.is_none() => {
                    last.join(name);
                    false
                }
                _ => {
                    kept.push(name.clone());
                    spot.is_none()
                }
            };
        }
        if kept.len() == before {
            return spots.into_iter().flatten().collect();
        }
        names = kept;
    }
}

impl Named {
    fn join(&mut self, other: &Self) {
        self.to = other.to;
        self.more += 1 + other.more;
    }

    /// Centred in the lower line, else a little aside, else in the upper line, else in its short form.
    fn place<S: Surface>(&self, canvas: &Canvas<'_, S>, room: &mut Room, top: f64) -> Option<Placed> {
        let em = canvas.style.font;
        let (look, space, at) = (Type::new(self.role).halo(), 0.5 * em, (self.from + self.to) / 2.0);
        let full = (!canvas.narrow()).then(|| match self.more {
            0 => self.label.full.clone(),
            more => format!("{} + {more} more", self.label.full),
        });
        let short = match self.more {
            0 => self.label.shortest().to_owned(),
            more => format!("{} +{more}", self.label.shortest()),
        };
        full.into_iter().chain([short]).find_map(|text| {
            let width = canvas.measure(&text, look);
            let inside = |x: f64| x.clamp(width / 2.0 + space, (canvas.width - width / 2.0 - space).max(width / 2.0 + space));
            let spots = [top - 0.67 * em, top - 1.83 * em]
                .map(|y| [0.0, -0.3, 0.3, -0.5, 0.5].map(|aside| Spot::new(inside(at + aside * width), y, Anchor::Middle)));
            let spot = room.place(spots.as_flattened(), width + 2.0 * space, em)?;
            Some(Placed { spot, text, role: self.role })
        })
    }
}
