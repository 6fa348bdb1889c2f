//! Where things lie in a must-gather: which directories are roots, and which role a file of a root plays. Works on
//! paths alone; opens nothing.
//!
//! Source of the layout: openshift/oc:pkg/cli/admin/inspect and pkg/cli/admin/mustgather,
//! openshift/enhancements:enhancements/oc/inspect.md.

mod roles;
mod roots;

pub(crate) use roles::inside_part;
pub use roles::{Role, role};
pub use roots::{DEEPEST_ROOT, Layout, MOST_ROOTS, split};
pub(super) use roots::{is_in_root, is_in_tree};
