//! Objects as tables, with the columns that `oc get` prints. A table is data ([`spec::Spec`]); what differs is in the files
//! of its kind.

mod age;
mod cluster;
mod events;
mod logs;
mod machines;
mod nodes;
mod pod_status;
mod pods;
mod spec;
#[cfg(test)]
mod tests;
mod trouble;

use self::logs::Logs;
use crate::archive::layout::Layout;
use crate::engine::roots::Root;
use crate::findings::Table;

/// A table has at most so many rows.
const MOST_ROWS: usize = 20_000;

/// All tables that have rows, in the order in which they are shown.
pub(super) fn tables(roots: &[Root], layout: &Layout) -> Vec<Table> {
    let logs = Logs::of(roots, layout);
    let specs =
        [&cluster::TABLES[..], &nodes::TABLES, &machines::TABLES, &cluster::CSRS, &pods::TABLES].concat();
    let mut tables: Vec<Table> =
        specs.iter().map(|spec| spec.table(roots, layout, &logs, MOST_ROWS)).collect();
    tables.push(events::table(roots, layout));
    tables.retain(|table| !table.rows.is_empty());
    tables
}
