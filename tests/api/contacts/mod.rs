//! `/contacts`.

mod crud;
mod duplicates;
mod ownership;
mod positions;
mod vcard;
