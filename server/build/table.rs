//! The table of assets: files under `OUT_DIR/www` and the Rust source that includes them.

use std::fmt::Write as _;

use crate::{Failure, Surroundings, fingerprint::fingerprint, press};

/// The weight that almost all text has.
const FIRST_FONT: &str = "/fonts/sans-400.";

/// One file the browser can ask for, already written below `OUT_DIR/www`.
#[derive(Clone)]
pub(crate) struct Asset {
    /// The path of its URL, with the leading slash.
    pub path: String,
    /// True if the name changes with the content, so that it may be kept for ever.
    pub immutable: bool,
    pub etag: String,
    pub raw_len: usize,
    /// `None` if pressing gains nothing (fonts are pressed already).
    pub brotli_len: Option<usize>,
}

impl Asset {
    /// Writes the file, and its pressed twin beside it where that is smaller.
    pub(crate) fn store(at: &Surroundings, path: String, raw: &[u8], immutable: bool) -> Result<Self, Failure> {
        let file = at.out.join("www").join(path.trim_start_matches('/'));
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&file, raw)?;
        let mut brotli_len = None;
        if !path.ends_with(".woff2") {
            let pressed = press::brotli(raw, at.release)?;
            if pressed.len() < raw.len() {
                std::fs::write(with_suffix(&file.to_string_lossy()), &pressed)?;
                brotli_len = Some(pressed.len());
            }
        }
        Ok(Self { etag: fingerprint(&[raw]), raw_len: raw.len(), path, immutable, brotli_len })
    }
}

/// Writes `OUT_DIR/assets.rs`, which `server/src/assets.rs` includes.
pub(crate) fn write(at: &Surroundings, assets: &mut [Asset], folder: Option<&str>) -> Result<(), Failure> {
    assets.sort_by(|a, b| a.path.cmp(&b.path));
    let one = |extension: &str| {
        let found = assets.iter().find(|asset| asset.path.ends_with(extension));
        found.map(|asset| asset.path.clone()).unwrap_or_default()
    };
    let mut source = String::new();
    writeln!(source, "/// Folder of the browser code below the root, or nothing if it was left out.")?;
    writeln!(source, "pub const CODE_FOLDER: Option<&str> = {folder:?};")?;
    writeln!(source, "/// File stem of the browser code.")?;
    writeln!(source, "pub const CODE_NAME: &str = {:?};", crate::bundle::NAME)?;
    writeln!(source, "/// Fonts of the first line of text.")?;
    let first: Vec<&str> = assets.iter().map(|asset| asset.path.as_str()).filter(|path| path.starts_with(FIRST_FONT)).collect();
    writeln!(source, "pub const FIRST_FONTS: &[&str] = &{first:?};")?;
    writeln!(source, "/// Path of the style sheet.")?;
    writeln!(source, "pub const CSS_PATH: &str = {:?};", one(".css"))?;
    writeln!(source, "/// Path of the browser code's module; empty if it was left out.")?;
    let module = |end: &str| folder.map(|folder| format!("/{folder}/{}{end}", crate::bundle::NAME)).unwrap_or_default();
    writeln!(source, "pub const JS_PATH: &str = {:?};", module(".js"))?;
    writeln!(source, "/// Path of the browser code itself; empty if it was left out.")?;
    writeln!(source, "pub const WASM_PATH: &str = {:?};", module("_bg.wasm"))?;
    writeln!(source, "/// Every asset, sorted by path.")?;
    writeln!(source, "pub static ASSETS: &[Asset] = &[")?;
    for asset in assets.iter() {
        let include = |path: &str| format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/www{path}\"))");
        let pressed = match asset.brotli_len {
            Some(_) => format!("Some({})", include(&with_suffix(&asset.path))),
            None => "None".to_owned(),
        };
        writeln!(
            source,
            "    Asset {{ path: {:?}, content_type: {:?}, etag: \"\\\"{}\\\"\", immutable: {}, raw: {}, brotli: {pressed} }},",
            asset.path,
            content_type(&asset.path)?,
            asset.etag,
            asset.immutable,
            include(&asset.path),
        )?;
    }
    writeln!(source, "];")?;
    std::fs::write(at.out.join("assets.rs"), source)?;
    Ok(())
}

fn with_suffix(path: &str) -> String {
    format!("{path}.br")
}

fn content_type(path: &str) -> Result<&'static str, Failure> {
    match path.rsplit('.').next() {
        Some("js") => Ok("text/javascript; charset=utf-8"),
        Some("wasm") => Ok("application/wasm"),
        Some("css") => Ok("text/css; charset=utf-8"),
        Some("woff2") => Ok("font/woff2"),
        Some("svg") => Ok("image/svg+xml"),
        Some("txt") => Ok("text/plain; charset=utf-8"),
        _ => Err(format!("no content type is known for {path}: add one in server/build/table.rs").into()),
    }
}
