//! `/customers`.

mod concurrency;
mod crud;
mod formats;
mod idempotency;
mod lists;
mod paging;
pub mod patch;
mod roles;
mod search;
