//! What administrators enter, read by the domain's own readers: one way from a body (whole, or merged into what is
//! there) to a value, and from values to the audit log.

use guanxi_domain::values::{Invalid, Pointer};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::record::body;
use crate::{Error, Result};

/// Reads a value and answers every refusal.
pub(crate) fn read<T>(json: &Value, read: impl FnOnce(&Value, &mut Pointer) -> Option<T>) -> Result<T> {
    let mut at = Pointer::default();
    match read(json, &mut at) {
        Some(value) => sound(at).map(|()| value),
        None => sound(at).and(Err(Error::Corrupt("a form was refused without a reason".into()))),
    }
}

/// Refuses when anything was noted.
pub(crate) fn sound(at: Pointer) -> Result<()> {
    let errors = at.into_errors();
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

/// A value as an object.
pub(crate) fn object(value: &impl Serialize) -> Result<Map<String, Value>> {
    match serde_json::to_value(value) {
        Ok(Value::Object(form)) => Ok(form),
        Ok(_) => Err(Error::Corrupt("no object".into())),
        Err(error) => Err(Error::Corrupt(error.to_string())),
    }
}

/// What there is, with a patch (RFC 7396) merged into it.
pub(crate) fn merged(before: &impl Serialize, patch: &Map<String, Value>) -> Result<Value> {
    let mut form = object(before)?;
    body::merge_patch(&mut form, patch);
    Ok(Value::Object(form))
}

/// Takes a member out of a body and reads it.
pub(crate) fn take<T>(
    body: &mut Map<String, Value>,
    name: &str,
    at: &mut Pointer,
    read: impl FnOnce(&Value, &mut Pointer) -> Option<T>,
) -> Option<T> {
    let value = body.remove(name).unwrap_or(Value::Null);
    at.within(name, |at| read(&value, at))
}

/// Refuses what is over a limit.
pub(crate) fn at_most(present: usize, limit: usize, pointer: &str) -> Result<()> {
    if present < limit { Ok(()) } else { Err(Error::field(pointer, Invalid::new("too_many").with("max", limit))) }
}

/// Refuses a change to something that is no longer what the caller saw.
pub(crate) fn seen(current: i64, version: i64) -> Result<()> {
    if current == version { Ok(()) } else { Err(Error::Stale { current }) }
}

/// A name: one line, 1 to `longest` characters.
pub(crate) fn name(longest: usize) -> impl Fn(&Value, &mut Pointer) -> Option<String> {
    use guanxi_domain::values::FieldValue as _;
    move |json, at| {
        let name = String::read(json, at)?;
        if name.chars().count() > longest {
            return at.refuse(Invalid::new("too_long").with("max", longest));
        }
        if name.chars().any(char::is_control) {
            return at.refuse(Invalid::new("invalid_character"));
        }
        Some(name)
    }
}
