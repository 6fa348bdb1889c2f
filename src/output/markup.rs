//! The Markdown of rules as HTML. HTML inside of it is shown as the text it is, and links lead to web pages and nowhere
//! else, because rules come from many hands.

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};

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

/// Whether an address is that of a web page, and runs nothing.
pub(super) fn is_web(address: &str) -> bool {
    let address = address.trim_start();
    ["https://", "http://"]
        .iter()
        .any(|scheme| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

#[cfg(test)]
mod tests {
    use super::html;

    #[test]
    fn what_help_uses_is_shown() {
        let shown = html("`oc get nodes`: *first*.\n\n- [more](https://example.com/a?b&c)\n");
        assert_eq!(
            shown,
            "<p><code>oc get nodes</code>: <em>first</em>.</p>\n<ul>\n<li><a href=\"https://example.com/a?b&amp;c\">more</a></li>\n</ul>\n"
        );
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
