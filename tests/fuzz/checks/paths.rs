//! Paths: any text is a path or a mistake with a place in that text, and a path can be followed in any document. What
//! it leads to agrees with the first and the nearest node.

use std::ops::ControlFlow;

use camgi::model::{Document, DocumentLimits, ReadOptions};
use camgi::rules::Path;

/// Small enough that `[*][*][*]` on aliases of aliases costs no time.
const OPTIONS: ReadOptions =
    ReadOptions { limits: DocumentLimits { nodes: 5_000, depth: 32 }, keep_managed_fields: true };

/// A path is the first line, and a document the rest.
pub(crate) fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (path, object) = text.split_once('\n').unwrap_or((text, ""));
    let path = match Path::parse(path) {
        Ok(path) => path,
        Err(error) => {
            let (start, end) = (error.span.start, error.span.end);
            assert!(start <= path.len() && start < end, "{error}: {:?} in {path:?}", error.span);
            assert!(path.is_char_boundary(start), "{error}: {:?} in {path:?}", error.span);
            return;
        }
    };
    let Ok(document) = Document::parse(object.to_owned(), OPTIONS) else { return };
    for root in document.roots() {
        let mut all = Vec::new();
        let _ = path.visit(root, &mut |node| {
            all.push(node.id());
            ControlFlow::Continue(())
        });
        assert_eq!(path.first(root).map(|node| node.id()), all.first().copied());
        let nearest = path.nearest(root);
        assert!(object.get(nearest.span().start..nearest.span().end).is_some());
        if path.head().is_some() {
            let rest = path.without_head();
            let _ = rest.first(root);
        }
    }
}
