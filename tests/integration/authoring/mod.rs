//! The tools that rules are written with, as their authors use them.

mod beside;
mod eval;
mod first_rules;
mod lint;
mod misspelt;
mod new;
mod update;
