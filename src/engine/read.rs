//! Phase one: a wanted file becomes resources, a hint for the clock, or a marker's text. One file at a time, on any
//! thread; nothing here knows other files.

use std::sync::Arc;

use super::plan::Want;
use crate::findings::{Notice, NoticeCode};
use crate::model::{
    ClockHint, Contents, Document, DocumentError, ReadOptions, Resource, SourceFile, contents_of,
    newest_stamp,
};

/// What became of a file.
#[derive(Debug)]
pub(super) struct ReadFile {
    /// Path inside the archive.
    pub(super) path: String,
    /// Its objects.
    pub(super) resources: Vec<Resource>,
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
    pub(super) fn new(path: &str, bytes: Vec<u8>, want: Want) -> Self {
        let mut file = Self {
            path: path.to_owned(),
            resources: Vec::new(),
            hint: None,
            marker: None,
            trouble: Vec::new(),
            unreadable: false,
        };
        match want {
            Want::Nothing => {}
            Want::Marker => file.marker = Some(String::from_utf8_lossy(&bytes).into_owned()),
            Want::Clock => file.hint = newest_stamp(&String::from_utf8_lossy(&bytes)),
            Want::Objects { clock, managed_fields } => {
                let options = ReadOptions { keep_managed_fields: managed_fields, ..ReadOptions::default() };
                file.read_objects(bytes, clock, options);
            }
        }
        file
    }

    /// A file over which we panicked.
    pub(super) fn panicked(path: &str) -> Self {
        let mut file = Self::new(path, Vec::new(), Want::Nothing);
        file.refuse(NoticeCode::UnreadableFile, "camgi panicked over it, please report it".to_owned());
        file
    }

    fn read_objects(&mut self, bytes: Vec<u8>, clock: bool, options: ReadOptions) {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            self.refuse(
                NoticeCode::EmptyFile,
                "the file is empty; the gather was probably cut off".to_owned(),
            );
            return;
        }
        let text = String::from_utf8(bytes).unwrap_or_else(|error| {
            let message = "not all of it is UTF-8; what is not was replaced".to_owned();
            self.trouble.push((NoticeCode::InvalidUtf8, message));
            String::from_utf8_lossy(error.as_bytes()).into_owned()
        });
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

    fn refuse(&mut self, code: NoticeCode, message: String) {
        self.trouble.push((code, message));
        self.unreadable = true;
    }

    /// Its notices, with the path that they are shown under.
    pub(super) fn notices(&self, shown: &str) -> Vec<Notice> {
        self.trouble.iter().map(|(code, message)| Notice::about(*code, shown, message)).collect()
    }
}
