//! Charts: from a plain description to a drawing, the same code for the page and for the printed report.
//!
//! A caller fills one of the structs in [`spec`] and asks [`svg::page_svg`] for markup, or draws it with [`draw`] on
//! its own [`Surface`]: any plotters backend that also implements that trait.
//!
//! ```
//! use charts::spec::{Caption, MonthTrend, Quantity, TrendMonth};
//! let trend = MonthTrend {
//!     finding: "Net value rose to 1.24 million US dollars.".into(),
//!     quantity: Quantity::money("USD"),
//!     name: "net".into(),
//!     months: vec![
//!         TrendMonth { label: "Sep".into(), value: Some(1_112_406.37), ..TrendMonth::default() },
//!         TrendMonth { label: "Oct".into(), value: Some(1_240_878.47), ..TrendMonth::default() },
//!     ],
//!     target_label: Caption::from("Target"),
//!     notes: Vec::new(),
//! };
//! let html = charts::svg::page_svg(&trend);
//! assert!(html.contains("1.24\u{a0}M net"));
//! ```
//!
//! # Another surface
//!
//! Coordinates reach a surface as whole units, 100 to the px or pt ([`pen::UNITS`]), y downwards; colours as roles in
//! disguise ([`Role::from_rgb`], then for example [`Role::print_rgb`]). A backend that implements plotters'
//! [`DrawingBackend`](plotters_backend::DrawingBackend) is made a surface by an empty `impl Surface`, and overrides
//! what it can do better: dashes by the format's own means, text in the bundled font.
//!
//! ```
//! use charts::{Frame, Role, Style, Surface, draw, pen::{Lettering, UNITS}, spec::Spark};
//! use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};
//! use std::convert::Infallible;
//!
//! /// Writes operators of a page description with the origin at the bottom left.
//! struct Paper { height: f64, operators: Vec<String> }
//!
//! impl Paper {
//!     fn pt(&self, (x, y): BackendCoord) -> (f64, f64) {
//!         (f64::from(x) / UNITS, self.height - f64::from(y) / UNITS)
//!     }
//! }
//!
//! type Done = Result<(), DrawingErrorKind<Infallible>>;
//!
//! impl DrawingBackend for Paper {
//!     type ErrorType = Infallible;
//!     fn get_size(&self) -> (u32, u32) { (59_528, 84_189) } // A4 in units
//!     fn ensure_prepared(&mut self) -> Done { Ok(()) }
//!     fn present(&mut self) -> Done { Ok(()) }
//!     fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Done { Ok(()) }
//!     fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Done {
//!         let role = Role::from_rgb(style.color().rgb).unwrap_or(Role::Ink);
//!         self.operators.push(format!("{:?} RG {} w", role.print_rgb(), f64::from(style.stroke_width()) / UNITS));
//!         for (place, point) in path.into_iter().enumerate() {
//!             let (x, y) = self.pt(point);
//!             self.operators.push(format!("{x} {y} {}", if place == 0 { "m" } else { "l" }));
//!         }
//!         self.operators.push("S".into());
//!         Ok(())
//!     }
//!     // draw_rect, draw_circle, fill_polygon likewise
//! #   fn draw_rect<S: BackendStyle>(&mut self, _: BackendCoord, _: BackendCoord, _: &S, _: bool) -> Done { Ok(()) }
//! #   fn draw_circle<S: BackendStyle>(&mut self, _: BackendCoord, _: u32, _: &S, _: bool) -> Done { Ok(()) }
//! #   fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, _: I, _: &S) -> Done { Ok(()) }
//! }
//!
//! impl Surface for Paper {
//!     fn write(&mut self, text: &str, at: BackendCoord, look: &Lettering) -> Done {
//!         let (x, y) = self.pt(at);
//!         self.operators.push(format!("{x} {y} Td {} Tf ({text}) Tj", look.size / UNITS));
//!         Ok(())
//!     }
//! }
//!
//! let mut page = Paper { height: 841.89, operators: Vec::new() };
//! let spark = Spark { finding: String::new(), values: vec![Some(1.0), Some(3.0), Some(2.0)] };
//! let frame = Frame { x: 48.0, y: 60.0, width: 120.0, height: 20.0 };
//! draw(&spark, &mut page, frame, &Style::print())?;
//! assert!(page.operators.iter().any(|operator| operator == "S"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod canvas;
mod chart;
mod draw;
mod element;
pub mod format;
mod label;
pub mod palette;
pub mod pen;
mod scale;
mod series;
pub mod spec;
mod style;
pub mod surface;
pub mod svg;
pub mod text;
mod widths;

pub use canvas::{Canvas, Drawn, Frame};
pub use chart::{Chart, draw};
pub use palette::Role;
pub use style::{BridgeForm, IntervalForm, MM, Style};
pub use surface::Surface;
