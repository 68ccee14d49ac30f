//! Reading a PDF as its reader would copy from it.

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
