//! One sequence of bytes for each JSON value, whatever its spelling.
//!
//! Every item is a type letter, for what has a length the length as eight bytes, and its content, so that no content
//! can pass for structure. Objects are written by ascending key. Numbers are compared as decimals, since JSONB keeps
//! `1e2` as `100`: their digits without zeros at either end, and the exponent.

use serde_json::{Number, Value};

/// Appends a text with its length.
pub(super) fn write_text(bytes: &mut Vec<u8>, text: &str) {
    write_sized(bytes, b's', text.as_bytes());
}

/// Appends a value.
pub(super) fn write_value(bytes: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => bytes.push(b'n'),
        Value::Bool(false) => bytes.push(b'f'),
        Value::Bool(true) => bytes.push(b't'),
        Value::Number(number) => write_sized(bytes, b'd', decimal(number).as_bytes()),
        Value::String(text) => write_text(bytes, text),
        Value::Array(items) => {
            write_count(bytes, b'a', items.len());
            items.iter().for_each(|item| write_value(bytes, item));
        }
        Value::Object(fields) => {
            write_count(bytes, b'o', fields.len());
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_unstable_by_key(|(key, _)| *key);
            for (key, item) in fields {
                write_text(bytes, key);
                write_value(bytes, item);
            }
        }
    }
}

/// Whether two values have the same bytes.
pub(super) fn same(left: &Value, right: &Value) -> bool {
    let bytes = |value| {
        let mut bytes = Vec::new();
        write_value(&mut bytes, value);
        bytes
    };
    bytes(left) == bytes(right)
}

fn write_sized(bytes: &mut Vec<u8>, letter: u8, content: &[u8]) {
    write_count(bytes, letter, content.len());
    bytes.extend_from_slice(content);
}

fn write_count(bytes: &mut Vec<u8>, letter: u8, count: usize) {
    bytes.push(letter);
    bytes.extend_from_slice(&(count as u64).to_be_bytes());
}

/// `-120.50` and `-1.205e2` are both `-1205e-1`; every zero is `0`.
fn decimal(number: &Number) -> String {
    let text = number.to_string();
    let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |text| ("-", text));
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_end_matches('0');
    let places = (digits.len() - significant.len()) as i64 - fraction.len() as i64;
    match significant.trim_start_matches('0') {
        "" => "0".to_owned(),
        // A JSON number's exponent fits i64 by far: serde_json has made an f64 of it.
        digits => format!("{sign}{digits}e{}", exponent.parse::<i64>().unwrap_or_default() + places),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn number(text: &str) -> String {
        decimal(&serde_json::from_str(text).unwrap())
    }

    #[test]
    fn a_number_has_one_form() {
        let table = [
            (vec!["0", "0.0", "-0.0", "0e5"], "0"),
            (vec!["100", "100.0", "1e2", "1.00E+2"], "1e2"),
            (vec!["-120.5", "-1.205e2", "-120.50"], "-1205e-1"),
            (vec!["0.0000001", "1e-7"], "1e-7"),
            (vec!["9223372036854776000", "9.223372036854776e18"], "9223372036854776e3"),
            (vec!["100000000000000000000", "1e20"], "1e20"),
            (vec!["9007199254740993"], "9007199254740993e0"),
        ];
        for (spellings, form) in table {
            for spelling in spellings {
                assert_eq!(number(spelling), form, "{spelling}");
            }
        }
    }

    #[test]
    fn spelling_does_not_matter_but_everything_else_does() {
        assert!(same(&json!({"a": 1, "b": [2.0]}), &json!({"b": [2], "a": 1.0})));
        let different = [
            json!(null),
            json!(false),
            json!(0),
            json!("0"),
            json!(""),
            json!([]),
            json!({}),
            json!([[]]),
            json!([null]),
            json!(["ab"]),
            json!(["a", "b"]),
            json!({"a": "b"}),
            json!(["a"]),
            json!({"a": null}),
            json!("null"),
            json!(1),
            json!(-1),
            json!(10),
            json!(0.1),
            json!("s\u{0}"),
            json!([1, [2]]),
            json!([[1], 2]),
            json!([1, 2]),
        ];
        for (left, one) in different.iter().enumerate() {
            for (right, other) in different.iter().enumerate() {
                assert_eq!(same(one, other), left == right, "{one} {other}");
            }
        }
    }
}
