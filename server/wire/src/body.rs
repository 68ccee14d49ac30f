//! A body as it was before it was packed, up to a size.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::{MultiGzDecoder, ZlibDecoder};
use ruzstd::decoding::errors::FrameDecoderError;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use crate::error::Error;

/// The window every reader of zstd is asked to afford (RFC 8878, 3.1.1.1.2), bytes.
const ZSTD_WINDOW: u64 = 8 << 20;

/// Unpacks a body as its Content-Encoding says: none, `identity`, `gzip`, `deflate` (a zlib stream), `zstd` and Datadog's word for it,
/// `zstd1`. Never holds more than `limit` bytes, a window of zstd aside.
///
/// # Errors
/// [`Error::TooLarge`] beyond `limit`, [`Error::Unsupported`] for any other encoding, [`Error::Malformed`] when it does not unpack.
pub fn unpack<'a>(body: &'a [u8], encoding: Option<&str>, limit: usize) -> Result<Cow<'a, [u8]>, Error> {
    let encoding = encoding.unwrap_or("").trim().to_ascii_lowercase();
    let unpacked = match encoding.as_str() {
        "" | "identity" if body.len() > limit => return Err(Error::TooLarge { limit }),
        "" | "identity" => return Ok(Cow::Borrowed(body)),
        "gzip" | "x-gzip" => capped(MultiGzDecoder::new(body), limit, "gzip")?,
        "deflate" => capped(ZlibDecoder::new(body), limit, "deflate")?,
        "zstd" | "zstd1" => zstd(body, limit)?,
        _ => {
            return Err(Error::Unsupported(format!(
                "bodies packed as {} are not read: send them as gzip, deflate, zstd or not packed",
                crate::series::shortened(&encoding)
            )));
        }
    };
    Ok(Cow::Owned(unpacked))
}

/// Reads to the end or to one byte beyond the limit.
fn capped(packed: impl Read, limit: usize, encoding: &str) -> Result<Vec<u8>, Error> {
    let mut unpacked = Vec::new();
    packed.take(limit as u64 + 1).read_to_end(&mut unpacked).map_err(|_| broken(encoding))?;
    if unpacked.len() > limit { Err(Error::TooLarge { limit }) } else { Ok(unpacked) }
}

/// All frames of a body.
fn zstd(mut body: &[u8], limit: usize) -> Result<Vec<u8>, Error> {
    let mut unpacked = Vec::new();
    loop {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(ZSTD_WINDOW.max(limit as u64));
        let frame = StreamingDecoder::new_with_decoder(&mut body, decoder).map_err(|error| match error {
            FrameDecoderError::WindowSizeTooBig { .. } => Error::TooLarge { limit },
            _ => broken("zstd"),
        })?;
        unpacked.extend(capped(frame, limit - unpacked.len(), "zstd").map_err(|error| match error {
            Error::TooLarge { .. } => Error::TooLarge { limit },
            error => error,
        })?);
        if body.is_empty() {
            return Ok(unpacked);
        }
    }
}

fn broken(encoding: &str) -> Error {
    Error::Malformed(format!("the body does not unpack as {encoding}, which its Content-Encoding says it is"))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{GzEncoder, ZlibEncoder};
    use proptest::prelude::*;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    const LIMIT: usize = 1_000_000;

    fn gzip(body: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(body).unwrap();
        packed.finish().unwrap()
    }

    fn zlib(body: &[u8]) -> Vec<u8> {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
        packed.write_all(body).unwrap();
        packed.finish().unwrap()
    }

    fn zstd(body: &[u8]) -> Vec<u8> {
        compress_to_vec(body, CompressionLevel::Fastest)
    }

    #[test]
    fn each_encoding_gives_the_body_back() {
        let body = b"{\"series\":[]}".repeat(1000);
        let read = |packed: &[u8], encoding| unpack(packed, encoding, LIMIT).map(Cow::into_owned);
        assert_eq!(read(&body, None).unwrap(), body);
        assert_eq!(read(&body, Some("identity")).unwrap(), body);
        assert_eq!(read(&gzip(&body), Some("GZIP")).unwrap(), body);
        assert_eq!(read(&zlib(&body), Some("deflate")).unwrap(), body);
        assert_eq!(read(&zstd(&body), Some("zstd")).unwrap(), body);
        let two = [zstd(b""), zstd(&body[..500]), zstd(&body[500..])].concat();
        assert_eq!(read(&two, Some("zstd1")).unwrap(), body);
        assert_eq!(read(&zstd(b""), Some("zstd")).unwrap(), b"");
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let body = vec![0; 50 * LIMIT];
        for (packed, encoding) in [(gzip(&body), "gzip"), (zlib(&body), "deflate"), (zstd(&body), "zstd")] {
            assert!(packed.len() < LIMIT, "{encoding}");
            let error = unpack(&packed, Some(encoding), LIMIT).unwrap_err();
            assert_eq!((error.clone(), error.status()), (Error::TooLarge { limit: LIMIT }, 413), "{encoding}");
        }
        assert_eq!(unpack(&body, None, LIMIT).unwrap_err(), Error::TooLarge { limit: LIMIT });
        assert!(unpack(&gzip(&body[..LIMIT]), Some("gzip"), LIMIT).is_ok());
    }

    #[test]
    fn a_window_that_would_fill_the_memory_is_refused() {
        // Frame header with a window descriptor of 2^41 bytes, then nothing.
        let frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xf8];
        assert_eq!(unpack(&frame, Some("zstd"), LIMIT).unwrap_err(), Error::TooLarge { limit: LIMIT });
    }

    #[test]
    fn what_does_not_unpack_says_so() {
        for encoding in ["gzip", "deflate", "zstd"] {
            for body in [&b""[..], b"plain text", &gzip(b"some text")[..15], &zstd(b"some text")[..9]] {
                assert_eq!(unpack(body, Some(encoding), LIMIT).unwrap_err(), broken(encoding), "{encoding} {body:?}");
            }
        }
        let error = unpack(b"", Some("br"), LIMIT).unwrap_err();
        assert_eq!(error.status(), 415);
        assert_eq!(error.to_string(), "bodies packed as br are not read: send them as gzip, deflate, zstd or not packed");
    }

    proptest! {
        #[test]
        fn no_body_panics(body: Vec<u8>, which in 0..3usize) {
            let magic = [&[0x1f, 0x8b, 8, 0][..], &[0x78, 0x9c], &[0x28, 0xb5, 0x2f, 0xfd]][which];
            let encoding = ["gzip", "deflate", "zstd"][which];
            let _ = unpack(&body, Some(encoding), 1000);
            let _ = unpack(&[magic, &body].concat(), Some(encoding), 1000);
        }
    }
}
