use crate::canvas::{Canvas, Drawn, Frame};
use crate::style::Style;
use crate::surface::Surface;

/// Something that can be drawn on any [`Surface`].
pub trait Chart {
    /// One sentence with what the picture shows: its accessible name, and the alternative text on paper. Empty where
    /// figures beside it say the same.
    fn finding(&self) -> &str;

    /// Its widths on the page in px: wide and narrow.
    fn widths(&self) -> (f64, f64) {
        (750.0, 326.0)
    }

    /// The height it wants at a width, in px or pt.
    fn height(&self, width: f64, style: &Style) -> f64;

    /// Draw it over the whole canvas.
    ///
    /// # Errors
    /// What the surface reports.
    fn draw_on<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S>;
}

/// Draw `chart` into `frame` of `surface` with the measures of `style`.
///
/// # Errors
/// What the surface reports.
pub fn draw<C: Chart, S: Surface>(chart: &C, surface: &mut S, frame: Frame, style: &Style) -> Drawn<S> {
    chart.draw_on(&Canvas::new(surface, frame, style))
}
