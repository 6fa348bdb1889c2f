//! Bytes of the fuzzer for `checks/paths.rs`.

#![no_main]

#[path = "../checks/paths.rs"]
mod paths;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| paths::check(bytes));
