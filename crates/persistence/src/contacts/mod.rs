//! Contacts: the people at customers.

pub mod duplicates;
mod fields;
pub mod ownership;
pub mod people;
pub mod positions;
mod rules;

use guanxi_domain::identity::Resource;

pub use fields::ContactFields;

crate::entity! {
    /// 联系人.
    Contact: ContactFields in contact as "contact" for Resource::Contacts
}
