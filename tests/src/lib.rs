//! Black-box tests: what they share. They know the product by its binary, its API and, where a promise is about what
//! is stored, by its tables.
//!
//! ```no_run
//! use serde_json::json;
//!
//! let app = guanxi_tests::App::start();
//! let made = app.rep1().post("/customers", &json!({"name": "华兴科技"})).is(201);
//! app.rep2().get(&format!("/customers/{}", made.id())).is_problem(404, "not_found");
//! ```
//!
//! Each [`App`] has a database and a server of its own, so that tests need no order and may do what they like. One
//! PostgreSQL serves them all: whoever comes first starts it, whoever leaves last stops it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on says so at once")]

mod app;
mod client;
mod database;
mod embedded;
mod fixture;
mod random;
mod server;
mod together;

pub use app::App;
pub use client::{Call, Response, User};
pub use database::{MASTER_KEY, TestDatabase};
pub use embedded::Embedded;
pub use fixture::{ORGANIZATION, OTHER_ORGANIZATION, PASSWORD, ROLES};
pub use random::Random;
pub use server::{Server, guanxi, wait_for};
pub use together::at_once;
