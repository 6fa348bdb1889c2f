//! Files that a run writes beside standard output: each whole or not at all, and one that cannot be written takes nothing
//! from the others.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum as _;

use super::args::FormatArg;
use super::reading::chain;
use crate::output::RenderError;
use crate::rules::written::did_you_mean;

/// A file to write, and what it gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Output {
    /// What it gets.
    pub(super) format: FormatArg,
    /// Where it is.
    pub(super) path: PathBuf,
}

impl Output {
    /// Whether a path can be that of an output.
    pub(super) fn check(path: &str) -> Result<(), String> {
        let is_open = ["/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/self/fd/"];
        if path.is_empty() {
            return Err("an output is a file; this is empty".to_owned());
        }
        // A file behind standard output would be replaced, with what was written to it before.
        if path == "-" || is_open.iter().any(|open| path.starts_with(open)) {
            return Err("standard output is for `--format`, and an output is a file".to_owned());
        }
        Ok(())
    }

    /// The file, by one name however it is written; the file itself need not be there yet.
    pub(super) fn lies_at(path: &Path) -> PathBuf {
        let path = followed(path);
        let directory = directory_of(&path);
        let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
        match (fs::canonicalize(directory), path.file_name()) {
            (Ok(directory), Some(name)) => directory.join(name),
            _ => path,
        }
    }

    /// Reads `FORMAT=PATH`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (format, path) = text
            .split_once('=')
            .filter(|(_, path)| !path.is_empty())
            .ok_or("write it as FORMAT=PATH, for example junit=junit_camgi.xml")?;
        Self::check(path)?;
        let format = FormatArg::from_str(format, false).map_err(|_| {
            let known: Vec<String> = FormatArg::value_variants()
                .iter()
                .filter_map(|format| Some(format.to_possible_value()?.get_name().to_owned()))
                .collect();
            let meant = did_you_mean(format, known.iter().map(String::as_str));
            let help = meant.unwrap_or_else(|| format!("there are {}", known.join(", ")));
            format!("there is no format `{format}`; {help}")
        })?;
        Ok(Self { format, path: PathBuf::from(path) })
    }
}

/// What Prow shows, by the names under which it looks for them.
/// Source: openshift/release:core-services/prow/02_config/_config.yaml (the lenses `junit` and `html`).
pub(super) fn for_prow(directory: &Path) -> Vec<Output> {
    let file = |format, name: &str| Output { format, path: directory.join(name) };
    vec![
        file(FormatArg::Junit, "junit_camgi.xml"),
        file(FormatArg::Html, "camgi.html"),
        file(FormatArg::Json, "camgi.json"),
        file(FormatArg::Sarif, "camgi.sarif"),
    ]
}

/// Writes a file. Whoever looks at it sees what was there before, or all of the new.
///
/// # Errors
/// A sentence with the path and the reason.
pub(super) fn write(
    path: &Path,
    render: impl FnOnce(&mut dyn Write) -> Result<(), RenderError>,
) -> Result<(), String> {
    written(path, render).map_err(|error| {
        let directory = directory_of(path);
        let missing = !directory.as_os_str().is_empty() && !directory.exists();
        let error: &dyn std::error::Error = match &error {
            RenderError::Write(error) => error,
            error => error,
        };
        let advice = if missing {
            format!("; make the directory {} first", directory.display())
        } else {
            String::new()
        };
        format!("{} cannot be written: {}{advice}", path.display(), chain(error))
    })
}

fn written(
    path: &Path,
    render: impl FnOnce(&mut dyn Write) -> Result<(), RenderError>,
) -> Result<(), RenderError> {
    // A link stays one, and what it leads to is replaced.
    let path = followed(path);
    if path.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory).into());
    }
    if fs::metadata(&path).is_ok_and(|there| !there.is_file()) {
        // A pipe or a device takes what comes; there is nothing to replace.
        return to(fs::OpenOptions::new().write(true).open(&path)?, render).map(drop);
    }
    let mut temporary = tempfile::Builder::new();
    temporary.prefix(".camgi-");
    #[cfg(unix)]
    temporary.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let directory = directory_of(&path);
    let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
    // What the library says of a file that cannot be made has the random name of that file in it.
    let made = temporary.tempfile_in(directory).map_err(|error| io::Error::from(error.kind()))?;
    let (file, temporary) = made.into_parts();
    if let Ok(there) = fs::metadata(&path) {
        file.set_permissions(there.permissions())?;
    }
    to(file, render)?;
    temporary.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

fn to(
    file: fs::File,
    render: impl FnOnce(&mut dyn Write) -> Result<(), RenderError>,
) -> Result<fs::File, RenderError> {
    let mut out = BufWriter::new(file);
    render(&mut out)?;
    Ok(out.into_inner().map_err(io::IntoInnerError::into_error)?)
}

fn directory_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

/// So many links are followed; a longer chain is a circle.
const MOST_LINKS: usize = 40;

/// Where a link leads to in the end, also where nothing is there yet.
fn followed(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&path) {
            Ok(target) => path = directory_of(&path).join(target),
            Err(_) => break,
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &'static str) -> impl FnOnce(&mut dyn Write) -> Result<(), RenderError> {
        move |out| Ok(out.write_all(text.as_bytes())?)
    }

    #[test]
    fn a_file_is_replaced_whole_or_stays() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("report.json");
        write(&path, text("one")).expect("written");
        write(&path, text("two")).expect("written");
        assert_eq!(fs::read_to_string(&path).expect("the file"), "two");
        let broken = write(&path, |out| {
            out.write_all(b"half")?;
            Err(io::Error::from(io::ErrorKind::StorageFull).into())
        });
        let error = broken.expect_err("no space");
        assert!(error.contains("report.json cannot be written: "), "{error}");
        assert_eq!(fs::read_to_string(&path).expect("the file"), "two");
        assert_eq!(fs::read_dir(directory.path()).expect("the directory").count(), 1, "nothing is left over");
    }

    #[test]
    fn a_missing_directory_is_named() {
        let error = write(Path::new("no/such/x.json"), text("")).expect_err("no directory");
        assert!(error.ends_with("; make the directory no/such first"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn links_devices_and_permissions() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().expect("a directory");
        let (real, link) = (directory.path().join("real"), directory.path().join("link"));
        fs::write(&real, "old").expect("a file");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o664)).expect("permissions");
        std::os::unix::fs::symlink(&real, &link).expect("a link");
        write(&link, text("new")).expect("written");
        assert!(link.is_symlink());
        let (nothing, dangling) = (directory.path().join("nothing"), directory.path().join("dangling"));
        std::os::unix::fs::symlink("nothing", &dangling).expect("a link");
        write(&dangling, text("new")).expect("written");
        assert!(dangling.is_symlink() && nothing.is_file());
        assert_eq!(fs::read_to_string(&real).expect("the file"), "new");
        assert_eq!(fs::metadata(&real).expect("the file").permissions().mode() & 0o777, 0o664);
        write(Path::new("/dev/null"), text("gone")).expect("written");
        assert!(write(Path::new("/dev/full"), text("x")).is_err());
        let error = write(directory.path(), text("x")).expect_err("a directory");
        assert!(error.contains("is a directory"), "{error}");
    }

    #[test]
    fn what_can_be_asked_for() {
        let output = Output::parse("json=a=b.json").expect("an output");
        assert_eq!((output.format, output.path), (FormatArg::Json, PathBuf::from("a=b.json")));
        for (text, expected) in [
            ("json", "FORMAT=PATH"),
            ("json=", "FORMAT=PATH"),
            ("json=-", "standard output is for `--format`"),
            ("json=/dev/stdout", "standard output is for `--format`"),
            ("jsn=x", "did you mean `json`?"),
            ("pdf=x", "there are human, concise, json"),
        ] {
            let error = Output::parse(text).expect_err(text);
            assert!(error.contains(expected), "{error}");
        }
    }
}
