//! Brotli, once at build time, so that serving costs nothing.

use crate::Failure;

/// Quality 11 for releases; dev builds must not wait for it.
pub(crate) fn brotli(raw: &[u8], release: bool) -> Result<Vec<u8>, Failure> {
    let params =
        brotli::enc::BrotliEncoderParams { quality: if release { 11 } else { 4 }, lgwin: 22, size_hint: raw.len(), ..Default::default() };
    let mut pressed = Vec::new();
    brotli::BrotliCompress(&mut &raw[..], &mut pressed, &params)?;
    Ok(pressed)
}
