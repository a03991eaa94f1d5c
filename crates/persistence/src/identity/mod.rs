//! Organizations, departments, people, roles, and how they sign in.

pub(crate) mod access;
pub mod accounts;
pub mod api_keys;
pub mod demo;
pub mod departments;
pub mod explain;
mod housekeeping;
pub mod one_time_tokens;
pub mod organizations;
pub mod profile;
pub mod roles;
pub mod second_factor;
pub mod sessions;
pub mod setup;
pub mod signing_keys;
pub mod throttle;
pub(crate) mod upgrade;
pub mod user_list;
pub mod users;

use serde::Serialize;
use serde_json::{Map, Value};

pub use housekeeping::housekeeping;

use crate::{Error, Result};

/// A form as the audit trail compares it, field by field.
fn form_of(form: &impl Serialize) -> Result<Map<String, Value>> {
    match serde_json::to_value(form) {
        Ok(Value::Object(form)) => Ok(form),
        Ok(_) => Err(Error::Corrupt("a form is an object".into())),
        Err(error) => Err(Error::Corrupt(error.to_string())),
    }
}
