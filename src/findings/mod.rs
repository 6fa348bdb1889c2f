//! What a run found, closed and self-contained: findings, outcomes of rules, notices, the report; and the
//! inventory of an archive. Knows neither
//! archives nor rules nor formats.

mod appendix;
mod baseline;
mod causes;
mod changes;
mod digest;
mod finding;
mod fingerprint;
mod inventory;
mod masking;
mod notice;
mod outcome;
mod report;
mod severity;
mod subject;
mod suppression;
mod test_result;

pub use appendix::{
    Appendix, Carried, FileKind, LineRange, Moment, MomentKind, Part, Row, Table, path_from_base,
};
pub use baseline::{Baseline, Known};
pub use causes::{ExplainedBy, MayExplain};
pub use changes::{Appeared, Changes, Pruned, Still, Untold, prune};
pub use digest::{Digest, Digested, Told, place};
pub use finding::{Evidence, Finding, FindingGroup, Location, Related, State};
pub use fingerprint::Fingerprint;
pub use inventory::{
    Amount, ClusterInfo, DirectoryCount, Gathered, Inventory, KindCount, LogCount, LogKind, ResourceCount,
    RootInventory, TimeSource,
};
pub use notice::{Notice, NoticeCode};
pub use outcome::{Outcome, RuleInfo, RuleReport};
pub use report::{ArchiveInfo, Report, RuleCounts, Summary};
pub use severity::{Confidence, FailOn, Gate, Severity, Status};
pub use subject::Subject;
pub use suppression::{Pattern, Suppression, Target};
pub use test_result::{Difference, Edit, TestResult};
