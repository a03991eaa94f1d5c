//! What only a real PostgreSQL can show.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that fails should say where")]

mod custom_fields;
mod feed;
mod filters;
mod relay;
mod schema;
mod support;
