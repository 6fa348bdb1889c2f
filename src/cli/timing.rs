//! How long a run took, for people who write rules and for those who wait. Shown beside the report and never in it: the same
//! archive and the same rules give the same report, however long it takes.

use std::fmt;
use std::time::{Duration, Instant};

use crate::archive::{Archive, Progress};
use crate::engine::{self, EngineError, More, Timings};
use crate::findings::{Appendix, Report};
use crate::rules::RuleSet;

/// So many rules are shown.
const SLOWEST: usize = 10;

/// What was measured; nothing, unless it was asked for.
#[derive(Debug)]
pub(super) struct Timing {
    is_wanted: bool,
    load: Duration,
    run: Timings,
    render: Duration,
}

impl Timing {
    pub(super) fn new(is_wanted: bool) -> Self {
        Self { is_wanted, load: Duration::ZERO, run: Timings::default(), render: Duration::ZERO }
    }

    /// Loads rules.
    pub(super) fn load<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let done = work();
        self.load = begun.elapsed();
        done
    }

    /// Evaluates rules as [`engine::check_with`] does.
    pub(super) fn check(
        &mut self,
        archive: &Archive,
        rules: &RuleSet,
        progress: &Progress,
        page: Option<usize>,
    ) -> Result<(Report, Option<Appendix>), EngineError> {
        let checked = engine::check_with(archive, rules, progress, More { is_timed: self.is_wanted, page })?;
        self.run = checked.timings.unwrap_or_default();
        Ok((checked.report, checked.appendix))
    }

    /// Writes the report.
    pub(super) fn render<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let done = work();
        self.render = begun.elapsed();
        done
    }
}

impl fmt::Display for Timing {
    /// The phases, and the slowest rules; nothing, unless it was asked for.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.is_wanted {
            return Ok(());
        }
        let phases = [
            ("load rules", self.load),
            ("read", self.run.read),
            ("first look", self.run.first_look),
            ("judge", self.run.judge),
            ("render", self.render),
        ];
        let all = phases.iter().map(|(_, took)| *took).sum();
        writeln!(f, "{:>10}  share  phase", "ms")?;
        for (name, took) in phases {
            line(f, took, all, name)?;
        }
        let mut rules: Vec<_> = self.run.rules.iter().collect();
        rules.sort_by(|(id, took), (other_id, other)| other.cmp(took).then_with(|| id.cmp(other_id)));
        let all = rules.iter().map(|(_, took)| *took).sum();
        writeln!(f, "{:>10}  share  rule, judged on one thread ({} rules)", "ms", rules.len())?;
        rules.iter().take(SLOWEST).try_for_each(|(id, took)| line(f, *took, all, id))
    }
}

fn line(f: &mut fmt::Formatter<'_>, took: Duration, all: Duration, name: &str) -> fmt::Result {
    let share = if all.is_zero() { 0.0 } else { took.as_secs_f64() / all.as_secs_f64() * 100.0 };
    writeln!(f, "{:>10.2} {share:>5.0}%  {name}", took.as_secs_f64() * 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slowest_come_first() {
        let mut timing = Timing::new(true);
        let took = |id: &str, ms| (id.to_owned(), Duration::from_millis(ms));
        timing.load = Duration::from_millis(100);
        timing.run = Timings {
            read: Duration::from_millis(200),
            first_look: Duration::from_millis(50),
            judge: Duration::from_millis(50),
            rules: vec![took("b", 1), took("slow", 6), took("a", 1)],
        };
        timing.render = Duration::from_millis(100);
        let expected = "        ms  share  phase\n    100.00    20%  load rules\n    200.00    40%  read\n     50.00    10%  first look\n     50.00    10%  judge\n    100.00    20%  render\n        ms  share  rule, judged on one thread (3 rules)\n      6.00    75%  slow\n      1.00    12%  a\n      1.00    12%  b\n";
        assert_eq!(timing.to_string(), expected);
        timing.is_wanted = false;
        assert_eq!(timing.to_string(), "");
    }
}
