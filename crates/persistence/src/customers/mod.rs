//! Customers: companies and persons that a company deals with.

pub mod duplicates;
mod fields;
pub mod load;
mod rules;
pub mod team;
pub(crate) mod usage;

use guanxi_domain::identity::Resource;

pub use fields::CustomerFields;

crate::entity! {
    /// 客户.
    Customer: CustomerFields in customer as "customer" for Resource::Customers
}
