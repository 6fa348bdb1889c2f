//! Bytes of the fuzzer for `checks/rules.rs`.

#![no_main]

#[path = "../checks/rules.rs"]
mod rules;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rules::check(bytes));
