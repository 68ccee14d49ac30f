//! Pure builders of what pages and reports show.
