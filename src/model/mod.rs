//! What an archive says about a cluster: documents with places, resources, the snapshot of one root, its gather
//! time and facts. Knows nothing of rules and of threads.

mod clock;
mod document;
mod event;
mod expand;
mod facts;
mod hosts;
mod line_hit;
pub mod logs;
mod plural;
mod resource;
mod snapshot;
mod synthetic;
mod time;
mod value;

pub use clock::{ClockHint, GatherTime, Precision, gather_time, newest_stamp, parse_timestamp_file};
pub use document::{Document, DocumentError, DocumentLimits, Node, NodeId, ReadOptions, Shape};
pub use event::{Event, Events};
pub use expand::{Contents, contents_of};
pub use facts::Facts;
pub use line_hit::{LineHit, LineHits};
pub use plural::plurals;
pub use resource::{Resource, ResourceKey, SourceFile};
pub use snapshot::{Availability, FileFacts, Loss, Presence, Shortlist, Snapshot};
pub use synthetic::{synthetic, synthetic_text};
pub use time::{format_age, parse_duration, parse_time};
pub use value::{Version, compare, compare_versions, quantity};
