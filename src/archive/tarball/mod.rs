//! Reading a tarball as a stream: knowing one ([`Tarball`]), its members in order ([`stream`]), the bound on
//! what is read for them ([`gauge`]), and handing the wanted ones out ([`intake`]).

mod gauge;
mod intake;
mod kind;
mod stream;
#[cfg(test)]
mod tests;

pub(super) use intake::read;
pub(super) use kind::{Packing, Tarball};
pub(super) use stream::{End, Kind, Member, walk};
