//! Value types: what a field of a record may hold, how it is read from JSON and why it is refused.

mod field;

pub use field::{FieldError, FieldKind, FieldValue, Invalid, Pointer};
