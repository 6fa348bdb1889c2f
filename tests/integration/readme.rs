//! The README says what is so: what it shows is what camgi prints, and its configuration is one.

use crate::common::{Scratch, command, root, run};
use crate::handbook::words;

/// The blocks of the README with this name.
fn blocks(info: &str) -> Vec<String> {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("the README");
    let start = format!("```{info}\n");
    let blocks =
        readme.split(&start).skip(1).map(|rest| rest.split("```").next().expect("an end").to_owned());
    blocks.collect()
}

#[test]
fn every_page_is_what_camgi_prints() {
    let mut pages = 0;
    for block in blocks("console") {
        let (typed, page) = block.split_once('\n').expect("a command and its page");
        let words = words(typed.strip_prefix("$ camgi ").expect("a command of camgi"));
        let run = run(command().args(&words));
        // What stands on standard error is a part of the page that a person sees.
        assert_eq!(format!("{}{}", run.stdout, run.stderr), page, "{typed}");
        pages += 1;
    }
    assert!(pages >= 5, "{pages}");
}

#[test]
fn it_says_how_many_rules_there_are() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("the README");
    let rules = camgi::rules::load(camgi::rules::builtin(false), &[]).expect("the pack has no mistake").rules;
    assert!(readme.contains(&format!("It brings {} rules", rules.rules.len())), "{}", rules.rules.len());
}

#[test]
fn the_configuration_is_one() {
    let configuration =
        blocks("yaml").into_iter().find(|block| block.contains("\nsuppress:")).expect("a configuration");
    let scratch = Scratch::new();
    let path = scratch.write("camgi.yaml", configuration);
    let run = run(command().arg("check").arg("--show-settings").arg("--config").arg(path));
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stdout.contains("\nsuppress: 2  # "), "{}", run.stdout);
}
