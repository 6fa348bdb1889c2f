//! Bytes of the fuzzer for `checks/logs.rs`.

#![no_main]

#[path = "../checks/logs.rs"]
mod logs;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| logs::check(bytes));
