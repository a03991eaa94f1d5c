//! Postal codes.

use super::country_code::CountryCode;
use super::field::Invalid;
use super::text::text_value;

text_value! {
    /// Postal code 邮政编码: six digits in mainland China, three to ten letters, digits, spaces or hyphens elsewhere.
    #[derive(Debug)]
    pub struct PostalCode { kind: Text, pattern: "^[0-9A-Z][0-9A-Z -]{1,8}[0-9A-Z]$", example: "518057" }
}

impl PostalCode {
    /// Accepts what some country may use; [`is_of`](Self::is_of) knows which.
    fn normalize(text: &str) -> Result<String, Invalid> {
        let code = text.to_ascii_uppercase();
        let inner = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-');
        let well_formed = (3..=10).contains(&code.len())
            && code.bytes().all(|b| inner(&b))
            && !code.starts_with('-')
            && !code.ends_with('-')
            && code.bytes().any(|b| b.is_ascii_digit());
        if well_formed { Ok(code) } else { Err(Invalid::new("invalid_postal_code")) }
    }

    /// Whether the country may use such a code: mainland China has six digits, of others only the general shape is
    /// known.
    pub fn is_of(&self, country: &CountryCode) -> bool {
        country.as_str() != "CN" || (self.0.len() == 6 && self.0.bytes().all(|b| b.is_ascii_digit()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        for (typed, normal) in
            [("518057", "518057"), ("sw1a 1aa", "SW1A 1AA"), ("106", "106"), ("20500-0003", "20500-0003")]
        {
            assert_eq!(PostalCode::parse(typed).map(String::from), Ok(normal.to_owned()));
        }
        for typed in ["", "12", "-123", "123-", "邮编518057", "12345678901", "ABC", "123_45"] {
            assert_eq!(PostalCode::parse(typed), Err(Invalid::new("invalid_postal_code")), "{typed}");
        }
    }

    #[test]
    fn china_has_six_digits() {
        let china = CountryCode::parse("CN").unwrap();
        let britain = CountryCode::parse("GB").unwrap();
        assert!(PostalCode::parse("518057").unwrap().is_of(&china));
        assert!(!PostalCode::parse("51805").unwrap().is_of(&china));
        assert!(!PostalCode::parse("SW1A 1").unwrap().is_of(&china));
        assert!(PostalCode::parse("SW1A 1AA").unwrap().is_of(&britain));
    }
}
