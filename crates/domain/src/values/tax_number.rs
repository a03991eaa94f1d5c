//! 纳税人识别号, the taxpayer's number.

use super::field::Invalid;
use super::text::text_value;

text_value! {
    /// Taxpayer's number 纳税人识别号: 15 to 20 letters and digits. Companies use their credit code since 2015; older
    /// numbers (15, 17, 20) and those of individual businesses (18 and more) have no common check digit.
    #[derive(Debug)]
    pub struct TaxNumber { kind: Text, pattern: "^[0-9A-Z]{15,20}$", example: "91440300708461136T" }
}

impl TaxNumber {
    fn normalize(text: &str) -> Result<String, Invalid> {
        let number: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).map(|c| c.to_ascii_uppercase()).collect();
        let well_formed = (15..=20).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_alphanumeric());
        if well_formed { Ok(number) } else { Err(Invalid::new("invalid_tax_number")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_digits() {
        assert_eq!(TaxNumber::parse("91440300 70846113-6t").map(String::from), Ok("91440300708461136T".to_owned()));
        assert!(TaxNumber::parse("440301708461136").is_ok());
        for typed in ["", "12345678901234", "123456789012345678901", "91440300708461136号", "9144030070846113_6T"] {
            assert_eq!(TaxNumber::parse(typed), Err(Invalid::new("invalid_tax_number")), "{typed}");
        }
    }
}
