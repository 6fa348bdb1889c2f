//! Phase one: a wanted file becomes resources, a hint for the clock, or a marker's text. One file at a time, on any
//! thread; nothing here knows other files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::appendix::Tail;
use super::hits::FileHits;
use super::log_files::Search;
use super::plan::{Objects, Plan, Want};
use crate::archive::{Content, Need};
use crate::findings::{Notice, NoticeCode};
use crate::model::{
    ClockHint, Contents, Document, DocumentError, ReadOptions, Resource, ResourceKey, SourceFile,
    contents_of, newest_stamp,
};
use crate::text::{Decoded, decode};

/// Names by group, kind and namespace.
pub(super) type Names = BTreeMap<(String, String, String), Vec<String>>;

/// What became of a file.
#[derive(Debug)]
pub(super) struct ReadFile {
    /// Path inside the archive.
    pub(super) path: String,
    /// Its objects, where they are wanted.
    pub(super) resources: Vec<Resource>,
    /// The names of its objects, where nothing else of them is wanted.
    pub(super) names: Names,
    /// The newest time in it.
    pub(super) hint: Option<ClockHint>,
    /// Its text, for a marker.
    pub(super) marker: Option<String>,
    /// What is odd about it; without its path.
    pub(super) trouble: Vec<(NoticeCode, String)>,
    /// Whether its objects could not be read.
    pub(super) unreadable: bool,
    /// The document, where it is wanted for itself.
    pub(super) document: Option<Arc<SourceFile>>,
    /// Lines that rules asked for, where it was searched for some; taken out when it joins the others.
    pub(super) hits: Option<(Arc<str>, FileHits)>,
    /// How many lines it has, where that is asked for.
    pub(super) lines: Option<u64>,
    /// Whether it is JSON or YAML, where that is asked for.
    pub(super) parses: Option<bool>,
    /// The end of it, where a page wants that.
    pub(super) tail: Option<Tail>,
}

impl ReadFile {
    /// Reads a file.
    pub(super) fn new(path: &str, content: Content<'_>, want: &Want, plan: &Plan<'_>) -> Self {
        let mut file = Self::of_nothing(path);
        let mut search = want.patterns.as_ref().map(|patterns| plan.search(patterns, path));
        match want.need() {
            Need::Nothing => {}
            Need::Lines if want.marker => file.marker = short(content),
            Need::Lines => {
                let mut clock = Stamps::new(want.clock);
                let (mut lines, mut is_open) = (0, false);
                let mut tail = want.tail.map(|most| Tail::new(most, BTreeSet::new()));
                each_piece(content, &mut |piece| {
                    clock.piece(piece);
                    if let Some(search) = &mut search {
                        search.piece(piece);
                    }
                    if let Some(tail) = &mut tail {
                        tail.piece(piece);
                    }
                    if want.lines {
                        lines += memchr::memchr_iter(b'\n', piece).count() as u64;
                        is_open = !piece.ends_with(b"\n");
                    }
                });
                file.hint = clock.finish();
                file.tail = tail;
                file.lines = want.lines.then_some(lines + u64::from(is_open));
            }
            Need::Whole => {
                let bytes = whole(content);
                if let Some(search) = &mut search {
                    search.piece(&bytes);
                }
                file.read_whole(bytes, want);
            }
        }
        file.hits = search.map(Search::finish).filter(|(_, hits)| !hits.is_empty());
        file
    }

    fn of_nothing(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            resources: Vec::new(),
            names: Names::new(),
            hint: None,
            marker: None,
            trouble: Vec::new(),
            unreadable: false,
            document: None,
            hits: None,
            lines: None,
            parses: None,
            tail: None,
        }
    }

    /// A file over which we panicked.
    pub(super) fn panicked(path: &str) -> Self {
        let mut file = Self::of_nothing(path);
        file.refuse(NoticeCode::UnreadableFile, "camgi panicked over it, please report it".to_owned());
        file
    }

    fn read_whole(&mut self, bytes: Vec<u8>, want: &Want) {
        let Decoded { text, is_lossy } = decode(bytes);
        if want.lines {
            self.lines = Some(text.lines().count() as u64);
        }
        if text.trim_ascii().is_empty() {
            self.parses = want.parses.then_some(false);
            if want.objects.is_some() || want.document {
                let message = "the file is empty; the gather was probably cut off";
                self.refuse(NoticeCode::EmptyFile, message.to_owned());
            }
            return;
        }
        if is_lossy {
            let message = "not all of it is text; what is not was replaced".to_owned();
            self.trouble.push((NoticeCode::InvalidUtf8, message));
        }
        self.hint = want.clock.then(|| newest_stamp(&text)).flatten();
        let managed_fields = matches!(want.objects, Some(Objects::Whole { managed_fields: true }));
        let options = ReadOptions { keep_managed_fields: managed_fields, ..ReadOptions::default() };
        let document = match Document::parse(text, options) {
            Err(error) => {
                self.parses = want.parses.then_some(false);
                if want.objects.is_some() || want.document {
                    self.refuse_document(&error);
                }
                return;
            }
            Ok(document) => document,
        };
        self.parses = want.parses.then_some(true);
        let file = Arc::new(SourceFile { path: self.path.clone(), document });
        if want.objects.is_some() {
            self.take_objects(&file);
        }
        if want.objects == Some(Objects::Names) {
            self.keep_names();
        }
        self.document = want.document.then_some(file);
    }

    fn refuse_document(&mut self, error: &DocumentError) {
        let code = match error {
            DocumentError::Syntax { .. } => NoticeCode::UnparseableFile,
            _ => NoticeCode::OverLimit,
        };
        let what = if code == NoticeCode::OverLimit { "over a limit" } else { "not valid YAML" };
        self.refuse(code, format!("{what}: {error}"));
    }

    fn take_objects(&mut self, file: &Arc<SourceFile>) {
        let Contents { resources, others } = contents_of(file);
        match others {
            0 => {}
            1 => self.refuse(NoticeCode::UnparseableFile, "a part of it is no API object".to_owned()),
            _ => {
                let message = format!("{others} parts of it are no API objects");
                self.refuse(NoticeCode::UnparseableFile, message);
            }
        }
        self.resources = resources;
    }

    /// Lets go of the document.
    fn keep_names(&mut self) {
        for resource in std::mem::take(&mut self.resources) {
            let ResourceKey { group, kind, namespace, name } = resource.key;
            self.names.entry((group, kind, namespace)).or_default().push(name);
        }
    }

    fn refuse(&mut self, code: NoticeCode, message: String) {
        self.trouble.push((code, message));
        self.unreadable = true;
    }

    /// Its notices, with the path that they are shown under.
    pub(super) fn notices(&self, shown: &str) -> Vec<Notice> {
        self.trouble.iter().map(|(code, message)| Notice::about(*code, shown, message)).collect()
    }
}

/// A marker has a few lines; what is longer is none.
const LONGEST_MARKER: usize = 64 << 10;
/// A time with its key is shorter than this.
const LONGEST_STAMP: usize = 256;

fn short(content: Content<'_>) -> Option<String> {
    let bytes = gathered(content, LONGEST_MARKER);
    (bytes.len() <= LONGEST_MARKER).then(|| decode(bytes).text)
}

/// The newest time of a file, the same whether it comes whole or in pieces.
struct Stamps {
    hint: Option<ClockHint>,
    /// The end of a long line that was cut: a time may lie across the cut.
    tail: Vec<u8>,
    /// All of it, where it is UTF-16 and cannot be searched in pieces.
    whole: Option<Vec<u8>>,
    is_wanted: bool,
    is_first: bool,
}

impl Stamps {
    fn new(is_wanted: bool) -> Self {
        Self { hint: None, tail: Vec::new(), whole: None, is_wanted, is_first: true }
    }

    fn piece(&mut self, piece: &[u8]) {
        if !self.is_wanted {
            return;
        }
        let is_utf16 = piece.starts_with(b"\xff\xfe") || piece.starts_with(b"\xfe\xff");
        if std::mem::take(&mut self.is_first) && is_utf16 {
            self.whole = Some(Vec::new());
        }
        if let Some(whole) = &mut self.whole {
            whole.extend_from_slice(piece);
            return;
        }
        let stamp = |bytes: &[u8]| newest_stamp(&String::from_utf8_lossy(bytes));
        if !self.tail.is_empty() {
            self.tail.extend_from_slice(&piece[..piece.len().min(LONGEST_STAMP)]);
            self.hint = newer(self.hint, stamp(&self.tail));
            self.tail.clear();
        }
        self.hint = newer(self.hint, stamp(piece));
        if !piece.ends_with(b"\n") {
            self.tail.extend_from_slice(&piece[piece.len().saturating_sub(LONGEST_STAMP)..]);
        }
    }

    fn finish(self) -> Option<ClockHint> {
        self.whole.map_or(self.hint, |whole| newest_stamp(&decode(whole).text))
    }
}

fn each_piece(content: Content<'_>, take: &mut dyn FnMut(&[u8])) {
    match content {
        Content::Whole(bytes) => take(&bytes),
        Content::Lines(mut lines) => {
            while let Some(piece) = lines.next() {
                take(piece);
            }
        }
    }
}

fn whole(content: Content<'_>) -> Vec<u8> {
    gathered(content, usize::MAX)
}

/// The bytes of a file in one piece; of one that comes in pieces no more are taken when there are more than `enough`.
fn gathered(content: Content<'_>, enough: usize) -> Vec<u8> {
    let mut lines = match content {
        Content::Whole(bytes) => return bytes,
        Content::Lines(lines) => lines,
    };
    let mut bytes = Vec::new();
    while bytes.len() <= enough
        && let Some(piece) = lines.next()
    {
        bytes.extend_from_slice(piece);
    }
    bytes
}

/// The hint that the whole text would have given, from those of its pieces.
fn newer(a: Option<ClockHint>, b: Option<ClockHint>) -> Option<ClockHint> {
    [a, b].into_iter().flatten().max_by_key(|hint| (hint.at, hint.precision))
}
