//! The sheets of one document and the place where the next thing goes.

use charts::text::Weight;
use charts::{Chart, Frame, MM, Role, Style};
use domain::Error;

use super::look::{BODY, BOTTOM, HEADER, LEFT, LIST, Look, PAGE_WIDTH, SECTION, TITLE, TOP, UNIT, WIDTH};
use super::prose::{Span, measure};
use super::sheet::{Align, Sheet};
use super::surface::Paper;

/// What stands on every page.
#[derive(Debug, Clone, Default)]
pub struct Frames {
    /// Bold at the top left.
    pub owner: String,
    /// After it.
    pub subject: String,
    /// In a box at the top right.
    pub tag: Option<String>,
    pub state: String,
    pub foot_left: String,
    pub foot_middle: String,
}

/// Titles with the number of their page, from 1.
pub type Outline = Vec<(String, usize)>;

/// Room that a title and the beginning of its part need under another part.
pub const BEGINNING: f64 = 75.0 * MM;
/// A part with less room than this is not tried under another.
const LEAST_PART: f64 = 80.0 * MM;

/// Sheets with their outline; [`Book::y`] is where the next thing begins.
#[derive(Debug, Clone)]
pub struct Book {
    sheets: Vec<Sheet>,
    outline: Outline,
    title: String,
    /// Top of what comes next, in pt from the sheet's top.
    pub y: f64,
}

impl Book {
    /// A book whose first sheet is set apart for [`Book::first`].
    pub fn new(first_title: &str) -> Self {
        Self { sheets: vec![Sheet::default()], outline: vec![(first_title.to_owned(), 1)], title: String::new(), y: TOP }
    }

    /// Puts the first sheet in.
    pub fn first(&mut self, sheet: Sheet) {
        if let Some(first) = self.sheets.first_mut() {
            *first = sheet;
        }
    }

    /// Number of the page under work, from 1.
    pub fn page(&self) -> usize {
        self.sheets.len()
    }

    /// The sheet under work.
    pub fn sheet(&mut self) -> &mut Sheet {
        if self.sheets.is_empty() {
            self.sheets.push(Sheet::default());
        }
        let last = self.sheets.len() - 1;
        &mut self.sheets[last]
    }

    /// A new page with a title, an entry in the outline and a lead.
    pub fn open(&mut self, title: &str, lead: &[Span<'_>]) {
        self.sheets.push(Sheet::default());
        self.outline.push((title.to_owned(), self.page()));
        self.title = title.to_owned();
        self.y = TOP;
        self.paragraph(&[(title, TITLE)]);
        self.y += 1.5 * MM;
        self.paragraph(lead);
        self.y += 2.0 * MM;
    }

    /// A part that begins under the one before it where `least` of it has room, else on a new page. Gives its first page.
    pub fn flow(&mut self, title: &str, lead: &[Span<'_>], least: f64) -> usize {
        if self.title.is_empty() || self.y + 20.0 * MM + least > BOTTOM {
            self.open(title, lead);
            return self.page();
        }
        self.outline.push((title.to_owned(), self.page()));
        self.title = title.to_owned();
        self.y += 7.0 * MM;
        self.paragraph(&[(title, TITLE)]);
        self.y += 1.5 * MM;
        self.paragraph(lead);
        self.y += 2.0 * MM;
        self.page()
    }

    /// A part that stands under the one before it where all of it has room on that page, else begins a page.
    ///
    /// # Errors
    /// What drawing the part reports.
    pub fn part(&mut self, title: &str, lead: &str, draw: impl Fn(&mut Self) -> Result<(), Error>) -> Result<(), Error> {
        if !self.title.is_empty() && self.y + LEAST_PART < BOTTOM {
            let before = self.clone();
            self.outline.push((title.to_owned(), self.page()));
            self.title = title.to_owned();
            self.y += 4.0 * MM;
            self.paragraph(&[(title, TITLE)]);
            self.y += 1.0 * MM;
            self.paragraph(&[(lead, LIST)]);
            draw(self)?;
            if self.page() == before.page() {
                return Ok(());
            }
            *self = before;
        }
        self.open(title, &[(lead, BODY)]);
        draw(self)
    }

    /// A page more under the same title when `height` has no room here; says if it did.
    pub fn room(&mut self, height: f64) -> bool {
        if self.y + height <= BOTTOM + 0.1 {
            return false;
        }
        self.sheets.push(Sheet::default());
        self.y = TOP;
        let title = format!("{}, continued", self.title);
        self.paragraph(&[(&title, TITLE.ink(Role::Ink2))]);
        self.y += 3.0 * MM;
        true
    }

    /// Wrapped text over the whole width; goes on overleaf when it must.
    pub fn paragraph(&mut self, spans: &[Span<'_>]) {
        let leading = spans.first().map_or(BODY.leading, |(_, look)| look.leading);
        let lines = super::prose::wrap(spans, WIDTH);
        if !self.title.is_empty() && lines.len() as f64 * leading < BOTTOM - TOP - 20.0 * MM {
            let height = lines.len() as f64 * leading;
            if self.y > TOP + 1.0 {
                self.room(height);
            }
        }
        let y = self.y;
        self.y = self.sheet().prose(LEFT, y, spans, WIDTH, usize::MAX);
    }

    /// Heading of a section with its unit beside it; `keep` is the height that must follow on the same page.
    pub fn section(&mut self, title: &str, unit: &str, keep: f64) {
        self.y += 3.5 * MM;
        self.room(SECTION.leading + 1.5 * MM + keep);
        let y = self.y;
        heading(self.sheet(), LEFT, y, title, unit);
        self.y += SECTION.leading + 1.5 * MM;
    }

    /// A chart at the place under work.
    pub fn chart(&mut self, chart: &impl Chart, width: f64, height: f64) -> Result<(), Error> {
        let frame = Frame { x: LEFT, y: self.y, width, height };
        place(self.sheet(), chart, frame)?;
        self.y += height;
        Ok(())
    }

    /// All sheets with head and foot, and the outline.
    pub fn close(mut self, frames: &Frames) -> (Vec<Sheet>, Outline) {
        let count = self.sheets.len();
        for (index, sheet) in self.sheets.iter_mut().enumerate() {
            framed(sheet, frames, &format!("Page {} of {count}", index + 1));
        }
        (self.sheets, self.outline)
    }
}

/// A chart in a frame of the sheet.
pub fn place(sheet: &mut Sheet, chart: &impl Chart, frame: Frame) -> Result<(), Error> {
    let drawn = charts::draw(chart, &mut Paper(sheet), frame, &Style::print());
    drawn.map_err(|fault| Error::Internal { reference: format!("chart: {fault}") })
}

/// A section's heading with its unit.
pub fn heading(sheet: &mut Sheet, x: f64, y: f64, title: &str, unit: &str) {
    sheet.text(x, SECTION.baseline(y), title, SECTION, Align::Left);
    sheet.text(x + measure(title, SECTION) + 2.0 * MM, SECTION.baseline(y), unit, UNIT, Align::Left);
}

fn framed(sheet: &mut Sheet, frames: &Frames, number: &str) {
    let (right, base) = (LEFT + WIDTH, 13.0 * MM);
    let state_width = measure(&frames.state, HEADER.bold());
    sheet.text(right, base, &frames.state, HEADER.bold().ink(Role::Ink), Align::Right);
    let mut end = right - state_width - 3.0 * MM;
    if let Some(tag) = &frames.tag {
        let look = Look { size: 6.5, ..HEADER.bold().ink(Role::Warn) };
        let width = measure(tag, look) + 2.4 * MM;
        let (left, top, bottom) = (end - width, base - 2.6 * MM, base + 1.0 * MM);
        let ink = Role::Warn.print_rgb();
        let outline = [(left, top), (end, top), (end, bottom), (left, bottom), (left, top)];
        sheet.line(&outline, super::sheet::Stroke { ink, width: 0.7, dash: None, round: false });
        sheet.text(left + 1.2 * MM, base, tag, look, Align::Left);
        end = left - 3.0 * MM;
    }
    let subject = format!("  ·  {}", frames.subject);
    let room = end - LEFT - measure(&subject, HEADER);
    let owner = charts::text::cut(&frames.owner, room, HEADER.size, Weight::SemiBold);
    sheet.text(LEFT, base, &owner, HEADER.bold().ink(Role::Ink), Align::Left);
    sheet.text(LEFT + measure(&owner, HEADER.bold()), base, &subject, HEADER, Align::Left);
    sheet.rule(LEFT, 16.0 * MM, WIDTH, 0.5, Role::Ink);
    sheet.rule(LEFT, 283.0 * MM, WIDTH, 0.5, Role::Rule2);
    let small = Look { size: 6.5, ..HEADER.ink(Role::Ink3) };
    let base = 286.5 * MM;
    sheet.text(LEFT, base, &frames.foot_left, small, Align::Left);
    sheet.text(PAGE_WIDTH / 2.0, base, &frames.foot_middle, small, Align::Middle);
    sheet.text(right, base, number, small, Align::Right);
}
