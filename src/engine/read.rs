//! Phase one: a wanted file becomes resources, a hint for the clock, or a marker's text. One file at a time, on any
//! thread; nothing here knows other files.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::plan::Want;
use crate::archive::Content;
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
}

impl ReadFile {
    /// Reads a file.
    pub(super) fn new(path: &str, content: Content<'_>, want: Want) -> Self {
        let mut file = Self::of_nothing(path);
        match (want, content) {
            (Want::Nothing, _) => {}
            (Want::Marker, content) => file.marker = short(content),
            (Want::Clock, content) => file.hint = newest(content),
            (Want::Objects { clock, managed_fields }, content) => {
                let options = ReadOptions { keep_managed_fields: managed_fields, ..ReadOptions::default() };
                file.read_objects(whole(content), clock, options);
            }
            (Want::Names { clock }, content) => {
                file.read_objects(whole(content), clock, ReadOptions::default());
                file.keep_names();
            }
        }
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
        }
    }

    /// A file over which we panicked.
    pub(super) fn panicked(path: &str) -> Self {
        let mut file = Self::of_nothing(path);
        file.refuse(NoticeCode::UnreadableFile, "camgi panicked over it, please report it".to_owned());
        file
    }

    fn read_objects(&mut self, bytes: Vec<u8>, clock: bool, options: ReadOptions) {
        let Decoded { text, is_lossy } = decode(bytes);
        if text.trim_ascii().is_empty() {
            self.refuse(
                NoticeCode::EmptyFile,
                "the file is empty; the gather was probably cut off".to_owned(),
            );
            return;
        }
        if is_lossy {
            let message = "not all of it is text; what is not was replaced".to_owned();
            self.trouble.push((NoticeCode::InvalidUtf8, message));
        }
        self.hint = clock.then(|| newest_stamp(&text)).flatten();
        match Document::parse(text, options) {
            Err(error) => {
                let code = match error {
                    DocumentError::Syntax { .. } => NoticeCode::UnparseableFile,
                    _ => NoticeCode::OverLimit,
                };
                let what = if code == NoticeCode::OverLimit { "over a limit" } else { "not valid YAML" };
                self.refuse(code, format!("{what}: {error}"));
            }
            Ok(document) => {
                let file = Arc::new(SourceFile { path: self.path.clone(), document });
                let Contents { resources, others } = contents_of(&file);
                match others {
                    0 => {}
                    1 => self.refuse(NoticeCode::UnparseableFile, "a part of it is no API object".to_owned()),
                    _ => self.refuse(
                        NoticeCode::UnparseableFile,
                        format!("{others} parts of it are no API objects"),
                    ),
                }
                self.resources = resources;
            }
        }
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
fn newest(content: Content<'_>) -> Option<ClockHint> {
    let mut lines = match content {
        Content::Whole(bytes) => return newest_stamp(&decode(bytes).text),
        Content::Lines(lines) => lines,
    };
    let stamp = |bytes: &[u8]| newest_stamp(&String::from_utf8_lossy(bytes));
    let (mut hint, mut tail, mut is_first) = (None, Vec::new(), true);
    while let Some(piece) = lines.next() {
        if is_first && (piece.starts_with(b"\xff\xfe") || piece.starts_with(b"\xfe\xff")) {
            let mut bytes = piece.to_vec();
            bytes.extend(whole(Content::Lines(lines)));
            return newest_stamp(&decode(bytes).text);
        }
        is_first = false;
        // Where a long line was cut, a time may lie across the cut.
        if !tail.is_empty() {
            tail.extend_from_slice(&piece[..piece.len().min(LONGEST_STAMP)]);
            hint = newer(hint, stamp(&tail));
            tail.clear();
        }
        hint = newer(hint, stamp(piece));
        if !piece.ends_with(b"\n") {
            tail.extend_from_slice(&piece[piece.len().saturating_sub(LONGEST_STAMP)..]);
        }
    }
    hint
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
