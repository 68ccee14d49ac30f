//! Prometheus remote-write: [1.0](https://prometheus.io/docs/specs/prw/remote_write_spec/) and
//! [2.0](https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/), from an unpacked body. Series are given one by one and borrow from the
//! body. Native histograms become classic ones on fixed bounds.

#[cfg(feature = "encode")]
pub mod encode;
mod native;
mod protobuf;
#[cfg(test)]
mod tests;

use crate::error::Error;
use crate::series::{Batch, Metadata, NAME, Sample, Type};
use protobuf::{Fields, broken};

/// The version of a message, by the Content-Type of its request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    One,
    Two,
}

/// What a body held beside its plain samples, and how many of each there were; 2.0 tells the sender.
#[derive(Debug, Default)]
pub struct Received {
    pub samples: u64,
    pub histograms: u64,
    pub exemplars: u64,
    /// Series of native histograms, and what is known of the names.
    pub batch: Batch,
}

/// Takes one series: labels sorted by name, none empty, and its samples in the order they were sent.
pub type Each<'a> = dyn FnMut(&[(&str, &str)], &[Sample]) + 'a;

impl Version {
    /// By the Content-Type.
    ///
    /// # Errors
    /// [`Error::Unsupported`] for any other.
    pub fn of(content_type: &str) -> Result<Self, Error> {
        let mut parts = content_type.split(';').map(str::trim);
        let media = parts.next().unwrap_or_default();
        let proto = parts.find_map(|part| part.strip_prefix("proto=")).unwrap_or("prometheus.WriteRequest");
        match (media, proto.trim_matches('"')) {
            ("application/x-protobuf", "prometheus.WriteRequest") => Ok(Self::One),
            ("application/x-protobuf", "io.prometheus.write.v2.Request") => Ok(Self::Two),
            _ => Err(Error::Unsupported(format!(
                "bodies of {} are not read here: send application/x-protobuf with prometheus.WriteRequest or io.prometheus.write.v2.Request",
                crate::series::shortened(content_type)
            ))),
        }
    }
}

/// Unpacks the block format of Snappy, the only one that remote-write knows.
///
/// # Errors
/// Another encoding, a body that does not unpack, or one larger than `limit` bytes then.
pub fn unpack(body: &[u8], encoding: Option<&str>, limit: usize) -> Result<Vec<u8>, Error> {
    let encoding = encoding.unwrap_or("snappy").trim();
    if !encoding.eq_ignore_ascii_case("snappy") {
        return Err(Error::Unsupported(format!("remote-write packed as {} is not read: send snappy", crate::series::shortened(encoding))));
    }
    let malformed = |_| Error::Malformed("the body does not unpack as snappy (block format)".to_owned());
    if snap::raw::decompress_len(body).map_err(malformed)? > limit {
        return Err(Error::TooLarge { limit });
    }
    snap::raw::Decoder::new().decompress_vec(body).map_err(malformed)
}

/// Reads an unpacked body.
///
/// # Errors
/// [`Error::Malformed`] when it is not the message of its version; series before the fault have been given.
pub fn read(version: Version, body: &[u8], each: &mut Each<'_>) -> Result<Received, Error> {
    let mut received = Received::default();
    match version {
        Version::One => read_one(body, &mut received, each)?,
        Version::Two => read_two(body, &mut received, each)?,
    }
    Ok(received)
}

fn read_one(body: &[u8], received: &mut Received, each: &mut Each<'_>) -> Result<(), Error> {
    let (mut fields, mut labels, mut samples) = (Fields(body), Vec::new(), Vec::new());
    while let Some((number, value)) = fields.next()? {
        match number {
            1 => {
                let mut series = value.message()?;
                let mut histograms = Vec::new();
                labels.clear();
                samples.clear();
                while let Some((number, value)) = series.next()? {
                    match number {
                        1 => labels.push(label(value.message()?)?),
                        2 => samples.push(sample(value.message()?)?),
                        3 => received.exemplars += 1,
                        4 => histograms.push(value.bytes()?),
                        _ => {}
                    }
                }
                give(&mut labels, &samples, &histograms, received, each)?;
            }
            3 => metadata_one(value.message()?, received)?,
            _ => {}
        }
    }
    Ok(())
}

fn read_two(body: &[u8], received: &mut Received, each: &mut Each<'_>) -> Result<(), Error> {
    let (mut symbols, mut fields) = (Vec::new(), Fields(body));
    while let Some((number, value)) = fields.next()? {
        if number == 4 {
            symbols.push(value.text()?);
        }
    }
    let symbol = |at: u64| usize::try_from(at).ok().and_then(|at| symbols.get(at).copied()).ok_or_else(broken);
    let (mut fields, mut labels, mut samples) = (Fields(body), Vec::new(), Vec::new());
    while let Some((number, value)) = fields.next()? {
        if number != 5 {
            continue;
        }
        let mut series = value.message()?;
        let (mut histograms, mut metadata) = (Vec::new(), None);
        labels.clear();
        samples.clear();
        while let Some((number, value)) = series.next()? {
            match number {
                1 => {
                    let mut references = value.message()?;
                    while !references.0.is_empty() {
                        labels.push((symbol(references.varint()?)?, symbol(references.varint()?)?));
                    }
                }
                2 => samples.push(sample(value.message()?)?),
                3 => histograms.push(value.bytes()?),
                4 => received.exemplars += 1,
                5 => metadata = Some(value.message()?),
                _ => {}
            }
        }
        if let Some(metadata) = metadata {
            metadata_two(metadata, &labels, &symbol, received)?;
        }
        give(&mut labels, &samples, &histograms, received, each)?;
    }
    Ok(())
}

/// Gives a series on, and its histograms as series of their own.
fn give(
    labels: &mut Vec<(&str, &str)>,
    samples: &[Sample],
    histograms: &[&[u8]],
    received: &mut Received,
    each: &mut Each<'_>,
) -> Result<(), Error> {
    labels.retain(|(_, value)| !value.is_empty());
    // Senders have to sort them; not all do.
    if !labels.is_sorted() {
        labels.sort_unstable();
    }
    if !samples.is_empty() {
        received.samples += samples.len() as u64;
        each(labels, samples);
    }
    for histogram in histograms {
        received.histograms += 1;
        native::read(histogram, labels, &mut received.batch)?;
    }
    Ok(())
}

fn label<'a>(mut fields: Fields<'a>) -> Result<(&'a str, &'a str), Error> {
    let mut label = ("", "");
    while let Some((number, value)) = fields.next()? {
        match number {
            1 => label.0 = value.text()?,
            2 => label.1 = value.text()?,
            _ => {}
        }
    }
    Ok(label)
}

fn sample(mut fields: Fields<'_>) -> Result<Sample, Error> {
    let mut sample = Sample { at_ms: 0, value: 0.0 };
    while let Some((number, value)) = fields.next()? {
        match number {
            1 => sample.value = value.float()?,
            2 => sample.at_ms = value.integer()? as i64,
            _ => {}
        }
    }
    Ok(sample)
}

fn kind(number: u64) -> Type {
    match number {
        1 => Type::Counter,
        2 => Type::Gauge,
        3 => Type::Histogram,
        5 => Type::Summary,
        _ => Type::Unknown,
    }
}

fn metadata_one(mut fields: Fields<'_>, received: &mut Received) -> Result<(), Error> {
    let (mut name, mut metadata) = ("", Metadata::default());
    while let Some((number, value)) = fields.next()? {
        match number {
            1 => metadata.kind = kind(value.integer()?),
            2 => name = value.text()?,
            4 => metadata.help = value.text()?.to_owned(),
            5 => metadata.unit = value.text()?.to_owned(),
            _ => {}
        }
    }
    received.batch.metadata.insert(name.to_owned(), metadata);
    Ok(())
}

fn metadata_two<'a>(
    mut fields: Fields<'_>,
    labels: &[(&str, &str)],
    symbol: &impl Fn(u64) -> Result<&'a str, Error>,
    received: &mut Received,
) -> Result<(), Error> {
    let mut metadata = Metadata::default();
    while let Some((number, value)) = fields.next()? {
        match number {
            1 => metadata.kind = kind(value.integer()?),
            3 => metadata.help = symbol(value.integer()?)?.to_owned(),
            4 => metadata.unit = symbol(value.integer()?)?.to_owned(),
            _ => {}
        }
    }
    if let Some((_, name)) = labels.iter().find(|(name, _)| *name == NAME) {
        let family = if metadata.kind == Type::Histogram || metadata.kind == Type::Summary {
            ["_bucket", "_count", "_sum"].iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name)
        } else {
            name
        };
        received.batch.metadata.insert(family.to_owned(), metadata);
    }
    Ok(())
}
