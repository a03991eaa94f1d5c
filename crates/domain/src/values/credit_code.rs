//! 统一社会信用代码, the unified social credit code (GB 32100-2015).

use super::field::Invalid;
use super::text::text_value;

/// Letters and digits of the code in the order of their values: I, O, S, V and Z are left out (GB 32100-2015, table 1).
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

text_value! {
    /// Unified social credit code 统一社会信用代码 (GB 32100-2015): 18 characters, the last one a check character.
    #[derive(Debug)]
    pub struct CreditCode {
        kind: Text,
        pattern: "^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$",
        example: "91440300708461136T",
    }
}

impl CreditCode {
    /// The code of which these are the first 17 characters.
    ///
    /// # Errors
    /// `invalid_credit_code` where they are not such characters.
    pub fn complete(body: &str) -> Result<Self, Invalid> {
        let check = check_character(body.as_bytes()).ok_or_else(|| Invalid::new("invalid_credit_code"))?;
        Self::parse(&format!("{body}{}", char::from(check)))
    }

    /// Letters may be typed small; spaces and hyphens, which some print between the groups, are dropped.
    fn normalize(text: &str) -> Result<String, Invalid> {
        let code: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).map(|c| c.to_ascii_uppercase()).collect();
        let refused = || Invalid::new("invalid_credit_code");
        let (body, check) = code.as_bytes().split_at_checked(17).ok_or_else(refused)?;
        let region_is_digits = body.iter().skip(2).take(6).all(u8::is_ascii_digit);
        let expected = check_character(body).ok_or_else(refused)?;
        if check != [expected] || !region_is_digits {
            return Err(refused());
        }
        Ok(code)
    }
}

/// The check character of the first 17: Σ value × 3^(i−1) and the check's value sum to 0 modulo 31 (GB 32100-2015,
/// 5.5, with the algorithm of GB/T 17710). `None` when a character is not of the alphabet.
fn check_character(body: &[u8]) -> Option<u8> {
    let mut weight = 1;
    let mut sum = 0;
    for character in body {
        let value = ALPHABET.iter().position(|known| known == character)?;
        sum = (sum + value * weight) % 31;
        weight = weight * 3 % 31;
    }
    ALPHABET.get((31 - sum) % 31).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn codes_of_well_known_companies() {
        for code in [
            "91440300708461136T",
            "914403001922038216",
            "91110000802100433B",
            "91330100799655058B",
            "91100000100003962T",
            "91110108551385082Q",
        ] {
            assert_eq!(CreditCode::parse(code).unwrap().as_str(), code);
        }
        assert_eq!(CreditCode::parse(" 91440300 70846113-6t ").unwrap().as_str(), "91440300708461136T");
        assert_eq!(CreditCode::parse("９１４４０３００７０８４６１１３６Ｔ").unwrap().as_str(), "91440300708461136T");
    }

    #[test]
    fn refusals() {
        for code in [
            "",
            "9144030070846113",
            "91440300708461136TT",
            "91440300708461136t1",
            "9144030070846113I",
            "腾讯",
            "91440300708461137T",
            "9144030O708461136T",
            "腾讯腾讯腾讯",
        ] {
            assert_eq!(CreditCode::parse(code), Err(Invalid::new("invalid_credit_code")), "{code}");
        }
    }

    /// A code made valid by construction.
    fn any_code() -> impl Strategy<Value = String> {
        ("[159][1239][0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}").prop_map(|body| {
            let check = check_character(body.as_bytes()).map(char::from).unwrap();
            format!("{body}{check}")
        })
    }

    proptest! {
        #[test]
        fn made_valid_is_accepted(code in any_code()) {
            prop_assert_eq!(CreditCode::parse(&code).map(String::from), Ok(code));
        }

        #[test]
        fn one_changed_character_is_refused(code in any_code(), index in 0..18_usize, other in 0..31_usize) {
            let mut bytes = code.into_bytes();
            prop_assume!(bytes[index] != ALPHABET[other]);
            bytes[index] = ALPHABET[other];
            let changed = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(CreditCode::parse(&changed), Err(Invalid::new("invalid_credit_code")));
        }

        #[test]
        fn no_text_panics(text in ".{0,24}") {
            let _ = CreditCode::parse(&text);
        }
    }
}
