//! Customers: who they are, how they are told apart, to whom they belong.

pub mod duplicates;
