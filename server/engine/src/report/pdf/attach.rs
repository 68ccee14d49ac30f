//! Files that travel inside the PDF: listed by readers as attachments, and associated with the document (ISO 32000-2, 7.11 and 14.13).

use std::io::Write;

use domain::Error;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Dictionary, Document, Object, Stream};

/// Halfway between quick and small: a ledger of thousands of lines shall not keep its reader waiting.
const LEVEL: u32 = 6;

/// What a file is to the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relationship {
    /// The pages were made from it.
    Source,
    /// It holds what the pages show, for programs.
    Data,
}

/// A file to attach.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// ASCII; readers save it under this name.
    pub name: String,
    pub media_type: &'static str,
    pub description: &'static str,
    pub relationship: Relationship,
    pub bytes: Vec<u8>,
}

/// Adds the files to a document, dated as it is (`D:20261101000000+00'00'`).
///
/// # Errors
/// A document without a catalog.
pub fn attach(document: &mut Document, mut files: Vec<Attachment>, dated: &Object) -> Result<(), Error> {
    let fault = |_| Error::Internal { reference: "report file: not attached".into() };
    // The tree of names is searched by halves.
    files.sort_by(|one, other| one.name.cmp(&other.name));
    let (mut names, mut associated) = (Vec::new(), Vec::new());
    for file in files {
        let name = Object::string_literal(file.name.clone());
        let specification = specification(document, file, dated)?;
        names.extend([name, specification.clone()]);
        associated.push(specification);
    }
    let embedded = dictionary([("Names", Object::Array(names))]);
    let catalog = document.catalog_mut().map_err(fault)?;
    catalog.set("Names", dictionary([("EmbeddedFiles", embedded.into())]));
    catalog.set("AF", associated);
    // The first version that names both ways of a file's name; associated files came with PDF/A-3, which builds on it.
    document.version = "1.7".into();
    Ok(())
}

fn specification(document: &mut Document, file: Attachment, dated: &Object) -> Result<Object, Error> {
    let size = i64::try_from(file.bytes.len()).unwrap_or(i64::MAX);
    let parameters = dictionary([("Size", size.into()), ("CreationDate", dated.clone()), ("ModDate", dated.clone())]);
    let head = dictionary([
        ("Type", "EmbeddedFile".into()),
        ("Subtype", file.media_type.into()),
        ("Params", parameters.into()),
        ("Filter", "FlateDecode".into()),
    ]);
    let stream = document.add_object(Stream::new(head, packed(&file.bytes)?));
    let name = Object::string_literal(file.name);
    let relationship = match file.relationship {
        Relationship::Source => "Source",
        Relationship::Data => "Data",
    };
    let specification = dictionary([
        ("Type", "Filespec".into()),
        ("F", name.clone()),
        ("UF", name),
        ("Desc", Object::string_literal(file.description)),
        ("AFRelationship", relationship.into()),
        ("EF", dictionary([("F", stream.into()), ("UF", stream.into())]).into()),
    ]);
    Ok(document.add_object(specification).into())
}

fn packed(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(LEVEL));
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map_err(|_| Error::Internal { reference: "report file: not packed".into() })
}

fn dictionary<const N: usize>(entries: [(&str, Object); N]) -> Dictionary {
    let mut dictionary = Dictionary::new();
    entries.into_iter().for_each(|(key, value)| dictionary.set(key, value));
    dictionary
}
