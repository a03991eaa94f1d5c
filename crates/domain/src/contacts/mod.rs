//! Rules about contacts.

pub mod vcard;
