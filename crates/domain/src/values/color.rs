//! Colours.

use super::field::Invalid;
use super::text::text_value;

text_value! {
    /// Colour as `#RRGGBB`, capital letters.
    #[derive(Debug)]
    pub struct Color { kind: Text, pattern: "^#[0-9A-F]{6}$", example: "#3A5BC7" }
}

impl Color {
    fn normalize(text: &str) -> Result<String, Invalid> {
        match text.strip_prefix('#') {
            Some(hex) if hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()) => Ok(text.to_ascii_uppercase()),
            _ => Err(Invalid::new("invalid_color")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_hex_digits() {
        assert_eq!(Color::parse("#3a5bc7").map(String::from), Ok("#3A5BC7".to_owned()));
        for typed in ["", "3A5BC7", "#3A5", "#3A5BCG", "#3A5BC7FF", "indigo"] {
            assert_eq!(Color::parse(typed), Err(Invalid::new("invalid_color")), "{typed}");
        }
    }
}
