//! Organizations, departments, people, roles, and how they sign in.

pub(crate) mod access;
pub mod api_keys;
pub mod demo;
pub mod departments;
pub mod organizations;
pub mod roles;
pub mod sessions;
pub mod setup;
pub mod signing_keys;
pub mod throttle;
pub mod users;
