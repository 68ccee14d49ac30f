//! One sheet: lines, areas and texts become page operators. Points from the top left, y downwards.

use charts::Role;
use printpdf::{
    Color, Line, LineCapStyle, LineDashPattern, LinePoint, Op, PaintMode, PdfFontHandle, Point, Polygon, PolygonRing, Pt, Rgb, TextItem,
    WindingOrder,
};

use super::fonts::{self, Face};
use super::look::{Look, PAGE_HEIGHT};

/// Red, green, blue as printed.
pub type Ink = (u8, u8, u8);

/// Where a text stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Middle,
    Right,
}

/// A stroke: ink, width, dash and gap in pt, round ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    pub ink: Ink,
    pub width: f64,
    pub dash: Option<[f64; 2]>,
    pub round: bool,
}

/// A page under work. Remembers inks so that equal ones are not written again.
#[derive(Debug, Default, Clone)]
pub struct Sheet {
    ops: Vec<Op>,
    fill: Option<Ink>,
    stroke: Option<Stroke>,
}

/// Two decimals of a point are 4 µm: enough for print, and short in the file.
fn round(value: f64) -> Pt {
    Pt(((value * 100.0).round() / 100.0) as f32)
}

fn colour((red, green, blue): Ink) -> Color {
    let share = |part: u8| (f32::from(part) / 255.0 * 1000.0).round() / 1000.0;
    Color::Rgb(Rgb::new(share(red), share(green), share(blue), None))
}

fn point((x, y): (f64, f64)) -> Point {
    Point { x: round(x), y: round(PAGE_HEIGHT - y) }
}

impl Sheet {
    /// The operators.
    pub fn into_ops(self) -> Vec<Op> {
        self.ops
    }

    /// A text on the baseline `y`.
    pub fn text(&mut self, x: f64, y: f64, text: &str, look: Look, align: Align) {
        let width = || fonts::width(text, look.size, look.weight);
        let x = match align {
            Align::Left => x,
            Align::Middle => x - width() / 2.0,
            Align::Right => x - width(),
        };
        self.letters(x, y, text, look.size, Face::of(look.weight), look.role.print_rgb());
    }

    /// A text by its parts: left end, baseline, size, face, ink.
    pub fn letters(&mut self, mut x: f64, y: f64, text: &str, size: f64, face: Face, ink: Ink) {
        self.fill(ink);
        let weight = if face == Face::SemiBold { charts::text::Weight::SemiBold } else { charts::text::Weight::Regular };
        for (face, run) in fonts::runs(text, face) {
            let width = fonts::width(&run, size, weight);
            self.ops.extend([
                Op::StartTextSection,
                Op::SetTextCursor { pos: point((x, y)) },
                Op::SetFont { font: PdfFontHandle::External(face.id()), size: Pt(size as f32) },
                Op::ShowText { items: vec![TextItem::Text(run)] },
                Op::EndTextSection,
            ]);
            x += width;
        }
    }

    /// A horizontal line.
    pub fn rule(&mut self, x: f64, y: f64, length: f64, width: f64, role: Role) {
        self.line(&[(x, y), (x + length, y)], Stroke { ink: role.print_rgb(), width, dash: None, round: false });
    }

    /// A line through points.
    pub fn line(&mut self, points: &[(f64, f64)], stroke: Stroke) {
        self.pen(stroke);
        let points = points.iter().map(|at| LinePoint { p: point(*at), bezier: false }).collect();
        self.ops.push(Op::DrawLine { line: Line { points, is_closed: false } });
    }

    /// A cubic curve: start, two control points, end.
    pub fn curve(&mut self, points: [(f64, f64); 4], stroke: Stroke) {
        self.pen(stroke);
        let points = points.iter().enumerate().map(|(place, at)| LinePoint { p: point(*at), bezier: matches!(place, 1 | 2) }).collect();
        self.ops.push(Op::DrawLine { line: Line { points, is_closed: false } });
    }

    /// A filled area.
    pub fn area(&mut self, points: impl IntoIterator<Item = ((f64, f64), bool)>, ink: Ink) {
        self.fill(ink);
        let points = points.into_iter().map(|(at, bezier)| LinePoint { p: point(at), bezier }).collect();
        let rings = vec![PolygonRing { points }];
        self.ops.push(Op::DrawPolygon { polygon: Polygon { rings, mode: PaintMode::Fill, winding_order: WindingOrder::NonZero } });
    }

    /// A filled rectangle.
    pub fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, ink: Ink) {
        let corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)];
        self.area(corners.map(|at| (at, false)), ink);
    }

    /// A filled circle of four curves.
    pub fn circle(&mut self, (x, y): (f64, f64), radius: f64, ink: Ink) {
        // Handle length of a quarter circle: 4/3 · (√2 − 1).
        let handle = 0.552_285 * radius;
        let quarter = |(ax, ay): (f64, f64), (bx, by): (f64, f64)| {
            [
                ((x + ax * radius + bx * handle, y + ay * radius + by * handle), true),
                ((x + bx * radius + ax * handle, y + by * radius + ay * handle), true),
                ((x + bx * radius, y + by * radius), false),
            ]
        };
        let compass = [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0), (1.0, 0.0)];
        let quarters = compass.windows(2).flat_map(|pair| quarter(pair[0], pair[1]));
        self.area([((x + radius, y), false)].into_iter().chain(quarters), ink);
    }

    fn fill(&mut self, ink: Ink) {
        if self.fill != Some(ink) {
            self.fill = Some(ink);
            self.ops.push(Op::SetFillColor { col: colour(ink) });
        }
    }

    fn pen(&mut self, stroke: Stroke) {
        let before = self.stroke.replace(stroke);
        if before == Some(stroke) {
            return;
        }
        if before.map(|pen| pen.ink) != Some(stroke.ink) {
            self.ops.push(Op::SetOutlineColor { col: colour(stroke.ink) });
        }
        if before.map(|pen| pen.width) != Some(stroke.width) {
            self.ops.push(Op::SetOutlineThickness { pt: round(stroke.width) });
        }
        if before.and_then(|pen| pen.dash) != stroke.dash {
            let pattern = stroke.dash.map_or(Vec::new(), |dash| dash.iter().map(|length| round(*length).0).collect());
            self.ops.push(Op::SetLineDashPattern { dash: LineDashPattern::new(0.0, &pattern) });
        }
        if before.is_some_and(|pen| pen.round) != stroke.round {
            self.ops.push(Op::SetLineCapStyle { cap: if stroke.round { LineCapStyle::Round } else { LineCapStyle::Butt } });
        }
    }
}
