//! Values of custom fields: what a definition accepts, in the form in which records keep it.
//!
//! | kind | kept as |
//! |---|---|
//! | `text` `long_text` `url` | string, trimmed; a web address with its scheme |
//! | `number` | decimal string without trailing zeros |
//! | `money` | decimal string with all its decimals |
//! | `date` `timestamp` | `YYYY-MM-DD`; RFC 3339 in UTC with six decimals, so that text order is time order |
//! | `boolean` | `true`, `false` |
//! | `single_choice` `multi_choice` | code; list of codes in the order of the options |
//! | `user` `record` | id |
//!
//! One value has one form, so that equality and uniqueness can be left to the database. Whether an id exists is for
//! the database too (`unknown_reference`).

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use rust_decimal::Decimal;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Choice, CustomFieldDefinition, CustomFieldKind, object};
use crate::values::{FieldValue, Invalid, Pointer, Website, is_line_control, read_list};

/// Numbers stay below this; further digits would be lost between programs.
const LARGEST: i64 = 1_000_000_000_000_000_000;

impl CustomFieldDefinition {
    /// Reads a value and gives its stored form; `null`, an empty text and an empty list are absence, `Value::Null`.
    ///
    /// Refused with `required`, `expected_…` (another type), `too_long`, `invalid_character`, `too_many_decimals`,
    /// `out_of_range`, `unknown_code`, `disabled_code`, `invalid_website`.
    pub fn check(&self, json: &Value, at: &mut Pointer) -> Option<Value> {
        let value = match json {
            Value::Null => Value::Null,
            Value::String(text) if text.trim().is_empty() => Value::Null,
            given => self.check_given(given, at)?,
        };
        if value.is_null() && self.required { at.refuse(Invalid::new("required")) } else { Some(value) }
    }

    fn check_given(&self, json: &Value, at: &mut Pointer) -> Option<Value> {
        match self.kind {
            CustomFieldKind::Text | CustomFieldKind::LongText => self.text(json, at),
            CustomFieldKind::Number | CustomFieldKind::Money => self.number(json, at),
            CustomFieldKind::Date => NaiveDate::read(json, at).map(|date| date.to_string().into()),
            CustomFieldKind::Timestamp => DateTime::<Utc>::read(json, at)
                .map(|instant| instant.to_rfc3339_opts(SecondsFormat::Micros, true).into()),
            CustomFieldKind::Boolean => bool::read(json, at).map(Value::Bool),
            CustomFieldKind::SingleChoice => {
                let code = String::read(json, at)?;
                self.option(&code, at).map(|option| option.code.as_str().into())
            }
            CustomFieldKind::MultiChoice => self.choices(json, at),
            CustomFieldKind::User | CustomFieldKind::Record => Uuid::read(json, at).map(|id| id.to_string().into()),
            CustomFieldKind::Url => Website::read(json, at).map(|website| website.as_str().into()),
        }
    }

    fn text(&self, json: &Value, at: &mut Pointer) -> Option<Value> {
        let text = String::read(json, at)?;
        let several_lines = self.kind == CustomFieldKind::LongText;
        if !several_lines && text.chars().any(is_line_control) {
            return at.refuse(Invalid::new("invalid_character"));
        }
        match self.longest() {
            Some(longest) if text.chars().count() > longest => at.refuse(Invalid::new("too_long").with("max", longest)),
            _ => Some(text.into()),
        }
    }

    /// Too many decimals are refused, not rounded: nobody should find another number than they typed.
    fn number(&self, json: &Value, at: &mut Pointer) -> Option<Value> {
        let number = Decimal::read(json, at)?.normalize();
        if number.scale() > self.scale() {
            return at.refuse(Invalid::new("too_many_decimals").with("max", self.scale()));
        }
        let largest = Decimal::from(LARGEST);
        let (min, max) = (self.min.unwrap_or(-largest), self.max.unwrap_or(largest));
        if number < min || number > max || number.abs() > largest {
            return at.refuse(Invalid::new("out_of_range").with("min", min).with("max", max));
        }
        // There is no minus zero.
        let mut number = if number.is_zero() { Decimal::ZERO } else { number };
        if self.kind == CustomFieldKind::Money {
            number.rescale(self.scale());
        }
        Some(number.to_string().into())
    }

    fn choices(&self, json: &Value, at: &mut Pointer) -> Option<Value> {
        let codes = read_list::<String>(json, at)?;
        let chosen: Vec<_> =
            codes.iter().enumerate().map(|(index, code)| at.within(index, |at| self.option(code, at))).collect();
        let chosen: Vec<&Choice> = chosen.into_iter().collect::<Option<_>>()?;
        let in_order = self.options.iter().filter(|option| chosen.iter().any(|chosen| chosen.code == option.code));
        let codes: Vec<Value> = in_order.map(|option| option.code.as_str().into()).collect();
        Some(if codes.is_empty() { Value::Null } else { Value::Array(codes) })
    }

    /// The option of a code. A disabled one cannot be chosen anew; a record that has it keeps it, since an unchanged
    /// value is not checked.
    fn option(&self, code: &str, at: &mut Pointer) -> Option<&Choice> {
        match self.options.iter().find(|option| option.code.as_str() == code) {
            Some(option) if option.disabled => at.refuse(Invalid::new("disabled_code").with("value", code)),
            Some(option) => Some(option),
            None => {
                let offered = self.options.iter().filter(|option| !option.disabled);
                let codes: Vec<_> = offered.map(|option| option.code.as_str()).collect();
                at.refuse(Invalid::new("unknown_code").with("codes", codes.join(", ")))
            }
        }
    }
}

/// The `custom` of a new record: what was given, checked, and the defaults of what was not. Absent fields are left
/// out. Keys that no definition has are refused with `unknown_field`; a key that is given as `null` gets no default.
pub fn complete(definitions: &[CustomFieldDefinition], given: &Value, at: &mut Pointer) -> Option<Map<String, Value>> {
    let given = members(given, at)?;
    let known = refuse_unknown(definitions, &given, at);
    let values = definitions.iter().map(|definition| {
        let value = given.get(definition.code.as_str()).or(definition.default.as_ref());
        keyed(definition, value.unwrap_or(&Value::Null), at)
    });
    // All are read before any refusal ends it, so that every error is reported.
    let values: Vec<_> = values.collect();
    known?;
    let values: Vec<_> = values.into_iter().collect::<Option<_>>()?;
    Some(values.into_iter().filter(|(_, value)| !value.is_null()).collect())
}

/// The changes of an edited record: only the given keys, checked; `null` takes a value away. Keys that no definition
/// has are refused with `unknown_field`.
pub fn changed(definitions: &[CustomFieldDefinition], given: &Value, at: &mut Pointer) -> Option<Map<String, Value>> {
    let given = members(given, at)?;
    let known = refuse_unknown(definitions, &given, at);
    let touched = definitions.iter().filter_map(|definition| Some((definition, given.get(definition.code.as_str())?)));
    let values: Vec<_> = touched.map(|(definition, value)| keyed(definition, value, at)).collect();
    known?;
    values.into_iter().collect()
}

fn keyed(definition: &CustomFieldDefinition, value: &Value, at: &mut Pointer) -> Option<(String, Value)> {
    let code = definition.code.as_str();
    Some((code.to_owned(), at.within(code, |at| definition.check(value, at))?))
}

/// The members of `custom`; `null` is an empty object.
fn members(given: &Value, at: &mut Pointer) -> Option<Map<String, Value>> {
    match given {
        Value::Null => Some(Map::new()),
        Value::Object(members) => Some(members.clone()),
        _ => at.refuse(Invalid::new("expected_object")),
    }
}

fn refuse_unknown(definitions: &[CustomFieldDefinition], given: &Map<String, Value>, at: &mut Pointer) -> Option<()> {
    let codes: Vec<_> = definitions.iter().map(|definition| definition.code.as_str()).collect();
    object::only(given, &codes, at)
}

#[cfg(test)]
#[path = "custom_values_tests.rs"]
mod tests;
