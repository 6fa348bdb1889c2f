//! Rule files: whatever stands in one, loading gives rules or mistakes, and each mistake can be drawn on a terminal
//! and is safe to be.

use camgi::rules::written::{Mistake, SourceText};
use camgi::rules::{ParamOverride, load};
use camgi::text::is_unsafe;
use miette::{GraphicalReportHandler, GraphicalTheme};

/// Bytes as the text of a rule file, and of a file of tests.
pub(crate) fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let set =
        ParamOverride { rule: "r".to_owned(), name: "p".to_owned(), value: "30m".to_owned(), place: None };
    for (name, overrides) in [("r.yaml", &[set][..]), ("r.test.yaml", &[])] {
        let source = SourceText { name: name.to_owned(), text: text.to_owned() };
        match load(vec![source], overrides) {
            Ok(loaded) => assert!(!loaded.rules.rules.is_empty() || name == "r.test.yaml"),
            Err(mistakes) => {
                assert!(!mistakes.is_empty(), "refused without a reason");
                mistakes.iter().for_each(draw);
            }
        }
    }
}

/// Draws a mistake as the command line does.
fn draw(mistake: &Mistake) {
    let mut drawn = String::new();
    GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
        .with_width(110)
        .with_links(false)
        .render_report(&mut drawn, mistake)
        .expect("a mistake can be drawn");
    let bad = drawn.chars().find(|c| *c != '\n' && is_unsafe(*c));
    assert_eq!(bad, None, "an unsafe character is shown: {drawn:?}");
    // What miette says, in the place of an excerpt, of a place that is not in the text.
    assert!(!drawn.contains("Failed to read contents for label"), "{:?}: {drawn}", mistake.span);
}
