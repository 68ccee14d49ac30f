//! For tests: what a sender of remote-write 1.0 sends.

use prost::encoding::encode_varint;

use crate::series::Series;

/// The body of a request, to be sent with `Content-Encoding: snappy`.
pub fn body(series: &[Series]) -> Vec<u8> {
    let request: Vec<u8> = series.iter().flat_map(|series| field(1, &time_series(series))).collect();
    snap::raw::Encoder::new().compress_vec(&request).unwrap_or_default()
}

fn time_series(series: &Series) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, value) in &series.labels {
        out.extend(field(1, &[field(1, name.as_bytes()), field(2, value.as_bytes())].concat()));
    }
    for sample in &series.samples {
        let mut fields = vec![1 << 3 | 1];
        fields.extend(sample.value.to_le_bytes());
        fields.push(2 << 3);
        encode_varint(sample.at_ms as u64, &mut fields);
        out.extend(field(2, &fields));
    }
    out
}

fn field(number: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![number << 3 | 2];
    encode_varint(content.len() as u64, &mut out);
    out.extend(content);
    out
}
