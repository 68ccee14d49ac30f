//! Draws on all cores. The rules hand out pieces of work and take their results in order, so the digits are those of one thread.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::mpsc;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

use domain::uncertainty::{OneByOne, Part, Scratch, Workers};

/// As many threads as the machine has cores.
#[derive(Debug, Clone, Copy, Default)]
pub struct Threads;

/// So many threads, for measuring and for tests.
#[derive(Debug, Clone, Copy)]
pub struct Exactly(pub usize);

/// Pieces that each thread may be ahead of the one that is waited for: bounds the results that are held.
const AHEAD: usize = 2;

type Work<'a> = &'a (dyn Fn(usize, &mut Scratch) -> Part + Sync);

impl Workers for Threads {
    fn each(&self, n: usize, work: Work<'_>, take: &mut dyn FnMut(Part)) {
        Exactly(thread::available_parallelism().map_or(1, NonZero::get)).each(n, work, take);
    }
}

/// The next piece to start, and the next to hand on.
#[derive(Default)]
struct Turn {
    next: usize,
    taken: usize,
}

/// Lets the other threads go on when one dies, so that its fault is seen and nothing waits for it.
struct OpenAll<'a>(&'a Mutex<Turn>, &'a Condvar);

impl Drop for OpenAll<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).next = usize::MAX / 2;
            self.1.notify_all();
        }
    }
}

impl Workers for Exactly {
    fn each(&self, n: usize, work: Work<'_>, take: &mut dyn FnMut(Part)) {
        let threads = self.0.min(n);
        if threads < 2 {
            return OneByOne.each(n, work, take);
        }
        let (turn, moved) = (Mutex::new(Turn::default()), Condvar::new());
        let lock = || turn.lock().unwrap_or_else(PoisonError::into_inner);
        let next = || {
            let mut turn = lock();
            while turn.next < n && turn.next >= turn.taken + AHEAD * threads {
                turn = moved.wait(turn).unwrap_or_else(PoisonError::into_inner);
            }
            turn.next += 1;
            Some(turn.next - 1).filter(|index| *index < n)
        };
        thread::scope(|scope| {
            let (done, results) = mpsc::channel();
            for _ in 0..threads {
                let done = done.clone();
                let next = &next;
                let open = OpenAll(&turn, &moved);
                scope.spawn(move || {
                    let _open = open;
                    let mut scratch = Scratch::default();
                    while let Some(index) = next() {
                        if done.send((index, work(index, &mut scratch))).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(done);
            let (mut waiting, mut turn_of) = (BTreeMap::new(), 0);
            for (index, part) in results {
                waiting.insert(index, part);
                while let Some(part) = waiting.remove(&turn_of) {
                    take(part);
                    turn_of += 1;
                }
                lock().taken = turn_of;
                moved.notify_all();
            }
        });
    }
}
