//! Reading JSON objects of which every key is known.

use serde_json::{Map, Value};

use crate::values::{FieldValue, Invalid, Pointer};

/// The members of an object; anything else is refused with `expected_object`, and each key that is not `known` with
/// `unknown_field`: a misspelt key must not look like a success.
pub fn fields<'a>(json: &'a Value, known: &[&str], at: &mut Pointer) -> Option<&'a Map<String, Value>> {
    let Value::Object(fields) = json else {
        return at.refuse(Invalid::new(if json.is_null() { "required" } else { "expected_object" }));
    };
    only(fields, known, at)?;
    Some(fields)
}

/// Refuses each key that is not `known`.
pub fn only(fields: &Map<String, Value>, known: &[&str], at: &mut Pointer) -> Option<()> {
    let mut sound = Some(());
    for key in fields.keys().filter(|key| !known.contains(&key.as_str())) {
        sound = at.within(key, |at| at.refuse(Invalid::new("unknown_field").with("name", key)));
    }
    sound
}

/// A member, `null` when it is absent.
pub fn get<'a>(fields: &'a Map<String, Value>, name: &str) -> &'a Value {
    fields.get(name).unwrap_or(&Value::Null)
}

/// Reads a member by its type; absence is that of `null`.
pub fn member<T: FieldValue>(fields: &Map<String, Value>, name: &str, at: &mut Pointer) -> Option<T> {
    at.within(name, |at| T::read(get(fields, name), at))
}

/// Reads every item of an array at its index, where items are no field values of records; an absent list is empty.
pub fn list<T>(
    json: &Value,
    at: &mut Pointer,
    mut read: impl FnMut(&Value, &mut Pointer) -> Option<T>,
) -> Option<Vec<T>> {
    match json {
        Value::Null => Some(Vec::new()),
        Value::Array(items) => {
            // All are read before any refusal ends it, so that every error is reported.
            let items: Vec<_> =
                items.iter().enumerate().map(|(index, item)| at.within(index, |at| read(item, at))).collect();
            items.into_iter().collect()
        }
        _ => at.refuse(Invalid::new("expected_list")),
    }
}
