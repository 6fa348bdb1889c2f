//! Reading a tarball for its files: the list of them, the wanted ones to the pool, and what was odd. The
//! calling thread reads the stream; the pool works on what was read.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};

use super::stream::End;
use super::{Kind, Member, Tarball, walk};
use crate::archive::error::shown;
use crate::archive::oddity::Oddities;
use crate::archive::{
    ArchiveError, ArchivePath, FileData, Limits, ListedFile, Listing, Oddity, OddityKind, Progress,
};
use crate::text::{clip, printable};

/// Bytes that wait for the pool. Beyond that the calling thread works on a file itself, which is what slows
/// the reading down to the pool's speed, and cannot deadlock on a pool of one thread.
const IN_FLIGHT: u64 = 64 << 20;
/// What a waiting file costs besides its bytes.
const EACH: u64 = 1 << 10;

/// Reads `tarball` once; see [`crate::archive::Archive::read`].
pub(in crate::archive) fn read<W, S>(
    tarball: &Tarball,
    limits: &Limits,
    progress: &Progress,
    wants: &W,
    sink: &S,
) -> Result<Listing, ArchiveError>
where
    W: Fn(&ArchivePath) -> bool + Sync,
    S: Fn(FileData) + Sync,
{
    let in_flight = &AtomicU64::new(0);
    // This thread is the pool: what it spawned would only wait until all is read.
    let alone = rayon::current_thread_index().is_some() && rayon::current_num_threads() == 1;
    let mut intake = Intake::new(limits, progress);
    let end = rayon::in_place_scope(|scope| {
        walk(tarball, limits.total_bytes, &mut |member| {
            let Some(file) = intake.file(member, wants)? else { return ControlFlow::Continue(()) };
            let cost = file.bytes.len() as u64 + EACH;
            let waiting = in_flight.load(Ordering::Relaxed);
            if alone || (waiting > 0 && waiting + cost > IN_FLIGHT) {
                sink(file);
            } else {
                in_flight.fetch_add(cost, Ordering::Relaxed);
                scope.spawn(move |_| {
                    sink(file);
                    in_flight.fetch_sub(cost, Ordering::Relaxed);
                });
            }
            ControlFlow::Continue(())
        })
    });
    intake.finish(tarball, end.map_err(|error| ArchiveError::from_io(&tarball.path, error))?)
}

/// What was met so far.
struct Intake<'a> {
    limits: &'a Limits,
    progress: &'a Progress,
    files: BTreeMap<ArchivePath, u64>,
    oddities: Oddities,
    entries: u64,
    handed: u64,
    last: Option<String>,
    cut: bool,
    over: Option<String>,
}

impl<'a> Intake<'a> {
    fn new(limits: &'a Limits, progress: &'a Progress) -> Self {
        let oddities = Oddities::new(limits.oddities);
        let (files, last, over) = (BTreeMap::new(), None, None);
        Self { limits, progress, files, oddities, entries: 0, handed: 0, last, cut: false, over }
    }

    /// Takes note of a member, and reads it if it is a file that is wanted and fits.
    fn file<W>(
        &mut self,
        member: &mut Member<'_>,
        wants: &W,
    ) -> ControlFlow<Option<std::io::Error>, Option<FileData>>
    where
        W: Fn(&ArchivePath) -> bool,
    {
        if self.entries == self.limits.entries {
            self.over = Some(format!("it has more than {} entries", self.entries));
            return ControlFlow::Break(None);
        }
        self.entries += 1;
        let Some(path) = self.admit(member) else { return ControlFlow::Continue(None) };
        self.last = Some(path.as_str().into());
        self.files.insert(path.clone(), member.bytes);
        self.progress.add(member.bytes);
        let wanted = wants(&path);
        if wanted && member.bytes > self.limits.entry_bytes {
            let message =
                format!("it has {} bytes, more than the limit of {}", member.bytes, self.limits.entry_bytes);
            self.oddities.push(Oddity::about(
                OddityKind::OverLimit,
                path.as_str(),
                message + "; it was not read",
            ));
        } else if wanted {
            // Not only the stream is bounded: a sparse file has more bytes than were read for it.
            self.handed = self.handed.saturating_add(member.bytes);
            if self.handed > self.limits.total_bytes {
                self.over = Some("it has more bytes than the limit for an archive".into());
                return ControlFlow::Break(None);
            }
            let read = member.read();
            self.cut = read.is_err();
            return match read {
                Ok(bytes) => ControlFlow::Continue(Some(FileData { path, bytes })),
                Err(error) => ControlFlow::Break(Some(error)),
            };
        }
        ControlFlow::Continue(None)
    }

    /// The path of a member that is a file to list; all others are noted and passed over.
    fn admit(&mut self, member: &Member<'_>) -> Option<ArchivePath> {
        if member.kind == Kind::Comment {
            return None;
        }
        let raw = || String::from_utf8_lossy(&member.path).into_owned();
        let path = match ArchivePath::from_raw(&member.path) {
            Ok(path) => path,
            // The entry `./` that most tarballs start with.
            Err(crate::archive::PathFault::Empty) if member.kind == Kind::Directory => return None,
            Err(fault) => {
                let message = format!("{fault}; it was left out");
                self.oddities.push(Oddity::about(OddityKind::UnsafeEntry, &raw(), message));
                return None;
            }
        };
        let (kind, message) = match member.kind {
            Kind::Directory | Kind::Comment => return None,
            Kind::Foreign(what) => (OddityKind::UnsafeEntry, format!("{what}; it was left out")),
            Kind::File => match self.limits.refuse(&path) {
                Some(message) => (OddityKind::OverLimit, message),
                None if self.files.contains_key(&path) => (
                    OddityKind::Duplicate,
                    "the archive has this path more than once; the first was used".into(),
                ),
                None => return Some(path),
            },
        };
        self.oddities.push(Oddity::about(kind, path.as_str(), message));
        None
    }

    /// Says how the stream ended, and gives the listing.
    fn finish(mut self, tarball: &Tarball, end: End) -> Result<Listing, ArchiveError> {
        let after = match &self.last {
            Some(last) if self.cut => format!(" in `{}`", clip(&printable(last), 200)),
            Some(last) => format!(" after `{}`", clip(&printable(last), 200)),
            None => String::new(),
        };
        match (end, self.over.take()) {
            (End::Broken(reason), _) if self.files.is_empty() => {
                return Err(ArchiveError::Damaged { path: shown(&tarball.path), reason });
            }
            (End::Broken(reason), _) => {
                let message =
                    format!("the archive is damaged or cut off{after} ({reason}); what follows was not read");
                let path = self.last.filter(|_| self.cut);
                self.oddities.push_always(match path {
                    Some(path) => Oddity::about(OddityKind::Truncated, &path, message),
                    None => Oddity::new(OddityKind::Truncated, message),
                });
            }
            (End::Over(reason), _) | (End::Stopped, Some(reason)) => {
                let message = format!("reading stopped{after}: {reason}");
                self.oddities.push_always(Oddity::new(OddityKind::OverLimit, message));
            }
            (End::Whole | End::Stopped, _) => {}
        }
        let files = self.files.into_iter().map(|(path, bytes)| ListedFile { path, bytes }).collect();
        Listing::new(files, self.oddities.finish(), &tarball.path)
    }
}
