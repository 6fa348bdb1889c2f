//! Tests of archives that were not made with good intentions, or did not arrive whole.

mod inside;
mod sparse;
mod streams;
mod tars;
mod zips;

use crate::archive::{Listing, OddityKind};

fn kinds(listing: &Listing) -> Vec<(OddityKind, Option<&str>)> {
    listing.oddities.iter().map(|oddity| (oddity.kind, oddity.path.as_deref())).collect()
}

fn messages(listing: &Listing) -> Vec<String> {
    listing.oddities.iter().map(ToString::to_string).collect()
}
