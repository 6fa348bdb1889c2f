//! Files with holes in a tar, as far as the tar crate does not know them: `tar -S --format=posix` keeps the real name
//! and the places of the data in extended headers and in the data itself (the manual of GNU tar, "Storing Sparse
//! Files"). They are recognised and not decoded.

use std::io::Read;

/// Why such a file is not read.
pub(super) const REFUSED: &str = "it is stored with holes in the way of `tar -S --format=posix`, which is not supported; pack it again without -S";

/// What the extended headers say of a file with holes.
pub(super) struct Sparse {
    pub(super) path: Option<Vec<u8>>,
    /// Size of its content.
    pub(super) bytes: Option<u64>,
}

/// The file with holes that this entry stands for, if it does. The entry must be one of a file.
pub(super) fn by_extensions<R: Read>(entry: &mut tar::Entry<'_, R>) -> Option<Sparse> {
    // The headers were read with the entry: nothing can fail here.
    let all = entry.pax_extensions().ok().flatten()?.filter_map(Result::ok);
    let mut found = None;
    for one in all.filter(|one| one.key_bytes().starts_with(b"GNU.sparse.")) {
        let sparse = found.get_or_insert(Sparse { path: None, bytes: None });
        match one.key_bytes() {
            b"GNU.sparse.name" => sparse.path = Some(one.value_bytes().to_vec()),
            b"GNU.sparse.realsize" | b"GNU.sparse.size" => {
                sparse.bytes = one.value().ok().and_then(|value| value.parse().ok());
            }
            _ => {}
        }
    }
    found
}
