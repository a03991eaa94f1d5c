//! Decimal numbers as people type them.

use rust_decimal::Decimal;
use serde_json::Value;

/// Reads a JSON string or number exactly; `None` when it is neither, or has more digits than are kept.
pub(crate) fn decimal_of_json(json: &Value) -> Option<Decimal> {
    match json {
        Value::String(text) => parse_decimal(text),
        Value::Number(number) => {
            let text = number.to_string();
            Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text)).ok()
        }
        _ => None,
    }
}

/// Reads a decimal number, with or without separators of thousands. A comma anywhere else is refused: `1,5` may mean
/// one and a half or fifteen, and guessing wrong is off by a factor of ten.
pub(crate) fn parse_decimal(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = match unsigned.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (unsigned, None),
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let mut rest = groups.peekable();
    let grouped = rest.peek().is_some();
    let well_formed = digits(first)
        && (!grouped || first.len() <= 3)
        && rest.all(|group| group.len() == 3 && digits(group))
        && fraction.is_none_or(digits);
    if !well_formed {
        return None;
    }
    Decimal::from_str_exact(&format!("{sign}{}.{}", whole.replace(',', ""), fraction.unwrap_or("0"))).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn as_people_type_them() {
        for (text, value) in [
            ("12", "12"),
            (" +12.50 ", "12.50"),
            ("-0.5", "-0.5"),
            ("1,234,567.89", "1234567.89"),
            ("-1,234", "-1234"),
            ("1234567.89", "1234567.89"),
        ] {
            assert_eq!(parse_decimal(text), value.parse().ok(), "{text}");
        }
        for text in [
            "",
            "-",
            ".",
            ".5",
            "5.",
            "1,5",
            "12,34",
            "1234,567",
            "1,234,56",
            "1_000",
            "1e3",
            "--1",
            "十",
            "1.2.3",
            "1.2,3",
            "99999999999999999999999999999999",
        ] {
            assert_eq!(parse_decimal(text), None, "{text}");
        }
    }

    #[test]
    fn json_numbers_are_exact() {
        assert_eq!(decimal_of_json(&json!(0.1)), "0.1".parse().ok());
        assert_eq!(decimal_of_json(&json!(-12)), "-12".parse().ok());
        assert_eq!(decimal_of_json(&json!(1e-7)), "0.0000001".parse().ok());
        assert_eq!(decimal_of_json(&json!(1e300)), None);
        assert_eq!(decimal_of_json(&json!(true)), None);
    }
}
