//! Reading a PDF as its reader would copy from it.

use std::collections::BTreeMap;
use std::process::Command;

use crate::Outcome;
use crate::process::Folder;

/// Its text, by `pdftotext`.
pub fn text(pdf: &[u8]) -> Outcome<String> {
    let folder = Folder::new()?;
    let file = folder.path().join("report.pdf");
    std::fs::write(&file, pdf)?;
    let out = Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output()?;
    if !out.status.success() {
        return Err(String::from_utf8_lossy(&out.stderr).into_owned().into());
    }
    Ok(String::from_utf8(out.stdout)?)
}

/// The files that travel inside, by name, as `pdfdetach` takes them out; `qpdf` finds nothing wrong with the whole.
pub fn attached(pdf: &[u8]) -> Outcome<BTreeMap<String, Vec<u8>>> {
    let folder = Folder::new()?;
    let file = folder.path().join("report.pdf");
    std::fs::write(&file, pdf)?;
    let out = folder.path().join("out");
    std::fs::create_dir(&out)?;
    for command in
        [Command::new("qpdf").arg("--check").arg(&file), Command::new("pdfdetach").arg("-saveall").arg("-o").arg(&out).arg(&file)]
    {
        let told = command.output()?;
        if !told.status.success() {
            return Err((String::from_utf8_lossy(&told.stdout) + String::from_utf8_lossy(&told.stderr)).into_owned().into());
        }
    }
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(&out)? {
        let entry = entry?;
        files.insert(entry.file_name().to_string_lossy().into_owned(), std::fs::read(entry.path())?);
    }
    Ok(files)
}
