//! What is true of the business: values, rules, decisions.
//!
//! Nothing here does I/O, reads a clock or rolls a die: time and randomness are arguments, so that every rule can be
//! tested with a table. The folders carry the names of the business areas and are the same on every floor.

pub mod contacts;
pub mod customers;
pub mod filter;
pub mod identity;
pub mod messages;
pub mod platform;
pub mod search;
pub mod values;
