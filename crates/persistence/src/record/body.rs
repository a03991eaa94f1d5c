//! The JSON form of a record's fields: which keys a caller may send, merge patch, and what a patch really changed.

use std::collections::HashSet;

use guanxi_domain::identity::{Access, FieldRule, Resource};
use guanxi_domain::values::{Invalid, Pointer};
use serde_json::{Map, Value};

use super::{RecordFields, Writable};
use crate::{Error, Result};

/// The columns a change writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named(HashSet<String>);

impl Named {
    /// The fields in which two states differ.
    pub fn between(before: &Map<String, Value>, after: &Map<String, Value>) -> Self {
        Self(
            after
                .iter()
                .filter(|(name, value)| before.get(*name) != Some(value))
                .map(|(name, _)| name.clone())
                .collect(),
        )
    }

    /// Adds a column that the program keeps beside a field.
    pub fn and(&mut self, name: &str) {
        self.0.insert(name.to_owned());
    }

    /// Whether a column is written.
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// Whether nothing is written.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The complete form of some fields, nothing masked: what a patch is merged into.
pub(crate) fn complete<F: RecordFields>(fields: &F) -> Result<Map<String, Value>> {
    match serde_json::to_value(fields) {
        Ok(Value::Object(form)) => Ok(form),
        Ok(_) => Err(Error::Corrupt("fields are not an object".into())),
        Err(error) => Err(Error::Corrupt(error.to_string())),
    }
}

/// Refuses keys that are not fields, that the program sets, or that the caller's field rules close.
pub(crate) fn check_keys<F: RecordFields>(
    body: &Map<String, Value>,
    access: &Access,
    resource: Resource,
    at: &mut Pointer,
) {
    for (name, value) in body {
        at.within(name, |at| match F::spec(name) {
            None => {
                at.refuse::<()>(Invalid::new("unknown_field").with("field", name));
            }
            Some(spec) if spec.writable != Writable::Yes => {
                at.refuse::<()>(Invalid::new("read_only_field"));
            }
            Some(_) if access.field_rule(resource, name).is_some() => {
                at.refuse::<()>(Invalid::new("field_restricted"));
            }
            Some(_) if name == "custom" => check_custom_keys(value, access, resource, at),
            Some(_) => {}
        });
    }
}

fn check_custom_keys(custom: &Value, access: &Access, resource: Resource, at: &mut Pointer) {
    for code in custom.as_object().into_iter().flat_map(Map::keys) {
        if access.field_rule(resource, &format!("custom.{code}")).is_some() {
            at.within(code, |at| at.refuse::<()>(Invalid::new("field_restricted")));
        }
    }
}

/// RFC 7396: `null` removes, objects merge, everything else replaces.
pub fn merge_patch(target: &mut Map<String, Value>, patch: &Map<String, Value>) {
    for (key, change) in patch {
        match change {
            Value::Null => {
                target.remove(key);
            }
            Value::Object(change) => {
                let entry = target.entry(key.clone()).or_insert_with(|| Value::Object(Map::new()));
                if !entry.is_object() {
                    *entry = Value::Object(Map::new());
                }
                if let Value::Object(inner) = entry {
                    merge_patch(inner, change);
                }
            }
            other => {
                target.insert(key.clone(), other.clone());
            }
        }
    }
}

/// Whether a field is closed to a reader, and how.
pub(crate) fn hides(rule: Option<FieldRule>) -> bool {
    matches!(rule, Some(FieldRule::Hidden | FieldRule::Masked))
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::{Named, merge_patch};

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn merge_patch_does_what_the_appendix_of_rfc_7396_shows() {
        for (target, patch, result) in [
            (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "b"}), json!({"b": "c"}), json!({"a": "b", "b": "c"})),
            (json!({"a": "b"}), json!({"a": null}), json!({})),
            (json!({"a": "b", "b": "c"}), json!({"a": null}), json!({"b": "c"})),
            (json!({"a": ["b"]}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "c"}), json!({"a": ["b"]}), json!({"a": ["b"]})),
            (json!({"a": {"b": "c"}}), json!({"a": {"b": "d", "c": null}}), json!({"a": {"b": "d"}})),
            (json!({"a": [{"b": "c"}]}), json!({"a": [1]}), json!({"a": [1]})),
            (json!({"e": null}), json!({"a": 1}), json!({"e": null, "a": 1})),
            (json!({}), json!({"a": {"bb": {"ccc": null}}}), json!({"a": {"bb": {}}})),
        ] {
            let mut merged = object(target);
            merge_patch(&mut merged, &object(patch));
            assert_eq!(merged, object(result));
        }
    }

    #[test]
    fn only_differing_fields_are_named() {
        let before = object(json!({"name": "甲", "level": "A", "tags": ["x"]}));
        let after = object(json!({"name": "乙", "level": "A", "tags": ["x"], "phone": null}));
        let named = Named::between(&before, &after);
        assert!(named.contains("name") && named.contains("phone"));
        assert!(!named.contains("level") && !named.contains("tags"));
    }
}
