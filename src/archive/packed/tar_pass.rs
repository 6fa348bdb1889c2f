//! One pass over a tar: the members in order on this thread, the needed ones handed to the pool while the next are
//! decompressed.

use std::io::Read;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use super::origin::Origin;
use super::packing::Packing;
use super::tar::{Member, Step, walk, walk_stream};
use crate::archive::inner::Look;
use crate::archive::members::{End, Members, Pass, is_in_root};
use crate::archive::reading::{Reading, Stored};
use crate::archive::{ArchiveError, Limits, Need, Oddity};

/// Bytes that wait for the pool. Beyond that the calling thread works on a file itself, which is what slows
/// the reading down to the pool's speed, and cannot deadlock on a pool of one thread.
const IN_FLIGHT: u64 = 32 << 20;
/// What a waiting file costs besides its bytes.
const EACH: u64 = 1 << 10;
/// A file that is needed by lines and is larger than this is not kept in memory but looked through as it comes.
const STREAMED: u64 = 4 << 20;

type Walk<'w> = dyn FnMut(&mut dyn FnMut(&mut Member<'_>) -> Step) -> Result<End, ArchiveError> + 'w;

/// Reads the tar in `origin`.
pub(super) fn read(origin: &Origin, packing: Packing, reading: Reading<'_>) -> Result<Pass, ArchiveError> {
    pass(&origin.shown(), reading, &mut |visit| walk(origin, packing, reading.limits, visit))
}

/// Reads the tar in `stored`.
pub(super) fn read_stream(
    stored: &mut dyn Read,
    packing: Packing,
    shown: &str,
    reading: Reading<'_>,
) -> Result<Pass, ArchiveError> {
    pass(shown, reading, &mut |visit| walk_stream(stored, packing, reading.limits, shown, visit))
}

fn pass(shown: &str, reading: Reading<'_>, walk: &mut Walk<'_>) -> Result<Pass, ArchiveError> {
    let in_flight = &AtomicU64::new(0);
    let oddities: &Mutex<Vec<Oddity>> = &Mutex::new(Vec::new());
    let note = |oddity: Option<Oddity>| {
        if let Some(oddity) = oddity {
            oddities.lock().unwrap_or_else(PoisonError::into_inner).push(oddity);
        }
    };
    // This thread is the pool: what it spawned would only wait until all is read.
    let alone = rayon::current_thread_index().is_some() && rayon::current_num_threads() == 1;
    let mut members = Members::new(reading);
    let (mut cut, mut over) = (None, None);
    let end = rayon::in_place_scope(|scope| {
        walk(&mut |member| {
            let (path, need) = match members.admit(&member.path, member.kind, member.bytes, member.stored) {
                Ok(Some(needed)) => needed,
                Ok(None) => return ControlFlow::Continue(()),
                Err(limit) => {
                    over = Some(limit);
                    return ControlFlow::Break(None);
                }
            };
            if need == Need::Lines && member.bytes > STREAMED {
                let (size, mut odd) = (member.bytes, None);
                let lent = member.lend(&mut |data| {
                    odd = reading.hand(path.clone(), need, Stored::Reader(data, size));
                });
                return match lent {
                    Ok(()) => {
                        note(odd);
                        ControlFlow::Continue(())
                    }
                    Err(error) => {
                        cut = Some(path);
                        ControlFlow::Break(Some(error))
                    }
                };
            }
            let bytes = match member.read() {
                Ok(bytes) => bytes,
                Err(error) => {
                    cut = Some(path);
                    return ControlFlow::Break(Some(error));
                }
            };
            let cost = bytes.len() as u64 + EACH;
            let waiting = in_flight.load(Ordering::Relaxed);
            if alone || (waiting > 0 && waiting + cost > IN_FLIGHT) {
                note(reading.hand(path, need, Stored::Bytes(bytes)));
            } else {
                in_flight.fetch_add(cost, Ordering::Relaxed);
                scope.spawn(move |_| {
                    note(reading.hand(path, need, Stored::Bytes(bytes)));
                    in_flight.fetch_sub(cost, Ordering::Relaxed);
                });
            }
            ControlFlow::Continue(())
        })
    })?;
    let end = over.map_or(end, End::Over);
    let odd = std::mem::take(&mut *oddities.lock().unwrap_or_else(PoisonError::into_inner));
    members
        .finish(end, cut.as_ref(), odd)
        .map_err(|reason| ArchiveError::Damaged { path: shown.to_owned(), reason })
}

/// Looks for a root among the members of the tar in `origin`.
pub(super) fn look(origin: &Origin, packing: Packing, limits: &Limits) -> Look {
    look_at(limits, &mut |visit| walk(origin, packing, limits, visit))
}

/// Looks for a root among the members of the tar in `stored`.
pub(super) fn look_stream(stored: &mut dyn Read, packing: Packing, shown: &str, limits: &Limits) -> Look {
    look_at(limits, &mut |visit| walk_stream(stored, packing, limits, shown, visit))
}

fn look_at(limits: &Limits, walk: &mut Walk<'_>) -> Look {
    let (mut entries, mut found) = (0, false);
    let end = walk(&mut |member| {
        entries += 1;
        found = is_in_root(&member.path, member.kind);
        if found || entries == limits.entries { ControlFlow::Break(None) } else { ControlFlow::Continue(()) }
    });
    match end {
        _ if found => Look::Root,
        Ok(End::Whole) => Look::NoRoot,
        Ok(End::Stopped) => Look::Far(format!("it has more than {entries} entries")),
        Ok(End::Over(reason)) => Look::Far(reason),
        Ok(End::Broken(reason)) => Look::Failed(format!("damaged or cut off: {reason}")),
        Err(error) => Look::from(&error),
    }
}
