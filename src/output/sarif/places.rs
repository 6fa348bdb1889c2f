//! Places and objects in SARIF's form. Files are URIs relative to the must-gather, whatever that was called.

use super::v2_1_0::{ArtifactLocation, Location, LogicalLocation, Message, PhysicalLocation, Region};
use crate::findings::{Evidence, Location as Place, Subject};

/// What URIs are relative to; where that lies is not said.
pub(super) const BASE: &str = "MUSTGATHER";

/// A place with the object that it is in.
pub(super) fn location(root: Option<&str>, place: &Place, subject: &Subject) -> Location {
    Location {
        physical_location: PhysicalLocation {
            artifact_location: artifact(root, &place.file),
            region: Some(region(place)),
            context_region: context(place),
        },
        logical_locations: logical(subject).into_iter().collect(),
        message: None,
    }
}

/// The line of a fact; its column is not known.
pub(super) fn line_of_fact(root: Option<&str>, fact: &Evidence) -> Location {
    let region = Region {
        start_line: fact.line,
        start_column: None,
        end_line: fact.line,
        end_column: None,
        snippet: None,
    };
    Location {
        physical_location: PhysicalLocation { region: Some(region), ..file(root, &fact.file) },
        ..bare()
    }
}

/// A file as a whole.
pub(super) fn whole_file(file_path: &str) -> Location {
    Location { physical_location: file(None, file_path), ..bare() }
}

fn bare() -> Location {
    Location { physical_location: file(None, ""), logical_locations: vec![], message: None }
}

fn file(root: Option<&str>, file: &str) -> PhysicalLocation {
    PhysicalLocation { artifact_location: artifact(root, file), region: None, context_region: None }
}

fn artifact(root: Option<&str>, file: &str) -> ArtifactLocation {
    let uri = match root {
        Some(root) => format!("{}/{}", encoded(root.trim_end_matches('/')), encoded(file)),
        None => encoded(file),
    };
    ArtifactLocation { uri, uri_base_id: BASE }
}

/// A path as a URI, with everything encoded that is not unreserved (RFC 3986). So a colon never makes a scheme of what
/// stands before it.
fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte))
            }
            _ => uri.extend(['%', hex(byte >> 4), hex(byte & 15)]),
        }
    }
    uri
}

fn hex(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase()
}

/// An empty place stays one: SARIF takes it for the point before a character.
fn region(place: &Place) -> Region {
    let (start, end) = (place.start, place.end.max(place.start));
    let covered: String = {
        let line = place.text.chars().skip(start.column - 1);
        let most = if end.line == start.line { end.column - start.column } else { usize::MAX };
        line.take(most).collect()
    };
    Region {
        start_line: start.line,
        start_column: Some(start.column),
        end_line: end.line,
        end_column: Some(end.column),
        snippet: (!covered.is_empty()).then_some(Message { text: covered }),
    }
}

/// The line around a place, if that is more and is known as a whole.
fn context(place: &Place) -> Option<Region> {
    let (start, end) = (place.start, place.end);
    let length = place.text.chars().count();
    let is_known = !place.text.ends_with('…') && end.column <= length + 1;
    let is_more = start.column > 1 || end.column <= length;
    (start.line == end.line && start < end && is_known && is_more).then(|| Region {
        start_line: start.line,
        start_column: None,
        end_line: start.line,
        end_column: None,
        snippet: Some(Message { text: place.text.clone() }),
    })
}

fn logical(subject: &Subject) -> Option<LogicalLocation> {
    let parts = [&subject.group, &subject.version, &subject.kind, &subject.namespace, &subject.name];
    let known: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    let name = known.last()?;
    Some(LogicalLocation {
        name: (*name).to_owned(),
        fully_qualified_name: known.join("/"),
        kind: "resource",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn paths_become_relative_uris() {
        for (root, file, uri) in [
            (None, "namespaces/a/core/pods.yaml", "namespaces/a/core/pods.yaml"),
            (None, "c:d/100% [x] #1?.log", "c%3Ad/100%25%20%5Bx%5D%20%231%3F.log"),
            (None, "é\u{1b}\n", "%C3%A9%1B%0A"),
            (Some("quay-io-a/"), "version", "quay-io-a/version"),
            (Some("a b"), "c:d", "a%20b/c%3Ad"),
        ] {
            assert_eq!(artifact(root, file).uri, uri);
        }
    }

    #[test]
    fn regions_hold_what_they_cover() {
        let text = "a: bcd\nm: |\n  one\n  two\nk:\n";
        for (span, columns, snippet, context_line) in [
            ((3, 6), (1, 4, 1, 7), Some("bcd"), Some("a: bcd")),
            ((0, 6), (1, 1, 1, 7), Some("a: bcd"), None),
            ((10, 23), (2, 4, 4, 6), Some("|"), None),
            ((26, 26), (5, 3, 5, 3), None, None),
        ] {
            let place = Place::new("f", text, Span::new(span.0, span.1));
            let found = region(&place);
            let place_of = (found.start_line, found.start_column, found.end_line, found.end_column);
            assert_eq!(place_of, (columns.0, Some(columns.1), columns.2, Some(columns.3)));
            assert_eq!(found.snippet.map(|snippet| snippet.text).as_deref(), snippet);
            let line = context(&place).and_then(|context| context.snippet).map(|snippet| snippet.text);
            assert_eq!(line.as_deref(), context_line);
        }
        let far = Place::new("f", &"x".repeat(900), Span::new(700, 710));
        assert_eq!((region(&far).end_column, region(&far).snippet, context(&far)), (Some(711), None, None));
        let part = Place::of_line("f", 7, "abc", 1 << 20, Span::new(1, 2));
        assert_eq!((region(&part).start_column, region(&part).snippet), (Some((1 << 20) + 2), None));
    }

    #[test]
    fn objects_are_named_by_all_that_is_known() {
        let subject = |group: &str, namespace: &str| Subject {
            group: group.into(),
            version: "v1".into(),
            kind: "Pod".into(),
            namespace: namespace.into(),
            name: "p".into(),
        };
        let name = |subject: &Subject| logical(subject).map(|location| location.fully_qualified_name);
        assert_eq!(name(&subject("apps", "n")).as_deref(), Some("apps/v1/Pod/n/p"));
        assert_eq!(name(&subject("", "")).as_deref(), Some("v1/Pod/p"));
        assert_eq!(name(&Subject::default()), None);
    }
}
