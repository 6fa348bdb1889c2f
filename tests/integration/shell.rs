//! What camgi makes for the shell and the manual: a shell and a reader of roff must take it.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::common::{Scratch, camgi, files_below};

#[test]
fn bash_takes_its_completions() {
    let script = camgi(&["completions", "bash"]);
    assert_eq!((script.status, script.stderr.as_str()), (0, ""));
    let mut bash = Command::new("bash").arg("-n").stdin(Stdio::piped()).spawn().expect("bash starts");
    bash.stdin.take().expect("a pipe").write_all(script.stdout.as_bytes()).expect("the script");
    assert!(bash.wait().expect("bash ends").success());
}

#[test]
fn every_shell_completes_commands_flags_and_values() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = camgi(&["completions", shell]);
        assert_eq!(script.status, 0, "{shell}: {}", script.stderr);
        for word in ["check", "inspect", "fail-on"] {
            assert!(script.stdout.contains(word), "{shell}: {word}");
        }
        let knows_values = ["bash", "fish", "zsh"].contains(&shell);
        assert_eq!(script.stdout.contains("concise"), knows_values, "{shell}");
    }
    assert_eq!(camgi(&["completions", "tcsh"]).status, 2);
}

#[test]
fn the_manual_page_is_roff_with_the_name_of_the_command() {
    let page = camgi(&["man"]);
    assert_eq!((page.status, page.stderr.as_str()), (0, ""));
    let heading = page.stdout.lines().find(|line| line.starts_with(".TH ")).expect("a heading");
    assert!(heading.starts_with(".TH camgi 1 "), "{heading}");
    assert!(page.stdout.contains(".SH NAME\ncamgi \\- "), "{}", page.stdout);
    assert_eq!(camgi(&["man"]).stdout, page.stdout, "the same bytes each time");
}

#[test]
fn each_command_has_a_page_in_the_directory() {
    let scratch = Scratch::new();
    let directory = scratch.path("man/man1");
    let run = camgi(&["man", "--dir", directory.to_str().expect("UTF-8")]);
    assert_eq!((run.status, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    let pages = files_below(&directory);
    for name in ["camgi.1", "camgi-check.1", "camgi-rules-test.1", "camgi-man.1"] {
        let (_, page) = pages.iter().find(|(file, _)| file == name).expect(name);
        let heading = format!(".TH {} 1 ", name.trim_end_matches(".1"));
        assert!(String::from_utf8_lossy(page).contains(&heading), "{name}");
    }
    let file = scratch.write("file", "no directory");
    let run = camgi(&["man", "--dir", file.to_str().expect("UTF-8")]);
    assert_eq!((run.status, run.stderr.lines().count()), (2, 1), "{}", run.stderr);
}
