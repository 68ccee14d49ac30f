//! The mapping editor: what is drafted, what it would be worth, and its fields.

mod draft;
mod editor;
mod preview;
mod rows;

pub use draft::{Draft, DraftFactor, Known, number};
pub use editor::{MappingEditor, Ways};
