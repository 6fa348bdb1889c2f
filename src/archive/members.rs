//! What was met in a packed archive so far: which members are files of it, and which of those are needed. Reads no
//! data; the forms of archives do.

use std::collections::BTreeMap;

use super::oddity::Oddities;
use super::reading::Reading;
use super::{ArchivePath, ListedFile, Need, Oddity, OddityKind, PathFault, endings, layout};
use crate::text::{clip, printable};

/// What a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Directory,
    /// Nothing of the archived tree, such as the comment that `git archive` writes.
    Comment,
    /// A link, a device or a thing we do not know, with its article.
    Foreign(&'static str),
    /// A file that is stored in a way that we do not read, with a sentence about that.
    Unreadable(&'static str),
}

/// How the members of an archive ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    /// All members were visited.
    Whole,
    /// The visitor had enough.
    Stopped,
    /// The archive is damaged or cut off; why.
    Broken(String),
    /// It goes over a limit; which.
    Over(String),
}

/// What one pass over a packed archive gave.
pub(super) struct Pass {
    pub(super) files: Vec<ListedFile>,
    pub(super) oddities: Vec<Oddity>,
    /// What came out of gzip files inside of it is void.
    pub(super) is_inflated_void: bool,
    /// Files that look like archives by their names.
    pub(super) archives: Vec<ArchivePath>,
}

/// Whether a member is a file that lies in a root.
pub(super) fn is_in_root(raw: &[u8], kind: Kind) -> bool {
    kind == Kind::File && ArchivePath::from_raw(raw).is_ok_and(|path| layout::is_in_root(path.as_str()))
}

/// The members met so far.
pub(super) struct Members<'a> {
    pub(super) reading: Reading<'a>,
    files: BTreeMap<ArchivePath, u64>,
    oddities: Oddities,
    archives: Vec<ArchivePath>,
    entries: u64,
    needed: u64,
    /// What is stored of those.
    stored: u64,
    last: Option<ArchivePath>,
}

impl<'a> Members<'a> {
    pub(super) fn new(reading: Reading<'a>) -> Self {
        let oddities = Oddities::new(reading.limits.oddities);
        let (files, archives) = (BTreeMap::new(), Vec::new());
        Self { reading, files, oddities, archives, entries: 0, needed: 0, stored: 0, last: None }
    }

    /// Takes note of a member of so many bytes, of which so many are stored: a sparse file has holes. Says whether its
    /// data is needed and for what.
    ///
    /// # Errors
    /// When the archive goes over a limit with it; nothing more should be read then.
    pub(super) fn admit(
        &mut self,
        raw: &[u8],
        kind: Kind,
        bytes: u64,
        stored: u64,
    ) -> Result<Option<(ArchivePath, Need)>, String> {
        let limits = self.reading.limits;
        if self.entries == limits.entries {
            return Err(format!("it has more than {} entries", self.entries));
        }
        self.entries += 1;
        let Some(path) = self.file(raw, kind) else { return Ok(None) };
        self.last = Some(path.clone());
        // A size that may be a lie: the sum of those that are listed is one that can be counted.
        if bytes > limits.total_bytes {
            let message = format!(
                "it has {bytes} bytes, more than the limit of {} for an archive; it was left out",
                limits.total_bytes
            );
            self.oddities.push(Oddity::about(OddityKind::OverLimit, path.as_str(), message));
            return Ok(None);
        }
        self.files.insert(path.clone(), bytes);
        self.reading.progress.add(bytes);
        // By name, because to look into every member costs more than all the rest.
        if endings::is_archive(path.as_str()) {
            self.archives.push(path.clone());
        }
        let need = (self.reading.needs)(&path);
        if need == Need::Nothing {
            return Ok(None);
        }
        if let Kind::Unreadable(why) = kind {
            self.oddities.push(Oddity::about(OddityKind::Unreadable, path.as_str(), why));
            return Ok(None);
        }
        if need == Need::Whole && bytes > limits.entry_bytes {
            let (kind, message) = super::reading::over_entry(bytes, limits.entry_bytes);
            self.oddities.push(Oddity::about(kind, path.as_str(), message));
            return Ok(None);
        }
        // Not only the stream is bounded: a sparse file has more bytes than were read for it.
        self.needed = self.needed.saturating_add(bytes);
        if self.needed > limits.total_bytes {
            return Err("it has more bytes than the limit for an archive".into());
        }
        self.stored = self.stored.saturating_add(stored);
        if self.needed > self.stored.saturating_mul(limits.ratio).max(limits.ratio_floor) {
            return Err("it has more bytes for each byte stored than the limit".into());
        }
        Ok(Some((path, need)))
    }

    /// The path of a member that is a file to list; all others are noted and passed over.
    fn file(&mut self, raw: &[u8], kind: Kind) -> Option<ArchivePath> {
        if kind == Kind::Comment {
            return None;
        }
        let path = match ArchivePath::from_raw(raw) {
            Ok(path) => path,
            // The entry `./` that most tarballs start with.
            Err(PathFault::Empty) if kind == Kind::Directory => return None,
            Err(fault) => {
                self.leave_out(OddityKind::UnsafeEntry, &String::from_utf8_lossy(raw), &fault.to_string());
                return None;
            }
        };
        match kind {
            Kind::Directory | Kind::Comment => return None,
            Kind::Foreign(what) => self.leave_out(OddityKind::UnsafeEntry, path.as_str(), what),
            Kind::File | Kind::Unreadable(_) => match self.reading.limits.refuse(&path) {
                Some(message) => self.odd(Oddity::about(OddityKind::OverLimit, path.as_str(), message)),
                None if self.files.contains_key(&path) => {
                    let message = "the archive has this path more than once; the first was used";
                    self.odd(Oddity::about(OddityKind::Duplicate, path.as_str(), message));
                }
                None => return Some(path),
            },
        }
        None
    }

    fn leave_out(&mut self, kind: OddityKind, path: &str, why: &str) {
        self.odd(Oddity::about(kind, path, format!("{why}; it was left out")));
    }

    /// Takes note of an oddity.
    pub(super) fn odd(&mut self, oddity: Oddity) {
        self.oddities.push(oddity);
    }

    /// Says how the members ended. `cut` is the member in whose data they did.
    ///
    /// # Errors
    /// With the reason, when they are broken before the first file.
    pub(super) fn finish(
        mut self,
        end: End,
        cut: Option<&ArchivePath>,
        odd: Vec<Oddity>,
    ) -> Result<Pass, String> {
        let (of_gzip_files, is_inflated_void) = self.reading.inflated.settle(self.reading.limits);
        odd.into_iter().chain(of_gzip_files).for_each(|oddity| self.oddities.push(oddity));
        let shown = |path: &ArchivePath| clip(&printable(path.as_str()), 200).into_owned();
        let after = match (cut, &self.last) {
            (Some(cut), _) => format!(" in `{}`", shown(cut)),
            (None, Some(last)) => format!(" after `{}`", shown(last)),
            (None, None) => String::new(),
        };
        match end {
            End::Broken(reason) if self.files.is_empty() => return Err(reason),
            End::Broken(reason) => {
                let message =
                    format!("the archive is damaged or cut off{after} ({reason}); what follows was not read");
                let oddity = match cut {
                    Some(path) => Oddity::about(OddityKind::Truncated, path.as_str(), message),
                    None => Oddity::new(OddityKind::Truncated, message),
                };
                self.oddities.push_always(oddity.ending());
            }
            End::Over(reason) => {
                let message = format!("reading stopped{after}: {reason}");
                self.oddities.push_always(Oddity::new(OddityKind::OverLimit, message).ending());
            }
            End::Whole | End::Stopped => {}
        }
        let files = self.files.into_iter().map(|(path, bytes)| ListedFile { path, bytes }).collect();
        self.archives.sort();
        Ok(Pass { files, oddities: self.oddities.finish(), is_inflated_void, archives: self.archives })
    }
}
