//! The mapping editor: what is drafted, what it would be worth, and its fields.

mod draft;
mod editor;
mod parts;
mod preview;
mod rows;

pub use draft::{Draft, DraftCell, DraftFactor, Known, Parts, number};
pub use editor::{MappingEditor, Ways};
