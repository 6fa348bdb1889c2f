//! What a scan gives on texts small enough to see. That it gives what the regexes give is held by
//! `tests/integration/logs.rs`.

use super::*;

/// Line, pattern, columns of each hit.
fn hits(texts: &[&str], pieces: &[&[u8]]) -> Vec<(u64, usize, std::ops::Range<u64>)> {
    let patterns = Patterns::new(texts).expect("patterns");
    let wanted = patterns.all();
    let mut scan = Scan::new(&patterns, &wanted);
    let mut all = Vec::new();
    for piece in pieces {
        scan.piece(piece, &mut |hit| all.push((hit.line, hit.pattern, hit.found().columns)));
    }
    all
}

#[test]
fn hits_come_by_line_and_then_by_pattern() {
    let patterns = ["quorum was lost", "OOM", r"\d{3}", "^panic", "(?i)QUORUM"];
    let text = b"fine\nOOM: quorum was lost 123, quorum was lost\r\n\npanic quorum\nno panic\n1234";
    let all = hits(&patterns, &[text]);
    let expected = [
        (2, 0, 5..20),
        (2, 1, 0..3),
        (2, 2, 21..24),
        (2, 4, 5..11),
        (4, 3, 0..5),
        (4, 4, 6..12),
        (6, 2, 0..3),
    ];
    assert_eq!(all, expected);
}

#[test]
fn pieces_count_on() {
    let all = hits(&["quorum was lost"], &[b"a\nb\n", b"", b"quorum was lost\n\n", b"quorum was lost"]);
    assert_eq!(all, [(3, 0, 0..15), (5, 0, 0..15)]);
}

#[test]
fn a_line_in_parts_is_hit_once() {
    let pieces: [&[u8]; 4] =
        [b"x\nquorum was lost", b"..quorum was lost, OOM", b" OOM\nOOM\n", b"quorum was lost"];
    let all = hits(&["quorum was lost", "OOM"], &pieces);
    assert_eq!(all, [(2, 0, 0..15), (2, 1, 34..37), (3, 1, 0..3), (4, 0, 0..15)]);
}

#[test]
fn lines_are_counted_whether_hit_or_not() {
    let patterns = Patterns::new(["quorum was lost"]).expect("patterns");
    let wanted = patterns.all();
    for (text, lines) in
        [("", 0), ("a", 1), ("a\n", 1), ("a\nb", 2), ("\n\n", 2), ("quorum was lost\nx\n", 2)]
    {
        let mut scan = Scan::new(&patterns, &wanted);
        scan.piece(text.as_bytes(), &mut |_| ());
        assert_eq!(scan.lines(), lines, "{text:?}");
    }
}

#[test]
fn only_what_is_wanted_is_given() {
    let texts = ["quorum was lost", "OOM", r"\d", "panic"];
    let patterns = Patterns::new(texts).expect("patterns");
    for wanted in [vec![], vec![0], vec![1, 3], vec![2], vec![0, 1, 2, 3]] {
        let set = patterns.some(wanted.iter().copied().chain([99]));
        assert_eq!(set.is_empty(), wanted.is_empty());
        let mut given = Vec::new();
        Scan::new(&patterns, &set)
            .piece(b"1 panic: quorum was lost, OOM", &mut |hit| given.push(hit.pattern));
        assert_eq!(given, wanted);
    }
}

#[test]
fn groups_of_the_first_match() {
    let patterns = Patterns::new([r"lost (?<what>\w+)(?: of (?<whose>\w+))?"]).expect("patterns");
    let wanted = patterns.all();
    let mut all = Vec::new();
    Scan::new(&patterns, &wanted).piece(b"lost quorum\nlost peer of etcd lost x\n", &mut |hit| {
        let groups = hit.captures().into_iter();
        all.extend(groups.map(|(name, text)| (hit.line, name.to_owned(), text.to_vec())));
    });
    let expected = [(1, "what", "quorum"), (2, "what", "peer"), (2, "whose", "etcd")];
    assert_eq!(all, expected.map(|(line, name, text)| (line, name.to_owned(), text.as_bytes().to_vec())));
}

#[test]
fn windows_make_no_difference() {
    // A line longer than a window between short ones, with the text at every distance from where windows end.
    let mut text = b"start\n".to_vec();
    for nr in 0..4_000 {
        text.extend(vec![b'.'; nr % 97]);
        text.extend(b"quorum was lost\n");
    }
    text.extend(vec![b'.'; 3 * WINDOW]);
    text.extend(b"quorum was lost\nquorum was lost");
    let lines: Vec<u64> = hits(&["quorum was lost"], &[&text]).iter().map(|(line, ..)| *line).collect();
    assert_eq!(lines, (2..=4_003).collect::<Vec<u64>>());
}

#[test]
fn a_carriage_return_belongs_to_the_line_unless_a_line_feed_follows() {
    for (pattern, text, is_hit) in [
        ("quorum\r", "quorum\r\n", false),
        ("quorum\r", "quorum\r\r\n", true),
        ("quorum\r", "quorum\r", true),
        ("quorum\r|x", "quorum\r quorum\r\n", true),
        ("quorum$", "quorum\r\n", true),
        ("quorum$", "quorum\r", false),
        ("m$", "quorum\r\n", true),
        (r"\s$", "quorum\r\n", false),
        (r"\s$", "quorum\r", true),
    ] {
        assert_eq!(!hits(&[pattern], &[text.as_bytes()]).is_empty(), is_hit, "{pattern:?} {text:?}");
    }
}
