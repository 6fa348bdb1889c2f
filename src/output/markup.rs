//! The Markdown of rules as HTML, and as a tree for scripts that draw it. HTML inside of it is shown as the text it is, and links lead to web pages and nowhere
//! else, because rules come from many hands.

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};
use serde_json::Value;

/// `markdown` as HTML that may stand in a page as it is.
pub(super) fn html(markdown: &str) -> String {
    let mut out = String::new();
    let mut is_open = Vec::new();
    let events = Parser::new(markdown).filter_map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        Event::Start(Tag::Link { dest_url, title, id, .. }) => {
            let is_web = is_web(&dest_url);
            is_open.push(is_web);
            is_web.then_some(Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, title, id }))
        }
        Event::End(TagEnd::Link) => is_open.pop().unwrap_or(false).then_some(Event::End(TagEnd::Link)),
        // A page that stands alone loads nothing.
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        other => Some(other),
    });
    pulldown_cmark::html::push_html(&mut out, events);
    out
}

/// `markdown` as a list of trees for scripts that draw it: a text, or a list of the name of an element and what is in it;
/// behind the name `a` stands the address. No other elements than those that scripts know, and links to web pages only.
pub(super) fn tree(markdown: &str) -> Value {
    // The open elements, each with what is in it so far; none for those that are not drawn.
    let mut open: Vec<Vec<Value>> = vec![Vec::new()];
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(tag) => open.push(begin(&tag)),
            Event::End(_) => {
                if let Some(element) = open.pop() {
                    let into = open.last_mut().expect("internal error: each end of Markdown has its start");
                    match element.first() {
                        // An element that is not drawn is its content.
                        Some(Value::Null) => into.extend(element.into_iter().skip(1)),
                        _ => into.push(Value::Array(element)),
                    }
                }
            }
            Event::Code(text) => add(&mut open, Value::from(vec!["code", &*text])),
            Event::SoftBreak => add(&mut open, Value::from(" ")),
            Event::HardBreak => add(&mut open, Value::from(vec!["br"])),
            Event::Rule => add(&mut open, Value::from(vec!["hr"])),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                add(&mut open, Value::from(&*text));
            }
            Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }
    Value::Array(open.swap_remove(0))
}

fn add(open: &mut [Vec<Value>], value: Value) {
    if let Some(last) = open.last_mut() {
        last.push(value);
    }
}

/// An element without content; null stands for one that is not drawn.
fn begin(tag: &Tag<'_>) -> Vec<Value> {
    let name = match tag {
        Tag::Paragraph | Tag::HtmlBlock => "p",
        Tag::Heading { .. } => "h3",
        Tag::BlockQuote(_) => "blockquote",
        Tag::CodeBlock(_) => "pre",
        Tag::List(Some(_)) => "ol",
        Tag::List(None) => "ul",
        Tag::Item => "li",
        Tag::Table(_) => "table",
        Tag::TableHead => "thead",
        Tag::TableRow => "tr",
        Tag::TableCell => "td",
        Tag::Emphasis => "em",
        Tag::Strong => "strong",
        Tag::Link { dest_url, .. } if is_web(dest_url) => {
            return vec![Value::from("a"), Value::from(&**dest_url)];
        }
        _ => return vec![Value::Null],
    };
    vec![Value::from(name)]
}

/// Whether an address is that of a web page, and runs nothing.
pub(super) fn is_web(address: &str) -> bool {
    let address = address.trim_start();
    ["https://", "http://"]
        .iter()
        .any(|scheme| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

#[cfg(test)]
mod tests {
    use super::{html, tree};

    #[test]
    fn what_help_uses_is_shown() {
        let shown = html("`oc get nodes`: *first*.\n\n- [more](https://example.com/a?b&c)\n");
        assert_eq!(
            shown,
            "<p><code>oc get nodes</code>: <em>first</em>.</p>\n<ul>\n<li><a href=\"https://example.com/a?b&amp;c\">more</a></li>\n</ul>\n"
        );
    }

    #[test]
    fn a_tree_has_what_is_drawn() {
        for (markdown, expected) in [
            ("a `b` *c*\nd", r#"[["p","a ",["code","b"]," ",["em","c"]," ","d"]]"#),
            ("1. x\n2. y", r#"[["ol",["li","x"],["li","y"]]]"#),
            ("```\nx\n```", r#"[["pre","x\n"]]"#),
            (
                "[a](https://example.com/) [b](javascript:x)",
                r#"[["p",["a","https://example.com/","a"]," ","b"]]"#,
            ),
            ("<script>x</script>", r#"[["p","<script>x</script>"]]"#),
            ("![alt](https://example.com/x.png)", r#"[["p","alt"]]"#),
            ("## h", r#"[["h3","h"]]"#),
        ] {
            assert_eq!(tree(markdown).to_string(), expected, "{markdown}");
        }
    }

    #[test]
    fn nothing_runs_and_nothing_is_loaded() {
        for (markdown, shown) in [
            ("<script>x()</script>", "<p>&lt;script&gt;x()&lt;/script&gt;</p>\n"),
            ("a <img src=x onerror=y> b", "<p>a &lt;img src=x onerror=y&gt; b</p>\n"),
            ("[a](javascript:x())", "<p>a</p>\n"),
            ("[a](JaVaScRiPt:x())", "<p>a</p>\n"),
            ("[a](data:text/html,x)", "<p>a</p>\n"),
            ("<javascript:x>", "<p>javascript:x</p>\n"),
            ("![alt](https://example.com/x.png)", "<p>alt</p>\n"),
            (
                "[a](https://example.com/\"onclick=x)",
                "<p><a href=\"https://example.com/%22onclick=x\">a</a></p>\n",
            ),
        ] {
            assert_eq!(html(markdown), shown, "{markdown}");
        }
    }
}
