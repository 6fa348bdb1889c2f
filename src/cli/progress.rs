//! Progress on a terminal, when reading takes longer than a moment. Writes to standard error only, and leaves
//! nothing behind.

use std::io::{self, IsTerminal, Write as _};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::archive::Progress;

/// What takes less is not worth a line.
const MOMENT: Duration = Duration::from_millis(500);
const STEP: Duration = Duration::from_millis(100);

/// Runs `work`, and shows meanwhile how much of `name` was read.
pub(super) fn with_progress<T>(wanted: bool, name: &str, progress: &Progress, work: impl FnOnce() -> T) -> T {
    if !wanted || !io::stderr().is_terminal() {
        return work();
    }
    let (done, waits) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            let mut pause = MOMENT;
            let mut shown = false;
            while waits.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                let megabytes = progress.bytes() / 1_000_000;
                let _ = write!(
                    io::stderr(),
                    "\r\x1b[Kreading {name}: {} files, {megabytes} MB",
                    progress.files()
                );
                (pause, shown) = (STEP, true);
            }
            if shown {
                let _ = write!(io::stderr(), "\r\x1b[K");
            }
        });
        let result = work();
        // The other side ends when this one is gone.
        drop(done);
        result
    })
}
