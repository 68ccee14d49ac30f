//! From sheets to the bytes of a file that is the same for the same report.

use std::collections::BTreeMap;

use domain::Error;
use printpdf::{OffsetDateTime, PageAnnotId, PageAnnotation, PdfDocument, PdfFont, PdfPage, PdfSaveOptions, Pt};

use super::attach::{Attachment, attach};
use super::book::Outline;
use super::fonts::Face;
use super::look::{PAGE_HEIGHT, PAGE_WIDTH};
use super::sheet::Sheet;

/// What the file says about itself.
#[derive(Debug, Clone, Default)]
pub struct About {
    pub title: String,
    pub author: String,
    pub subject: String,
    /// Identifies the content: equal for equal content.
    pub identity: String,
    /// Seconds since 1970 that stand as the date of the file.
    pub dated_s: i64,
}

/// Writes the file.
pub fn write(sheets: Vec<Sheet>, outline: Outline, files: Vec<Attachment>, about: &About) -> Result<Vec<u8>, Error> {
    let mut document = PdfDocument::new(&about.title);
    let information = &mut document.metadata.info;
    information.author = about.author.clone();
    information.subject = about.subject.clone();
    information.creator = "Modelworth".into();
    information.producer = "Modelworth".into();
    information.identifier = about.identity.clone();
    let date = OffsetDateTime::from_unix_timestamp(about.dated_s).map_err(|_| Error::invalid("the report's date is out of range"))?;
    information.creation_date = date;
    information.modification_date = date;
    information.metadata_date = date;
    for face in Face::ALL {
        document.resources.fonts.map.insert(face.id(), PdfFont::new(face.font()?.parsed.clone()));
    }
    for (index, (name, page)) in outline.into_iter().enumerate() {
        document.bookmarks.map.insert(PageAnnotId(format!("{index:04}")), PageAnnotation { name, page });
    }
    let (width, height) = (Pt(PAGE_WIDTH as f32), Pt(PAGE_HEIGHT as f32));
    document.pages = sheets.into_iter().map(|sheet| PdfPage::new(width.into(), height.into(), sheet.into_ops())).collect();
    save(&document, files, about)
}

fn save(document: &PdfDocument, files: Vec<Attachment>, about: &About) -> Result<Vec<u8>, Error> {
    let fault = |what: &str| Error::Internal { reference: format!("report file: {what}") };
    let mut file = document.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new());
    // printpdf draws two random numbers as the file's id; equal reports shall be equal files.
    let ids = file.trailer.get_mut(b"ID").and_then(lopdf::Object::as_array_mut).map_err(|_| fault("no id"))?;
    ids.iter_mut().for_each(|id| *id = lopdf::Object::string_literal(about.identity.clone()));
    let catalog = file.catalog_mut().map_err(|_| fault("no catalog"))?;
    catalog.set("Lang", lopdf::Object::string_literal("en"));
    catalog.set("PageMode", "UseOutlines");
    let mut viewer = lopdf::Dictionary::new();
    viewer.set("DisplayDocTitle", true);
    catalog.set("ViewerPreferences", viewer);
    let dated = dated(&file).ok_or_else(|| fault("no date"))?;
    attach(&mut file, files, &dated)?;
    pack_fonts(&mut file)?;
    file.compress();
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).map_err(|_| fault("not written"))?;
    Ok(bytes)
}

/// The date that the file says it was made on.
fn dated(file: &lopdf::Document) -> Option<lopdf::Object> {
    let information = file.trailer.get(b"Info").and_then(lopdf::Object::as_reference).ok()?;
    file.get_dictionary(information).and_then(|information| information.get(b"CreationDate")).ok().cloned()
}

/// Compresses each font program once and keeps the result for the next report.
fn pack_fonts(file: &mut lopdf::Document) -> Result<(), Error> {
    let programs: BTreeMap<usize, Face> = Face::ALL.into_iter().map(|face| (face.program().len(), face)).collect();
    for stream in file.objects.values_mut().filter_map(|object| object.as_stream_mut().ok()) {
        let Some(face) = programs.get(&stream.content.len()).filter(|face| face.program() == stream.content.as_slice()) else { continue };
        let packed = &face.font()?.packed;
        if let Some(bytes) = packed.get() {
            stream.dict.set("Filter", "FlateDecode");
            stream.set_content(bytes.clone());
        } else if stream.compress().is_ok() {
            packed.get_or_init(|| stream.content.clone());
        }
    }
    Ok(())
}
