//! Tests of the page on a made-up inventory; what is counted is tested on fixtures.

use super::HumanInventory;
use crate::findings::Inventory;
use crate::output::{Render, inventory_sample};
use crate::text::is_unsafe;

const PLAIN: HumanInventory = HumanInventory { color: false, width: 100, unicode: true, verbose: false };

fn render(format: HumanInventory, inventory: &Inventory) -> String {
    let mut out = Vec::new();
    format.render(inventory, &mut out).expect("a Vec takes everything");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn no_name_of_an_archive_steers_the_terminal() {
    for verbose in [true, false] {
        let page = render(HumanInventory { verbose, ..PLAIN }, &inventory_sample::inventory());
        let raw: Vec<_> = page.chars().filter(|&c| c != '\n' && is_unsafe(c)).collect();
        assert_eq!(raw, Vec::<char>::new());
        for what in ["directory \\x1b[2J", "Root a\\x1b[2J", "OpenShift \\x1b[2J", "d00\\x1b[2J"] {
            assert!(page.contains(what) || (what.starts_with("d00") && !verbose), "{what} in {page}");
        }
    }
}

#[test]
fn says_what_is_missing() {
    let page = render(PLAIN, &inventory_sample::inventory());
    for part in [
        "120 files, 83 MB, 2 roots\n",
        "  core ",
        "  Node",
        " 6+ ",
        "  + not all files of it could be read: there may be more\n",
        "  1 more resource that could not be read: \\x1b[2J",
        "  1 more resource gathered without any object: -v names them\n",
        "being updated\n",
        "2026-01-01T10:00:00Z, as its timestamp file says\n            the gather was cut off",
        "Root b/\n  cluster   OpenShift version unknown, platform unknown\n            no ClusterVersion tells more\n",
        "No object could be read.\n",
        "No logs.\n",
        "  … and 2 smaller directories with 3 files, 3 kB\n",
        "Files of no root:\n",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let last = page.lines().last().unwrap_or_default();
    assert_eq!(
        last,
        "16 objects, 41 logs: INCOMPLETE, the gather was cut off, 3 files of objects could not be read"
    );
}

#[test]
fn the_whole_is_called_so_only_where_that_is_recorded() {
    let mut inventory = inventory_sample::inventory();
    inventory.notices.clear();
    inventory.roots.truncate(1);
    inventory.roots[0].unreadable = 0;
    for (ended, end) in [
        (Some(true), "all could be read, and the gather came to its end\n"),
        (None, "all could be read; whether the gather came to its end is not recorded\n"),
        (Some(false), "INCOMPLETE, the gather was cut off\n"),
    ] {
        inventory.roots[0].ended = ended;
        assert!(render(PLAIN, &inventory).ends_with(end), "{end}");
    }
}

#[test]
fn all_is_named_when_asked_for() {
    let page = render(HumanInventory { verbose: true, ..PLAIN }, &inventory_sample::inventory());
    assert!(page.contains("gathered without any object: core/pods\n"), "{page}");
    assert!(page.contains("  d00\\x1b[2J") && !page.contains("smaller"), "{page}");
    assert!(page.contains("info[empty-file] pods.yaml:"), "{page}");
}

#[test]
fn a_narrow_terminal_loses_columns_and_no_kind() {
    let mut inventory = inventory_sample::inventory();
    inventory.roots[0].kinds.remove(1);
    inventory.roots[0].kinds[0].group = "monitoring.coreos.example.com".into();
    let columns = |width| {
        let page = render(HumanInventory { width, ..PLAIN }, &inventory);
        let head = page.lines().find(|line| line.starts_with("  group")).unwrap_or_default().to_owned();
        assert!(page.contains("  Node"), "{page}");
        head.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(columns(100), "group kind objects namespaces files");
    assert_eq!(columns(60), "group kind objects namespaces");
}

#[test]
fn colours_only_where_there_are_colours() {
    let page = render(HumanInventory { color: true, ..PLAIN }, &inventory_sample::inventory());
    assert!(
        page.contains("\u{1b}[33mINCOMPLETE") && page.contains("\u{1b}[33mthe gather was cut off"),
        "{page}"
    );
    assert!(!page.contains("\u{1b}[2J"));
}

#[test]
fn a_long_name_is_whole_and_moves_no_number() {
    let mut inventory = inventory_sample::inventory();
    let long = "x".repeat(61);
    inventory.roots.remove(0);
    inventory.outside[0].directory.clone_from(&long);
    let page = render(PLAIN, &inventory);
    let head = page.lines().find(|line| line.starts_with("  directory")).unwrap_or_default();
    let at = page.lines().position(|line| line == format!("  {long}/")).expect("the name on its own line");
    let numbers = page.lines().nth(at + 1).unwrap_or_default();
    assert_eq!(numbers.split_whitespace().collect::<Vec<_>>(), ["2", "0", "2", "kB"], "{page}");
    assert_eq!(numbers.len(), head.len(), "the last column ends where its head does");
}
