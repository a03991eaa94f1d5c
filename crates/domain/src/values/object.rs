//! Reading a JSON object field by field, so that every refusal is reported at its place and nothing unknown slips by.

use serde_json::{Map, Value};

use super::field::{FieldValue, Invalid, Pointer};

/// An object being read. Ask for every field first, then [`finish`](Self::finish), and only then look at the answers:
/// that way one request tells all that is wrong.
pub(crate) struct ObjectReader<'a> {
    fields: &'a Map<String, Value>,
    at: &'a mut Pointer,
    known: Vec<&'static str>,
}

impl<'a> ObjectReader<'a> {
    /// Starts at an object; anything else is refused with `expected_object` (`required` for `null`).
    pub(crate) fn new(json: &'a Value, at: &'a mut Pointer) -> Option<Self> {
        match json {
            Value::Object(fields) => Some(Self { fields, at, known: Vec::new() }),
            Value::Null => at.refuse(Invalid::new("required")),
            _ => at.refuse(Invalid::new("expected_object")),
        }
    }

    /// Reads one field by its type; an absent one reads like `null`.
    pub(crate) fn field<T: FieldValue>(&mut self, name: &'static str) -> Option<T> {
        self.known.push(name);
        let value = self.fields.get(name).unwrap_or(&Value::Null);
        self.at.within(name, |at| T::read(value, at))
    }

    /// Reads one field; absent or `null`, it is the type's default.
    pub(crate) fn field_or_default<T: FieldValue + Default>(&mut self, name: &'static str) -> Option<T> {
        self.field::<Option<T>>(name).map(Option::unwrap_or_default)
    }

    /// Reads one text of at most `max` characters; `too_long` otherwise.
    pub(crate) fn text(&mut self, name: &'static str, max: usize) -> Option<Option<String>> {
        let text = self.field::<Option<String>>(name)?;
        if text.as_ref().is_some_and(|text| text.chars().count() > max) {
            return self.refuse(name, Invalid::new("too_long").with("max", max));
        }
        Some(text)
    }

    /// Reads a text of at most `max` characters that must not be empty.
    pub(crate) fn required_text(&mut self, name: &'static str, max: usize) -> Option<String> {
        match self.text(name, max)? {
            Some(text) => Some(text),
            None => self.refuse(name, Invalid::new("required")),
        }
    }

    /// Notes a refusal at a field, for rules that look at several.
    pub(crate) fn refuse<T>(&mut self, name: &'static str, invalid: Invalid) -> Option<T> {
        self.at.within(name, |at| at.refuse(invalid))
    }

    /// Ends the reading: keys that were not asked for are refused with `unknown_field`.
    pub(crate) fn finish(self) -> Option<()> {
        let mut unknown = self.fields.keys().filter(|key| !self.known.contains(&key.as_str())).peekable();
        let complete = unknown.peek().is_none();
        for key in unknown {
            self.at.within(key, |at| at.refuse::<()>(Invalid::new("unknown_field").with("name", key)));
        }
        complete.then_some(())
    }
}

/// Reads a list of at most `max` items; `too_many` when there are more, and none of them is read then.
pub(crate) fn read_list_up_to<T: FieldValue>(max: usize, json: &Value, at: &mut Pointer) -> Option<Vec<T>> {
    match json {
        Value::Array(items) if items.len() > max => at.refuse(Invalid::new("too_many").with("max", max)),
        other => super::field::read_list(other, at),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn everything_wrong_is_told_at_once() {
        let json = json!({"name": 7, "note": "长".repeat(4), "a/b": 1});
        let mut at = Pointer::default();
        let mut object = ObjectReader::new(&json, &mut at).unwrap();
        assert_eq!(object.field::<String>("name"), None);
        assert_eq!(object.text("note", 3), None);
        assert_eq!(object.field::<i32>("count"), None);
        assert_eq!(object.field_or_default::<bool>("primary"), Some(false));
        assert_eq!(object.finish(), None);
        let errors: Vec<_> = at.into_errors().into_iter().map(|error| (error.pointer, error.invalid.code)).collect();
        let expected =
            [("/name", "expected_text"), ("/note", "too_long"), ("/count", "required"), ("/a~1b", "unknown_field")];
        assert_eq!(errors, expected.map(|(pointer, code)| (pointer.to_owned(), code)));
    }

    #[test]
    fn only_objects_and_only_short_lists() {
        let mut at = Pointer::default();
        assert!(ObjectReader::new(&json!([]), &mut at).is_none());
        assert!(ObjectReader::new(&Value::Null, &mut at).is_none());
        assert_eq!(read_list_up_to::<bool>(1, &json!([true]), &mut at), Some(vec![true]));
        assert_eq!(read_list_up_to::<bool>(1, &json!([true, 7]), &mut at), None);
        let codes: Vec<_> = at.into_errors().into_iter().map(|error| error.invalid.code).collect();
        assert_eq!(codes, ["expected_object", "required", "too_many"]);
    }
}
