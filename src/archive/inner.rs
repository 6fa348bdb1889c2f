//! Which archive is read where there is no must-gather but archives: the first by path that holds one. The same rule for
//! directories, tars and zip files; how to look into an archive is theirs to know.

use super::error::shown_text;
use super::oddity::shown as shown_path;
use super::{ArchiveError, ArchivePath, Limits, Oddity, OddityKind};

/// So much of an archive is decompressed at first to see whether it holds a must-gather.
const GLANCE: u64 = 64 << 20;

/// The archives in one where no must-gather was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InnerArchives {
    /// All of them, by their names; sorted.
    pub paths: Vec<ArchivePath>,
    /// How many of them were looked into; the first by path.
    pub looked_into: usize,
    /// The first of those that could not be looked into as a whole, or is no archive, and why.
    pub trouble: Option<(ArchivePath, String)>,
}

/// What a look into an archive gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// It holds a must-gather.
    Root,
    /// It holds none.
    NoRoot,
    /// It is no archive, whatever its name says; what it is.
    NoArchive(String),
    /// None in what was looked at, which is not all; why that was the end.
    Far(String),
    /// It could not be looked into, or not to its end; why.
    Failed(String),
}

impl From<&ArchiveError> for Look {
    fn from(error: &ArchiveError) -> Self {
        match error {
            ArchiveError::NotAnArchive { .. } | ArchiveError::NotATar { .. } => {
                Self::NoArchive(error.brief())
            }
            _ => Self::Failed(error.brief()),
        }
    }
}

/// What was chosen.
#[derive(Debug)]
pub(super) struct Choice {
    /// The archive to read.
    pub(super) found: Option<ArchivePath>,
    /// The archives beside it that hold a must-gather too, or may.
    pub(super) beside: Vec<Oddity>,
    /// Where none was found: what there is instead.
    pub(super) all: InnerArchives,
}

/// Chooses among the archives at `paths`, which are sorted. `look` gives a look for each of those it gets, in their
/// order; it decompresses no more of each than the number of bytes it gets.
pub(super) fn choose(
    paths: Vec<ArchivePath>,
    limits: &Limits,
    look: &mut dyn FnMut(&[ArchivePath], u64) -> Vec<Look>,
) -> Choice {
    let (tried, untried) = paths.split_at(paths.len().min(limits.inner_archives));
    let mut looks = if tried.is_empty() { Vec::new() } else { look(tried, GLANCE.min(limits.total_bytes)) };
    let mut found = None;
    for (nr, path) in tried.iter().enumerate() {
        if matches!(looks[nr], Look::Far(_)) {
            looks[nr] = match look(std::slice::from_ref(path), limits.total_bytes).pop() {
                Some(Look::Far(reason)) => Look::Failed(reason),
                Some(look) => look,
                None => continue,
            };
        }
        if looks[nr] == Look::Root {
            found = Some(nr);
            break;
        }
    }
    let Some(nr) = found else {
        let trouble = tried.iter().zip(&looks).find_map(|(path, look)| match look {
            Look::NoArchive(reason) | Look::Failed(reason) => Some((path.clone(), reason.clone())),
            Look::Root | Look::NoRoot | Look::Far(_) => None,
        });
        let looked_into = tried.len();
        return Choice {
            found: None,
            beside: Vec::new(),
            all: InnerArchives { paths, looked_into, trouble },
        };
    };
    let read = &tried[nr];
    let others = tried.iter().zip(&looks).filter(|(path, _)| *path != read);
    let mut beside: Vec<Oddity> = others.filter_map(|(path, look)| not_read(path, look, read)).collect();
    beside.extend(untried.first().map(|first| not_looked_into(first, untried.len() - 1, read)));
    Choice { found: Some(read.clone()), beside, all: InnerArchives::default() }
}

/// What is said of an archive that lies beside the one that was read.
fn not_read(other: &ArchivePath, look: &Look, read: &ArchivePath) -> Option<Oddity> {
    let why = match look {
        Look::Root => String::new(),
        Look::Far(reason) | Look::Failed(reason) => {
            format!(", and this one may hold a must-gather ({reason})")
        }
        Look::NoRoot | Look::NoArchive(_) => return None,
    };
    let read = shown_text(read.as_str());
    let message = format!("only {read} was read{why}; to judge this one too, give its path");
    Some(Oddity::about(OddityKind::NotRead, other.as_str(), message))
}

fn not_looked_into(first: &ArchivePath, more: usize, read: &ArchivePath) -> Oddity {
    let these = match more {
        0 => "this one was not looked into and may hold a must-gather".to_owned(),
        1 => "this one and 1 more archive were not looked into and may hold must-gathers".to_owned(),
        more => format!("this one and {more} more archives were not looked into and may hold must-gathers"),
    };
    let message = format!("only {} was read; {these}", shown_text(read.as_str()));
    Oddity::about(OddityKind::NotRead, first.as_str(), message)
}

/// What went wrong around the archive that was read: more archives may have been there. It is told of the outer archive
/// `name`, because a path in that one would look like a path in the inner one.
pub(super) fn around(name: &str, read: &ArchivePath, outer: Vec<Oddity>) -> Vec<Oddity> {
    let lossy = |oddity: &Oddity| {
        matches!(oddity.kind, OddityKind::Truncated | OddityKind::OverLimit | OddityKind::Unreadable)
    };
    let about = |oddity: Oddity| {
        let message = match oddity.path.as_deref().filter(|_| !oddity.ends_reading) {
            Some(path) => format!("`{}`: {}", shown_path(path), oddity.message),
            None => oddity.message,
        };
        let read = shown_path(read.as_str());
        Oddity::about(oddity.kind, name, format!("around {read}, which was read: {message}"))
    };
    outer.into_iter().filter(lossy).map(about).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(name: &str) -> ArchivePath {
        ArchivePath::from_raw(name.as_bytes()).expect("a path")
    }

    /// Looks at archives whose names say what is in them.
    fn look_by_name(paths: &[ArchivePath], bytes: u64) -> Vec<Look> {
        let look = |path: &ArchivePath| match path.file_name() {
            name if name.starts_with("root") => Look::Root,
            "far" if bytes > GLANCE => Look::Root,
            "far" | "endless" => Look::Far("too large".into()),
            "html" => Look::NoArchive("an HTML page, not an archive".into()),
            "cut" => Look::Failed("damaged".into()),
            _ => Look::NoRoot,
        };
        paths.iter().map(look).collect()
    }

    #[test]
    fn the_first_that_holds_one_is_read_and_those_that_may_are_named() {
        for (names, found, beside) in [
            ("none root", Some("root"), ""),
            ("none root root2 other html cut far", Some("root"), "root2 cut far"),
            ("cut root", Some("root"), "cut"),
            ("far root", Some("far"), "root"),
            ("endless root", Some("root"), "endless"),
            ("a b c d e f g root", Some("root"), ""),
            ("a b c root e f g h i j", Some("root"), "i"),
            ("a b c d e f g h root", None, ""),
            ("", None, ""),
        ] {
            let paths: Vec<ArchivePath> = names.split_whitespace().map(path).collect();
            let limits = Limits { inner_archives: 8, ..Limits::default() };
            let choice = choose(paths, &limits, &mut look_by_name);
            assert_eq!(choice.found.as_ref().map(ArchivePath::as_str), found, "{names}");
            let named: Vec<&str> = choice.beside.iter().filter_map(|odd| odd.path.as_deref()).collect();
            assert_eq!(named.join(" "), beside, "{names}");
            assert!(choice.beside.iter().all(|oddity| oddity.kind == OddityKind::NotRead));
        }
    }

    #[test]
    fn where_none_is_found_it_says_how_far_it_looked_and_what_stopped_it() {
        let limits = Limits { inner_archives: 3, ..Limits::default() };
        let all = |names: &str| {
            choose(names.split_whitespace().map(path).collect(), &limits, &mut look_by_name).all
        };
        let most = all("none html cut root");
        assert_eq!((most.paths.len(), most.looked_into), (4, 3));
        assert_eq!(most.trouble, Some((path("html"), "an HTML page, not an archive".into())));
        assert_eq!(all("none endless").trouble, Some((path("endless"), "too large".into())));
        assert_eq!(all("none none2").trouble, None);
    }
}
