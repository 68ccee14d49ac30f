//! As much of Thrift's compact protocol as Parquet's headers use: structs as their numbered fields.

use std::collections::BTreeMap;

use super::broken;
use crate::error::Error;

/// How deep structs and lists may lie in each other; Parquet's own go to 7.
const DEPTH_MAX: usize = 16;

/// A value. A list holds what it holds; its elements take a byte of the file each at least.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    Bool(bool),
    Int(i64),
    Bytes(&'a [u8]),
    List(Vec<Value<'a>>),
    Struct(Fields<'a>),
    /// A double or a map: nothing here reads one.
    Other,
}

/// The fields of a struct by their numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fields<'a>(BTreeMap<i16, Value<'a>>);

impl<'a> Fields<'a> {
    pub fn int(&self, field: i16) -> Option<i64> {
        match self.0.get(&field) {
            Some(Value::Int(value)) => Some(*value),
            _ => None,
        }
    }

    pub fn bool(&self, field: i16) -> Option<bool> {
        match self.0.get(&field) {
            Some(Value::Bool(value)) => Some(*value),
            _ => None,
        }
    }

    pub fn text(&self, field: i16) -> Option<&'a str> {
        match self.0.get(&field) {
            Some(Value::Bytes(bytes)) => std::str::from_utf8(bytes).ok(),
            _ => None,
        }
    }

    pub fn fields(&self, field: i16) -> Option<&Self> {
        match self.0.get(&field) {
            Some(Value::Struct(fields)) => Some(fields),
            _ => None,
        }
    }

    /// The structs of a list.
    pub fn list(&self, field: i16) -> impl Iterator<Item = &Self> {
        let all = match self.0.get(&field) {
            Some(Value::List(all)) => all.as_slice(),
            _ => &[],
        };
        all.iter().filter_map(|value| match value {
            Value::Struct(fields) => Some(fields),
            _ => None,
        })
    }

    /// The one field of a union.
    pub fn chosen(&self) -> Option<(i16, &Self)> {
        self.0.iter().find_map(|(field, value)| match value {
            Value::Struct(fields) => Some((*field, fields)),
            _ => None,
        })
    }
}

/// Bytes with a place that moves on.
pub struct Input<'a> {
    pub rest: &'a [u8],
}

impl<'a> Input<'a> {
    pub fn byte(&mut self) -> Result<u8, Error> {
        let (first, rest) = self.rest.split_first().ok_or_else(|| broken("it ends within a header"))?;
        self.rest = rest;
        Ok(*first)
    }

    pub fn take(&mut self, n: usize) -> Result<&'a [u8], Error> {
        let (taken, rest) = self.rest.split_at_checked(n).ok_or_else(|| broken("it ends too early"))?;
        self.rest = rest;
        Ok(taken)
    }

    pub fn varint(&mut self) -> Result<u64, Error> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(broken("a number of a header has no end"))
    }

    fn zigzag(&mut self) -> Result<i64, Error> {
        let value = self.varint()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// A whole struct.
    pub fn fields(&mut self) -> Result<Fields<'a>, Error> {
        self.struct_at(0)
    }

    fn struct_at(&mut self, depth: usize) -> Result<Fields<'a>, Error> {
        let (mut fields, mut last) = (BTreeMap::new(), 0_i16);
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Ok(Fields(fields));
            }
            last = match head >> 4 {
                0 => i16::try_from(self.zigzag()?).map_err(|_| broken("a header has a field of no number"))?,
                step => last.saturating_add(i16::from(step)),
            };
            let value = match head & 15 {
                1 => Value::Bool(true),
                2 => Value::Bool(false),
                kind => self.value(kind, depth + 1)?,
            };
            fields.insert(last, value);
        }
    }

    fn value(&mut self, kind: u8, depth: usize) -> Result<Value<'a>, Error> {
        if depth > DEPTH_MAX {
            return Err(broken("its headers lie too deep in each other"));
        }
        Ok(match kind {
            // Of a list: one byte each.
            1 | 2 => Value::Bool(self.byte()? == 1),
            3 => Value::Int(i64::from(self.byte()? as i8)),
            4..=6 => Value::Int(self.zigzag()?),
            7 => {
                self.take(8)?;
                Value::Other
            }
            8 => {
                let length = usize::try_from(self.varint()?).map_err(|_| broken("a text of a header is too long"))?;
                Value::Bytes(self.take(length)?)
            }
            9 | 10 => {
                let head = self.byte()?;
                let n = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
                let mut all = Vec::new();
                for _ in 0..n {
                    all.push(self.value(head & 15, depth + 1)?);
                }
                Value::List(all)
            }
            11 => {
                let n = self.varint()?;
                let kinds = if n == 0 { 0 } else { self.byte()? };
                for _ in 0..n {
                    self.value(kinds >> 4, depth + 1)?;
                    self.value(kinds & 15, depth + 1)?;
                }
                Value::Other
            }
            12 => Value::Struct(self.struct_at(depth)?),
            _ => return Err(broken("a header has a field of no known kind")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_by_their_numbers() {
        // 1: i32 150 (zigzag 300), 2: "ab", 4: true, 5: list of two i64, 20 (long form): struct with 1: false.
        let bytes = [0x15, 0xac, 0x02, 0x18, 2, b'a', b'b', 0x21, 0x19, 0x26, 1, 4, 0x0c, 40, 0x12, 0, 0];
        let fields = Input { rest: &bytes }.fields().unwrap();
        assert_eq!((fields.int(1), fields.text(2), fields.bool(4)), (Some(150), Some("ab"), Some(true)));
        assert_eq!(fields.fields(20).unwrap().bool(1), Some(false));
        assert_eq!((fields.int(2), fields.list(5).count(), fields.int(9)), (None, 0, None));
        for cut in 0..bytes.len() {
            assert!(Input { rest: &bytes[..cut] }.fields().is_err(), "{cut}");
        }
    }

    #[test]
    fn what_is_deep_or_endless_is_refused() {
        assert!(Input { rest: &[0x1c; 1000] }.fields().unwrap_err().to_string().contains("too deep"));
        // A list that says it has 2⁶³ elements ends with its bytes.
        let endless = [0x19, 0xf5, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 2, 2, 2];
        assert!(Input { rest: &endless }.fields().is_err());
    }
}
