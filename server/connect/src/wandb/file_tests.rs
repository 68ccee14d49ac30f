#![allow(clippy::unwrap_used)]
use super::*;

/// Written by the real client: see `make.py` beside it.
const RUN: &[u8] = include_bytes!("../../fixtures/wandb/run.wandb");

#[test]
fn a_run_of_the_real_client_is_read() {
    let run = read(RUN).unwrap();
    assert_eq!((run.entity.as_str(), run.project.as_str(), run.name.as_str()), ("team", "fraud", "evaluation"));
    assert_eq!((run.rows.len(), run.exit_code), (201, Some(0)));
    let acc = run.points("acc");
    assert_eq!(acc.len(), 199, "one is NaN, and one step has none");
    for point in &acc {
        assert!((point.value - (0.9 + point.step as f64 / 10_000.0)).abs() < 1e-12, "{point:?}");
    }
    assert!(acc.windows(2).all(|pair| pair[0].at_ms <= pair[1].at_ms && pair[0].step < pair[1].step));
    assert!(acc.iter().all(|point| point.step != 99 && (0..120_000).contains(&(point.at_ms - run.started_ms.unwrap()))));
    assert_eq!(run.rows[14].values["val/psi"], 2.0);
    assert_eq!(run.rows[14].values["by.region.sg"], 14.0);
    assert_eq!(run.summary["by.region.sg"], 199.0, "the last of each");
    assert!(!run.summary.contains_key("words") && !run.rows[0].values.contains_key("_runtime"));
}

#[test]
fn a_file_cut_anywhere_gives_what_was_whole_or_says_why_not() {
    let mut steps = 0;
    for length in (0..RUN.len()).step_by(997) {
        match read(&RUN[..length]) {
            Ok(run) => {
                assert!(run.rows.len() >= steps, "a longer part holds no less");
                steps = run.rows.len();
                assert_eq!(run.exit_code, None);
            }
            Err(refused) => assert!(length < HEADER.len(), "{length}: {refused}"),
        }
    }
    assert!(steps > 150, "{steps}");
}

#[test]
fn what_is_no_such_file_says_so() {
    for (bytes, expected) in [
        (b"PK\x03\x04 zip".to_vec(), "no .wandb file"),
        (Vec::new(), "no .wandb file"),
        (b":W&B\xe1\xbe\x01".to_vec(), "version 1"),
        ([RUN[..200].to_vec(), vec![1; 40_000]].concat(), "damaged at byte"),
    ] {
        let message = read(&bytes).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    }
    let mut flipped = RUN.to_vec();
    flipped[5000] ^= 1;
    assert!(read(&flipped).unwrap_err().to_string().contains("damaged at byte"));
    let garbage = [log::crc32(&[&[1], b"\xff\xff"]).to_le_bytes().as_slice(), &[2, 0, 1], b"\xff\xff"].concat();
    let message = read(&[HEADER.as_slice(), &garbage].concat()).unwrap_err().to_string();
    assert!(message.contains("record 0 of the file cannot be read"), "{message}");
}
