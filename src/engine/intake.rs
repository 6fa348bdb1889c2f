//! Reading an archive by a plan, up to its roots: what every command that looks into an archive begins with.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use super::error::EngineError;
use super::hits::Hits;
use super::notices::notice_of;
use super::plan::{Plan, Want};
use super::read::ReadFile;
use crate::archive::layout::{Layout, MOST_ROOTS};
use crate::archive::{Archive, Listing, Need, Progress, Turn};
use crate::findings::{Notice, NoticeCode};
use crate::model::LineHits;

/// What was read.
#[derive(Debug)]
pub(super) struct Intake {
    /// Every file of the archive.
    pub(super) listing: Listing,
    /// Its roots; never none.
    pub(super) layout: Layout,
    /// The files that the plan wants and that could be opened, by path.
    pub(super) files: Vec<ReadFile>,
    /// The lines that rules asked for, by their paths inside the archive.
    pub(super) hits: LineHits,
    /// What was odd about the archive; not yet about the files in it.
    pub(super) notices: Vec<Notice>,
}

impl Intake {
    /// Reads each wanted file once, on the threads of the current rayon pool.
    pub(super) fn read(archive: &Archive, plan: &Plan<'_>, progress: &Progress) -> Result<Self, EngineError> {
        let read: Mutex<Vec<(Turn, ReadFile)>> = Mutex::new(Vec::new());
        // By turn, because what does not count must not drive out what does.
        let hits: Mutex<BTreeMap<Turn, Hits>> = Mutex::new(BTreeMap::new());
        // What is wanted of files that were not handed out yet: dozens of globs are asked for each.
        let wants: Mutex<BTreeMap<String, Want>> = Mutex::new(BTreeMap::new());
        let listing = archive.read(
            progress,
            |path| {
                let want = plan.want(path.as_str());
                let need = want.need();
                if need != Need::Nothing {
                    let mut wants = wants.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                    wants.insert(path.as_str().to_owned(), want);
                }
                need
            },
            |file| {
                let (path, turn) = (file.path.as_str(), file.turn);
                let known = wants.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).remove(path);
                let want = known.unwrap_or_else(|| plan.want(path));
                // A panic over one file is our bug, but loses that file only.
                let mut file =
                    catch_unwind(AssertUnwindSafe(|| ReadFile::new(path, file.content, &want, plan)))
                        .unwrap_or_else(|_| ReadFile::panicked(path));
                if let Some((path, found)) = file.hits.take() {
                    let mut hits = hits.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                    hits.entry(turn).or_insert_with(|| plan.no_hits()).add(&path, found);
                }
                read.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push((turn, file));
            },
        )?;
        let read = read.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
        // What was handed out of an archive that proved to be only a wrapping is void.
        let counts = read.into_iter().filter(|(turn, _)| listing.counts(*turn));
        let mut files: Vec<ReadFile> = counts.map(|(_, file)| file).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let hits = hits.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
        let mut all_hits = plan.no_hits();
        hits.into_iter().filter(|(turn, _)| listing.counts(*turn)).for_each(|(_, hits)| all_hits.join(hits));
        let layout = Layout::find(listing.files.iter().map(|file| file.path.as_str()));
        if layout.roots.is_empty() {
            return Err(nothing_there(archive.name(), &listing, &files));
        }
        let mut notices: Vec<Notice> =
            listing.oddities.iter().map(|oddity| notice_of(oddity, &layout)).collect();
        if layout.left_out > 0 {
            let message = format!(
                "there are {} must-gathers more than the limit of {MOST_ROOTS}; they were left out",
                layout.left_out
            );
            notices.push(Notice::new(NoticeCode::OverLimit, message));
        }
        Ok(Self { listing, layout, files, hits: all_hits.finish(), notices })
    }
}

/// Says what the archive is instead of what was expected.
fn nothing_there(name: &str, listing: &Listing, files: &[ReadFile]) -> EngineError {
    let mut signs = Vec::new();
    if files.iter().any(|file| file.marker.as_deref().is_some_and(|text| text.contains("must-gather"))) {
        signs.push("a `version` file");
    }
    let has = |wanted: &dyn Fn(&str) -> bool| listing.files.iter().any(|file| wanted(file.path.as_str()));
    if has(&|path| path.split('/').any(|part| part.starts_with("must-gather.local."))) {
        signs.push("a `must-gather.local` directory");
    }
    if has(&|path| path.ends_with("must-gather.logs")) {
        signs.push("a `must-gather.logs` file");
    }
    let (name, files) = (name.to_owned(), listing.files.len());
    if !listing.archives.paths.is_empty() {
        return EngineError::HoldsArchives { name, archives: listing.archives.clone() };
    }
    if signs.is_empty() {
        return EngineError::NotAMustGather { name, files };
    }
    EngineError::GatherFailed { name, files, signs: format!("there is {}", signs.join(" and ")) }
}
