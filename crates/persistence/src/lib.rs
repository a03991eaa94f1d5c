//! How the business is kept: migrations, queries, transactions on PostgreSQL. Knows no HTTP.
//!
//! Work on the database goes through [`Database::read`] and [`Database::write`], which hand out a [`Tx`]: a connection
//! together with the caller's organization, permissions and time. Records are described once by `record_fields!` and
//! `entity!` and then created, read, listed and changed by the functions of [`record`].

mod constraints;
pub mod contacts;
pub mod customers;
mod error;
pub mod identity;
pub mod platform;
mod pool;
pub mod record;
#[rustfmt::skip]
pub mod schema;
pub mod sealed;
pub mod sql;
mod tx;

pub use diesel::PgConnection;
pub use error::{Error, Result};
pub use pool::{Database, DatabaseOptions};
pub use tx::{Caller, Credential, Origin, Tx};
