//! Samples as Prometheus' remote-write 1.0 sends them.

/// One series: its labels sorted by name, its samples in Unix milliseconds in time order.
pub type Series = (Vec<(String, String)>, Vec<(i64, f64)>);

/// The body of a request, to be sent with `Content-Encoding: snappy`.
pub fn body(series: &[Series]) -> Vec<u8> {
    let mut request = Vec::new();
    for (labels, samples) in series {
        let mut one = Vec::new();
        for (name, value) in labels {
            let mut label = Vec::new();
            field(&mut label, 1, name.as_bytes());
            field(&mut label, 2, value.as_bytes());
            field(&mut one, 1, &label);
        }
        for (at_ms, value) in samples {
            let mut sample = vec![1 << 3 | 1];
            sample.extend(value.to_le_bytes());
            sample.push(2 << 3);
            varint(&mut sample, *at_ms as u64);
            field(&mut one, 2, &sample);
        }
        field(&mut request, 1, &one);
    }
    literal(&request)
}

fn field(out: &mut Vec<u8>, number: u8, content: &[u8]) {
    out.push(number << 3 | 2);
    varint(out, content.len() as u64);
    out.extend(content);
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Snappy's block format without any compression.
fn literal(content: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    varint(&mut out, content.len() as u64);
    for part in content.chunks(60_000) {
        out.push(61 << 2);
        out.extend((part.len() as u16 - 1).to_le_bytes());
        out.extend(part);
    }
    out
}
