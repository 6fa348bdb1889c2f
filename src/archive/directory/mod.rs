//! Reading a directory: its files in order ([`walk`]), and the wanted ones in parallel ([`intake`]). Links are
//! never followed. A directory that is changed on purpose while it is read is not defended against.

mod intake;
#[cfg(test)]
mod tests;
mod walk;

pub(super) use intake::read;
pub(super) use walk::children;
