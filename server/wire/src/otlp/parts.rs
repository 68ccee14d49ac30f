//! How many messages a body holds, counted before any is made: two bytes can be a message of hundreds in memory.

use prost::encoding::{DecodeContext, WireType, decode_key, decode_varint, skip_field};

use crate::Error;

use super::Form;

/// The most messages of a body. A point with three attributes is four.
pub const MAX: usize = 500_000;

/// Refuses a body of more than [`MAX`] messages. One that is broken is left to its reader.
pub fn check(body: &[u8], form: Form) -> Result<(), Error> {
    let parts = match form {
        Form::Protobuf => count(body, Level::Request),
        Form::Json => body.iter().filter(|byte| **byte == b'{').count(),
    };
    if parts > MAX {
        return Err(Error::Malformed(format!("the body holds {parts} points and attributes: send at most {MAX} at a time")));
    }
    Ok(())
}

/// A message, by what it may hold.
#[derive(Clone, Copy)]
enum Level {
    Request,
    ResourceMetrics,
    ScopeMetrics,
    Metric,
    Data,
    /// A point or a resource: what it holds, holds no list.
    Last,
}

impl Level {
    fn inner(self, tag: u32) -> Option<Self> {
        match (self, tag) {
            (Self::Request, 1) => Some(Self::ResourceMetrics),
            (Self::ResourceMetrics, 2) => Some(Self::ScopeMetrics),
            (Self::ScopeMetrics, 2) => Some(Self::Metric),
            (Self::Metric, 5 | 7 | 9 | 10 | 11) => Some(Self::Data),
            (Self::ResourceMetrics, 1) | (Self::Data, 1) => Some(Self::Last),
            _ => None,
        }
    }
}

fn count(mut body: &[u8], level: Level) -> usize {
    let mut parts = 0;
    while let Ok((tag, wire)) = decode_key(&mut body) {
        if wire != WireType::LengthDelimited {
            match skip_field(wire, tag, &mut body, DecodeContext::default()) {
                Ok(()) => continue,
                Err(_) => break,
            }
        }
        let length = decode_varint(&mut body).ok().and_then(|length| usize::try_from(length).ok());
        let Some((inside, rest)) = length.and_then(|length| body.split_at_checked(length)) else { break };
        body = rest;
        parts += 1 + level.inner(tag).map_or(0, |level| count(inside, level));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_messages_are_counted() {
        // A request of one resource of one scope of a million empty metrics: 2 MB that would be 300.
        let field = |tag: u8, inside: &[u8]| {
            let mut field = vec![tag << 3 | 2];
            prost::encoding::encode_varint(inside.len() as u64, &mut field);
            field.extend_from_slice(inside);
            field
        };
        let body = |metrics: usize| field(1, &field(2, &field(2, &[]).repeat(metrics)));
        assert_eq!(count(&body(10), Level::Request), 12);
        assert!(check(&body(1_000_000), Form::Protobuf).unwrap_err().to_string().starts_with("the body holds 1000002 points"));
        assert!(check(&body(10), Form::Protobuf).is_ok());
        assert!(check("{},".repeat(MAX + 1).as_bytes(), Form::Json).is_err());
    }
}
