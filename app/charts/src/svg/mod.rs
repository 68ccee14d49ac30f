//! SVG for the page. Colours are classes, so light, dark and print follow the page's custom properties.
//!
//! Classes, defined in `style/charts.css`:
//!
//! | class | on | means |
//! | --- | --- | --- |
//! | `ch` | `svg` | a chart; scopes all others |
//! | `wide`, `narrow` | `svg` | shown above, or up to, 720 px |
//! | `s`, `f` | shape | stroked, filled |
//! | `t`, `m`, `b` | `text` | regular, medium (500), semibold (600) |
//! | `h` | `text` | halo of paper |
//! | `ink ink2 ink3 rule rule2 paper accent awash band bandi inc gain loss warn past ga gb gc gd ona onb onc ond field`, each after `c-` | all | the colour role |
//!
//! Grade D is filled with the pattern `#hatch-d`; put [`HATCH`] once at the top of the body.

mod backend;
mod markup;

pub use backend::Svg;

use crate::canvas::Frame;
use crate::chart::{Chart, draw};
use crate::style::Style;

/// The hatch of grade D. A pattern inside a hidden SVG does not paint, so the page holds it once, at the top of the body.
pub const HATCH: &str = concat!(
    r#"<svg width="0" height="0" class="hatches" aria-hidden="true"><defs>"#,
    r#"<pattern id="hatch-d" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">"#,
    r#"<rect class="hatch-a" width="5" height="5"/><path class="hatch-b" d="M0,0V5" stroke-width="2"/>"#,
    r#"</pattern></defs></svg>"#
);

/// The chart at its two widths; the page shows one of them at a time.
pub fn page_svg<C: Chart>(chart: &C) -> String {
    let (wide, narrow) = chart.widths();
    page_svg_at(chart, wide, narrow, &Style::screen())
}

/// The chart at two widths of the caller's choice, in px.
pub fn page_svg_at<C: Chart>(chart: &C, wide: f64, narrow: f64, style: &Style) -> String {
    let mut out = single(chart, wide, style, "ch wide");
    out.push_str(&single(chart, narrow, style, "ch narrow"));
    out
}

/// The chart at its wide width only, for a page that shows something else on a narrow screen: the value map's tree.
pub fn wide_svg<C: Chart>(chart: &C) -> String {
    single(chart, chart.widths().0, &Style::screen(), "ch wide")
}

/// The chart at one width, for a table cell: shown on every screen.
pub fn cell_svg<C: Chart>(chart: &C, width: f64) -> String {
    single(chart, width, &Style::screen(), "ch")
}

/// The chart at one width with the measures of `style`. `class` is the class of the `svg`; all rules need `ch`.
pub fn single<C: Chart>(chart: &C, width: f64, style: &Style, class: &str) -> String {
    let height = chart.height(width, style).ceil();
    let mut svg = Svg::new(width, height, class, chart.finding());
    let frame = Frame { x: 0.0, y: 0.0, width, height };
    if let Err(error) = draw(chart, &mut svg, frame, style) {
        // Writing to memory does not fail; should plotters find another reason, the reader is told.
        svg.apologise(&error.to_string());
    }
    svg.finish()
}
