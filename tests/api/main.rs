//! The API as its clients meet it. The tree is that of the API: `/customers` is tested in `customers/`.

mod customers;
mod identity;
