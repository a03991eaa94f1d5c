//! What every area stands on: configuration, events, search entries, shares, numbers, custom fields, jobs.

pub mod config;
pub mod custom_fields;
pub mod dictionaries;
pub mod events;
pub mod idempotency;
pub mod jobs;
pub(crate) mod locks;
pub mod numbering;
pub mod search;
pub mod shares;
