//! Fields of what is no API object: what lines, events and files have, in one place for those who refuse names and those who
//! look for misspelt ones. Who makes the fields is the engine.

/// Fields of a line; those that it does not have are absent.
pub(super) const LINE: [&str; 11] =
    ["text", "message", "time", "level", "line", "file", "namespace", "pod", "container", "node", "unit"];

/// Fields of an event.
pub(super) const EVENT: [&str; 12] = [
    "type",
    "reason",
    "message",
    "namespace",
    "name",
    "component",
    "host",
    "first",
    "last",
    "time",
    "count",
    "object",
];

/// Fields that counted lines and events have besides.
pub(super) const COUNTED: [&str; 5] = ["count", "first", "last", "samples", "files"];

/// Fields of a file.
pub(super) const FILE: [&str; 6] = ["path", "name", "exists", "size", "lines", "parses"];
