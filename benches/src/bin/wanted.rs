//! `wanted DIR`: how many bytes of objects the built-in rules want in an unpacked archive, and in how many files. The
//! bound on memory is a multiple of that.

use std::path::{Path, PathBuf};
use std::{env, fs};

use camgi::engine::Plan;
use camgi::rules::{builtin, load};

fn add_up(base: &Path, directory: &Path, plan: &Plan<'_>, found: &mut (u64, u64)) {
    for entry in fs::read_dir(directory).expect("a directory") {
        let entry = entry.expect("an entry");
        let (path, kind) = (entry.path(), entry.file_type().expect("a type"));
        if kind.is_dir() {
            add_up(base, &path, plan, found);
        } else if kind.is_file() {
            let inside = path.strip_prefix(base).expect("below its base").to_string_lossy().into_owned();
            if plan.want(&inside).objects.is_some() {
                found.0 += 1;
                found.1 += entry.metadata().expect("a length").len();
            }
        }
    }
}

fn main() {
    let directory = PathBuf::from(env::args_os().nth(1).expect("usage: wanted DIR"));
    let loaded = load(builtin(false), &[]).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
    let mut found = (0, 0);
    add_up(&directory, &directory, &Plan::new(&loaded.rules), &mut found);
    println!("{} files, {} bytes", found.0, found.1);
}
