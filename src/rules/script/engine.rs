//! The engine that runs expressions and scripts, made once. Its limits are the same in every build: those of the library
//! differ between debug and release.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use rhai::packages::{
    ArithmeticPackage, BasicArrayPackage, BasicIteratorPackage, BasicMapPackage, BasicMathPackage,
    LogicPackage, MoreStringPackage, Package as _,
};
use rhai::{Dynamic, Engine};

use super::{functions, view};

/// Steps of one run.
pub(super) const OPERATIONS: u64 = 5_000_000;
/// Calls inside of calls.
const CALLS: usize = 32;
/// Expressions inside of expressions, in a program and in a function of it.
const EXPRESSIONS: (usize, usize) = (64, 32);
/// Variables and functions of a program.
const NAMES: (usize, usize) = (200, 50);
/// Bytes of a text.
const TEXT: usize = 64 << 10;
/// Elements of a list and of a map.
const ELEMENTS: usize = 20_000;
/// Time of one run. The steps end a program before, and the same on every machine; this is for steps that take long.
const DEADLINE: Duration = Duration::from_secs(10);

thread_local! {
    /// When the run on this thread began.
    static BEGAN: std::cell::Cell<Option<Instant>> = const { std::cell::Cell::new(None) };
}

/// The engine.
pub(super) static ENGINE: LazyLock<Engine> = LazyLock::new(make);

/// Starts the clock of a rule on this thread: for its script, or for its expression over all of its items.
pub fn begin() {
    BEGAN.set(Some(Instant::now()));
}

fn make() -> Engine {
    // Nothing is there but what is put in here.
    let mut engine = Engine::new_raw();
    ArithmeticPackage::new().register_into_engine(&mut engine);
    LogicPackage::new().register_into_engine(&mut engine);
    BasicMathPackage::new().register_into_engine(&mut engine);
    BasicIteratorPackage::new().register_into_engine(&mut engine);
    BasicArrayPackage::new().register_into_engine(&mut engine);
    BasicMapPackage::new().register_into_engine(&mut engine);
    MoreStringPackage::new().register_into_engine(&mut engine);
    for word in ["eval", "print", "debug", "import", "export", "call", "Fn", "curry", "is_shared"] {
        engine.disable_symbol(word);
    }
    engine
        .set_max_operations(OPERATIONS)
        .set_max_call_levels(CALLS)
        .set_max_expr_depths(EXPRESSIONS.0, EXPRESSIONS.1)
        .set_max_variables(NAMES.0)
        .set_max_functions(NAMES.1)
        .set_max_string_size(TEXT)
        .set_max_array_size(ELEMENTS)
        .set_max_map_size(ELEMENTS)
        .set_strict_variables(true)
        // The fast ones are not asked for what is registered, and find a text neither less nor more than a number.
        .set_fast_operators(false)
        .set_fail_on_invalid_map_property(false)
        .set_allow_shadowing(true);
    engine.on_progress(|operations| {
        // A look at the clock costs more than a step, and one step may go through a long list.
        let is_late = operations % 16 == 0 && BEGAN.get().is_some_and(|began| began.elapsed() > DEADLINE);
        is_late.then(|| Dynamic::from(format!("it took longer than {} s", DEADLINE.as_secs())))
    });
    view::register(&mut engine);
    functions::register(&mut engine);
    engine
}
