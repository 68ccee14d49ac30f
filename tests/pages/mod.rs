//! What a reader must see, page by page, in the states that are easily drawn wrong: nothing yet, a loss, missing data.

mod company;
mod states;
