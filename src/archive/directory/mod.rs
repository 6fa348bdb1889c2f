//! Reading a directory: whether it holds a must-gather ([`mod@search`]), its files in order ([`walk`]), and the wanted
//! ones in parallel ([`intake`]). Links are never followed. A directory that is changed on purpose while it is read is
//! not defended against.

mod intake;
mod search;
#[cfg(test)]
mod tests;
mod walk;

pub(super) use intake::{Listed, list, read};
pub(super) use search::{Search, search};
