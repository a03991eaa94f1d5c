//! The API as its clients meet it. The tree is that of the API: `/customers` is tested in `customers/`, what holds for
//! every operation in `contract/`, the server's process in `processes/`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on says so at once")]

mod collaboration;
mod contacts;
mod contract;
mod customers;
mod identity;
mod processes;
