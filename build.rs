//! Embeds the built-in rule pack: lists the files under `rules/` for `src/rules/builtin.rs`. And puts the scripts and the
//! styles of the page together for `src/output/html`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let rules = root.join("rules");
    println!("cargo::rerun-if-changed=rules");
    let mut files = Vec::new();
    collect(&rules, &mut files)?;
    files.sort();
    let mut list = String::from("[\n");
    for file in &files {
        println!("cargo::rerun-if-changed={}", file.display());
        let name = file.strip_prefix(&rules).map_err(io::Error::other)?;
        let name = name.to_string_lossy().replace('\\', "/");
        let (name, path) = (name.escape_default(), file.to_string_lossy());
        writeln!(list, "    (\"{name}\", include_str!(\"{}\")),", path.escape_default())
            .map_err(io::Error::other)?;
    }
    list.push(']');
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join("pack.rs"), list)?;
    let app = root.join("src/output/html/app");
    println!("cargo::rerun-if-changed=src/output/html/app");
    fs::write(out.join("page.js"), script(&app)?)?;
    fs::write(out.join("page.css"), style(&app)?)
}

/// The modules that `main.js` needs as one module: each behind those that it imports, without `import` and `export`. So
/// their top-level names are all different, which a test and the browser see to.
fn script(app: &Path) -> io::Result<String> {
    let (mut joined, mut known) = (String::new(), Vec::new());
    add_module(app, "main.js", &mut joined, &mut known)?;
    Ok(joined)
}

fn add_module(app: &Path, name: &str, joined: &mut String, known: &mut Vec<String>) -> io::Result<()> {
    if known.iter().any(|other| other == name) {
        return Ok(());
    }
    known.push(name.to_owned());
    let path = app.join(name);
    println!("cargo::rerun-if-changed={}", path.display());
    let text = fs::read_to_string(&path)?;
    let (mut own, mut import) = (String::new(), String::new());
    for line in text.lines() {
        // An import may take several lines and ends with one that names the module.
        if import.is_empty() && !line.starts_with("import ") {
            let line = line.strip_prefix("export ").unwrap_or(line).trim();
            // Each page carries the scripts, and has no use for what is for people.
            if !line.is_empty() && !line.starts_with("//") {
                own.push_str(line);
                own.push('\n');
            }
            continue;
        }
        import.push_str(line);
        if line.ends_with(';') {
            let module = import.split('"').nth(1).and_then(|module| module.strip_prefix("./"));
            let module = module.ok_or_else(|| io::Error::other(format!("{name}: {import}")))?;
            add_module(app, module, joined, known)?;
            import.clear();
        }
    }
    joined.push_str(&own);
    Ok(())
}

/// All styles, in the order of their names.
fn style(app: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(app)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "css") {
            files.push(path);
        }
    }
    files.sort();
    let mut joined = String::new();
    for path in files {
        println!("cargo::rerun-if-changed={}", path.display());
        let text = fs::read_to_string(path)?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        joined.extend(lines.flat_map(|line| [line, "\n"]));
    }
    Ok(joined)
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            files.push(path);
        }
    }
    Ok(())
}
