//! Bodies written here field by field, and what is hostile. Bodies of real senders: `tests/peers`.

use proptest::prelude::*;

use super::*;

/// A field of protobuf with bytes.
fn bytes(number: u8, content: &[u8]) -> Vec<u8> {
    [varint(u64::from(number) << 3 | 2), varint(content.len() as u64), content.to_vec()].concat()
}

fn integer(number: u8, value: u64) -> Vec<u8> {
    [varint(u64::from(number) << 3), varint(value)].concat()
}

fn double(number: u8, value: f64) -> Vec<u8> {
    [varint(u64::from(number) << 3 | 1), value.to_le_bytes().to_vec()].concat()
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while value > 127 {
        out.push(value as u8 | 128);
        value >>= 7;
    }
    out.push(value as u8);
    out
}

fn label(name: &str, value: &str) -> Vec<u8> {
    bytes(1, &[bytes(1, name.as_bytes()), bytes(2, value.as_bytes())].concat())
}

fn sample(value: f64, at_ms: u64) -> Vec<u8> {
    bytes(2, &[double(1, value), integer(2, at_ms)].concat())
}

type Told = Vec<(String, Vec<(i64, u64)>)>;

fn told(version: Version, body: &[u8]) -> Result<(Told, Received), Error> {
    let mut all = Vec::new();
    let received = read(version, body, &mut |labels, samples| {
        let labels = labels.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(",");
        all.push((labels, samples.iter().map(|sample| (sample.at_ms, sample.value.to_bits())).collect()));
    })?;
    Ok((all, received))
}

#[test]
fn a_request_of_1_0_is_read() {
    let stale = f64::from_bits(0x7ff0_0000_0000_0002);
    let series =
        bytes(1, &[label("__name__", "up"), label("job", "a"), label("none", ""), sample(1.5, 1000), sample(stale, 2000)].concat());
    let metadata = bytes(3, &[integer(1, 1), bytes(2, b"req"), bytes(4, b"Requests."), bytes(5, b"s")].concat());
    let (all, received) = told(Version::One, &[series, metadata, bytes(9, b"later")].concat()).unwrap();
    assert_eq!(all, [("__name__=up,job=a".to_owned(), vec![(1000, 1.5f64.to_bits()), (2000, 0x7ff0_0000_0000_0002)])]);
    assert_eq!((received.samples, received.histograms), (2, 0));
    assert_eq!(received.batch.metadata["req"], Metadata { kind: Type::Counter, help: "Requests.".into(), unit: "s".into() });
}

#[test]
fn a_request_of_2_0_is_read_by_its_symbols() {
    let symbols: Vec<u8> =
        ["", "__name__", "lat_bucket", "le", "1", "Seconds."].iter().flat_map(|text| bytes(4, text.as_bytes())).collect();
    let metadata = bytes(5, &[integer(1, 3), integer(3, 5)].concat());
    let series = [bytes(1, &[3, 4, 1, 2]), sample(7.0, 5), bytes(4, b"exemplar"), metadata].concat();
    let (all, received) = told(Version::Two, &[bytes(5, &series), symbols.clone()].concat()).unwrap();
    assert_eq!(all, [("__name__=lat_bucket,le=1".to_owned(), vec![(5, 7f64.to_bits())])], "labels are sorted");
    assert_eq!((received.samples, received.exemplars), (1, 1));
    assert_eq!(received.batch.metadata["lat"].help, "Seconds.");
    assert!(told(Version::Two, &[bytes(5, &bytes(1, &[1, 99])), symbols].concat()).is_err(), "a symbol that is not there");
}

#[test]
fn a_native_histogram_is_counted_on_fixed_bounds() {
    // Schema 0: bucket 1 is (1, 2], bucket 2 (2, 4], then a gap of one, bucket 4 (8, 16]. Counts 3, 5, 1 as differences 3, 2, -4; zero 2.
    let spans = [bytes(11, &[integer(1, 2), integer(2, 2)].concat()), bytes(11, &[integer(1, 2), integer(2, 1)].concat())].concat();
    let body = [integer(1, 11), double(3, 40.0), integer(4, 0), integer(6, 2), spans, bytes(12, &[6, 4, 7]), integer(15, 9000)].concat();
    let series = bytes(1, &[label("__name__", "lat"), bytes(4, &body)].concat());
    let (all, received) = told(Version::One, &series).unwrap();
    assert!(all.is_empty());
    assert_eq!((received.samples, received.histograms), (0, 1));
    let at = |le: &str| {
        let series = received.batch.series.iter().find(|series| series.label("le") == Some(le)).unwrap();
        (series.samples[0].at_ms, series.samples[0].value)
    };
    for (le, n) in [("1", 2.0), ("2", 5.0), ("4", 10.0), ("8", 10.0), ("16", 11.0), ("+Inf", 11.0)] {
        assert_eq!(at(le), (9000, n), "{le}");
    }
    let sum = received.batch.series.iter().find(|series| series.name() == "lat_sum").unwrap();
    assert_eq!(sum.samples[0].value, 40.0);
}

#[test]
fn versions_are_told_by_the_content_type() {
    assert_eq!(Version::of("application/x-protobuf"), Ok(Version::One));
    assert_eq!(Version::of("application/x-protobuf; proto=io.prometheus.write.v2.Request"), Ok(Version::Two));
    for other in ["application/json", "application/x-protobuf;proto=io.prometheus.write.v9.Request", ""] {
        assert_eq!(Version::of(other).unwrap_err().status(), 415, "{other}");
    }
}

#[test]
fn packed_bodies_are_read_up_to_the_limit() {
    let packed = snap::raw::Encoder::new().compress_vec(&[7; 100_000]).unwrap();
    assert_eq!(unpack(&packed, Some("Snappy"), 100_000).unwrap().len(), 100_000);
    assert_eq!(unpack(&packed, None, 99_999).unwrap_err().status(), 413);
    assert_eq!(unpack(&packed, Some("zstd"), 100_000).unwrap_err().status(), 415);
    assert_eq!(unpack(b"\xff\xff\xff\xff\x0fx", None, 100_000).unwrap_err().status(), 413, "a bomb is refused by its own announcement");
    assert_eq!(unpack(b"hello", None, 100_000).unwrap_err().status(), 400);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(body in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = (told(Version::One, &body), told(Version::Two, &body), unpack(&body, None, 10_000));
        let inside = bytes(1, &[label("__name__", "x"), bytes(4, &body)].concat());
        let _ = told(Version::One, &inside);
    }
}
