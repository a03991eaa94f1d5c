//! Countries and territories (ISO 3166-1).

use std::sync::LazyLock;

use super::field::Invalid;
use super::text::text_value;

/// Every code, sorted.
static COUNTRIES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("../../data/countries.txt").lines().collect());

text_value! {
    /// Country or territory by its two letters (ISO 3166-1 alpha-2).
    #[derive(Debug)]
    pub struct CountryCode { kind: Code, pattern: "^[A-Z]{2}$", example: "CN" }
}

impl CountryCode {
    fn normalize(text: &str) -> Result<String, Invalid> {
        let code = text.to_ascii_uppercase();
        if COUNTRIES.binary_search(&code.as_str()).is_ok() { Ok(code) } else { Err(Invalid::new("invalid_country")) }
    }

    /// Every code, sorted.
    pub fn all() -> &'static [&'static str] {
        &COUNTRIES
    }
}

impl Default for CountryCode {
    /// Mainland China, the country of an address that names no other.
    fn default() -> Self {
        Self("CN".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        assert_eq!(CountryCode::all().len(), 249);
        assert!(CountryCode::all().is_sorted_by(|a, b| a < b));
        assert_eq!(CountryCode::parse(" hk ").map(String::from), Ok("HK".to_owned()));
        for typed in ["", "CHN", "XX", "中国", "C"] {
            assert_eq!(CountryCode::parse(typed), Err(Invalid::new("invalid_country")), "{typed}");
        }
        assert_eq!(Ok(CountryCode::default()), CountryCode::parse("CN"));
    }
}
