//! What every area stands on: configuration, events, search entries, shares, numbers, custom fields, jobs.

pub mod audience;
pub mod audit;
pub mod chain;
pub mod comments;
pub mod config;
pub mod custom_fields;
pub mod dictionaries;
pub mod events;
pub mod feed;
pub mod find;
pub mod follows;
pub(crate) mod form;
pub(crate) mod frequent;
pub mod idempotency;
pub mod installation;
pub mod jobs;
pub(crate) mod locks;
pub mod notifications;
pub mod numbering;
pub mod relay;
pub mod robots;
pub mod saved_views;
pub mod search;
pub mod shares;
pub mod system;
pub mod tags;
