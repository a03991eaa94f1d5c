//! Customers: companies and persons that a company deals with.

pub mod duplicates;
mod fields;
mod rules;
pub mod team;

use guanxi_domain::identity::Resource;

pub use fields::CustomerFields;

crate::entity! {
    /// 客户.
    Customer: CustomerFields in customer as "customer" for Resource::Customers
}
