//! The API as its clients meet it. The tree is that of the API: `/customers` is tested in `customers/`, what holds for
//! every operation in `contract/`, the server's process in `processes/`.

mod contract;
mod customers;
mod identity;
mod processes;
