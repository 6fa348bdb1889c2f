//! What a parser that did not write it makes of the page: text of an archive changes neither its structure nor what GitHub
//! finds in it.

use std::fmt::Write as _;
use std::sync::LazyLock;

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser};
use regex::Regex;

use super::escape::{code, path, text};
use super::room::{Block, Room};
use super::{Markdown, remedy};
use crate::findings::{ArchiveInfo, Finding, Location, Outcome, Report, RuleInfo, Severity, Subject};
use crate::output::{Render, View, sample, summary};
use crate::text::{Span, is_unsafe, one_line};

/// What GitHub reads beyond CommonMark, and what text of an archive could try.
const EVIL: [&str; 28] = [
    "@user and @org/team, user@example.com",
    "#12 org/repo#12 GH-12 gh-7",
    "https://evil.example.com/a?b=c www.evil.example.com ftp://x mailto:a@b.c",
    "[a](https://evil.example.com) ![i](//evil/x.png) [r][r] [^1] [^1]: n",
    "[r]: https://evil.example.com",
    "<https://evil.example.com> <a@b.c> <b>x</b> <img src=x onerror=y>",
    "</summary></details></td></table><script>alert(1)</script><!-- x",
    "--> <!-- -- >",
    "a | b || c \\| d \\",
    "`code` ``a` ``` ~~~ ~~gone~~ ~x~",
    "**bold** _it_ __x__ a_b_c _a_b *x*",
    "$x^2$ $$y$$ $`z`$ $(oc get nodes) $HOME",
    ":tada: :+1: 10:05:40 :100: a::b",
    "&lt;b&gt; &amp; &#35; &copy; &",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "12) item",
    "# heading",
    "=== x",
    "---",
    "> quote",
    "> [!NOTE] x",
    "[ ] task",
    "| a | b |\n| --- | --- |\n| c | d |",
    "one\n\n    two\n\n```\nthree",
    sample::HOSTILE,
];

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM
}

/// A pattern that is made once: the tests ask for each many thousand times.
macro_rules! pattern {
    ($pattern:literal) => {{
        static PATTERN: LazyLock<Regex> = LazyLock::new(|| Regex::new($pattern).expect("a pattern"));
        &*PATTERN
    }};
}

/// What HTML shows: its tags and comments cut out, references resolved; `\n` where something was cut out.
fn shown(html: &str) -> String {
    let text = pattern!("(?s)<!--.*?-->|<[^>]*>").replace_all(html, "\n");
    let text = pattern!("&#([0-9]+);").replace_all(&text, |found: &regex::Captures<'_>| {
        found[1].parse().ok().and_then(char::from_u32).expect("a character").to_string()
    });
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// The texts of a page as GitHub sees them, with `\n` where markup stands between them.
fn texts(markdown: &str) -> String {
    let mut out = String::new();
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::Html(html) | Event::InlineHtml(html) => out.push_str(&shown(&html)),
            _ => out.push('\n'),
        }
    }
    out
}

/// The structure of a page: everything but its texts and what escaping puts between them.
fn skeleton(markdown: &str) -> Vec<String> {
    let mut out = Vec::new();
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Text(_) => {}
            Event::Html(html) | Event::InlineHtml(html) => {
                // What stands between two tags is data; a tag never is.
                let tags = pattern!("<!-- -->|<wbr>").replace_all(&html, "");
                let tags = pattern!(">[^<]+").replace_all(tags.trim(), ">");
                if !tags.is_empty() {
                    out.push(tags.into_owned());
                }
            }
            Event::Start(tag) => out.push(format!("{tag:?}")),
            Event::End(tag) => out.push(format!("/{tag:?}")),
            other => out.push(format!("{other:?}")),
        }
    }
    out
}

/// What GitHub would turn into something in these texts.
fn found(texts: &str) -> Vec<&str> {
    let patterns = [
        pattern!(r"@\w"),
        pattern!(r"#\w"),
        pattern!(r"(?i)gh-\d"),
        pattern!("://"),
        pattern!(r"(?i)www\."),
        pattern!("(?i):(?:100|1234|[a-z0-9_+-]*[a-z_+-][a-z0-9_+-]*):"),
    ];
    patterns
        .iter()
        .flat_map(|pattern| pattern.find_iter(texts).map(|found| found.as_str()).collect::<Vec<_>>())
        .collect()
}

/// One text in every place in which texts stand.
fn places(text: &str, code: &str) -> [String; 6] {
    [
        format!("x {text}\n"),
        format!("{text}\n"),
        format!("- {text}\n"),
        format!("| a |\n| --- |\n| {text}<br>{code} |\n"),
        format!("#### {text}\n"),
        format!("<details><summary>{text} {code}</summary>\n\nx\n\n</details>\n"),
    ]
}

fn stays_text(raw: &str) {
    let plain = one_line(raw, usize::MAX);
    if plain.is_empty() {
        return;
    }
    let benign = places("word", "<code>word</code>");
    for (page, benign) in places(&text(raw), &code(raw)).iter().zip(&benign) {
        assert_eq!(skeleton(page), skeleton(benign), "{raw} in {page}");
        let texts = texts(page);
        assert_eq!(found(&texts), Vec::<&str>::new(), "{raw} in {page}");
        assert!(texts.replace('\n', "").contains(&plain), "{raw} in {page}: {texts}");
    }
}

#[test]
fn hostile_text_stays_text() {
    for raw in EVIL {
        stays_text(raw);
        for other in EVIL {
            stays_text(&format!("{raw}{other}"));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_text_stays_text(parts in prop::collection::vec("[-@#:/.|$_*`<>&!a-zA-Z0-9\\[\\]() ~+=\\\\]{1,3}|www|gh-1|://|<!--|-->|&#35;|\\PC", 0..12)) {
        stays_text(&parts.concat());
    }
}

#[test]
fn ordinary_text_is_written_as_it_is() {
    for (raw, written) in [
        ("Node worker-a_1 is not ready (10:05:40, 3.5 GB): etcd_info", None),
        ("dial tcp 10.0.130.17:2379: \"no route\" - 50% = half; x+y, 1.2", None),
        ("a-b", None),
        ("see https://a.b", Some("see https:<!-- -->//a.b")),
        ("ask @team", Some("ask @<!-- -->team")),
        ("#3 <none> a|b", Some("&#35;<!-- -->3 &lt;none&gt; a&#124;b")),
    ] {
        assert_eq!(text(raw), written.unwrap_or(raw));
    }
    assert_eq!(path("a/b.yaml:3"), "<code>a/b.yaml:3</code>");
    let long = "namespaces/openshift-machine-api/machine.openshift.io/machines/a_b.yaml:68";
    assert_eq!(
        path(long),
        "<code>namespaces/openshift-machine-api/<wbr>machine.openshift.io/machines/<wbr>a_b.yaml:68</code>"
    );
    assert!(
        texts(&path("http://@user/#12/www.x/gh-1")).replace('\n', "").contains("http://@user/#12/www.x/gh-1")
    );
    assert_eq!(found(&texts(&path(&"http://@user/#12/www.x/gh-1/".repeat(9)))), Vec::<&str>::new());
}

fn page(report: &Report, limit: usize) -> String {
    let mut out = Vec::new();
    let markdown = Markdown { view: View::default(), limit };
    markdown.render(report, &mut out).expect("a Vec takes everything");
    String::from_utf8(out).expect("UTF-8")
}

/// The report with every text of the archive replaced. Ids of rules stay, because texts do not choose rules.
fn with_text(mut report: Report, text: &str) -> Report {
    let archive = &mut report.archive;
    let facts = [
        &mut archive.product,
        &mut archive.openshift_version,
        &mut archive.platform,
        &mut archive.cluster_id,
        &mut archive.gathered_at,
    ];
    facts.into_iter().for_each(|fact| *fact = Some(text.to_owned()));
    archive.name = text.to_owned();
    archive.roots.iter_mut().for_each(|root| *root = text.to_owned());
    for finding in &mut report.findings {
        finding.message = text.to_owned();
        finding.location.file = text.to_owned();
        let subject = &mut finding.subject;
        for field in [&mut subject.kind, &mut subject.namespace, &mut subject.name] {
            *field = text.to_owned();
        }
        for field in [&mut finding.first_seen, &mut finding.root, &mut finding.suppressed] {
            field.iter_mut().for_each(|field| *field = text.to_owned());
        }
    }
    for rule in &mut report.rules {
        rule.info.title = text.to_owned();
        rule.info.help = String::new();
        if let Outcome::Skip(why) | Outcome::Error(why) = &mut rule.outcome {
            *why = text.to_owned();
        }
    }
    for notice in &mut report.notices {
        notice.message = text.to_owned();
        notice.file.iter_mut().for_each(|file| *file = text.to_owned());
    }
    report
}

#[test]
fn no_text_of_an_archive_changes_the_page() {
    for report in [sample::report(), sample::two_roots(), sample::realistic()] {
        let benign = skeleton(&page(&with_text(report.clone(), "word"), usize::MAX));
        for evil in EVIL {
            let page = page(&with_text(report.clone(), evil), usize::MAX);
            assert_eq!(skeleton(&page), benign, "{evil}");
            assert_eq!(found(&texts(&page)), Vec::<&str>::new(), "{evil}");
            assert!(!page.chars().any(|c| c != '\n' && is_unsafe(c)));
        }
    }
}

#[test]
fn the_verdict_and_the_cause_are_in_the_first_lines() {
    let report = sample::report();
    let page = page(&report, Markdown::COMMENT);
    let lines: Vec<&str> = page.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines[0], format!("### camgi: {}", summary(&report, View::default().gate)));
    assert_eq!(
        lines[1],
        "<code>must-gather.local.123</code>: OpenShift 4.18.3, platform AWS, gathered 2026-01-01T10:00:00Z, cluster id unknown, \
         gathered by openshift/must-gather, 3526 files, 83 MB"
    );
    assert_eq!(
        lines[3..7],
        [
            "#### Causes, which explain 4 other findings",
            "| severity | what | where |",
            "| --- | --- | --- |",
            "| error | Node worker-a is not ready: Kubelet stopped posting node status.<br><code>node-not-ready</code>, \
             explains 4 more | <code>cluster-scoped-resources/core/nodes/<wbr>worker-a.yaml:6</code> |",
        ]
    );
    assert!(
        page.contains("<details><summary>Node/worker-a explains 4 findings</summary>\n\n| severity"),
        "{page}"
    );
    assert_eq!(
        page.matches("<summary>What to do: A node is not ready, <code>node-not-ready</code>").count(),
        1
    );
    assert!(page.contains("[the\ndocs](https://example.com)"), "help is Markdown");
    for part in [
        "Could not tell (which does not mean fine): 3 of 11 rules",
        "incomplete: 1 rule",
        "archive ends early",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("worker-quiet") && !page.contains("not shown;"), "{page}");
}

#[test]
fn nothing_found_is_a_page_with_a_verdict() {
    let page = page(&sample::clean(), Markdown::COMMENT);
    assert!(page.starts_with("### camgi: nothing found: 2 rules passed, 3 could not tell: ok\n"), "{page}");
    assert!(!page.contains("| severity") && page.contains("Could not tell"), "{page}");
}

/// Thirty rules with thirty findings each, and a cause that explains fifty others.
fn many() -> Report {
    let finding = |rule: &str, name: String| {
        let subject = Subject { kind: "Pod".into(), namespace: "ns".into(), name, ..Subject::default() };
        let location = Location::new("namespaces/ns/pods.yaml", "a\n", Span::new(0, 1));
        let message = "it does not run, | and says so at *length* ".repeat(6);
        Finding::new(rule, Severity::Error, message, subject, location)
    };
    let cause = finding("cause", "a-cause".into());
    let mut all = vec![];
    for at in 0..50 {
        let mut explained = finding("explained", format!("e{at}"));
        explained.caused_by = Some(cause.fingerprint.clone());
        all.push(explained);
    }
    all.push(cause);
    all.extend((0..900).map(|at| finding(&format!("rule-{:02}", at / 30), format!("p{at}"))));
    let info = |nr: usize| RuleInfo {
        help: "Help **me**. ".repeat(40),
        ..RuleInfo::named(&format!("rule-{nr:02}"))
    };
    let mut rules: Vec<_> = (0..30).map(|nr| (info(nr), Outcome::Fail)).collect();
    rules.extend((0..90).map(|nr| {
        (
            RuleInfo::named(&format!("skip-{nr}")),
            Outcome::Skip(format!("no kind {nr}, {}", "why ".repeat(60))),
        )
    }));
    Report::close(ArchiveInfo::default(), rules, all, vec![])
}

#[test]
fn a_page_is_whole_within_its_limit_and_counts_what_it_leaves_out() {
    let report = many();
    let row = Regex::new(r"(?m)^\| error \| (?:\S+ )?it does|^\| error \| Pod/").expect("a pattern");
    let missing = Regex::new(r"(?m)^(\d+) more findings? (?:is|are) not shown").expect("a pattern");
    for limit in [0, 700, 2_000, 3_000, 10_000, 30_000, Markdown::COMMENT, 1 << 20] {
        let page = page(&report, limit);
        assert!(page.len() <= limit.max(700), "{limit}: {}", page.len());
        assert!(page.starts_with("### camgi: 951 errors "), "{page}");
        assert_eq!(page.contains("Pod/ns/a-cause"), limit > 700, "{limit}: the cause comes first");
        assert_eq!(page.matches("<details>").count(), page.matches("</details>").count());
        let rows = row.find_iter(&page).count();
        let left_out = missing.captures(&page).map_or(0, |found| found[1].parse().expect("a number"));
        assert_eq!(rows + left_out, 951, "{limit}: {page}");
        let events = skeleton(&page);
        let of = |what: &str| events.iter().filter(|event| event.starts_with(what)).count();
        assert_eq!(of("TableCell"), 3 * (of("TableRow") + of("TableHead")), "tables are whole");
        assert_eq!(of("Table("), page.matches("\n| --- | --- | --- |\n").count(), "every table is one");
        assert_eq!(of("<details>"), of("</details>"));
    }
    let page = page(&report, Markdown::COMMENT);
    assert!(page.contains("and 20 more of <code>rule-00</code>"), "{page}");
    assert!(
        page.contains("Could not tell") && page.contains("- and 70 more rules: the JSON report has all\n")
    );
}

/// The body of what to do, in its place, and a paragraph behind it.
fn in_place(help: &str) -> String {
    let info = RuleInfo {
        help: help.into(),
        references: vec!["https://a.example.com/x_(y)".into(), "https://a>b<c".into(), "javascript:x".into()],
        ..RuleInfo::named("a-rule")
    };
    let mut block = Block::details(&remedy::summary(&info));
    assert!(block.add(&mut Room::new(usize::MAX), 0, remedy::body(&info)));
    let mut page = String::new();
    block.write(&mut page);
    writeln!(page, "behind").expect("a text");
    page
}

#[test]
fn help_is_markdown_and_ends_where_it_ends() {
    for (help, kept) in [
        ("Look at the **node**:\n\n```console\noc debug node/<NAME>\n```\n\nSee [it](https://e.com).", true),
        ("- `oc get <NAME>` and\n  ```\n  x <y>\n  ```\n- b", true),
        ("a < b, `<x>`", false),
        ("a <b>x</b> `<c>`\n</details>", false),
        ("</details></details>\n\n<script>\n\n<!-- ", false),
        ("```\nno end\n\n</details>", false),
        ("- x\n  ```\ncode </details>\n  ```\n</details>", false),
        ("```\n  ```\n</details>\n```", false),
        ("~~~ a~b\nx\n</details>", false),
        ("`a\n</details>\n`", false),
        ("a `\nb ` </details> `", false),
        ("\\` `</details>`", false),
        ("para\n    ```\n    </details>\n\n    ```", false),
        ("````\n```\n````", true),
        ("", true),
    ] {
        let page = in_place(help);
        assert!(!kept || page.contains(help), "{help} is kept: {page}");
        let events = skeleton(&page);
        assert_eq!(events.first().map(String::as_str), Some("HtmlBlock"), "{page}");
        assert_eq!(events[events.len() - 2..], ["Paragraph", "/Paragraph"], "{help}: {page}");
        let html: Vec<&String> = events.iter().filter(|event| event.starts_with('<')).collect();
        assert_eq!(
            html,
            ["<details><summary><code></code></summary>", "<code>", "</code>", "</details>"],
            "{help}: {page}"
        );
        assert!(page.contains("Read on: <https://a.example.com/x_(y)>\n"), "{page}");
    }
}
