//! The files inside the PDF.

use lopdf::{Dictionary, Document, Object};

use super::super::{csv, json, pdf};
use super::small;
use crate::views::snapshot;

/// Name, relationship and bytes of each file in the tree of names.
fn attached(bytes: &[u8]) -> Vec<(String, String, Vec<u8>)> {
    let document = Document::load_mem(bytes).unwrap();
    let catalog = document.catalog().unwrap();
    let names = catalog.get(b"Names").and_then(Object::as_dict).unwrap();
    let tree = names.get(b"EmbeddedFiles").and_then(Object::as_dict).unwrap();
    let pairs = tree.get(b"Names").and_then(Object::as_array).unwrap();
    let associated = catalog.get(b"AF").and_then(Object::as_array).unwrap();
    let text = |dictionary: &Dictionary, key: &[u8]| String::from_utf8(dictionary.get(key).unwrap().as_str().unwrap().to_vec()).unwrap();
    let read = |pair: &[Object]| {
        assert!(associated.contains(&pair[1]), "listed files are associated");
        let file = document.get_dictionary(pair[1].as_reference().unwrap()).unwrap();
        assert_eq!(pair[0].as_str().unwrap(), text(file, b"UF").as_bytes());
        let relationship = file.get(b"AFRelationship").and_then(Object::as_name).unwrap();
        let content = file.get(b"EF").and_then(Object::as_dict).unwrap().get(b"F").unwrap().as_reference().unwrap();
        let content = document.get_object(content).unwrap().as_stream().unwrap();
        let plain = content.decompressed_content().unwrap();
        let parameters = content.dict.get(b"Params").and_then(Object::as_dict).unwrap();
        assert_eq!(parameters.get(b"Size").and_then(Object::as_i64).unwrap(), plain.len() as i64);
        assert!(text(parameters, b"ModDate").starts_with("D:20261031"), "dated by the month");
        (text(file, b"UF"), String::from_utf8(relationship.to_vec()).unwrap(), plain)
    };
    pairs.chunks(2).map(read).collect()
}

#[test]
fn snapshot_and_ledger_travel_with_the_pages() {
    let report = small();
    let files = attached(&pdf::draw(&report).unwrap());
    let expected = [
        ("model-value-2026-10.csv".to_owned(), "Data".to_owned(), csv::write(&report).unwrap()),
        ("model-value-2026-10.json".to_owned(), "Source".to_owned(), json::write(&report).unwrap()),
    ];
    assert_eq!(files, expected);
}

#[test]
fn the_attached_snapshot_is_what_was_hashed() {
    let mut report = small();
    report.snapshot = snapshot(&report).unwrap();
    let attached = attached(&pdf::draw(&report).unwrap()).remove(1).2;
    let text = String::from_utf8(attached).unwrap();
    let bare = text.replace(&format!("\"snapshot\":\"{}\"", report.snapshot), "\"snapshot\":\"\"");
    let digits: String =
        sha2::Digest::finalize(<sha2::Sha256 as sha2::Digest>::new_with_prefix(bare)).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digits, report.snapshot);
}
