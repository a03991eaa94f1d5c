//! Stable codes of what administrators define: dictionary values, custom fields.

use super::field::Invalid;
use super::text::text_value;

text_value! {
    /// Stable code of something an administrator defined: small letters, digits and underscores, a letter first, at
    /// most 63 characters.
    #[derive(Debug)]
    pub struct ShortCode { kind: Code, pattern: "^[a-z][a-z0-9_]{0,62}$", example: "key_account" }
}

impl ShortCode {
    fn normalize(text: &str) -> Result<String, Invalid> {
        let well_formed = text.len() <= 63
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if well_formed { Ok(text.to_owned()) } else { Err(Invalid::new("invalid_short_code")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shape() {
        for typed in ["a", "key_account", "x2", &"a".repeat(63)] {
            assert_eq!(ShortCode::parse(typed).map(String::from), Ok(typed.to_owned()));
        }
        for typed in ["", "2x", "_a", "A", "a-b", "级别", "a b", &"a".repeat(64)] {
            assert_eq!(ShortCode::parse(typed), Err(Invalid::new("invalid_short_code")), "{typed}");
        }
    }
}
