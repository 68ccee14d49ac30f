//! The style sheet and its fonts: `style/main.css` says the order, everything else follows from it.

use std::path::Path;

use crate::table::Asset;
use crate::{Failure, Surroundings, fingerprint::fingerprint, read};

#[path = "minify.rs"]
mod minify;

/// Fonts, the one joined style sheet that names them by their fingerprinted paths, and files that keep their names.
pub(crate) fn style_assets(at: &Surroundings) -> Result<Vec<Asset>, Failure> {
    let style = at.root.join("style");
    let mut assets = Vec::new();
    let mut renamed = Vec::new();
    for (name, bytes) in files(&style.join("fonts"))? {
        if let Some(stem) = name.strip_suffix(".woff2") {
            let path = format!("/fonts/{stem}.{}.woff2", fingerprint(&[&bytes]));
            assets.push(Asset::store(at, path.clone(), &bytes, true)?);
            renamed.push((name, path));
        }
    }
    let sheet = minify::minify(&join(&style.join("main.css"), 0)?);
    let sheet = with_font_paths(&sheet, &renamed)?;
    let path = format!("/pkg/main.{}.css", fingerprint(&[sheet.as_bytes()]));
    assets.push(Asset::store(at, path, sheet.as_bytes(), true)?);
    for (name, bytes) in files(&style.join("public"))? {
        assets.push(Asset::store(at, format!("/{name}"), &bytes, false)?);
    }
    Ok(assets)
}

/// Replaces each `@import "x.css";` by that file, in its place.
fn join(path: &Path, depth: usize) -> Result<String, Failure> {
    if depth > 8 {
        return Err(format!("{}: style sheets import each other in a circle", path.display()).into());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let text = String::from_utf8(read(path)?).map_err(|_| format!("{} is not UTF-8", path.display()))?;
    let text = minify::without_comments(&text);
    let mut joined = String::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find("@import") {
        let (before, import) = rest.split_at(start);
        let wrong = || format!("{}: write imports as @import \"file.css\";", path.display());
        let (statement, after) = import.split_once(';').ok_or_else(wrong)?;
        let name = statement.trim_start_matches("@import").trim();
        let name = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).ok_or_else(wrong)?;
        joined.push_str(before);
        joined.push_str(&join(&folder.join(name), depth + 1)?);
        joined.push('\n');
        rest = after;
    }
    joined.push_str(rest);
    Ok(joined)
}

/// Rewrites `url(…/name.woff2)` to the font's path. A font that is not there is an error, not a silent fallback.
fn with_font_paths(sheet: &str, renamed: &[(String, String)]) -> Result<String, Failure> {
    let mut written = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(start) = rest.find("url(") {
        let (before, from_url) = rest.split_at(start);
        let (inside, after) = from_url["url(".len()..].split_once(')').ok_or("style: url( without )")?;
        let target = inside.trim().trim_matches(['"', '\'']);
        written.push_str(before);
        if target.ends_with(".woff2") {
            let name = target.rsplit('/').next().unwrap_or(target);
            let found = renamed.iter().find(|(from, _)| from == name);
            let (_, path) = found.ok_or_else(|| format!("style: there is no style/fonts/{name}"))?;
            written.push_str(&format!("url({path})"));
        } else {
            written.push_str(&format!("url({inside})"));
        }
        rest = after;
    }
    written.push_str(rest);
    Ok(written)
}

/// Names and contents of a folder's files in the order of their names; nothing if there is no such folder.
fn files(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let mut found = Vec::new();
    if folder.is_dir() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if let (true, Some(name)) = (path.is_file(), path.file_name()) {
                found.push((name.to_string_lossy().into_owned(), read(&path)?));
            }
        }
    }
    found.sort();
    Ok(found)
}
