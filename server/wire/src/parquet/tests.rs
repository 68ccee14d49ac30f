//! Files of the real producer, pyarrow: see `make.py` beside them. What is in their cells is compared in `engine`, where they become text.

use super::*;

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../fixtures/parquet/", $name, ".parquet")).as_slice()
    };
}

const WHOLE: [&[u8]; 4] = [fixture!("none-1"), fixture!("snappy-2"), fixture!("gzip-1"), fixture!("zstd-2")];

#[test]
fn columns_have_their_kinds_and_as_many_cells_as_rows() {
    for file in WHOLE {
        let columns = read(file).unwrap();
        assert_eq!(columns.len(), 18);
        assert!(columns.iter().all(|column| column.cells.len() == 60));
        let kind = |name: &str| columns.iter().find(|column| column.described.name == name).unwrap().described.kind;
        assert_eq!((kind("large"), kind("vast")), (Kind::Int { unsigned: false }, Kind::Int { unsigned: true }));
        assert_eq!((kind("price"), kind("day"), kind("coded")), (Kind::Decimal { scale: 2 }, Kind::Date, Kind::Text));
        assert_eq!(kind("at_ms"), Kind::Timestamp { per_second: 1_000, utc: false });
        assert_eq!(kind("at_us"), Kind::Timestamp { per_second: 1_000_000, utc: true });
        let nothing = columns.last().unwrap();
        assert!(nothing.cells.iter().all(|cell| *cell == Cell::Null));
    }
}

#[test]
fn what_is_not_read_says_what_to_do() {
    for (file, says) in [
        (fixture!("lists"), "holds lists or structures: write one value a cell"),
        (fixture!("delta"), "column “name” is encoded in a way that is not read here: write it plain or with a dictionary"),
        (fixture!("lz4"), "write it with snappy, zstd, gzip or unpacked"),
        (fixture!("bomb"), "unpacks to more than 64 MB: split the file"),
        (b"PAR1".as_slice(), "does not end as one does"),
        (b"PAR1\xff\xff\xff\x7fPAR1", "larger than 1 MB"),
        (b"PAR1\x10\0\0\0PAR1", "ends too early"),
        (b"PAR1\0\x01\0\0\0PAR1", "has no columns"),
    ] {
        let error = read(file).unwrap_err().to_string();
        assert!(error.contains(says), "{says}: {error}");
    }
}

/// The page of the file that unpacks to 100 MB says that it is small: it is not unpacked further than that.
#[test]
fn a_page_is_not_unpacked_beyond_what_it_says() {
    let mut lying = fixture!("bomb").to_vec();
    // 100,000,010 as Thrift writes it, in the header of its page, becomes 74.
    let size = [0x94, 0x84, 0xaf, 0x5f];
    let at = lying.windows(4).position(|bytes| bytes == size).unwrap();
    lying[at..at + 4].copy_from_slice(&[0x94, 0x81, 0x80, 0x00]);
    let error = read(&lying).unwrap_err().to_string();
    assert!(error.contains("does not unpack to what it says"), "{error}");
}

/// Whatever is changed in a file, reading it ends with a table within the limits or with an error.
#[test]
fn no_byte_of_a_file_is_trusted() {
    for (file, step) in [(fixture!("samples"), 1), (fixture!("int96"), 5), (fixture!("zstd-2"), 41), (fixture!("plain"), 41)] {
        let mut refused = 0;
        let mut changed = file.to_vec();
        for at in (0..file.len()).step_by(step) {
            for bits in [0x01, 0x80, 0xff] {
                changed[at] ^= bits;
                match read(&changed) {
                    Ok(columns) => assert!(columns.iter().map(|column| column.cells.len()).sum::<usize>() <= CELLS_MAX),
                    Err(_) => refused += 1,
                }
                changed[at] = file[at];
            }
        }
        assert!(refused > 50, "{refused}");
        for cut in (0..file.len()).step_by(211) {
            assert!(read(&file[..cut]).is_err(), "{cut}");
        }
    }
}
