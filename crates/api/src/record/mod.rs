//! Routes that every entity has in common: list, create, read, change, delete, restore. An entity is served by one line,
//! `Crud::<Customer>::routes()`, and adds its own actions beside it.

mod bulk;
pub mod collaboration;
mod crud;
mod document;
mod render;
mod sink;

use guanxi_persistence::record::Entity;

pub use bulk::Bulk;
pub use crud::Crud;
pub(crate) use crud::answer;
pub use render::{Rendered, render, render_all, render_page};

/// How an entity is called over HTTP.
pub trait Served: Entity {
    /// `/customers`, under `/api/v1`.
    const PATH: &'static str;
    /// `Customer`: name of its schemas and tag of its operations.
    const SCHEMA: &'static str;
    /// `customer`, for operation ids.
    const ONE: &'static str;
    /// `customers`, for operation ids.
    const MANY: &'static str;
}
