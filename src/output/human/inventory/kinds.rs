//! Which kinds a root has, named as a rule names them, and which resources were gathered without an object.

use std::fmt::{self, Write};

use super::table::Table;
use crate::findings::{ResourceCount, RootInventory};
use crate::output::human::look::{Colour, Look};
use crate::output::human::wrap::{count, wrap};
use crate::text::one_line;

/// A longer name is none that an API server takes.
const NAME: usize = 253;

pub(super) fn write(page: &mut String, look: &Look, root: &RootInventory, verbose: bool) -> fmt::Result {
    let objects: u64 = root.kinds.iter().map(|kind| kind.objects).sum();
    let title = if root.kinds.is_empty() {
        "No object could be read.".to_owned()
    } else {
        let namespaces = match root.namespaces {
            0 => "none of them in a namespace".to_owned(),
            nr => format!("in {}", count(nr, "namespace")),
        };
        format!("{} of {}, {namespaces}:", count(objects, "object"), count(root.kinds.len(), "kind"))
    };
    writeln!(page, "{}", look.paint(Colour::Bold, &title))?;
    if !root.kinds.is_empty() {
        table(root).write(page, look)?;
    }
    if root.kinds.iter().any(|kind| kind.unreadable > 0) {
        writeln!(page, "  + not all files of it could be read: there may be more")?;
    }
    let (unreadable, empty): (Vec<_>, Vec<_>) =
        root.without_objects.iter().partition(|resource| resource.unreadable > 0);
    without_objects(page, look, "that could not be read", &unreadable, true)?;
    without_objects(page, look, "gathered without any object", &empty, verbose)?;
    writeln!(page)
}

fn table(root: &RootInventory) -> Table {
    let mut table = Table::new(2, &["group", "kind", "objects", "namespaces", "files"]);
    for kind in &root.kinds {
        let more = if kind.unreadable > 0 { "+" } else { "" };
        let namespaces = if kind.namespaces == 0 { "-".to_owned() } else { kind.namespaces.to_string() };
        table.push(vec![
            group(&kind.group),
            one_line(&kind.kind, NAME),
            format!("{}{more}", kind.objects),
            namespaces,
            kind.files.to_string(),
        ]);
    }
    table
}

/// As a rule writes it.
fn group(group: &str) -> String {
    if group.is_empty() { "core".to_owned() } else { one_line(group, NAME) }
}

fn without_objects(
    page: &mut String,
    look: &Look,
    what: &str,
    resources: &[&ResourceCount],
    named: bool,
) -> fmt::Result {
    if resources.is_empty() {
        return Ok(());
    }
    let head = format!("{} {what}", count(resources.len(), "more resource"));
    if !named {
        return writeln!(page, "  {head}: -v names them");
    }
    let name = |resource: &&ResourceCount| {
        format!("{}/{}", group(&resource.group), one_line(&resource.plural, NAME))
    };
    let names: Vec<String> = resources.iter().map(name).collect();
    for (nr, line) in
        wrap(&format!("{head}: {}", names.join(", ")), look.width.saturating_sub(4)).iter().enumerate()
    {
        writeln!(page, "  {}{line}", if nr == 0 { "" } else { "  " })?;
    }
    Ok(())
}
